"""The page in a real browser: keys, screen readers, 200 %, and documents that mean ill."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile
import pytest
from serving import Served, serving
from window import Window

from extract.review.security import write_password
from extract.review.store import open_decisions

AXE = "axe-core@4.10.3"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def looked_at(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests that only look."""
    for start in serving(tmp_path_factory.mktemp("looked")):
        yield start(run_dir, let_in=False)


@pytest.fixture(scope="module")
def axe(request: pytest.FixtureRequest) -> str:
    """axe-core, which looks for what shuts people out; installed from npm once."""
    folder = request.config.cache.mkdir("axe")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm here, from which axe-core comes: apt-get install npm")
        subprocess.run([npm, "install", "--silent", "--no-save", "--prefix", folder, AXE], check=True)
    return script.read_text(encoding="utf-8")


def test_25_decisions_by_keyboard_undone_and_done_again(
    serve: Serve, run_dir: Path, tmp_path: Path, window: Window
) -> None:
    served = serve(run_dir, let_in=False)
    window.open(served)
    keys = [("a",), ("r", "1"), ("u",), ("s",), ("r", "4")] * 5
    verdicts = ["accept", "reject", "unsure", "skip", "reject"] * 5
    decided = [window.decide(*each) for each in keys]
    window.page.wait_for_selector(".entry.sending", state="detached")
    assert window.page.locator("#done-of").inner_text() == "25"
    store = open_decisions(tmp_path / "registry.db")
    assert [store.current(item).after.verdict for item in decided] == verdicts  # type: ignore[union-attr]
    assert store.current(decided[4]).after.why == "source"  # type: ignore[union-attr]
    assert len(set(decided)) == 25
    assert all(d.seconds is not None for d in store.decisions())
    for item in reversed(decided):
        window.press("z")
        window.page.wait_for_function("k => document.querySelector('article').dataset.key === k", arg=item)
    assert [store.current(item).after.verdict for item in decided] == [None] * 25  # type: ignore[union-attr]
    window.page.reload()
    assert window.page.locator(".entry[class*=is-]").count() == 0
    for _ in range(3):
        window.press("y")
    window.page.wait_for_function("k => document.querySelector('article').dataset.key === k", arg=decided[2])
    window.page.goto(served.address + "/?state=decided")
    assert window.page.locator(".entry").count() == 3
    assert not window.errors
    store.close()


def test_an_edit_by_keyboard_with_draft_problem_and_place(
    serve: Serve, run_dir: Path, tmp_path: Path, window: Window
) -> None:
    served = serve(run_dir, let_in=False)
    window.open(served, "?q=匹兹堡")
    item = window.item
    window.press("e")
    date = window.page.locator("#edit-tie [name=date]")
    date.fill("1982-13")
    window.page.wait_for_timeout(700)
    window.page.reload()
    window.press("e")
    assert date.input_value() == "1982-13"
    date.press("Enter")
    window.page.wait_for_selector("#edit-tie .problem:has-text('EDTF')")
    date.fill("1982-09")
    place = window.page.locator("#edit-tie [name=b]")
    place.fill("Boston")
    window.page.locator("#edit-tie [role=option]").first.wait_for()
    place.press("Enter")
    window.page.locator("#edit-tie [value=source]").check()
    window.page.locator("#edit-tie button[type=submit]").press("Enter")
    window.page.wait_for_selector("#edit-tie", state="hidden")
    store = open_decisions(tmp_path / "registry.db")
    decision = store.current(item)
    assert decision is not None
    after = decision.after
    assert after.verdict == "accept" and after.edits["date"].value == "1982-09"
    assert after.sic()["date"] == "1982-09-08"
    assert after.edits["b"].value == "gn:4930956"
    assert store.notes.draft(item, "qx") is None
    store.close()


def test_a_tie_is_added_and_all_that_is_seen_accepted(
    serve: Serve, run_dir: Path, tmp_path: Path, window: Window
) -> None:
    served = serve(run_dir, let_in=False)
    window.open(served, "?q=匹兹堡")
    window.press("n")
    window.page.locator("#add").wait_for()
    window.page.locator(".place", has_text="成都").first.click()
    window.page.locator(".place", has_text="札幌").first.click()
    window.page.locator("#add [name=date]").fill("1999")
    window.page.locator("#add button[type=submit]").click()
    window.page.locator("#add").wait_for(state="hidden")
    store = open_decisions(tmp_path / "registry.db")
    added = list(store.standing())
    assert [d.shown.fields["date"] for d in added] == ["1999"]
    assert {added[0].shown.names["a.text"], added[0].shown.names["b.text"]} == {"成都市", "札幌市"}
    first, second = added[0].shown.evidence
    assert "成都" in first["text"] and "札幌" in second["text"]
    window.page.goto(served.address + "/?order=place")
    window.press("A")
    asked = window.page.locator("#all .ask").inner_text()
    found = re.search(r"\d+", asked)
    assert found and window.page.locator(".entry.picked").count() == int(found[0])
    assert len(list(store.standing())) == 1
    window.page.locator("#all button[type=submit]").click()
    window.page.wait_for_selector(".entry.is-accept")
    assert len(list(store.standing())) == 1 + int(found[0])
    store.close()


def test_two_who_decide_at_once_are_told(serve: Serve, run_dir: Path, tmp_path: Path, window: Window) -> None:
    served = serve(run_dir, let_in=False)
    window.open(served, "?q=匹兹堡")
    item = window.item
    other = serve(run_dir, by="lm", let_in=True)
    change = {"item": item, "revision": 0, "judgement": {"verdict": "reject", "why": "source"}}
    assert other.post("/decide", {"gesture": "cafecafe01", "changes": [change]}).status_code == 200
    window.press("a")
    window.page.wait_for_selector("#said:has-text('lm')")
    store = open_decisions(tmp_path / "registry.db")
    assert [d.after.verdict for d in store.history(item)] == ["reject"]
    assert store.notes.draft(item, "qx") is not None
    store.close()


def test_read_only_changes_nothing(serve: Serve, run_dir: Path, tmp_path: Path, window: Window) -> None:
    served = serve(run_dir, "--readonly", let_in=False)
    window.open(served)
    for key in ("a", "u", "e", "r", "n", "A", "z"):
        window.press(key)
    window.page.wait_for_timeout(300)
    assert window.page.locator("dialog[open]").count() == 0
    assert list(open_decisions(tmp_path / "registry.db").decisions()) == []


# A page of each kind; of ties one in two languages, of two documents, of a document and its translation.
PAGES = [
    "?q=长滩", "?q=北九州", "?q=明石", "?kind=count", "?kind=event", "?kind=conflict", "?kind=place",
    "?kind=sentence", "?kind=reject",
]  # fmt: skip
# The forms: on which page, by which key.
FORMS = {
    "edit-tie": ("?q=北九州", "e"), "reject": ("?q=北九州", "r"), "comment": ("?q=北九州", "c"),
    "merge": ("?q=北九州", "m"), "split": ("?q=北九州", "x"), "add": ("?q=北九州", "n"),
    "assign": ("?q=北九州", "p"), "all": ("?q=北九州", "A"), "help": ("?q=北九州", "?"),
    "edit-count": ("?kind=count", "e"), "edit-event": ("?kind=event", "e"),
    "edit-place": ("?kind=place", "e"),
}  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_shut_out(looked_at: Served, window: Window, axe: str, theme: str, language: str) -> None:
    window.open(looked_at, f"?theme={theme}&lang={language}")
    for query in [*PAGES, "?state=accept"]:
        window.page.goto(looked_at.address + "/" + query)
        check(window, axe)
    at = ""
    for dialog, (query, key) in FORMS.items():
        if query != at:
            window.page.goto(looked_at.address + "/" + query)
            at = query
        window.opens(key, dialog)
        check(window, axe)
        window.press("Escape")
        window.page.locator(f"#{dialog}").wait_for(state="hidden")
    assert not window.errors


def test_nobody_is_shut_out_at_the_door(
    serve: Serve, run_dir: Path, tmp_path: Path, window: Window, axe: str
) -> None:
    write_password(tmp_path / "password", "long enough")
    served = serve(run_dir, "--password-file", tmp_path / "password", let_in=False)
    for language, theme in itertools.product(("en", "zh"), ("light", "dark")):
        window.page.goto(f"{served.address}/login?theme={theme}&lang={language}")
        check(window, axe)
    window.page.locator("[name=by]").fill("lm")
    window.page.locator("[name=password]").fill("not that one")
    window.page.locator("button").press("Enter")
    window.page.locator("[role=alert]").wait_for()
    check(window, axe)
    window.page.locator("[name=by]").fill("lm")
    window.page.locator("[name=password]").fill("long enough")
    window.page.locator("button").press("Enter")
    window.page.wait_for_selector(".who:has-text('lm')")
    window.page.wait_for_load_state()
    assert window.decide("a")


def check(window: Window, axe: str) -> None:
    # Through the debugger, not as a script of the page: its policy would not let it in.
    window.page.evaluate(axe)
    found = window.page.evaluate(f"axe.run({{runOnly: {RULES}}})")
    told = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]], v["help"]) for v in found["violations"]]
    assert not told


@pytest.mark.parametrize("query", [page for page in PAGES if page != "?kind=reject"])
def test_at_200_percent_nothing_is_hidden_or_overlaps(looked_at: Served, window: Window, query: str) -> None:
    """At 200 % a window of 1280 × 800 has 640 × 400 CSS pixels."""
    window.open(looked_at, query)
    window.page.set_viewport_size({"width": 640, "height": 400})
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    spans = window.page.locator(".evidence")
    assert spans.count() > 0
    for i in range(spans.count()):
        spans.nth(i).scroll_into_view_if_needed()
        assert spans.nth(i).is_visible()
    assert window.page.evaluate(_OVERLAPPING) == []


# Leaf elements with text, in the page's flow, whose boxes cover each other.
_OVERLAPPING = """() => {
  const leaves = [...document.querySelectorAll(
    "header.top *, .list > *, .source *, .line .cell, .reading > *, .do > *")].filter((e) =>
    e.offsetParent && e.textContent.trim() && !e.closest(".vh, dialog, details:not([open]) > :not(summary)"));
  const found = [];
  for (const [i, a] of leaves.entries()) for (const b of leaves.slice(i + 1)) {
    if (a.contains(b) || b.contains(a)) continue;
    const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 2 && high > 2) found.push([a.className || a.tagName, b.className || b.tagName]);
  }
  return found;
}"""


def test_hostile_documents_are_text_and_show_what_hides(looked_at: Served, window: Window) -> None:
    window.open(looked_at, "?q=长滩")
    title, key = window.page.title(), window.item
    payloads = [*hostile.MARKUP, *hostile.CHARACTERS]
    seen: set[int] = set()
    signs: set[str] = set()
    alike: set[str] = set()
    for rank in range(int(window.page.evaluate("document.querySelector('article').dataset.statements"))):
        window.page.goto(f"{looked_at.address}/?q=长滩&item={key}&statement={rank}")
        drawn = window.page.evaluate("document.querySelector('.words').textContent")
        seen |= {i for i, payload in enumerate(payloads) if payload in drawn}
        signs |= set(window.page.locator(".words .ghost").all_inner_texts())
        alike |= set(window.page.locator(".words .alike").all_inner_texts())
        assert window.page.title() == title
        assert window.page.evaluate(_ONLY_TEXT)
        assert not HIDDEN.search(drawn)
    assert {i for i in range(len(hostile.MARKUP)) if hostile.MARKUP[i].isprintable()} <= seen
    assert "长行" in window.page.locator(".sources").inner_text()
    bidi, zero_width = {"RLO", "PDF", "LRI", "PDI"}, {"ZWSP", "ZWNJ", "ZWJ", "WJ", "SHY"}
    assert bidi | zero_width | {"TAG", "VS", "PUA", "CTL"} <= signs
    assert {"а", "Ѕ", "Ο", "⼈", "\uf900", "𝐒"} <= alike
    assert all(url.startswith(looked_at.address) for url in window.asked), window.asked
    assert not window.errors


_ONLY_TEXT = """[...document.querySelectorAll(".words *")].every((e) =>
  ["DIV", "SPAN", "P", "H2", "HEADER", "BUTTON", "KBD"].includes(e.tagName)
  && ![...e.attributes].some((a) => a.name.startsWith("on") || a.name === "style"))"""
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2060\ufeff\x00-\x08]")


def test_nothing_is_asked_of_other_machines(looked_at: Served, window: Window) -> None:
    window.open(looked_at)
    for key in ("j", "j", "k", "d", "v", "t", "l"):
        window.press(key)
        window.page.wait_for_timeout(100)
    window.page.wait_for_url("**lang=zh*")
    assert all(url.startswith(looked_at.address) for url in window.asked)
    assert not window.errors
