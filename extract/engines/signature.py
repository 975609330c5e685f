"""What makes two documents copies of each other: nearly the same characters, and the same facts to the digit.

The signature of a document has two parts, both of its text without page furniture and publication stamp, in
Simplified and half width, so that a copy in the other script or on another site has the same:

- a MinHash of its 5-grams of letters and digits (64 permutations, 16 bits each: the share of equal ones
  estimates the Jaccard similarity to ±0.06; b-bit minwise hashing, Li and König 2010);
- a hash of the multiset of all that news can lie in: numbers, places with their links, words that speak of a
  tie, of denial, doubt and ending, and what was extracted.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick_rs
import msgspec
import rensa

from extract.emit.collected import Records
from extract.records import PublishedDate, SpanRecord
from extract.resources import rules_dir
from extract.rules.loader import load
from extract.text.scan import default_scanner
from extract.text.script import fold

PERMUTATIONS = 64
# A text of fewer letters and digits is too short to be called a copy.
SHORTEST = 40
_GRAM = 5
_NOT_SAID = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二三四五六七八九十百千万亿两]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """`minhash` in base64, `facts` in hex: as documents.jsonl has them."""

    minhash: str
    facts: str


def signature(text: str, found: Records) -> Signature | None:
    """The signature of a document with these records; None where its text is too short for one."""
    body = "\n".join(_parts(fold(text), found))
    said = _NOT_SAID.sub("", body.casefold())
    if len(said) < SHORTEST:
        return None
    minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update([said[at : at + _GRAM] for at in range(len(said) - _GRAM + 1)])
    low = b"".join((value & 0xFFFF).to_bytes(2, "big") for value in minhash.digest())
    facts = sorted([*_words(body), *_extracted(found)])
    return Signature(base64.b64encode(low).decode(), hashlib.sha256("\x1f".join(facts).encode()).hexdigest())


def similarity(a: str, b: str) -> float:
    """The share of permutations in which two MinHashes agree, 0 to 1."""
    one, other = base64.b64decode(a), base64.b64decode(b)
    same = sum(one[i : i + 2] == other[i : i + 2] for i in range(0, len(one), 2))
    return same / PERMUTATIONS


def _parts(folded: str, found: Records) -> Iterator[str]:
    """The text around its furniture and its publication stamp."""
    at = 0
    for start, end in sorted(_furniture(found)):
        yield folded[at : max(at, start)]
        at = max(at, end)
    yield folded[at:]


def _furniture(found: Records) -> Iterator[tuple[int, int]]:
    for part in found.boilerplate:
        yield part.start, part.end
    stamp = found.documents[0].published
    if stamp is not None and stamp.start is not None and stamp.end is not None:
        yield stamp.start, stamp.end


def _words(body: str) -> Iterator[str]:
    for number in _NUMBER.findall(body):
        yield f"n{number}"
    for start, end, kind in default_scanner().scan(body).triggers:
        yield f"t{kind}{body[start:end]}"
    words, automaton = _cues()
    for index, _, _ in automaton.find_matches_as_indexes(body):
        yield f"c{words[index]}"


class _Cue(msgspec.Struct):
    words: list[str] = []
    heads: list[str] = []
    tails: list[str] = []


@lru_cache(maxsize=1)
def _cues() -> tuple[list[str], ahocorasick_rs.AhoCorasick]:
    """The words of denial, doubt, intent and ending that `rules/pairs/cues.yaml` has."""
    cues = msgspec.convert(load(rules_dir() / "pairs" / "cues.yaml", list[dict[str, Any]]), list[_Cue])
    made = (f"{head} {tail}" for cue in cues for head in cue.heads for tail in cue.tails)
    words = sorted({word for cue in cues for word in cue.words} | set(made))
    return words, ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def _extracted(found: Records) -> Iterator[str]:
    stamp = found.documents[0].published
    for place in found.places:
        yield f"p{place.key}"
    for date in found.dates:
        if not _is_in(date, stamp):
            yield f"d{date.value}"
    for count in found.counts:
        yield f"k{count.value} {count.upper} {count.modifier} {count.what} {count.measure} {count.as_of}"
    for pair in found.pairs:
        yield f"r{pair.fact_key} {pair.status} {pair.date.value if pair.date else ''}"


def _is_in(record: SpanRecord, stamp: PublishedDate | None) -> bool:
    if stamp is None or stamp.start is None or stamp.end is None:
        return False
    return record.start < stamp.end and stamp.start < record.end
