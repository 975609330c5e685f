// Two names of the text become a tie: they are chosen in the form, or clicked in the text beside it.

import { keep, told } from "./form.js";
import { desk } from "./review.js";

const dialog = document.getElementById("add");
const form = dialog.querySelector("form");
let clicked = 0;

export function openAdd() {
  const places = told("places");
  for (const side of ["a", "b"]) {
    const options = places.map((place, i) => new Option(`${place.text} · ${place.name} ${place.country}`, i));
    form.elements[side].replaceChildren(...options);
  }
  if (places.length > 1) form.elements.b.selectedIndex = 1;
  dialog.querySelector(".problem").textContent = "";
  clicked = 0;
  form.elements.status.value = "established";
  form.elements.date.value = "";
  document.body.classList.add("adding");
  dialog.show();
  form.elements.a.focus();
}

dialog.addEventListener("close", () => document.body.classList.remove("adding"));

// It is no modal dialog, so that the text can be clicked; so Esc is ours to hear.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && dialog.open) dialog.close();
});

document.getElementById("item").addEventListener("click", (event) => {
  const at = Number(event.target.dataset?.at);
  if (!dialog.open || Number.isNaN(at)) return;
  const index = told("places").findIndex((place) => place.start <= at && at < place.end);
  if (index < 0) return;
  form.elements[clicked % 2 ? "b" : "a"].value = index;
  clicked += 1;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [a, b] = ["a", "b"].map((side) => told("places")[form.elements[side].value]);
  if (!a || !b) return;
  const span = ({ key, start, end }) => ({ key, start, end });
  const kept = await keep(dialog, {
    added: {
      doc_id: desk.article().dataset.doc, a: span(a), b: span(b), relation: form.elements.relation.value,
      status: form.elements.status.value, date: form.elements.date.value.trim() || null, evidence: sentences(a, b),
    },
  });
  if (kept) desk.say(`${dialog.dataset.kept}: ${a.text} – ${b.text}`);
});

/** The stretches of the text in which two names stand: one, where it is the same. */
function sentences(a, b) {
  const cells = [...document.querySelectorAll(".cell")].map((c) => [Number(c.dataset.start), Number(c.dataset.end)]);
  const holding = ({ start, end }) => cells.find(([from, to]) => from <= start && start < to) ?? [start, end];
  const found = [holding(a), holding(b)];
  return found[0][0] === found[1][0] ? [found[0]] : found;
}
