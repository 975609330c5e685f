// What the forms share: what the item before the reviewer says, and sending what a form made.

import { desk } from "./review.js";
import { gesture, send, words } from "./server.js";

/** What the page was told of the item: `fields`, `names`, `judgement`, `places`, `draft` or `evidence`. */
export const told = (name) => JSON.parse(desk.article().dataset[name] || "null");

/** A judgement of the item, as the server takes it. */
export function change(judgement) {
  const article = desk.article();
  return { item: article.dataset.key, revision: Number(article.dataset.revision), judgement, seconds: desk.seconds() };
}

/** Send what a form made; true if it is kept. The form stays open with the reason where the server refuses it. */
export async function keep(dialog, body) {
  const { status, told: answer } = await send("/decide", { gesture: gesture(), ...body });
  if (status === 200) {
    dialog.close();
    for (const { item, verdict, revision } of answer.kept) {
      desk.forget(item);
      desk.mark(item, verdict, revision);
    }
    desk.say(words.kept);
    return true;
  }
  const problem = status === 409 ? `${words.stale} (${answer.by})` : answer.message || words.offline;
  dialog.querySelector(".problem").textContent = problem;
  if (status === 422) dialog.querySelector(`[name="${CSS.escape(answer.field || "")}"]`)?.focus();
  if (status === 409 && body.changes) {
    await send("/draft", { item: body.changes[0].item, content: body.changes[0].judgement });
    desk.forget(body.changes[0].item);
  }
  return false;
}

// Where ⏎ begins a new line, Ctrl+⏎ is the form's button.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("dialog form")?.requestSubmit();
});
