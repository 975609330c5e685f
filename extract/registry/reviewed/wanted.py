"""What the registry is to decide because reviewers did: what lacks is appended, what is too much undone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from extract.link.gazetteer import open_gazetteer
from extract.records import PairPlace
from extract.registry import decisions

if TYPE_CHECKING:
    from extract.review.decision import Decision

# Ids of statements and counts that are a reviewer's begin so; `field` of decisions taken over is _FIELD.
REVIEWED = "review:"
_FIELD = "review"

# (verdict, subject, object) of a decision of the registry, and the reviewer's that asks for it.
Key = tuple[str, str, str | None]
Wanted = dict[Key, "Decision"]


def settle(db: sqlite3.Connection, wanted: Wanted) -> None:
    """Append the decisions that are wanted and lacking; undo those that are wanted no more."""
    held = taken_over(db)
    for key, (n, made) in held.items():
        if key not in wanted or str(wanted[key].n) != made:
            by = wanted[key].by if key in wanted else "review"
            at = wanted[key].at if key in wanted else decisions.now()
            decisions.undo(db, n, "decided anew" if key in wanted else "taken back", by, at)
    for key, decision in sorted(wanted.items(), key=lambda item: item[1].n):
        if held.get(key, (0, ""))[1] != str(decision.n):
            decisions.append(db, decisions.Decision(
                *key, field=_FIELD, value=str(decision.n), reason=_reason(decision), by=decision.by,
                at=decision.at,
            ))  # fmt: skip


def taken_over(db: sqlite3.Connection) -> dict[Key, tuple[int, str]]:
    """The decisions of earlier builds that stand: number, and that of the reviewer's."""
    rows = db.execute(
        "SELECT n, verdict, subject, object, value FROM decision d WHERE field = ? AND undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.n)",
        (_FIELD,),
    ).fetchall()
    return {(verdict, subject, object_): (n, made) for n, verdict, subject, object_, made in rows}


def place_of(key: str) -> PairPlace:
    """A place by its key, as the gazetteer has it; one that the registry knows by its key alone stays so."""
    mention: dict[str, Any] = {"lang": "zh", "start": 0, "end": 0, "text": ""}
    row = open_gazetteer().find(key)
    if row is None:
        return PairPlace(key=key, name_zh=key.split("|")[-1], **mention)
    place = row.place
    return PairPlace(
        key=key, name_zh=place.name_zh, name_zh_hant=place.name_zh_hant, name_en=place.name_en,
        country=place.country, level=place.level, geonames_id=place.geonames_id, iso_3166_2=place.iso_3166_2,
        gbt_2260=place.gbt_2260, parent=place.parent, **mention,
    )  # fmt: skip


def _reason(decision: Decision) -> str:
    after = decision.after
    whys = [after.why, *sorted({edit.why for edit in after.edits.values()})]
    told = ", ".join(why for why in whys if why) or "reviewed"
    return f"{told}: {after.comment}" if after.comment else told
