"""Every act of a reviewer in a real browser, undone and done again: what the page shows and what is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from serving import Served, serving
from window import Window

from extract.records import fact_key
from extract.review.decision import Decision
from extract.review.judgement import OPEN, Edit, Judgement
from extract.review.store import Store, open_decisions


@dataclass
class Judged:
    """A server on which a reviewer acts, and what it keeps."""

    served: Served
    store: Store
    aliases: Path

    def after(self, item: str) -> Judgement:
        current = self.store.current(item)
        return current.after if current else OPEN

    def last(self) -> Decision:
        return list(self.store.decisions())[-1]


@pytest.fixture(scope="module")
def judged(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """One server for all acts: each is on a tie of its own."""
    folder = tmp_path_factory.mktemp("judged")
    for start in serving(folder):
        served = start(run_dir, let_in=False)
        store = open_decisions(folder / "registry.db")
        yield Judged(served, store, folder / "data" / "aliases.jsonl")
        store.close()


def said(window: Window, text: str) -> None:
    """Wait until the page says something."""
    window.page.wait_for_selector(f"#said:has-text({json.dumps(text)})")


def marked(window: Window, item: str, verdict: str) -> None:
    """Wait until the list says that a decision is kept."""
    window.page.wait_for_selector(f".entry.is-{verdict}:not(.sending)[data-key='{item}']")


def turned(window: Window, key: str, text: str) -> None:
    """Undo or redo, and wait until the page says that it was done."""
    window.page.evaluate("document.getElementById('said').textContent = ''")
    window.press(key)
    said(window, text)


def undo_and_redo(window: Window, judged: Judged, item: str, before: Judgement, after: Judgement) -> None:
    """What was done is taken back, and done again; the page shows both."""
    assert judged.after(item) == after
    turned(window, "z", "Undone")
    assert judged.after(item) == before
    turned(window, "y", "Done again")
    assert judged.after(item) == after


def fields(window: Window, name: str) -> str:
    return str(window.page.locator(f".fields .field-{name} td").inner_text())


def test_swap(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=奈良")
    item, before = window.item, (fields(window, "a"), fields(window, "b"))
    assert "西安" in before[0] and "奈良" in before[1]
    window.press("w")
    said(window, "Kept")
    window.page.wait_for_selector(".field-a .was")
    after = judged.after(item)
    assert after.verdict is None
    assert after.edits["a"].value == after.edits["b"].was and after.edits["b"].value == after.edits["a"].was
    undo_and_redo(window, judged, item, OPEN, after)
    window.press("w")  # twice is as before
    window.page.wait_for_selector(".field-a .was", state="detached")
    assert judged.after(item) == OPEN


def test_comment(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=爱丁堡")
    item = window.item
    window.press("c")
    window.page.locator("#comment textarea").fill("see the city's own page")
    window.page.keyboard.press("Control+Enter")
    window.page.wait_for_selector(".state q:has-text('own page')")
    undo_and_redo(window, judged, item, OPEN, Judgement(comment="see the city's own page"))
    window.page.wait_for_selector(".state q:has-text('own page')")
    window.press("a")
    marked(window, item, "accept")
    assert judged.after(item) == Judgement(verdict="accept", comment="see the city's own page")


@pytest.mark.parametrize(("key", "verdict", "name"), [("u", "unsure", "札幌"), ("s", "skip", "芝加哥")])
def test_unsure_and_skip(judged: Judged, window: Window, key: str, verdict: Any, name: str) -> None:
    window.open(judged.served, f"?q={name}")
    item = window.item
    window.press(key)
    marked(window, item, verdict)
    undo_and_redo(window, judged, item, OPEN, Judgement(verdict=verdict))
    assert window.page.locator(f".entry.is-{verdict}").get_attribute("data-key") == item
    window.page.goto(f"{judged.served.address}/?q={name}&state={verdict}")
    assert window.item == item


def test_merge(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=大分")
    item = window.item
    window.press("m")
    window.page.locator("#merge input").fill("匹兹堡")
    window.page.locator("#merge .choices button", has_text="匹兹堡").wait_for()
    assert window.page.locator("#merge .choices button").count() == 1
    window.page.locator("#merge .choices button").press("Enter")
    marked(window, item, "accept")
    after = judged.after(item)
    assert after.verdict == "accept" and set(after.edits) == {"b"}
    other = fact_key(judged.last().shown.fields["a"], after.edits["b"].value, "sister_city")
    assert judged.last().result == other != item
    undo_and_redo(window, judged, item, OPEN, after)
    assert "5206379" in fields(window, "b") and window.page.locator(".field-b .was s").count() == 1


def test_split(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=北九州")
    item = window.item
    assert window.page.locator(".sources [data-statement]").count() == 2
    assert window.page.locator(".field-date .says .tag").count() == 2
    window.press("x")
    for box in window.page.locator("#split input").all():
        box.check()
    window.page.locator("#split button[type=submit]").press("Enter")
    window.page.wait_for_selector("#split .problem:has-text('not all')")
    rows = window.page.locator("#split label")
    for i in range(rows.count()):
        rows.nth(i).locator("input").set_checked("外事动态" in rows.nth(i).inner_text())
    window.page.locator("#split button[type=submit]").press("Enter")
    window.page.wait_for_selector(".entry[data-key^=split]")
    assert "1981" not in fields(window, "date") and window.page.locator(".says").count() == 0
    assert window.page.locator(".sources [data-statement]").count() == 1
    part = str(window.page.locator(".entry[data-key^=split]").get_attribute("data-key"))
    window.page.locator(".entry[data-key^=split]").click()
    window.page.wait_for_function("k => document.querySelector('article').dataset.key === k", arg=part)
    assert fields(window, "date").split() == ["1981"]
    window.press("r")
    window.press("1")
    marked(window, part, "reject")
    assert judged.after(part).verdict == "reject"
    turned(window, "z", "Undone")
    after = judged.after(item)
    assert after.verdict is None and len(after.split) == 1
    turned(window, "z", "Undone")
    assert judged.after(item) == OPEN
    assert window.item == item and window.page.locator(".sources [data-statement]").count() == 2
    turned(window, "y", "Done again")
    turned(window, "y", "Done again")
    assert judged.after(item) == after and judged.after(part).verdict == "reject"
    window.page.goto(f"{judged.served.address}/?q=北九州&state=reject")
    assert window.item == part


def test_this_spelling_is_this_place_from_now_on(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=利兹")
    item = window.item
    window.press("e")
    place = window.page.locator("#edit-tie [name=b]")
    place.fill("Leeds, Alabama")
    window.page.locator("#edit-tie button[type=submit]").press("Enter")
    window.page.wait_for_selector("#edit-tie .problem:has-text('Leeds, Alabama')")
    window.page.locator("#edit-tie [role=option]").first.wait_for()
    place.fill("Boston")
    assert window.page.locator("#edit-tie [role=option]").count() == 0, (
        "those of other words are gone at once"
    )
    window.page.locator("#edit-tie [role=option]").first.wait_for()
    place.press("Enter")
    assert window.page.locator("#edit-tie .alias .spelling").nth(1).inner_text() == "利兹市"
    window.page.locator("#edit-tie [name=b-alias]").check()
    window.page.locator("#edit-tie button[type=submit]").press("Enter")
    marked(window, item, "accept")
    after = judged.after(item)
    assert (after.edits["b"].value, after.edits["b"].alias) == ("gn:4930956", "利兹市")
    undo_and_redo(window, judged, item, OPEN, after)
    lines = [json.loads(line) for line in judged.aliases.read_text(encoding="utf-8").splitlines()]
    assert [line["place"] for line in lines] == ["gn:4930956", None, "gn:4930956"]
    assert {line["name"] for line in lines} == {"利兹市"}


def test_an_unlinked_name_is_linked(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?kind=place")
    item, text = window.item, window.page.locator("article h1 bdi").first.inner_text()
    window.press("e")
    assert window.page.locator("#edit-place [name=place-alias]").is_checked()
    place = window.page.locator("#edit-place [name=place]")
    place.fill("Boston")
    window.page.locator("#edit-place [role=option]").first.wait_for()
    place.press("Enter")
    window.page.locator("#edit-place button[type=submit]").press("Enter")
    marked(window, item, "accept")
    after = judged.after(item)
    assert (after.edits["place"].value, after.edits["place"].alias) == ("gn:4930956", text)
    undo_and_redo(window, judged, item, OPEN, after)


def test_an_event_and_a_count_are_edited(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?kind=event")
    event = window.item
    window.press("e")
    window.page.locator("#edit-event [name=date]").fill("2015-06")
    window.page.locator("#edit-event [name=date]").press("Enter")
    marked(window, event, "accept")
    date = Edit(value="2015-06", was="2015", why="extraction")
    undo_and_redo(window, judged, event, OPEN, Judgement(verdict="accept", edits={"date": date}))
    window.page.goto(f"{judged.served.address}/?kind=count")
    count = window.item
    window.press("e")
    window.page.locator("#edit-count [name=value]").fill("many")
    window.page.locator("#edit-count [name=value]").press("Enter")
    window.page.wait_for_selector("#edit-count .problem:has-text('whole number')")
    window.page.locator("#edit-count [name=value]").fill("28")
    window.page.locator("#edit-count [value=source]").check()
    window.page.locator("#edit-count button[type=submit]").press("Enter")
    marked(window, count, "accept")
    value = Edit(value=28, was=26, why="source")
    undo_and_redo(window, judged, count, OPEN, Judgement(verdict="accept", edits={"value": value}))
    assert judged.after(count).sic() == {"value": 26}
    turned(window, "z", "Undone")


def test_watched_places_are_a_queue(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=苏黎世")
    item = window.item
    window.press("g")
    said(window, "Both places are watched")
    window.page.goto(f"{judged.served.address}/?watched=1&order=place")
    listed = window.page.locator(".entry .names").all_inner_texts()
    assert len(listed) == 2 and all("昆明" in names for names in listed)
    window.page.goto(f"{judged.served.address}/?q=苏黎世")
    assert window.item == item
    window.press("g")
    said(window, "not watched any more")
    window.page.goto(f"{judged.served.address}/?watched=1")
    window.page.wait_for_selector(".none-such")


def test_a_count_is_rejected_as_read_wrong(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?kind=count")
    item = window.item
    window.press("r")
    choices = window.page.locator("#reject .choices button:visible").all_inner_texts()
    assert len(choices) == 4 and choices[0].endswith("it was read wrong")
    window.press("1")
    marked(window, item, "reject")
    undo_and_redo(window, judged, item, OPEN, Judgement(verdict="reject", why="extraction"))


def test_a_tie_is_added_from_both_sides_of_a_translation(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=明石")
    item = window.item
    assert window.page.locator(".text.bilingual").count() == 1
    window.press("n")
    window.page.locator('.cell[lang="zh"] .a', has_text="无锡市").click()
    window.page.locator('.cell[lang="en"] .place', has_text="Chattanooga").first.click()
    window.page.locator("#add [name=relation]").select_option("friendly_exchange")
    window.page.locator("#add [name=date]").fill("2020-13")
    window.page.locator("#add button[type=submit]").press("Enter")
    window.page.wait_for_selector("#add .problem:has-text('EDTF')")
    window.page.locator("#add [name=date]").fill("2020-11")
    window.page.locator("#add button[type=submit]").press("Enter")
    said(window, "Added")
    assert window.item == item  # there may be more to add
    added = judged.last()
    shown = added.shown
    assert (shown.fields["relation"], shown.fields["date"]) == ("friendly_exchange", "2020-11")
    assert (shown.names["a.text"], shown.names["b.text"]) == ("无锡市", "Chattanooga")
    zh, en = shown.evidence
    assert zh["doc_id"] != en["doc_id"]
    assert "明石市于1981年" in zh["text"] and en["text"].startswith("A delegation from Chattanooga")
    window.page.goto(f"{judged.served.address}/?state=accept&relation=&q=Chattanooga")
    assert window.item == added.item
    assert window.page.locator(".evidence", has_text="Chattanooga").count() > 0
    turned(window, "z", "Undone")
    assert judged.after(added.item) == OPEN
    assert window.page.request.get(f"{judged.served.address}/item/{added.item}").status == 404
    turned(window, "y", "Done again")
    assert judged.after(added.item).verdict == "accept" and window.item == added.item


def test_items_are_assigned_and_asked_for_in_the_address(judged: Judged, window: Window) -> None:
    window.open(judged.served, "?q=福州")
    items = [str(entry.get_attribute("data-key")) for entry in window.page.locator(".entry").all()]
    assert len(items) == 2
    window.press("p")
    window.page.locator("#assign [name=to]").fill("lm")
    window.page.locator("#assign [name=to]").press("Enter")
    said(window, "Assigned to lm: 1")
    assert window.page.locator(".entry .assigned:visible").all_inner_texts() == ["@lm"]
    window.press("p")
    assert window.page.locator("#assign [name=to]").input_value() == "lm"
    window.page.locator("#assign [name=to]").fill("qx")
    window.page.locator("#assign [value=listed]").check()
    window.page.locator("#assign button[type=submit]").press("Enter")
    said(window, "Assigned to qx: 2")
    window.page.goto(judged.served.address)
    window.press("/")
    choices = window.page.locator("[name=assigned] option").all_inner_texts()
    assert choices == ["any", "me", "nobody", "lm", "qx"]
    window.page.locator("[name=assigned]").select_option("me")
    window.page.locator(".filters button").click()
    window.page.wait_for_url("**/*assigned=me*")
    assert [entry.get_attribute("data-key") for entry in window.page.locator(".entry").all()] == items
    window.press("p")
    window.page.locator("#assign [name=to]").fill("")
    window.page.locator("#assign [name=to]").press("Enter")
    said(window, "Assigned to nobody: 1")
    window.page.goto(judged.served.address + "/?assigned=@qx")
    assert window.item == items[1]
    window.page.goto(judged.served.address + "/?assigned=nobody&q=福州")
    assert window.item == items[0]


def test_the_list_goes_on_as_far_as_the_queue(serve: Any, tmp_path: Path, window: Window) -> None:
    here = ["成都", "武汉", "西安", "沈阳", "杭州", "济南", "苏州"]
    there = ["波士顿", "芝加哥", "丹佛", "利兹", "里昂", "杜伊斯堡", "苏黎世"]
    told = [f"{a}市与{b}市{1980 + i}年缔结友好城市关系。" for a in here for i, b in enumerate(there)]
    (tmp_path / "many.txt").write_text("各地友城动态\n2023年2月3日\n\n" + "\n".join(told), encoding="utf-8")
    command = [sys.executable, "-m", "extract.cli", "run", tmp_path / "many.txt", "--out", tmp_path / "run"]
    subprocess.run([*command, "--quiet"], check=True)
    window.open(serve(tmp_path / "run", let_in=False))
    total = int(window.page.locator("#left").inner_text())
    assert total > 45 and window.page.locator(".entry").count() == 40
    seen = {window.item}
    for i in range(total - 1):
        before = window.item
        window.press("a" if i % 3 == 0 else "j")
        window.page.wait_for_function("k => document.querySelector('article').dataset.key !== k", arg=before)
        seen.add(window.item)
    assert len(seen) == total
    assert window.page.locator(".entry").count() == total
