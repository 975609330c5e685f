"""What was decided, applied to a document: what it states, as far as reviewers said all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from extract.review.decision import Decision
from extract.review.exchange.added import add, place
from extract.review.exchange.documents import Annotated, Record, Tie
from extract.review.judgement import Edit, evidence_key
from extract.review.store import Store

_GOLD_STATUS = {
    "proposed": "proposed",
    "established": "established",
    "ended": "ended",
    "suspended": "established",
}


@dataclass(frozen=True, slots=True)
class Word:
    """What stands on the items of a store: ties by their key, sentences and added ties by document."""

    ties: Mapping[str, Decision]
    missed: Mapping[str, list[Decision]]
    added: Mapping[str, list[Decision]]


@dataclass(slots=True)
class Checked:
    """A document as reviewers have it. `open` says why it is not all decided; nothing, where it is."""

    document: Annotated
    rejected: set[str] = field(default_factory=set)  # ids of pairs that the document does not state
    open: list[str] = field(default_factory=list)

    def stated(self) -> list[Tie]:
        """The ties that the document states."""
        return [tie for tie in self.document.ties if tie.record["id"] not in self.rejected]


def word(store: Store) -> Word:
    """The decisions that hold, by what they are about."""
    ties: dict[str, Decision] = {}
    missed: dict[str, list[Decision]] = {}
    added: dict[str, list[Decision]] = {}
    for decision in store.standing():
        if decision.kind == "tie":
            ties[decision.item] = decision
            if decision.shown.rules == ["reviewer"] and decision.after.verdict == "accept":
                added.setdefault(_document(decision), []).append(decision)
        elif decision.kind == "sentence" and decision.after.verdict == "reject":
            missed.setdefault(_document(decision), []).append(decision)
    return Word(ties, missed, added)


def check(document: Annotated, said: Word) -> Checked:
    """Apply to a document what was decided on its ties.

    What counts here is what the document says, whether it is right or not: an edit because the source is
    wrong or outdated changes nothing.
    """
    done = Checked(
        Annotated(document.record, document.text, list(document.marks), [], records=document.records)
    )
    if document.record["read_with"] is not None:
        done.open.append("read together with its translation")
    for tie in document.ties:
        _check_tie(done, tie, said.ties.get(tie.record["fact_key"]))
    known = said.added.get(document.doc_id, [])
    for decision in known:
        if not add(done.document, decision):
            done.open.append("an added tie whose names are not in its sentence")
    for sentence in said.missed.get(document.doc_id, ()):
        if not any(_overlap(sentence, decision) for decision in known):
            done.open.append("a sentence that states something more")
    return done


def _check_tie(done: Checked, tie: Tie, decision: Decision | None) -> None:
    pair = tie.record
    if decision is None:
        done.open.append("ties not decided")
        return
    after = decision.after
    apart = bool(pair["evidence"]) and evidence_key(pair["evidence"][0]["text"]) in after.split
    misread = after.verdict == "reject" and after.why == "extraction"
    if apart:
        done.open.append("a statement that was split off, and is another tie's")
    if misread and after.wrong in ("a", "b"):
        done.open.append("a place that is none of those known")
    edited = None if apart or misread else _edited(pair, after.edits)
    if edited is None:
        done.rejected.add(pair["id"])
    done.document.ties.append(Tie(tie.a, tie.b, edited or pair))


def _edited(pair: Record, edits: Mapping[str, Edit]) -> Record | None:
    """A pair with what was edited because it was read wrong; None where it is no tie at all then (denied)."""
    changed = dict(pair)
    for name, edit in edits.items():
        if edit.why != "extraction":
            continue
        if name in ("a", "b"):
            changed[name] = pair[name] | place(str(edit.value))
        elif name == "date":
            changed["date"] = None if edit.value is None else {"value": edit.value}
        elif name == "events":
            changed["events"] = _events(pair, edit.value)
        else:
            changed[name] = edit.value
    changed["status"] = _GOLD_STATUS.get(changed["status"])
    return changed if changed["status"] else None


def _events(pair: Record, told: Iterable[dict[str, Any]]) -> list[Record]:
    """The events that a reviewer lists, at the words that state one of the kind; others have no words."""
    spans = {event["kind"]: event["span"] for event in pair["events"]}
    return [
        {"kind": event["kind"], "date": event.get("date"), "span": spans[event["kind"]]}
        for event in told
        if event["kind"] in spans
    ]


def _document(decision: Decision) -> str:
    return str(decision.shown.evidence[0]["doc_id"]) if decision.shown.evidence else ""


def _overlap(one: Decision, other: Decision) -> bool:
    a, b = one.shown.evidence[0], other.shown.evidence[0]
    return bool(a["start"] < b["end"] and b["start"] < a["end"])
