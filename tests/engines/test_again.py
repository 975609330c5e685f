"""A run over a folder that holds a run already: only what is new or changed is done."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from extract.emit import manifest
from extract.emit.verify import verify
from extract.engines.inputs import InputError
from extract.engines.run import Settings, Summary, run

TIE = "2024年3月{}日，山西省运城市与韩国义王市结为友好城市。\n"
OTHER = "2024年3月{}日，山西省运城市与日本奈良市结为友好城市。\n"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"{day}.txt").write_text(TIE.format(day), encoding="utf-8")
    return folder


def again(releases: Path, workers: int = 1) -> Summary:
    return run([str(releases)], releases.parent / "out", Settings(workers=workers))


def documents(releases: Path) -> list[dict[str, Any]]:
    lines = (releases.parent / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def content(releases: Path, out: str = "out") -> dict[str, bytes]:
    folder = releases.parent / out
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_nothing_is_done_twice(releases: Path) -> None:
    assert again(releases).worked == 5
    first = content(releases)
    summary = again(releases)
    assert (summary.worked, summary.sums["processed"], summary.carried) == (0, 5, 0)
    assert content(releases) == first


def test_repetitions_are_not_done_twice(releases: Path) -> None:
    for name, data in (
        ("7.txt", TIE.format(1).encode()),
        ("8.txt", b"\xef\xbb\xbf" + TIE.format(1).encode()),
    ):
        (releases / name).write_bytes(data)
    summary = again(releases)
    assert (summary.sums["processed"], summary.sums["duplicates"]) == (5, 2)
    first = content(releases)
    assert again(releases).worked == 0
    assert content(releases) == first


def test_what_comes_and_goes_leaves_what_a_fresh_run_would(releases: Path) -> None:
    again(releases)
    (releases / "0.txt").write_text(OTHER.format(1), encoding="utf-8")
    (releases / "3.txt").unlink()
    (releases / "6.txt").write_text(OTHER.format(2), encoding="utf-8")
    assert again(releases, workers=2).worked == 2
    run([str(releases)], releases.parent / "other", Settings())
    assert content(releases) == content(releases, "other")


def test_fresh_does_all_anew(releases: Path) -> None:
    again(releases)
    first = content(releases)
    assert run([str(releases)], releases.parent / "out", Settings(fresh=True)).worked == 5
    assert content(releases) == first


def test_changed_rules_do_all_anew(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again(releases)
    made = manifest.made_with()
    monkeypatch.setattr("extract.engines.run.made_with", lambda: made | {"rules": {"sha256": "other"}})
    assert again(releases).worked == 5


def test_another_text_is_a_version_that_names_the_one_before(releases: Path) -> None:
    again(releases)
    (old,) = (d["doc_id"] for d in documents(releases) if d["uri"] == "2.txt")
    (releases / "2.txt").write_text(OTHER.format(2), encoding="utf-8")
    summary = again(releases)
    assert (summary.worked, summary.carried) == (1, 1)
    first, second = (
        d for d in sorted(documents(releases), key=lambda d: d["version"]) if d["uri"] == "2.txt"
    )
    assert (first["doc_id"], first["version"], first["supersedes"]) == (old, 1, None)
    assert (second["version"], second["supersedes"]) == (2, old)
    assert first["superseded_by"] == second["doc_id"]
    pairs = (releases.parent / "out" / "pairs.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(pair)["doc_id"] for pair in pairs} >= {old, second["doc_id"]}
    assert (releases.parent / "out" / "texts" / f"{old[7:]}.txt").read_text("utf-8") == TIE.format(2)


def test_a_run_again_keeps_the_versions_as_they_are(releases: Path) -> None:
    again(releases)
    for text in (OTHER.format(2), OTHER.format(9)):
        (releases / "2.txt").write_text(text, encoding="utf-8")
        again(releases)
    chain = sorted((d for d in documents(releases) if d["uri"] == "2.txt"), key=lambda d: d["version"])
    assert [d["version"] for d in chain] == [1, 2, 3]
    assert [d["supersedes"] for d in chain] == [None, chain[0]["doc_id"], chain[1]["doc_id"]]
    before = content(releases)
    assert again(releases, workers=2).worked == 0
    assert content(releases) == before


@pytest.mark.parametrize("first_goes", [True, False])
def test_what_repeated_another_source_is_an_earlier_version_of_its_own(
    first_goes: bool, releases: Path
) -> None:
    """0.txt and 9.txt say the same, so only 0.txt has facts; then 9.txt says another thing."""
    (releases / "0.txt").write_bytes(b"\xef\xbb\xbf" + TIE.format(9).encode())
    (releases / "9.txt").write_text(TIE.format(9), encoding="utf-8")
    again(releases)
    (releases / "9.txt").write_text(OTHER.format(9), encoding="utf-8")
    if first_goes:
        (releases / "0.txt").unlink()
    for _ in range(2):
        again(releases)
        found = documents(releases)
        (later,) = (d for d in found if d["source_id"] == "9.txt" and d["version"] == 2)
        (earlier,) = (d for d in found if d["source_id"] == "9.txt" and d["version"] == 1)
        (first,) = (d for d in found if d["source_id"] == "0.txt")
        assert (later["supersedes"], earlier["superseded_by"]) == (earlier["doc_id"], later["doc_id"])
        assert earlier["duplicate_of"] == first["doc_id"] and first["records"]["pairs"] == 1
        assert list(verify(releases.parent / "out")) == []
    kept = content(releases)
    again(releases)
    assert content(releases) == kept
    (releases / "9.txt").write_text(TIE.format(9), encoding="utf-8")
    again(releases)
    (newest,) = (d for d in documents(releases) if d["source_id"] == "9.txt" and not d["superseded_by"])
    assert newest["text_sha256"] == earlier["text_sha256"]
    assert list(verify(releases.parent / "out")) == []


def test_a_text_that_comes_back_is_the_newest_version(releases: Path) -> None:
    again(releases)
    for text in (OTHER.format(2), TIE.format(2)):
        (releases / "2.txt").write_text(text, encoding="utf-8")
        again(releases)
    last = max((d for d in documents(releases) if d["uri"] == "2.txt"), key=lambda d: d["version"])
    text = (releases.parent / "out" / "texts" / f"{last['doc_id'][7:]}.txt").read_text("utf-8")
    assert (text, last["superseded_by"]) == (TIE.format(2), None)


def test_the_same_text_in_other_bytes_is_only_fetched_again(releases: Path) -> None:
    again(releases)
    (old,) = (d["doc_id"] for d in documents(releases) if d["uri"] == "2.txt")
    (releases / "2.txt").write_bytes(b"\xef\xbb\xbf" + TIE.format(2).encode())
    summary = again(releases)
    assert (summary.worked, summary.sums["duplicates"], summary.carried) == (0, 1, 1)
    (fetched,) = (d for d in documents(releases) if d["refetched"])
    assert fetched["duplicate_of"] == old and fetched["records"] == {}
    (kept,) = (d for d in documents(releases) if d["doc_id"] == old)
    assert kept["superseded_by"] is None
    before = content(releases)
    again(releases)
    assert content(releases) == before


def test_a_source_that_fails_today_keeps_what_it_said(releases: Path) -> None:
    again(releases)
    (releases / "2.txt").write_bytes(b"\x00\xff\xfe\xfd\x81\x00\xff")
    summary = again(releases)
    assert (summary.sums["rejected"], summary.carried) == (1, 1)
    assert len(documents(releases)) == 5


def test_files_of_one_name_in_two_folders_are_two_sources(releases: Path) -> None:
    second = releases.parent / "second"
    second.mkdir()
    (second / "2.txt").write_text(OTHER.format(2), encoding="utf-8")
    out = releases.parent / "out"
    for _ in range(2):
        run([str(releases), str(second)], out, Settings())
        assert all(d["supersedes"] is None for d in documents(releases))
    (second / "2.txt").write_text(OTHER.format(9), encoding="utf-8")
    run([str(second), str(releases)], out, Settings())
    (later,) = (d for d in documents(releases) if d["supersedes"])
    (earlier,) = (d for d in documents(releases) if d["superseded_by"])
    assert later["source_id"] == earlier["source_id"] == "second/2.txt"
    assert sum(d["uri"].endswith("/2.txt") for d in documents(releases)) == 3


def test_a_file_named_beside_a_folder_with_one_of_its_name_loses_nothing(
    releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = releases.parent / "elsewhere" / "releases"
    elsewhere.mkdir(parents=True)
    (elsewhere / "2.txt").write_text(OTHER.format(2), encoding="utf-8")
    monkeypatch.chdir(elsewhere.parent)
    for _ in range(2):
        run([str(releases), "releases/2.txt"], releases.parent / "out", Settings())
        found = documents(releases)
        assert len(found) == 6 and all(d["supersedes"] is None for d in found)


def test_two_runs_in_one_folder_do_not_meet(releases: Path) -> None:
    from extract.emit.folder import OutputError
    from extract.engines.outcomes import Outcomes

    work = releases.parent / "out" / ".work"
    work.mkdir(parents=True)
    first = Outcomes(work / "outcomes.sqlite", "made")
    with pytest.raises(OutputError, match="another run"):
        again(releases)
    first.close()
    assert again(releases).worked == 5


def test_what_a_run_wrote_below_its_inputs_is_no_input(releases: Path) -> None:
    first, second = (run([str(releases)], releases / "out", Settings()) for _ in range(2))
    assert first.sums["inputs"] == second.sums["inputs"] == 5


def test_nothing_to_read_leaves_a_run_as_it_is(releases: Path, tmp_path: Path) -> None:
    again(releases)
    before = content(releases)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="nothing to read"):
        run([str(tmp_path / "empty")], tmp_path / "out", Settings())
    assert content(releases) == before


def test_standard_input_has_no_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two texts piped in one after the other are two texts, not two states of one page."""
    for day in (1, 2):
        piped = io.TextIOWrapper(io.BytesIO(TIE.format(day).encode()))
        monkeypatch.setattr("sys.stdin", piped)
        run(["-"], tmp_path / "out", Settings())
    (line,) = (tmp_path / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    document = json.loads(line)
    assert (document["version"], document["supersedes"]) == (1, None)


def test_the_same_bytes_for_another_reader_are_read_by_it(tmp_path: Path) -> None:
    """Tags alone are a page without text, whatever became of the same bytes in a text file before it."""
    for name in ("a.txt", "b.html", "c.html"):
        (tmp_path / name).write_text("<p></p>")
    names = [str(tmp_path / name) for name in ("a.txt", "b.html", "c.html")]
    summary = run(names, tmp_path / "out", Settings(max_rejects=1.0, all_pages=True))
    assert (summary.sums["processed"], summary.errors) == (1, {"no_text": 2})
