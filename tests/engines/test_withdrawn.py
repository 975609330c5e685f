"""Pages that take back what they said: their facts stay, with that mark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.document import Document
from extract.engines.run import Settings, run
from extract.engines.single import outcomes_of
from extract.engines.work import Processed, Work
from extract.pipeline import load
from extract.text.notices import find_notice

TIE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\n"


def chain(folder: Path) -> list[dict[str, Any]]:
    out = folder.parent / "out"
    run([str(folder)], out, Settings())
    lines = (out / "documents.jsonl").read_text("utf-8").splitlines()
    return sorted(map(json.loads, lines), key=lambda d: d["version"])


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("更正：3月1日的報道有誤，運城市與義王市尚未結為友好城市。\n", "corrected"),
        ("撤稿声明\n本报3月1日的报道不实。\n", "retracted"),
        ("该文章已被删除。\n", "gone"),
        ("404 Not Found\n", "gone"),
        ("This article has been retracted.\n", "retracted"),
    ],
)
def test_the_earlier_version_is_marked_and_its_facts_stay(notice: str, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TIE, encoding="utf-8")
    assert chain(folder)[0]["withdrawn"] is None
    (folder / "a.txt").write_text(notice, encoding="utf-8")
    first, second = chain(folder)
    assert (first["withdrawn"], first["superseded_by"]) == (kind, second["doc_id"])
    assert second["notice"]["kind"] == kind
    span = second["notice"]
    assert span["text"] == notice[span["start"] : span["end"]]
    pairs = (tmp_path / "out" / "pairs.jsonl").read_text("utf-8").splitlines()
    assert first["doc_id"] in {json.loads(pair)["doc_id"] for pair in pairs}


def test_what_a_server_sends_for_a_page_that_is_gone_states_nothing() -> None:
    page = Document(text=TIE, doc_id="sha256:" + "0" * 64, uri="a", http_status=404)
    (done,) = outcomes_of(load(), [Work(page)])
    assert isinstance(done, Processed)
    assert done.document.notice is not None and done.document.notice.kind == "gone"
    assert done.lines == {}


def test_a_release_about_corrections_is_none() -> None:
    assert find_notice("运城市政府网站更正了两市结好的日期。\n" + TIE) is None
