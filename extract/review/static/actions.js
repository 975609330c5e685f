// What a reviewer can do, by name: review.js has the keys and buttons for it.

import { openAdd } from "./add.js";
import { openAssign } from "./assign.js";
import { openEdit } from "./edit.js";
import { openMerge, openSplit } from "./regroup.js";
import { desk } from "./review.js";
import { gesture, send, words } from "./server.js";

const dialog = (id) => document.getElementById(id);

/** Whether there is an item, of a kind if one is named, and it may be decided on. */
function may(kind) {
  const article = desk.article();
  return article && !desk.readonly && (!kind || article.dataset.kind === kind);
}

function judgement() {
  return JSON.parse(desk.article().dataset.judgement);
}

/** Keep a judgement of the current item, and go on at once; what fails is said and brought back. */
export async function decide(after, { stay = false } = {}) {
  const article = desk.article();
  if (!article || desk.readonly) return;
  const key = article.dataset.key;
  const change = { item: key, revision: Number(article.dataset.revision), judgement: after, seconds: desk.seconds() };
  const was = judgement().verdict;
  desk.mark(key, after.verdict, undefined, true);
  desk.forget(key);
  const sent = send("/decide", { gesture: gesture(), changes: [change] });
  if (!stay) desk.next();
  const { status, told } = await sent;
  if (status === 200) {
    desk.mark(key, told.kept[0].verdict, told.kept[0].revision);
    desk.say(`${words.kept}: ${name(article)}`);
    if (stay || (desk.target ?? key) === key) await desk.show(key); // else one has gone on, or is about to
    return true;
  }
  desk.mark(key, was);
  if (status === 409) {
    await send("/draft", { item: key, content: after });
    desk.say(`${words.stale} (${told.by})`);
  } else {
    desk.say(status === 0 ? words.offline : `${words.not_kept}: ${told.message || told.error || status}`);
  }
  await desk.show(key);
  return false;
}

function name(article) {
  return article.querySelector("h1").textContent;
}

async function turn(address, done, nothing) {
  if (desk.readonly) return;
  const before = desk.article()?.dataset.key;
  const { status, told } = await send(address, { gesture: gesture() });
  if (status === 409) return desk.say(`${words.stale} (${told.by})`);
  if (status !== 200) return desk.say(words.offline);
  if (!told.kept.length) return desk.say(nothing);
  for (const { item, verdict, revision } of told.kept) {
    desk.forget(item);
    desk.mark(item, verdict, revision);
  }
  const [{ item }] = told.kept;
  await desk.show(item);
  const shown = desk.article();
  if (!shown) { // a tie that was added is gone again
    desk.entry(item)?.closest("li").remove();
    if (before !== item) await desk.show(before);
  }
  desk.say(shown ? `${done}: ${name(shown)}` : done);
}

export const actions = {
  accept: () => desk.article() && decide({ ...judgement(), verdict: "accept", why: undefined, wrong: undefined }),
  unsure: () => desk.article() && decide({ ...judgement(), verdict: "unsure" }),
  skip: () => desk.article() && decide({ ...judgement(), verdict: "skip" }),
  next: () => desk.next(1),
  previous: () => desk.next(-1),
  undo: () => turn("/undo", words.undone, words.nothing_to_undo),
  redo: () => turn("/redo", words.redone, words.nothing_to_redo),
  help: () => dialog("help").showModal(),
  edit: () => may() && openEdit(),
  add: () => may() && openAdd(),
  split: () => may("tie") && openSplit(),
  merge: () => may("tie") && openMerge(),
  assign: () => may() && openAssign(),

  reject() {
    const article = desk.article();
    if (!article || desk.readonly) return;
    if (["sentence", "page"].includes(article.dataset.kind)) decide({ verdict: "reject", why: "extraction" });
    else {
      const unfit = article.dataset.kind === "tie" ? ["extraction"] : ["tie", "a", "b"];
      const lines = [...dialog("reject").querySelectorAll("li")];
      for (const line of lines) line.hidden = unfit.includes(line.firstChild.dataset.reject);
      lines.filter((line) => !line.hidden).forEach((line, i) => (line.querySelector("kbd").textContent = i + 1));
      dialog("reject").showModal();
    }
  },

  comment() {
    const article = desk.article();
    if (!article || desk.readonly) return;
    dialog("comment").querySelector("textarea").value = judgement().comment || "";
    dialog("comment").showModal();
  },

  swap() {
    const article = desk.article();
    if (!article || article.dataset.kind !== "tie") return;
    const fields = JSON.parse(article.dataset.fields);
    const before = judgement();
    const edits = { ...before.edits };
    const now = { a: edits.a?.value ?? fields.a, b: edits.b?.value ?? fields.b };
    edits.a = { value: now.b, was: fields.a, why: "extraction" };
    edits.b = { value: now.a, was: fields.b, why: "extraction" };
    for (const side of ["a", "b"]) if (edits[side].value === fields[side]) delete edits[side];
    decide({ ...before, edits }, { stay: true });
  },

  source() {
    const article = desk.article();
    if (!article) return;
    const next = (Number(article.dataset.statement) + 1) % Math.max(1, Number(article.dataset.statements));
    desk.show(article.dataset.key, `?statement=${next}`);
  },

  more() {
    const article = desk.article();
    if (article) desk.show(article.dataset.key, `?statement=${article.dataset.statement}&more=1`);
  },

  async watch() {
    const article = desk.article();
    if (!article || desk.readonly) return;
    const fields = JSON.parse(article.dataset.fields);
    const { status, told } = await send("/watch", { places: [fields.a, fields.b].filter(Boolean) });
    if (status !== 200) desk.say(words.not_kept);
    else desk.say(told.on ? words.watching : words.watching_no_more);
  },

  /** Accept what is seen in the list and open; the number is said first. */
  all() {
    if (desk.readonly) return;
    const pane = document.querySelector(".entries").getBoundingClientRect();
    const seen = [...document.querySelectorAll(".entry:not([class*=is-])")].filter((entry) => {
      const box = entry.getBoundingClientRect();
      return box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1;
    });
    if (!seen.length) return;
    seen.forEach((entry) => entry.classList.add("picked"));
    const asked = dialog("all");
    asked.querySelector(".ask").textContent = words.accept_all_ask.replace("{n}", seen.length);
    asked.picked = seen.map((entry) => ({ item: entry.dataset.key, revision: Number(entry.dataset.revision) }));
    asked.showModal();
  },

  find() {
    const input = document.getElementById("find");
    input.closest("details").open = true;
    input.focus();
    input.select();
  },

  language: () => document.querySelector("[data-do-link=language]").click(),

  theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
    const theme = now === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; SameSite=Strict; Path=/; Max-Age=31536000`;
  },
};

for (const button of document.querySelectorAll("[data-reject]")) {
  button.addEventListener("click", () => {
    const said = button.dataset.reject;
    const wrong = ["tie", "a", "b"].includes(said) ? said : undefined;
    dialog("reject").close();
    decide({ ...judgement(), verdict: "reject", why: wrong ? "extraction" : said, wrong });
  });
}

dialog("comment").querySelector("form").addEventListener("submit", () => {
  const text = dialog("comment").querySelector("textarea").value.trim();
  decide({ ...judgement(), comment: text || undefined }, { stay: true });
});

dialog("all").addEventListener("close", () => {
  document.querySelectorAll(".picked").forEach((entry) => entry.classList.remove("picked"));
});

dialog("all").querySelector("form").addEventListener("submit", async () => {
  const picked = dialog("all").picked;
  const changes = picked.map((each) => ({ ...each, judgement: { verdict: "accept" } }));
  const { status, told } = await send("/decide", { gesture: gesture(), changes });
  if (status !== 200) return desk.say(`${words.not_kept}: ${told.by || told.message || ""}`);
  for (const { item, verdict, revision } of told.kept) {
    desk.forget(item);
    desk.mark(item, verdict, revision);
  }
  desk.say(`${words.kept}: ${told.kept.length}`);
  const open = document.querySelector(".entry:not([class*=is-])");
  if (open) await desk.show(open.dataset.key);
  else await desk.next();
});
