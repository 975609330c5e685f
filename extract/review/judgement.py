"""What a reviewer says of an item: a verdict, edits with their reasons, and what an item may be.

The verdicts are the registry's: `accept` and `reject` mean there what they mean here.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec

from extract.edtf import known as edtf
from extract.records import fact_key
from extract.registry.decisions import STATUSES

Kind = Literal["tie", "count", "event", "conflict", "place", "reject", "sentence", "page"]
Verdict = Literal["accept", "reject", "unsure", "skip"]
# Whose fault it is; only `extraction` counts against the rules that made the item.
Why = Literal["extraction", "source", "outdated", "policy"]
# What a rejection says is wrong: it is no tie at all (not a twinning), or not this place (that Birmingham).
Wrong = Literal["tie", "a", "b"]

KINDS: tuple[Kind, ...] = ("tie", "count", "event", "conflict", "place", "reject", "sentence", "page")
PLACES = ("a", "b", "subject", "place")  # fields whose value is a place's key
REVIEWER = "reviewer"  # stands for the rules of a tie that no rule found
RELATIONS = ("sister_city", "friendly_exchange", "friendly_cooperation", "intent", "alliance", "unspecified")


class JudgementError(ValueError):
    """A judgement that cannot hold; the message says which field and what it may be."""


class Edit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field's value as the reviewer has it; `was` is what was extracted.

    Where the source itself is wrong (`why` is `source` or `outdated`), `was` is its word, kept with *sic*.
    `alias` is a spelling that means the place `value` from now on.
    """

    value: Any
    was: Any = None
    why: Why
    alias: str | None = None


class Judgement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that a reviewer says of one item. Without a verdict the item is open.

    `edits` maps a field of the item (`a`, `b`: place keys; `relation`, `status`, `date`: EDTF; `events`: list
    of `{kind, date}`; for counts `value`, `what`, `as_of`, `subject`) to its Edit. `split` lists the evidence
    (`evidence_key`) that states something else and became an item of its own.
    """

    verdict: Verdict | None = None
    why: Why | None = None
    wrong: Wrong | None = None
    edits: dict[str, Edit] = {}
    split: tuple[str, ...] = ()
    comment: str | None = None

    def sic(self) -> dict[str, Any]:
        """The source's own values of the fields in which the source is wrong."""
        return {name: e.was for name, e in self.edits.items() if e.why in ("source", "outdated")}


OPEN = Judgement()


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item as the reviewer saw it, so that decisions can be evaluated without the run.

    `fields` has what was extracted, `evidence` the sentences, best first (`{doc_id, text_sha256, lang, start,
    end, text}`), `names` what people call the places of the fields. `planted` is the field that was made
    wrong on purpose, to see whether the reviewer notices.
    """

    fields: dict[str, Any]
    rules: list[str] = []
    confidence: float | None = None
    evidence: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    planted: str | None = None

    @property
    def is_added(self) -> bool:
        """Whether it is a tie that was not extracted, but marked by a reviewer."""
        return self.rules == [REVIEWER]

    def extraction(self) -> str:
        """A hash of what was extracted."""
        return _hash(msgspec.json.encode(self.fields, order="deterministic"))

    def evidence_keys(self) -> list[str]:
        return [evidence_key(span["text"]) for span in self.evidence]


def evidence_key(text: str) -> str:
    """The key of a sentence: of its characters but for white space, so that another layout is the same."""
    return _hash("".join(text.split()).encode())


def effective(fields: dict[str, Any], judgement: Judgement) -> dict[str, Any]:
    """The fields of an item with the reviewer's edits."""
    return fields | {name: edit.value for name, edit in judgement.edits.items()}


def swapped(fields: dict[str, Any], judgement: Judgement) -> bool:
    """Whether edits put the two places of a tie in the other order: the same places all the same."""
    now = effective(fields, judgement)
    return "b" in judgement.edits and (now["a"], now["b"]) == (fields["b"], fields["a"])


def result(kind: Kind, item: str, fields: dict[str, Any], judgement: Judgement) -> str:
    """The key of what holds after a judgement: the `fact_key` of an edited tie, else the item's own."""
    if kind != "tie":
        return item
    now = effective(fields, judgement)
    if not judgement.edits.keys() & {"a", "b", "relation"}:
        return item
    return fact_key(now["a"], now["b"], now["relation"])


def check(kind: Kind, judgement: Judgement) -> None:
    """Raise JudgementError where a judgement says nothing that can hold."""
    if judgement.verdict == "reject" and judgement.why is None:
        raise JudgementError("a rejection says why: extraction, source, outdated or policy")
    for name, edit in judgement.edits.items():
        if name not in _FIELDS.get(kind, {}):
            raise JudgementError(f"{name}: no field of a {kind} that can be edited")
        if (problem := _FIELDS[kind][name](edit.value)) is not None:
            raise JudgementError(f"{name}: {problem}")


def _place(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "is the key of a place, such as gn:2192362"


def _date(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and edtf(value) is not None):
        return None
    return f"is no EDTF date: {value} (write 1985-04-19, 1985-04, 1985, 198X or 1985/1987)"


def _relation(value: Any) -> str | None:
    return None if value in RELATIONS else f"is one of {', '.join(RELATIONS)}"


def _status(value: Any) -> str | None:
    return None if value in STATUSES else f"is one of {', '.join(STATUSES)}"


def _events(value: Any) -> str | None:
    if not isinstance(value, list):
        return "is a list of events"
    for event in value:
        if not isinstance(event, dict) or not event.get("kind"):
            return "each event has a kind, such as renewed"
        if (problem := _date(event.get("date"))) is not None:
            return problem
    return None


def _number(value: Any) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return None if whole else "is a whole number, not negative"


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, str) else "is text"


_FIELDS = {
    "tie": {
        "a": _place, "b": _place, "relation": _relation, "status": _status, "date": _date, "events": _events,
    },
    "count": {"value": _number, "what": _text, "as_of": _date, "subject": _place},
    "event": {"date": _date},
    "place": {"place": _place},
}  # fmt: skip


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
