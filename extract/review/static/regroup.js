// Splitting documents off that state another tie, and saying that a tie is the same as another.

import { decide } from "./actions.js";
import { told } from "./form.js";
import { desk } from "./review.js";
import { words } from "./server.js";

/** Documents that state another tie get an item of their own. */
export function openSplit() {
  const dialog = document.getElementById("split");
  const rows = [...document.querySelectorAll(".sources button")].map((button, i) => {
    const label = document.createElement("label");
    label.className = "check";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "rank", value: i });
    label.append(box, button.textContent);
    return label;
  });
  if (rows.length < 2) return;
  dialog.querySelector(".statements").replaceChildren(...rows);
  dialog.querySelector(".problem").textContent = "";
  dialog.showModal();
}

document.getElementById("split").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const dialog = document.getElementById("split");
  const boxes = [...dialog.querySelectorAll("input")];
  const ranks = boxes.filter((box) => box.checked).map((box) => Number(box.value));
  if (!ranks.length || ranks.length === boxes.length) {
    dialog.querySelector(".problem").textContent = words.split_some;
    return;
  }
  const keys = told("evidence");
  const split = [...new Set([...(told("judgement").split ?? []), ...ranks.map((rank) => keys[rank])])];
  const key = desk.article().dataset.key;
  dialog.close();
  if (await decide({ ...told("judgement"), split }, { stay: true })) {
    await desk.refill();
    await desk.show(key);
  }
});

/** The same tie under another key: this one takes the other's places and relation. */
export function openMerge() {
  const dialog = document.getElementById("merge");
  dialog.querySelector("input").value = "";
  dialog.querySelector("ol").replaceChildren();
  dialog.showModal();
}

document.querySelector("#merge input").addEventListener("input", async (event) => {
  const asked = new URLSearchParams({ kind: "tie", state: "all", q: event.target.value });
  const answer = await fetch(`/ties?${asked}`);
  if (!answer.ok) return;
  const own = desk.article().dataset.key;
  const choices = (await answer.json()).filter((tie) => tie.key !== own && differs(tie)).slice(0, 9).map((tie) => {
    const line = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: tie.name });
    button.addEventListener("click", () => merge(tie));
    line.append(button);
    return line;
  });
  document.querySelector("#merge ol").replaceChildren(...choices);
});

/** Whether a tie is another than the one that was read here: a part that was split off is not. */
function differs(tie) {
  const fields = told("fields");
  return ["a", "b", "relation"].some((name) => tie[name] !== fields[name]);
}

function merge(tie) {
  const fields = told("fields");
  const before = told("judgement");
  const edits = { ...before.edits };
  for (const name of ["a", "b", "relation"]) {
    delete edits[name];
    if (tie[name] !== fields[name]) edits[name] = { value: tie[name], was: fields[name], why: "extraction" };
  }
  document.getElementById("merge").close();
  decide({ ...before, verdict: "accept", why: undefined, wrong: undefined, edits });
}
