"""Two documents that are each other's translation, read together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import extract
from extract.emit.verify import verify
from extract.engines.inputs import InputError
from extract.engines.run import Settings, Summary, run
from extract.engines.translations import WAITING, Translations, together
from extract.readers.base import Origin, Unread
from extract.readers.text import parse_text

ZH = """泸州市与格拉茨市缔结友好城市关系

发布时间:2023-05-12

5月10日，泸州市与奥地利格拉茨市在泸州签署建立友好城市关系协议书。两市市长分别代表两市签字。

截至目前，泸州已与36个国家的24个城市缔结友好城市关系。
"""
EN = """Luzhou and Graz Become Sister Cities

Published: 2023-05-12

On May 10, Luzhou and Graz, Austria, signed an agreement in Luzhou to become sister cities. The two
mayors signed on behalf of their cities.

So far, Luzhou has formed sister-city ties with 24 cities in 63 countries.
"""
WEATHER = """Heavy Rain Expected in the River Valley

Published: 2023-05-12

Rain will fall on most of the valley this week. Farmers are advised to bring in their sheep. The water
works say that the reservoir is full. Roads near the river may be closed. Trains run as usual.
"""


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "visit.zh.txt").write_text(ZH, encoding="utf-8")
    (folder / "visit.en.txt").write_text(EN, encoding="utf-8")
    return folder


def written(releases: Path, kind: str) -> list[dict[str, Any]]:
    lines = (releases.parent / "out" / f"{kind}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def again(*names: Path, **settings: Any) -> Summary:
    out = names[0].parent / "out"
    summary = run([str(name) for name in names], out, Settings(**settings))
    assert list(verify(out)) == []
    return summary


def content(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name not in ("timing.json", "manifest.json"))
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def test_one_tie_with_evidence_in_both(releases: Path) -> None:
    again(releases)
    documents = {d["uri"]: d for d in written(releases, "documents")}
    zh, en = documents["visit.zh.txt"], documents["visit.en.txt"]
    assert (zh["read_with"], en["read_with"]) == (en["doc_id"], zh["doc_id"])
    assert (zh["published"]["value"], en["published"]["start"]) == ("2023-05-12", EN.index("2023"))
    (pair,) = written(releases, "pairs")
    assert (pair["doc_id"], pair["agreement"], pair["a"]["text"]) == (zh["doc_id"], "both", "泸州市")
    texts = {zh["doc_id"]: ZH, en["doc_id"]: EN}
    assert {span["lang"] for span in pair["evidence"]} == {"zh", "en"}
    for span in pair["evidence"]:
        assert texts[span.get("doc_id", zh["doc_id"])][span["start"] : span["end"]] == span["text"]


def test_what_they_say_differently(releases: Path) -> None:
    again(releases)
    (conflict,) = written(releases, "conflicts")
    assert [side["value"] for side in conflict["sides"]] == ["36", "63"]
    assert {"doc_id" in conflict["zh"], "doc_id" in conflict["en"]} == {True, False}
    zh, en = (count for count in written(releases, "counts") if count["value"] == 24)
    assert (zh["same_as"], en["same_as"]) == ([en["id"]], [zh["id"]])
    assert zh["doc_id"] != en["doc_id"]


def test_the_same_bytes_whoever_works(releases: Path) -> None:
    again(releases)
    once = content(releases.parent / "out")
    again(releases, workers=2, fresh=True)
    assert content(releases.parent / "out") == once
    assert again(releases).worked == 0
    assert content(releases.parent / "out") == once


def test_what_only_is_called_alike_is_read_alone(releases: Path) -> None:
    (releases / "visit.en.txt").write_text(WEATHER, encoding="utf-8")
    again(releases)
    assert [d["read_with"] for d in written(releases, "documents")] == [None, None]
    (pair,) = written(releases, "pairs")
    assert pair["agreement"] == "monolingual"
    assert again(releases).worked == 0


def test_one_that_cannot_be_read_costs_itself(releases: Path) -> None:
    (releases / "visit.en.txt").write_bytes(b"\xff\xfe\x00\xd8")
    summary = again(releases, max_rejects=1.0)
    assert (summary.sums["processed"], summary.sums["rejected"]) == (1, 1)


def test_one_that_repeats_another_leaves_the_other_alone(releases: Path) -> None:
    """The facts of the first are in the document that came before: the second keeps its own."""
    (releases / "a.txt").write_text(ZH, encoding="utf-8")
    summary = again(releases)
    assert (summary.sums["processed"], summary.sums["duplicates"]) == (2, 1)
    assert sorted(pair["agreement"] for pair in written(releases, "pairs")) == ["monolingual"] * 2


def test_the_other_goes_and_comes_back(releases: Path) -> None:
    again(releases)
    both = content(releases.parent / "out")
    (releases / "visit.en.txt").unlink()
    again(releases)
    (pair,) = written(releases, "pairs")
    assert pair["agreement"] == "monolingual"
    (releases / "visit.en.txt").write_text(EN, encoding="utf-8")
    again(releases)
    assert content(releases.parent / "out")["pairs.jsonl"] == both["pairs.jsonl"]


def test_an_earlier_version_keeps_what_it_was_read_with(releases: Path) -> None:
    again(releases)
    (releases / "visit.zh.txt").write_text(ZH.replace("24个", "25个"), encoding="utf-8")
    (releases / "visit.en.txt").unlink()
    again(releases)
    assert [(d["uri"], d["version"]) for d in written(releases, "documents")] == [
        ("visit.zh.txt", 2),
        ("visit.zh.txt", 1),
        ("visit.en.txt", 1),
    ]


def test_files_that_the_caller_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    zh, en = folder / "one.txt", folder / "two.txt"
    zh.write_text(ZH, encoding="utf-8")
    en.write_text(EN, encoding="utf-8")
    summary = again(folder, pairs=((str(zh), str(en)),))
    assert summary.sums["inputs"] == summary.sums["processed"] == 2
    (pair,) = written(folder, "pairs")
    assert pair["agreement"] == "both"


def test_a_pair_of_many_documents_is_refused(tmp_path: Path) -> None:
    zh, en = tmp_path / "many.jsonl", tmp_path / "one.txt"
    zh.write_text('{"text": "友好城市"}\n{"text": "姐妹城市"}\n', encoding="utf-8")
    en.write_text(EN, encoding="utf-8")
    with pytest.raises(InputError, match="must hold one document"):
        run([], tmp_path / "out", Settings(pairs=((str(zh), str(en)),)))


def test_in_python(releases: Path) -> None:
    records = extract.process(releases)
    assert [pair.agreement for pair in records.pairs] == ["both"]
    assert all(document.read_with for document in records.documents)


def waiting(name: str) -> Unread:
    return Unread(name.encode(), Origin("x.warc", link=f"https://x.example/{name}"), parse_text)


def test_who_waits_too_long_goes_alone_and_none_is_lost() -> None:
    items = [waiting(f"zh/{n}.html") for n in range(WAITING + 5)]
    came = list(together([*items, waiting("en/0.html"), waiting(f"en/{WAITING}.html")]))
    links = [
        {each.origin.link for each in (item.first, item.second)}  # type: ignore[union-attr]
        for item in came
        if isinstance(item, Translations)
    ]
    assert links == [{f"https://x.example/{lang}/{WAITING}.html" for lang in ("zh", "en")}]
    assert len(came) == len(items) + 1
