"""A random sample of what gave no record: sentences with a word for ties, and pages that were not read.

Documents are drawn in the order of their text's hash, which is as good as chance and the same every time. Of
each all such sentences are taken, so that what is missed can be estimated for all documents
(`sampled_documents` of `documents` in the index's `meta`).
"""

from __future__ import annotations

import hashlib
import heapq
import sqlite3
from collections.abc import Iterator
from typing import Any

import ahocorasick_rs

from extract.resources import rules_dir
from extract.review.items import page_item
from extract.review.judgement import Shown
from extract.review.reading import Reading, slices
from extract.rules.loader import load
from extract.text.script import fold
from extract.text.sentences import read_sentences

_SPEAKING = ("tie", "bond")  # kinds of rules/triggers.yaml
_LONGEST = 2000
_DOCUMENTS = 5000  # to draw at most


def sample(db: sqlite3.Connection, reading: Reading, size: int) -> Iterator[dict[str, Any]]:
    """The columns of about `size` items `sentence`, and of as many `page` at most."""
    yield from _sentences(db, reading, size)
    pages = heapq.nsmallest(size, reading.inputs("skipped"), key=lambda page: _chance(page["uri"]))
    for page in pages:
        shown = Shown(fields={"uri": page["uri"], "reason": page["reason"], "link": page["link"]})
        yield page_item("page", shown, page["uri"], page["reason"])


def _sentences(db: sqlite3.Connection, reading: Reading, size: int) -> Iterator[dict[str, Any]]:
    triggers = load(rules_dir() / "triggers.yaml", dict[str, list[str]])
    words = ahocorasick_rs.AhoCorasick([word for kind in _SPEAKING for word in triggers[kind]])
    found = drawn = 0
    documents = db.execute("SELECT n, doc_id, text_sha256 FROM document ORDER BY text_sha256").fetchall()
    for number, doc_id, text_sha256 in documents:
        if found >= size or drawn >= _DOCUMENTS:
            break
        text = reading.text(number)
        if text is None:
            continue
        drawn += 1
        folded = fold(text)
        starts = sorted(start for _, start, _ in words.find_matches_as_indexes(folded))
        taken = _taken(db, reading, number) if starts else []
        for sentence in read_sentences(folded, starts) if starts else ():
            start, end = sentence.start, min(sentence.end, sentence.start + _LONGEST)
            if sentence.trigger and not any(s < sentence.end and sentence.start < e for s, e in taken):
                found += 1
                span = {"doc_id": doc_id, "lang": sentence.lang, "start": start, "end": end}
                shown = Shown(fields={}, evidence=[span | {"text": text[start:end]}])
                item = page_item("sentence", shown, text[start:end], sentence.lang, text_sha256)
                yield item | {"document": number, "documents": 1}
    db.execute("INSERT INTO meta VALUES ('sampled_documents', ?)", (str(drawn),))
    db.execute("INSERT INTO meta VALUES ('documents', ?)", (str(len(documents)),))


def _taken(db: sqlite3.Connection, reading: Reading, document: int) -> list[tuple[int, int]]:
    """Where a document has records of ties or counts, and its page furniture."""
    spans = []
    for file in ("pairs", "groups"):
        for record in reading.records(document, file, slices(db, document, file)):
            spans += [(span["start"], span["end"]) for span in record["evidence"]]
    for file in ("counts", "boilerplate"):
        for record in reading.records(document, file, slices(db, document, file)):
            spans.append((record["start"], record["end"]))
    return spans


def _chance(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
