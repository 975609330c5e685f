"""What comes back from a tool, as decisions: a tie that stayed is accepted, one that went is rejected.

A relation of another name is an edit; a new relation between two names whose places are known is a tie that
was missed. What cannot be taken in is told and changes nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from extract.records import fact_key
from extract.review.added import Added, Name
from extract.review.decide import Asked, Gesture, decide
from extract.review.decision import SHARED, Stale
from extract.review.exchange.documents import KINDS, Annotated, Mark, Tie, annotate
from extract.review.exchange.returned import ExchangeError, Region, Returned
from extract.review.following import take
from extract.review.judgement import RELATIONS, Edit, Judgement, JudgementError
from extract.review.places import Places
from extract.review.queue import find
from extract.review.reading import Reading, slices
from extract.review.store import Store
from extract.text.script import fold
from extract.text.sentences import read_sentences

REJECT = Judgement(verdict="reject", why="extraction", wrong="tie")
ACCEPT = Judgement(verdict="accept")


@dataclass(slots=True)
class Taken:
    """What became of a file. `stood` counts items on which the same word, or another's, stood already."""

    accepted: int = 0
    rejected: int = 0
    edited: int = 0
    added: int = 0
    stood: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Votes:
    """One person's word on a tie, from each document that states it."""

    accepted: bool = False
    relation: str | None = None
    rejected: int = 0
    seconds: float | None = None


def take_in(
    store: Store, index: sqlite3.Connection, told: Iterable[Returned | ExchangeError], by: str | None = None
) -> Taken:
    """Keep what a file says as decisions; those of several people each on a track of their own.

    `by` is whose word it is, where the file does not say or says otherwise. The same file again changes
    nothing.
    """
    taken, reading = Taken(), Reading(index)
    words: list[Returned] = []
    for each in told:
        if isinstance(each, ExchangeError):
            taken.problems.append(str(each))
        else:
            words.append(each)
    several = by is None and len({word.by for word in words}) > 1
    votes: dict[tuple[str, str], _Votes] = {}
    missed: list[tuple[str, Added]] = []
    for word in words:
        try:
            document = _document(index, reading, word)
        except ExchangeError as error:
            taken.problems.append(f"{word.doc_id}: {error}")
            continue
        who = by or word.by
        for tie, relation in _matched(document, word):
            key = (who, tie.record["fact_key"])
            _vote(votes.setdefault(key, _Votes()), tie, relation, word.seconds, len(document.ties))
        for added in _added(document, word, taken):
            missed.append((who, added))
    for (who, item), vote in sorted(votes.items()):
        _keep(store, index, reading, item, vote, who, who if several else SHARED, taken)
    for who, added in missed:
        _keep_added(store, index, reading, added, who, who if several else SHARED, taken)
    return taken


def _document(index: sqlite3.Connection, reading: Reading, word: Returned) -> Annotated:
    """The document as it went out. Raises ExchangeError where it is no other's, or not the same any more."""
    row = index.execute("SELECT * FROM document WHERE doc_id = ?", (word.doc_id,)).fetchone()
    if row is None:
        raise ExchangeError("no such document in these runs")
    text = reading.text(row["n"])
    if text is None:
        raise ExchangeError("its text is not kept any more")
    if text != word.text:
        raise ExchangeError("its text came back changed: offsets would point elsewhere")
    found = {kind: list(reading.records(row["n"], kind, slices(index, row["n"], kind))) for kind in KINDS}
    return annotate({"doc_id": word.doc_id, "uri": row["uri"]}, text, found)


def _matched(document: Annotated, word: Returned) -> Iterator[tuple[Tie, str | None]]:
    """Each tie that went out, and the name under which it came back; None where it did not.

    A name whose bounds somebody mended is the same name; so is a relation drawn the other way.
    """
    free = list(word.relations)
    for tie in document.ties:
        a, b = document.marks[tie.a], document.marks[tie.b]
        same = [each for each in free if _meets(each, a, b)]
        best = next((each for each in same if each[2] == tie.record["relation"]), same[0] if same else None)
        if best is not None:
            free.remove(best)
        yield tie, None if best is None else best[2] or tie.record["relation"]


def _meets(relation: tuple[Region, Region, str | None], a: Mark, b: Mark) -> bool:
    one, other, _ = relation
    forth = one.meets(a.start, a.end) and other.meets(b.start, b.end)
    return forth or (one.meets(b.start, b.end) and other.meets(a.start, a.end))


def _vote(vote: _Votes, tie: Tie, relation: str | None, seconds: float | None, ties: int) -> None:
    if vote.seconds is None and seconds is not None:
        vote.seconds = round(seconds / ties, 2)
    if relation is None:
        vote.rejected += 1
    elif not vote.accepted:
        vote.accepted = True
        vote.relation = None if relation == tie.record["relation"] else relation


def _added(document: Annotated, word: Returned, taken: Taken) -> Iterator[Added]:
    """Relations that nothing went out for, between places that are known."""
    ties = [(document.marks[tie.a], document.marks[tie.b]) for tie in document.ties]
    for relation in word.relations:
        if any(_meets(relation, a, b) for a, b in ties):
            continue
        sides = [_linked(document, region) for region in relation[:2]]
        told = " – ".join(document.text[r.start : r.end] for r in relation[:2])
        if None in sides or sides[0] == sides[1]:
            taken.problems.append(f"{word.doc_id}: {told}: not two places that are linked; add it by hand")
        elif relation[2] not in RELATIONS:
            taken.problems.append(f"{word.doc_id}: {told}: {relation[2]} is no kind of tie")
        else:
            a, b = (
                Name(str(key), region.start, region.end)
                for key, region in zip(sides, relation[:2], strict=True)
            )
            yield Added(
                word.doc_id, a, b, str(relation[2]), "established", None, [_sentence(document.text, a, b)]
            )


def _linked(document: Annotated, region: Region) -> str | None:
    """The key of the place that a region names: the mention with the most characters in common."""
    meeting = [m for m in document.marks if m.label == "PLACE" and region.meets(m.start, m.end)]
    best = max(meeting, key=lambda m: min(m.end, region.end) - max(m.start, region.start), default=None)
    return None if best is None else str(best.record["key"])


def _sentence(text: str, a: Name, b: Name) -> tuple[int, int]:
    """From where the sentence of the first name begins to where that of the second ends."""
    first, last = min(a.start, b.start), max(a.end, b.end)
    start, end = first, last
    for sentence in read_sentences(fold(text), []):
        if sentence.start <= first < sentence.end:
            start = sentence.start
        if sentence.start < last <= sentence.end:
            end = sentence.end
    return start, end


def _keep(
    store: Store, index: sqlite3.Connection, reading: Reading, item: str, vote: _Votes, by: str, track: str,
    taken: Taken,
) -> None:  # fmt: skip
    row = find(index, item)
    if row is None:
        taken.problems.append(f"{item}: no such tie in these runs")
    elif vote.relation is not None and vote.relation not in RELATIONS:
        taken.problems.append(f"{item}: {vote.relation} is no kind of tie")
    elif not vote.accepted and vote.rejected < row["documents"]:
        taken.problems.append(
            f"{item}: rejected in {vote.rejected} of the {row['documents']} documents that state it"
        )
    else:
        after = ACCEPT if vote.accepted else REJECT
        if vote.relation is not None:
            edit = Edit(value=vote.relation, was=row["relation"], why="extraction")
            after = Judgement(verdict="accept", edits={"relation": edit})
        current = store.current(item, track)
        revision = current.revision if current else 0
        if current and current.after.verdict and (current.after == after or current.by != by):
            taken.stood += 1
            return
        asked = Asked(item, revision, after, vote.seconds)
        gesture = _gesture(track, by, item, revision, after)
        if _decide(store, index, reading, Gesture(gesture, [asked]), by, track, taken):
            taken.accepted += after.verdict == "accept" and not after.edits
            taken.edited += bool(after.edits)
            taken.rejected += after.verdict == "reject"


def _keep_added(
    store: Store, index: sqlite3.Connection, reading: Reading, added: Added, by: str, track: str, taken: Taken
) -> None:
    key = fact_key(added.a.key, added.b.key, added.relation)
    current = store.current(key, track)
    if current and current.after.verdict:
        taken.stood += 1
        return
    gesture = _gesture(track, by, key, current.revision if current else 0, added)
    taken.added += _decide(store, index, reading, Gesture(gesture, [], added), by, track, taken)


def _decide(
    store: Store,
    index: sqlite3.Connection,
    reading: Reading,
    asked: Gesture,
    by: str,
    track: str,
    taken: Taken,
) -> bool:
    try:
        take(index, store, decide(store, index, reading, Places(), asked, by, track))
    except (JudgementError, Stale) as error:
        taken.problems.append(str(error))
        return False
    return True


def _gesture(*parts: object) -> str:
    """The same act has the same id, so that it is kept once."""
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()[:32]
