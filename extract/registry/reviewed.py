"""What reviewers decided on the review page, put into effect: accepted, rejected, edited and added ties.

The page keeps its decisions in tables of its own (extract/review/store.py); those that stand are taken over
with every build, and those undone are taken back. An accepted or rejected tie becomes a `decision` of the
registry like any other. Of an edited tie the statements are rejected, and copies of them with the reviewer's
values count instead, so that it keeps its sources; of an added tie there is one statement, the reviewer's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from extract import records
from extract.link.gazetteer import open_gazetteer
from extract.registry import decisions
from extract.registry.ingest import Ingest
from extract.registry.lines import DATED, Pair, Place
from extract.registry.store import RegistryError, value

if TYPE_CHECKING:
    from extract.review.decision import Decision

# Ids of statements that are a reviewer's begin so; `field` of decisions taken over is this.
REVIEWED = "review:"
_FIELD = "review"
_COLUMNS = "n, id, document, fact, status, confidence, link, verdict, name_a, name_b, agreement, languages"


def has_reviews(db: sqlite3.Connection) -> bool:
    """Whether a registry's file also holds decisions of the review page."""
    return bool(value(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'review_decision'"))


def standing(address: str | Path) -> list[Decision]:
    """The decisions on ties that stand in a store of the review page. Raises RegistryError."""
    try:
        from extract.review.store import StoreError, open_decisions
    except ImportError as error:
        raise RegistryError(f"what was reviewed needs youcheng[web]: {error}") from error
    try:
        store = open_decisions(address)
    except StoreError as error:
        raise RegistryError(str(error)) from error
    try:
        return [d for d in store.standing() if d.kind == "tie" and not d.shown.planted]
    finally:
        store.close()


def take_over(db: sqlite3.Connection, ingest: Ingest, reviewed: Iterable[Decision]) -> None:
    """Put what stands into effect, and take back what does no more."""
    _forget_copies(db, ingest)
    wanted: dict[tuple[str, str], Decision] = {}
    for decision in reviewed:
        after = decision.after
        ours = _records(db, decision)
        known = {record for _, record in ours}
        if after.verdict == "accept" and (after.edits or not known):
            _write_edited(db, ingest, decision, ours)
        verdict = "accept" if after.verdict == "accept" and not after.edits else "reject"
        whole = not after.split and not decision.item.startswith("split:")
        for subject in [decision.item] if whole else sorted(known):
            if known:
                wanted[verdict, subject] = decision
    _decide(db, wanted)


def _forget_copies(db: sqlite3.Connection, ingest: Ingest) -> None:
    copies = f"SELECT n FROM record WHERE id GLOB '{REVIEWED}*'"
    for (fact,) in db.execute(f"SELECT DISTINCT fact FROM record WHERE n IN ({copies})").fetchall():
        ingest.touched.add(fact)
    for table, column in (("stage", "record"), ("detail", "record"), ("record", "n")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN ({copies})")


def _records(db: sqlite3.Connection, decision: Decision) -> list[tuple[int, str]]:
    """The statements (number, id) that a decision is about: a tie's, or those that were split off."""
    from extract.review.judgement import evidence_key

    split = decision.item.startswith("split:")
    fact_key = decision.item.split(":")[1] if split else decision.item
    rows = db.execute(
        "SELECT r.n, r.id, x.json FROM fact f JOIN record r ON r.fact = f.n JOIN detail x ON x.record = r.n"
        " WHERE f.fact_key = ? ORDER BY r.n",
        (fact_key,),
    ).fetchall()
    if not split and not decision.after.split:
        return [(n, id_) for n, id_, _ in rows]
    keys = set(decision.shown.evidence_keys()) if split else set(decision.after.split)
    found = []
    for n, id_, detail in rows:
        evidence = msgspec.json.decode(detail)["evidence"]
        inside = bool(evidence) and evidence_key(evidence[0]["text"]) in keys
        if inside == split:
            found.append((n, id_))
    return found


def _write_edited(
    db: sqlite3.Connection, ingest: Ingest, decision: Decision, ours: list[tuple[int, str]]
) -> None:
    """Write the reviewer's statements: copies of ours with other values, or one of their own."""
    from extract.review.judgement import effective

    now = effective(decision.shown.fields, decision.after)
    fact = _fact(db, ingest, now)
    ingest.touched.add(fact)
    if not ours:
        _write_added(db, decision, now, fact)
    for n, id_ in ours:
        db.execute(
            f"INSERT INTO record ({_COLUMNS}) SELECT (SELECT max(n) + 1 FROM record), ?, document, ?, ?, 1.0,"
            " 1.0, 1, name_a, name_b, agreement, languages FROM record WHERE n = ?",
            (f"{REVIEWED}{id_}", fact, now["status"], n),
        )
        copy = value(db, "SELECT max(n) FROM record")
        db.execute("INSERT INTO detail SELECT ?, json FROM detail WHERE record = ?", (copy, n))
        if decision.after.edits.keys() & {"status", "date", "events"}:
            _write_stages(db, copy, now)
        else:
            same = "INSERT INTO stage SELECT ?, ordinal, kind, date, basis FROM stage WHERE record = ?"
            db.execute(same, (copy, n))


def _write_added(db: sqlite3.Connection, decision: Decision, now: dict[str, Any], fact: int) -> None:
    """A statement that the extraction missed: it stands where the reviewer marked it."""
    for span in decision.shown.evidence[:1]:
        document = value(db, "SELECT n FROM document WHERE doc_id = ?", span.get("doc_id"))
        if document is None:
            continue
        id_ = f"{REVIEWED}{decision.item}"
        db.execute(
            f"INSERT INTO record ({_COLUMNS}) SELECT (SELECT coalesce(max(n), 0) + 1 FROM record), ?, ?, ?,"
            " ?, 1.0, 1.0, 1, ?, ?, 'monolingual', ?",
            (id_, document, fact, now["status"],
             *(decision.shown.names.get(f"{side}.text", "") for side in "ab"), span["lang"]),
        )  # fmt: skip
        added = value(db, "SELECT n FROM record WHERE id = ?", id_)
        evidence = {name: span[name] for name in ("lang", "start", "end", "text")}
        nothing: dict[str, Any] = {"a": None, "b": None, "terms": [], "date": None, "events": []}
        detail = nothing | {"rules": decision.shown.rules, "evidence": [evidence]}
        db.execute("INSERT INTO detail VALUES (?, ?)", (added, msgspec.json.encode(detail).decode()))
        _write_stages(db, added, now)


def _write_stages(db: sqlite3.Connection, record: int, now: dict[str, Any]) -> None:
    stages = [(DATED.get(now["status"], "signed"), now["date"])] if now["date"] else []
    stages += [(event["kind"], event.get("date")) for event in now["events"]]
    db.executemany(
        "INSERT INTO stage VALUES (?, ?, ?, ?, 'stated')",
        [(record, i, kind, date) for i, (kind, date) in enumerate(dict.fromkeys(stages))],
    )


def _fact(db: sqlite3.Connection, ingest: Ingest, now: dict[str, Any]) -> int:
    """The number of the fact that an edited tie states, made where it is new."""
    a, b = (_place(db, now[side]) for side in ("a", "b"))
    pair = Pair(
        id="", doc_id="", fact_key=records.fact_key(a.key, b.key, now["relation"]), a=a, b=b,
        relation=now["relation"],
    )  # fmt: skip
    return ingest.fact(pair)[0]


def _place(db: sqlite3.Connection, key: str) -> Place:
    """A place by its key, as the gazetteer has it; one that the registry knows by its key alone stays so."""
    mention: dict[str, Any] = {"lang": "zh", "start": 0, "end": 0, "text": ""}
    row = open_gazetteer().find(key)
    if row is None:
        return Place(key=key, name_zh=key.split("|")[-1], **mention)
    place = row.place
    return Place(
        key=key, name_zh=place.name_zh, name_zh_hant=place.name_zh_hant, name_en=place.name_en,
        country=place.country, level=place.level, geonames_id=place.geonames_id, iso_3166_2=place.iso_3166_2,
        gbt_2260=place.gbt_2260, parent=place.parent, **mention,
    )  # fmt: skip


def _decide(db: sqlite3.Connection, wanted: dict[tuple[str, str], Decision]) -> None:
    """Append the registry's decisions that are wanted and lacking; undo those that are wanted no more."""
    rows = db.execute(
        "SELECT n, verdict, subject, value FROM decision d WHERE field = ? AND undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.n)",
        (_FIELD,),
    ).fetchall()
    held = {(verdict, subject): (n, made) for n, verdict, subject, made in rows}
    for key, (n, made) in held.items():
        if key not in wanted or str(wanted[key].n) != made:
            by = wanted[key].by if key in wanted else "review"
            at = wanted[key].at if key in wanted else decisions.now()
            decisions.undo(db, n, "decided anew" if key in wanted else "taken back", by, at)
    for (verdict, subject), decision in sorted(wanted.items(), key=lambda item: item[1].n):
        if held.get((verdict, subject), (0, ""))[1] != str(decision.n):
            decisions.append(db, decisions.Decision(
                verdict, subject, field=_FIELD, value=str(decision.n), reason=_reason(decision),
                by=decision.by, at=decision.at,
            ))  # fmt: skip


def _reason(decision: Decision) -> str:
    after = decision.after
    whys = [after.why, *sorted({edit.why for edit in after.edits.values()})]
    told = ", ".join(why for why in whys if why) or "reviewed"
    return f"{told}: {after.comment}" if after.comment else told
