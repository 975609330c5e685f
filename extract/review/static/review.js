// The desk: keys, the queue, and one item at a time. Drawing and checking is the server's work.

import { actions } from "./actions.js";
import { words } from "./server.js";
import { setUp } from "./place.js";

const AHEAD = 4;
const entries = document.querySelector(".entries");
const holder = document.getElementById("item");
const drawn = new Map(); // key → promise of the item's HTML, fetched ahead
let filling = false; // the list is being lengthened
let asked = 0; // how many items were asked for: what comes late is not drawn over a later one
let shownAt = performance.now();

// Which entries of the list the server still counts to a state of the queue.
const STILL = { open: (verdict) => !verdict, decided: Boolean, changed: () => true, all: () => true };
const verdictOf = (entry) => /is-(\w+)/.exec(entry.className)?.[1];

export const desk = {
  readonly: Boolean(document.body.dataset.readonly),
  article: () => holder.querySelector("article[data-key]"),
  entry: (key) => entries.querySelector(`[data-key="${CSS.escape(key)}"]`),
  seconds: () => Math.round(performance.now() - shownAt) / 1000,

  say(text) {
    document.getElementById("said").textContent = text;
  },

  /** Show an item, unless another is asked for meanwhile; `query` chooses the statement, or more of the text. */
  async show(key, query = "") {
    const turn = ++asked;
    desk.target = key;
    const html = await fetched(key, query);
    if (turn !== asked) return;
    holder.innerHTML = html;
    shownAt = performance.now();
    entries.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const entry = desk.entry(key);
    entry?.setAttribute("aria-current", "true");
    entry?.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `?${document.body.dataset.filters}&item=${key}`);
    arrange();
    holder.querySelector("h1")?.focus({ preventScroll: true });
    ahead(key);
  },

  /** The entry that is so many steps from the current one. */
  step(by) {
    const links = [...entries.querySelectorAll(".entry")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    return links[at + by];
  },

  /** Go on; where the list ends, ask for what is left of the queue (it may be on its way already). */
  async next(by = 1) {
    if (by > 0 && !desk.step(by)) await desk.refill();
    const entry = desk.step(by);
    if (entry) await desk.show(entry.dataset.key);
    else if (by > 0) desk.say(words.empty);
  },

  forget(key) {
    for (const known of [...drawn.keys()]) if (known.startsWith(key)) drawn.delete(known);
  },

  async refill() {
    const filters = new URLSearchParams(document.body.dataset.filters);
    const still = STILL[filters.get("state") ?? "open"] ?? ((verdict) => verdict === filters.get("state"));
    const skip = [...entries.querySelectorAll(".entry")].filter((entry) => still(verdictOf(entry))).length;
    filters.set("skip", skip);
    const answer = await fetch(`/queue?${filters}`);
    if (!answer.ok) return;
    const told = await answer.json();
    document.getElementById("left").value = told.left;
    const list = document.createElement("ol");
    list.innerHTML = told.html;
    for (const line of [...list.children]) {
      if (!desk.entry(line.querySelector(".entry").dataset.key)) entries.append(line);
    }
  },

  /** The keys of what is listed and open. */
  open: () => [...entries.querySelectorAll(".entry:not([class*=is-])")].map((entry) => entry.dataset.key),

  /** Write beside an entry of the list who is to judge it. */
  own(key, to) {
    const entry = desk.entry(key);
    if (!entry) return;
    entry.dataset.assigned = to;
    const tag = entry.querySelector(".assigned");
    tag.textContent = to ? `@${to}` : "";
    tag.hidden = !to;
  },

  /** Write a verdict beside an entry of the list. */
  mark(key, verdict, revision, sending = false) {
    const entry = desk.entry(key);
    if (!entry) return;
    const was = verdictOf(entry);
    entry.className = `entry${verdict ? ` is-${verdict}` : ""}${sending ? " sending" : ""}`;
    const sign = { accept: "✓", reject: "✗", unsure: "?", skip: "…" }[verdict] || "";
    entry.querySelector(".verdict").textContent = sign;
    if (revision !== undefined) entry.dataset.revision = revision;
    if (Boolean(was) === Boolean(verdict)) return;
    const [left, done, of] = ["left", "done", "done-of"].map((id) => document.getElementById(id));
    left.value = Number(left.value) + (verdict ? -1 : 1);
    of.value = done.value += verdict ? 1 : -1;
  },
};

function fetched(key, query) {
  const address = `/item/${key}${query}`;
  if (!drawn.has(key + query)) {
    const html = fetch(address).then((answer) => answer.text());
    html.catch(() => drawn.delete(key + query));
    drawn.set(key + query, html);
  }
  return drawn.get(key + query);
}

/** Fetch what comes next, so that it is there at once; forget what was left behind. */
function ahead(key) {
  const links = [...entries.querySelectorAll(".entry")];
  const at = links.findIndex((link) => link.dataset.key === key);
  const near = links.slice(at, at + 1 + AHEAD).map((link) => link.dataset.key);
  for (const known of [...drawn.keys()]) if (!near.some((k) => known.startsWith(k))) drawn.delete(known);
  for (const k of near.slice(1)) fetched(k, "");
  if (links.length - at < 8 && !filling) {
    filling = true;
    desk.refill().finally(() => (filling = false));
  }
}

/** Bring the evidence to where one looks. */
function arrange() {
  const pane = holder.querySelector(".words");
  const line = pane?.querySelector(".has-evidence");
  if (line && pane.scrollHeight > pane.clientHeight) {
    pane.scrollTop = line.offsetTop - pane.offsetTop - pane.clientHeight / 3;
  }
}

const keys = {
  a: "accept", r: "reject", e: "edit", u: "unsure", s: "skip", c: "comment", j: "next", k: "previous",
  ArrowDown: "next", ArrowUp: "previous", z: "undo", y: "redo", w: "swap", n: "add", x: "split", m: "merge",
  p: "assign", d: "source", v: "more", g: "watch", A: "all", "/": "find", l: "language", t: "theme", "?": "help",
};

document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog[open]");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (dialog) {
    const choice = dialog.querySelectorAll(".choices li:not([hidden]) button")[Number(event.key) - 1];
    if (choice && !event.target.matches("input, textarea")) choice.click();
    return;
  }
  if (event.target.matches("input, textarea, select")) return;
  const scrolls = event.key.startsWith("Arrow") && event.target.matches(".words, .reading, pre");
  const action = keys[event.key];
  if (!action || scrolls) return;
  event.preventDefault();
  actions[action]();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-statement], .entry, [data-close]");
  if (!button) return;
  if (button.matches("[data-close]")) button.closest("dialog").close();
  else if (button.matches(".entry")) {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    desk.show(button.dataset.key);
  } else if (button.dataset.do) actions[button.dataset.do]();
  else if (button.matches("button")) desk.show(desk.article().dataset.key, `?statement=${button.dataset.statement}`);
});

setUp(document);
arrange();
const first = desk.article();
if (first) ahead(first.dataset.key);
