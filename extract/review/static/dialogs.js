// Editing, adding, splitting and merging: what the forms hold, and the judgement that they make.

import { decide } from "./actions.js";
import { put } from "./place.js";
import { desk } from "./review.js";
import { gesture, send, words } from "./server.js";

const PLACES = ["a", "b", "subject", "place"];
let draftTimer = 0;

const told = (name) => JSON.parse(desk.article().dataset[name] || "null");

function nameOf(side) {
  const names = told("names");
  return [names[`${side}.name_zh`], names[`${side}.name_en`]].filter(Boolean).join(" · ") || names[`${side}.text`];
}

/** Open the form for the item's kind, with what stands and, before that, what was drafted. */
export function openEdit() {
  const dialog = document.getElementById(`edit-${desk.article().dataset.kind}`);
  if (!dialog) return;
  const fields = told("fields");
  const before = told("judgement");
  const draft = told("draft");
  const edits = draft?.edits ?? before.edits ?? {};
  dialog.querySelector(".problem").textContent = "";
  const fromDraft = dialog.querySelector(".from-draft");
  if (fromDraft) fromDraft.hidden = !draft;
  for (const input of dialog.querySelectorAll("input[name], select[name], textarea[name]")) {
    const value = edits[input.name]?.value ?? fields[input.name];
    if (PLACES.includes(input.name)) {
      const same = value === fields[input.name];
      put(input.closest(".find-place"), value, same ? nameOf(input.name) : value);
    } else if (input.name === "events") {
      input.value = (value || []).map((event) => `${event.kind} ${event.date || ""}`.trim()).join("\n");
    } else if (input.name === "comment") input.value = before.comment || "";
    else if (input.name.endsWith("-alias")) input.checked = input.name === "place-alias";
    else if (input.type !== "radio") input.value = value ?? "";
  }
  for (const label of dialog.querySelectorAll(".alias")) {
    const side = label.querySelector("input").name.replace("-alias", "");
    label.querySelector(".spelling").textContent = told("names")[`${side}.text`] || fields.text || "";
  }
  dialog.showModal();
}

/** The judgement that the form makes: edits where it differs from what was extracted. */
function read(dialog) {
  const fields = told("fields");
  const form = dialog.querySelector("form");
  const why = form.elements.why.value;
  const edits = {};
  for (const name of Object.keys(fields)) {
    const input = form.elements[name];
    if (!input) continue;
    let value = input.value.trim() || null;
    if (PLACES.includes(name)) value = input.dataset.key || value;
    if (name === "events") value = events(input.value);
    if (name === "value") value = /^\d+$/.test(value) ? Number(value) : value;
    if (JSON.stringify(value) === JSON.stringify(fields[name])) continue;
    edits[name] = { value, was: fields[name], why };
    const alias = form.elements[`${name}-alias`];
    if (alias?.checked) edits[name].alias = alias.closest(".alias").querySelector(".spelling").textContent;
  }
  const comment = form.elements.comment.value.trim() || undefined;
  return { ...told("judgement"), verdict: "accept", why: undefined, wrong: undefined, edits, comment };
}

function events(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const [kind, date] = line.trim().split(/\s+/);
    return { kind, date: date ?? null };
  });
}

for (const dialog of document.querySelectorAll("dialog[id^=edit-]")) {
  dialog.addEventListener("input", () => {
    clearTimeout(draftTimer);
    const item = desk.article().dataset.key;
    draftTimer = setTimeout(() => {
      desk.forget(item);
      if (dialog.open) send("/draft", { item, content: read(dialog) });
    }, 400);
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(draftTimer);
    await keep(dialog, { changes: [change(read(dialog))] });
  });
}

function change(judgement) {
  const article = desk.article();
  return { item: article.dataset.key, revision: Number(article.dataset.revision), judgement, seconds: desk.seconds() };
}

/** Send what a form made; the form stays open with the reason where the server refuses it. */
async function keep(dialog, body) {
  const { status, told: answer } = await send("/decide", { gesture: gesture(), ...body });
  if (status === 200) {
    dialog.close();
    for (const { item, verdict, revision } of answer.kept) {
      desk.forget(item);
      desk.mark(item, verdict, revision);
    }
    desk.say(words.kept);
    return desk.next();
  }
  const problem = status === 409 ? `${words.stale} (${answer.by})` : answer.message || words.offline;
  dialog.querySelector(".problem").textContent = problem;
  if (status === 422) dialog.querySelector(`[name="${CSS.escape(answer.field || "")}"]`)?.focus();
  if (status === 409 && body.changes) {
    await send("/draft", { item: body.changes[0].item, content: body.changes[0].judgement });
    desk.forget(body.changes[0].item);
  }
}

/** Two names of the text become a tie: they are chosen in the form, or clicked in the text beside it. */
export function openAdd() {
  const dialog = document.getElementById("add");
  const places = told("places");
  for (const side of ["a", "b"]) {
    const options = places.map((place, i) => new Option(`${place.text} · ${place.name} ${place.country}`, i));
    dialog.querySelector(`[name=${side}]`).replaceChildren(...options);
  }
  if (places.length > 1) dialog.querySelector("[name=b]").selectedIndex = 1;
  dialog.querySelector(".problem").textContent = "";
  dialog.filled = 0;
  dialog.querySelector("[name=status]").value = "established";
  document.body.classList.add("adding");
  dialog.show();
  dialog.querySelector("[name=a]").focus();
}

document.getElementById("add").addEventListener("close", () => document.body.classList.remove("adding"));
document.addEventListener("keydown", (event) => {
  const dialog = document.getElementById("add");
  if (event.key === "Escape" && dialog.open) dialog.close();
});

document.getElementById("item").addEventListener("click", (event) => {
  const dialog = document.getElementById("add");
  const at = Number(event.target.dataset?.at);
  if (!dialog.open || Number.isNaN(at)) return;
  const index = told("places").findIndex((place) => place.start <= at && at < place.end);
  if (index < 0) return;
  dialog.querySelector(dialog.filled % 2 ? "[name=b]" : "[name=a]").value = index;
  dialog.filled += 1;
});

document.getElementById("add").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const dialog = document.getElementById("add");
  const form = dialog.querySelector("form").elements;
  const [a, b] = ["a", "b"].map((side) => told("places")[form[side].value]);
  if (!a || !b) return;
  const span = ({ key, start, end }) => ({ key, start, end });
  await keep(dialog, {
    added: {
      doc_id: desk.article().dataset.doc, a: span(a), b: span(b), relation: form.relation.value,
      status: form.status.value, date: form.date.value.trim() || null, evidence: sentence(a, b),
    },
  });
});

/** The stretches of the text in which two names stand, as one. */
function sentence(a, b) {
  const cells = [...document.querySelectorAll(".cell")].map((c) => [Number(c.dataset.start), Number(c.dataset.end)]);
  const holding = ({ start }) => cells.find(([from, to]) => from <= start && start < to) ?? [start, start + 1];
  const [first, second] = [holding(a), holding(b)];
  return [Math.min(first[0], second[0], a.start, b.start), Math.max(first[1], second[1], a.end, b.end)];
}

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
  const ranks = [...dialog.querySelectorAll("input:checked")].map((box) => Number(box.value));
  if (!ranks.length) return;
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
  const choices = (await answer.json()).filter((tie) => tie.key !== own).slice(0, 9).map((tie) => {
    const line = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: tie.name });
    button.addEventListener("click", () => merge(tie));
    line.append(button);
    return line;
  });
  document.querySelector("#merge ol").replaceChildren(...choices);
});

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
