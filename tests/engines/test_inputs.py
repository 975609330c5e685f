"""From what the caller names to the items in it."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import fsspec
import pytest

from extract.document import Document
from extract.engines.inputs import InputError, Inputs, check, count
from extract.readers import Unread
from extract.readers.locations import folder_names
from extract.records import RejectRecord, SkippedRecord

TEXT = "友城"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.txt").write_text(TEXT + "b", "utf-8")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(f"{TEXT}a".encode()))
    (tmp_path / "deep" / "c.txt").write_text(TEXT + "c", "utf-8")
    (tmp_path / "style.css").write_text("p {}")
    (tmp_path / ".hidden.txt").write_text("no")
    return tmp_path


def test_folder(folder: Path) -> None:
    inputs = Inputs([str(folder)])
    items = list(inputs.items())
    assert [item.uri for item in items] == ["a.txt.gz", "b.txt", "deep/c.txt", "style.css"]
    assert [item.text for item in items if isinstance(item, Document)] == ["友城a", "友城b", "友城c"]
    assert isinstance(items[3], SkippedRecord) and items[3].reason == "unsupported_type"
    (digest,) = inputs.digests
    size = sum(path.stat().st_size for path in folder.rglob("[!.]*") if path.is_file())
    assert (digest.kind, digest.files, digest.size) == ("folder", 4, size)


def test_nothing_is_read_before_it_is_asked_for(folder: Path) -> None:
    found = Inputs([str(folder)]).found()
    first = next(found)
    (folder / "b.txt").write_text("later", "utf-8")
    assert (
        isinstance(first, Unread) and first.doc_id == "sha256:" + hashlib.sha256("友城a".encode()).hexdigest()
    )
    second = next(found)
    assert isinstance(second, Unread) and second.data == b"later"


@pytest.mark.parametrize(
    ("pattern", "names"), [("*.txt*", ["a.txt.gz", "b.txt"]), ("**/c.*", ["deep/c.txt"])]
)
def test_glob(folder: Path, pattern: str, names: list[str]) -> None:
    name = str(folder / pattern)
    check([name])
    assert [item.uri for item in Inputs([name]).items()] == [str(folder / name) for name in names]
    assert count([name]) == len(names)


def test_a_file_with_a_pattern_for_a_name(tmp_path: Path) -> None:
    path = tmp_path / "[1].txt"
    path.write_text(TEXT, "utf-8")
    (item,) = Inputs([str(path)]).items()
    assert isinstance(item, Document)


def test_a_file_that_was_named_is_rejected_where_a_folder_s_is_skipped(folder: Path) -> None:
    (item,) = Inputs([str(folder / "style.css")]).items()
    assert isinstance(item, RejectRecord) and item.error == "unsupported_type"


def test_urls() -> None:
    files = fsspec.filesystem("memory")
    files.pipe("/releases/a.txt", TEXT.encode())
    files.pipe("/releases/b.jsonl", b'{"text": "x"}\n{"text": "y"}')
    files.pipe("/releases/.hidden/c.txt", b"no")
    for name, before in (("memory://releases", ""), ("memory://releases/*.*", "memory:///releases/")):
        check([name])
        uris = [item.uri for item in Inputs([name]).items()]
        assert uris == [f"{before}a.txt", f"{before}b.jsonl#1", f"{before}b.jsonl#2"]
    (item,) = Inputs(["memory://releases/a.txt"]).items()
    assert isinstance(item, Document) and (item.text, item.uri) == (TEXT, "memory://releases/a.txt")
    (missing,) = Inputs(["memory://releases/none.txt"]).items()
    assert isinstance(missing, RejectRecord) and missing.error == "unreadable"


def test_files_of_one_name_in_two_folders(tmp_path: Path) -> None:
    for folder in ("fuzhou/pages", "wuhan/pages", "wuhan/news"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.txt").write_text(f"{TEXT} {folder}", "utf-8")
    fuzhou, wuhan, news = (str(tmp_path / name) for name in ("fuzhou/pages", "wuhan/pages", "wuhan/news"))

    def uris(*names: str) -> list[str]:
        return [item.uri for item in Inputs(names).items()]

    assert uris(fuzhou) == ["1.txt"]
    assert uris(fuzhou, news) == ["pages/1.txt", "news/1.txt"]
    assert uris(fuzhou + "/", wuhan) == ["fuzhou/pages/1.txt", "wuhan/pages/1.txt"]
    assert uris(fuzhou, f"{wuhan}/1.txt") == ["pages/1.txt", f"{wuhan}/1.txt"]
    assert uris(wuhan, wuhan) == ["pages/1.txt", "pages/1.txt"]  # the same file: one source


def test_what_a_folder_s_files_are_called_does_not_depend_on_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    called = list(folder_names([str(tmp_path / "a"), str(tmp_path / "b")]).values())
    assert called == list(folder_names(["a", "./b/"]).values()) == ["a/", "b/"]
    assert list(folder_names([".", "a"]).values()) == [f"{tmp_path.name}/", "a/"]


@pytest.mark.parametrize("name", ["none.txt", "no*.txt", "nosuchscheme://a/b.txt", "memory://none/a.txt"])
def test_what_is_not_there_is_said_first(name: str) -> None:
    with pytest.raises(InputError):
        check([name])


def test_the_digest_is_of_the_whole_file(tmp_path: Path) -> None:
    def digest(data: bytes) -> str:
        path = tmp_path / "a.csv"
        path.write_bytes(data)
        inputs = Inputs([str(path)], options=None)
        list(inputs.items())
        return inputs.digests[0].sha256

    rows = b"text\n" + (b"x" * 200 + b"\n") * 1000
    assert digest(rows) == digest(rows) != digest(rows[:-1] + b"y")
