// Saying who is to judge: the item before the reviewer, or all that is listed and open.

import { desk } from "./review.js";
import { send, words } from "./server.js";

const dialog = document.getElementById("assign");
const form = dialog.querySelector("form");

export function openAssign() {
  const open = desk.open();
  form.elements.to.value = desk.entry(desk.article().dataset.key)?.dataset.assigned ?? "";
  form.elements.which.value = "this";
  dialog.querySelector(".number").textContent = open.length;
  dialog.querySelector(".problem").textContent = "";
  dialog.showModal();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const to = form.elements.to.value.trim();
  const keys = form.elements.which.value === "this" ? [desk.article().dataset.key] : desk.open();
  const { status } = await send("/assign", { items: keys, to });
  if (status !== 200) {
    dialog.querySelector(".problem").textContent = words.not_kept;
    return;
  }
  dialog.close();
  for (const key of keys) {
    desk.forget(key);
    desk.own(key, to);
  }
  await desk.show(desk.article().dataset.key);
  desk.say(to ? `${words.assigned_to} ${to}: ${keys.length}` : `${words.assigned_to_nobody}: ${keys.length}`);
});
