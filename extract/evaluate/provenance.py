"""Whether every span of every record quotes the text it was taken from, to the character."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from extract.evaluate.measures import Fact, Share
from extract.evaluate.reading import read_jsonl


def check_provenance(run: Path, documents: list[Fact], sources: Path, errors: list[str]) -> Share:
    """One case for each span of a run; a kept text that is not its source's text is one more, failed."""
    share = Share()
    texts = _texts(run, documents, sources, share, errors)
    for path in sorted(run.glob("*.jsonl")):
        for record in read_jsonl(path):
            for span, doc_id in _spans(record, None):
                text = span.get("text")
                right = text is not None and texts.get(doc_id, "")[span["start"] : span["end"]] == text
                share.add(right)
                if not right:
                    errors.append(
                        f"{path.name} {record.get('id')}: span {span['start']}–{span['end']} is not {text!r}"
                    )
    return share


def _texts(
    run: Path, documents: list[Fact], sources: Path, share: Share, errors: list[str]
) -> dict[str | None, str]:
    """The text of each document: as the run kept it, else as the source has it; both must be the same."""
    texts: dict[str | None, str] = {}
    for document in documents:
        doc_id = document["doc_id"]
        kept = run / "texts" / f"{doc_id.removeprefix('sha256:')}.txt"
        if kept.exists():
            texts[doc_id] = kept.read_bytes().decode("utf-8")
        source = sources / PurePosixPath(document["uri"]).name
        if source.suffix != ".txt" or not source.exists():
            continue
        try:
            original = source.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        if texts.setdefault(doc_id, original) != original:
            share.add(False)
            errors.append(f"{source.name}: the kept text is not the source's text")
    return texts


def _spans(value: Any, doc_id: str | None) -> Iterator[tuple[Fact, str | None]]:
    """Everything in a record that has offsets, with the document in which it lies."""
    if isinstance(value, dict):
        doc_id = value.get("doc_id", doc_id)
        if value.get("start") is not None and value.get("end") is not None:
            yield value, doc_id
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _spans(inner, doc_id)
