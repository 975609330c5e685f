// Editing an item: what the form holds, and the judgement that it makes.

import { change, keep, told } from "./form.js";
import { put } from "./place.js";
import { desk } from "./review.js";
import { send } from "./server.js";

const PLACES = ["a", "b", "subject", "place"];
let draftTimer = 0;

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
    if (await keep(dialog, { changes: [change(read(dialog))] })) await desk.next();
  });
}
