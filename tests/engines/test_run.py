"""Whole runs over real files, through the real pipeline."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from extract.document import Document
from extract.emit.folder import OutputError
from extract.engines import local
from extract.engines.inputs import InputError
from extract.engines.limits import DEFAULT
from extract.engines.run import Settings, run
from extract.engines.single import outcomes_of
from extract.engines.work import Processed, Work
from extract.pipeline import load
from extract.records import KINDS, RejectRecord

ZH = "发布时间:2024年3月7日\n2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有5对友好城市。\n"
EN = "In May 1985 Houston and Perth signed a sister city agreement. Houston has 19 sister cities.\n"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.txt").write_text(ZH, encoding="utf-8")
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf" + EN.encode())
    (folder / "deep" / "c.txt").write_text(ZH, encoding="utf-8")
    (folder / ".hidden").write_text("no")
    return folder


def lines(run_dir: Path, kind: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (run_dir / f"{kind}.jsonl").read_text("utf-8").splitlines()]


def content(run_dir: Path) -> dict[str, bytes]:
    """All bytes of a run but those that may differ."""
    files = (p for p in sorted(run_dir.rglob("*")) if p.is_file() and p.name != "timing.json")
    return {p.relative_to(run_dir).as_posix(): p.read_bytes() for p in files}


def test_a_folder_is_read_in_order_and_adds_up(releases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = run([str(releases)], out, Settings())
    assert summary.sums == {"inputs": 3, "processed": 2, "duplicates": 1, "skipped": 0, "rejected": 0}
    documents = lines(out, "documents")
    assert [d["uri"] for d in documents] == ["a.txt", "b.txt", "deep/c.txt"]
    assert documents[1]["uris"] == ["b.txt", "deep/c.txt"]
    assert documents[2]["duplicate_of"] == documents[1]["doc_id"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["conservation"] == summary.sums | {"holds": True}
    assert manifest["records"] == {kind: len(lines(out, kind)) for kind in KINDS}
    assert manifest["inputs"][0]["files"] == 3


def test_kept_text_is_the_source_without_its_bom(releases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([str(releases)], out, Settings())
    name = hashlib.sha256((releases / "a.txt").read_bytes()).hexdigest()
    assert (out / "texts" / f"{name}.txt").read_text("utf-8") == EN


def test_lines_keep_to_the_models(releases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([str(releases)], out, Settings())
    for kind, model in KINDS.items():
        for line in (out / f"{kind}.jsonl").read_bytes().splitlines():
            record = msgspec.json.decode(line, type=model)
            assert msgspec.json.encode(record) == line


def test_same_bytes_again_and_with_any_number_of_workers(releases: Path, tmp_path: Path) -> None:
    for number in range(40):
        (releases / f"n{number:02}.txt").write_text(ZH.replace("5对", f"{number}对"), encoding="utf-8")
    runs = []
    for name, workers in (("one", 1), ("again", 1), ("two", 2)):
        run([str(releases)], tmp_path / name, Settings(workers=workers))
        runs.append(content(tmp_path / name))
    assert runs[0] == runs[1] == runs[2]


def test_what_cannot_be_read_is_a_reject_and_the_run_goes_on(releases: Path, tmp_path: Path) -> None:
    (releases / "broken.txt").write_bytes(b"\xff\xfe\xfd\x00\x81")
    summary = run([str(releases)], tmp_path / "out", Settings())
    assert summary.sums["rejected"] == 1 and summary.sums["processed"] == 2
    assert summary.too_many_rejects
    assert not run([str(releases)], tmp_path / "out", Settings(max_rejects=0.5)).too_many_rejects


def test_what_no_reader_takes_is_skipped_in_a_folder_and_rejected_by_name(
    releases: Path, tmp_path: Path
) -> None:
    (releases / "logo.png").write_bytes(b"\x89PNG")
    summary = run([str(releases)], tmp_path / "out", Settings())
    assert (summary.sums["skipped"], summary.sums["rejected"]) == (1, 0)
    assert summary.left_out == {"skipped": ["logo.png (unsupported_type)"], "rejects": []}
    summary = run([str(releases / "logo.png")], tmp_path / "out", Settings())
    assert summary.errors == {"unsupported_type": 1}


def test_a_missing_path_is_an_error_before_any_work(releases: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        run([str(releases), str(tmp_path / "nowhere")], tmp_path / "out", Settings())
    assert not (tmp_path / "out").exists()


def test_what_a_run_wrote_is_no_input(releases: Path, tmp_path: Path) -> None:
    run([str(releases)], tmp_path / "out", Settings())
    with pytest.raises(InputError, match="what a run wrote"):
        run([str(tmp_path / "out")], tmp_path / "again", Settings())
    assert run([str(tmp_path / "out" / "texts")], tmp_path / "again", Settings()).sums["processed"] == 2


def test_a_folder_that_cannot_be_made_is_an_error_before_any_work(releases: Path, tmp_path: Path) -> None:
    for out in (Path("/proc/out"), tmp_path / ("x" * 300)):
        with pytest.raises(OutputError, match="cannot be"):
            run([str(releases)], out, Settings())


def test_a_strangers_folder_is_an_error_before_any_work(releases: Path) -> None:
    with pytest.raises(OutputError):
        run([str(releases / "a.txt")], releases, Settings())


def test_a_failing_stage_rejects_its_document_only() -> None:
    nlp = load()
    texts = {"good": ZH, "bad": "half a pair \ud800 here"}
    good, bad = outcomes_of(nlp, [Work(Document.of_text(text, uri=uri)) for uri, text in texts.items()])
    assert isinstance(good, Processed)
    assert isinstance(bad, RejectRecord)
    assert (bad.uri, bad.error) == ("bad", "internal_error")


def test_a_worker_that_dies_costs_one_document() -> None:
    documents = [Document.of_text(f"{ZH}{n}", uri=str(n)) for n in range(20)]
    documents[7] = Deadly.of_text("deadly", uri="7")
    outcomes = [done for _, done in local.in_processes(map(Work, documents), 2, DEFAULT)]
    rejects = [o for o in outcomes if isinstance(o, RejectRecord)]
    assert [(r.uri, r.error) for r in rejects] == [("7", "worker_died")]
    processed = [o.document.uri for o in outcomes if isinstance(o, Processed)]
    assert processed == [str(n) for n in range(20) if n != 7]


def _die(*_: object) -> Document:
    os._exit(9)


class Deadly(Document):
    """A document that ends the process it is sent to."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _die, ()


def test_items_pass_in_order_and_lazily() -> None:
    read: list[int] = []

    def items() -> Iterator[Work]:
        for number in range(100):
            read.append(number)
            yield Work(Document.of_text(f"{number}", uri=str(number)))

    outcomes = local.in_this_process(items(), DEFAULT)
    next(outcomes)
    assert len(read) <= local.BATCH + 1


def test_an_address_of_rays_client_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ZH, encoding="utf-8")
    settings = Settings(engine="ray", address="ray://localhost:10001")
    with pytest.raises(InputError, match="give HOST:6379"):
        run([str(tmp_path / "a.txt")], tmp_path / "out", settings)
