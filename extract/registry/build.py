"""`youcheng registry build`: runs in, one publication out, all in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extract.registry import decisions, policy, reviewed
from extract.registry.identity import Identity, Mint, settle_places, settle_ties
from extract.registry.ingest import Ingest, RunFolder, open_runs, settle_sources
from extract.registry.publish import publish
from extract.registry.store import note, open_store, run_sql, setting, transaction, value, without_indexes

if TYPE_CHECKING:
    from extract.review.decision import Decision


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: numbers of runs and records taken in, and what the registry holds after it."""

    publication: int
    runs: int
    records: int
    ties: int
    unlinked: int
    changes: dict[str, int]


def build(
    folders: Iterable[Path], db_path: Path, rules: Path | None = None, reviews: str | None = None
) -> Built:
    """Take the runs in `folders` into the registry at `db_path` and publish what they change.

    Without folders, what was decided since the last publication is put into effect. What was decided on the
    review page is read from the same file, or from the store at `reviews`. Nothing is written unless all is.
    Raises RegistryError (no run, no registry), RuleError (policy).
    """
    runs = open_runs(folders)
    db = open_store(db_path, create=True)
    try:
        where = reviews or (db_path if reviewed.has_reviews(db) else None)
        decided = reviewed.standing(where) if where else []
        with transaction(db):
            return consolidate(db, runs, rules, decided)
    finally:
        db.close()


def consolidate(
    db: sqlite3.Connection,
    runs: Iterable[RunFolder],
    rules: Path | None = None,
    decided: Iterable[Decision] | None = None,
) -> Built:
    """The work of a build, inside the caller's transaction; `decided` is what stands on the review page."""
    shown = policy.load_policy(rules)
    publication = (value(db, "SELECT max(n) FROM publication") or 0) + 1
    last_run = value(db, "SELECT max(n) FROM run") or 0
    ingest = Ingest(db, shown)
    is_first = not value(db, "SELECT EXISTS (SELECT 1 FROM record)")
    with without_indexes(db, "record_id", "record_fact") if is_first else nullcontext():
        taken = sum(ingest.read(run) for run in runs)
    if decided is not None:
        reviewed.take_over(db, ingest, decided)
    touched = ingest.touched | set(settle_sources(db, last_run, ingest.left)) | decisions.mark_records(db)
    former, digest = setting(db, "rules"), policy.digest(rules)
    if former is None:
        note(db, "rules", digest)
    elif former != digest:
        note(db, "rules", digest)
        _judge_publishers(db, shown)
        touched |= {n for (n,) in db.execute("SELECT n FROM fact")}
    mint = Mint(db, publication)
    settle_places(db, policy.load_succession(rules), mint)
    touched |= _decided_facts(db)
    before = dict(db.execute("SELECT fact_key, tie FROM fact WHERE tie IS NOT NULL"))
    identities, gone = settle_ties(db, mint, touched)
    _put_touched(db, identities, gone, shown)
    run_sql(
        db,
        "consolidate.sql",
        {f"least_{name}": share for name, share in shown.least.model_dump().items()},
        status_order=shown.status_order(),
        date_order=shown.date_order(),
        once=_quoted(shown.once),
        in_force=_quoted(shown.in_force),
    )
    changes = publish(db, publication, before)
    return Built(
        publication if changes else publication - 1,
        taken,
        ingest.new_records,
        value(db, "SELECT count(*) FROM version WHERE until IS NULL"),
        value(db, "SELECT count(*) FROM record r JOIN fact f ON f.n = r.fact WHERE f.tie IS NULL"),
        changes,
    )


def _quoted(words: list[str]) -> str:
    """Words as SQL has them in a list; those of the policy are ids, without quotation marks."""
    return ", ".join(f"'{word}'" for word in words)


def _judge_publishers(db: sqlite3.Connection, shown: policy.Policy) -> None:
    """Say again which documents are official: the policy may have changed."""
    db.create_function("is_official", 2, shown.speaks_for_a_place, deterministic=True)
    db.execute("UPDATE document SET official = is_official(source_id, publisher)")


def _decided_facts(db: sqlite3.Connection) -> set[int]:
    """The facts of ties that decisions since the last publication are about."""
    last = value(db, "SELECT max(decision) FROM publication") or 0
    rows = db.execute(
        "SELECT f.n FROM decision d JOIN minted m ON m.id = d.subject"
        " JOIN fact f ON f.fact_key = m.founded_on WHERE d.n > ?",
        (last,),
    )
    return {n for (n,) in rows}


def _put_touched(
    db: sqlite3.Connection, identities: list[Identity], gone: set[str], shown: policy.Policy
) -> None:
    """Hand the work to consolidate.sql: the ties to do, and what people and policy say of them."""
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched (n INTEGER PRIMARY KEY, tie TEXT UNIQUE, a, b, relation)"
    )
    db.execute("CREATE TEMP TABLE IF NOT EXISTS override (tie TEXT, field TEXT, value TEXT)")
    db.execute("CREATE TEMP TABLE IF NOT EXISTS decided (tie TEXT, kind TEXT, date TEXT, by_place TEXT)")
    db.execute("CREATE TEMP TABLE IF NOT EXISTS upgrade (higher TEXT, lower TEXT, rank INTEGER)")
    for table in ("touched", "override", "decided", "upgrade"):
        db.execute(f"DELETE FROM temp.{table}")
    db.executemany(
        "INSERT INTO touched (tie, a, b, relation) VALUES (?, ?, ?, ?)",
        sorted((i.tie, i.a, i.b, i.relation) for i in identities),
    )
    db.executemany("DELETE FROM event WHERE tie = ?", [(tie,) for tie in gone])
    db.executemany("DELETE FROM tie WHERE id = ?", [(tie,) for tie in gone])
    db.executemany("INSERT INTO override VALUES (?, ?, ?)", decisions.overridden(db))
    db.executemany("INSERT INTO decided VALUES (?, ?, ?, ?)", decisions.decided_events(db))
    db.executemany(
        "INSERT INTO upgrade VALUES (?, ?, ?)",
        [
            (higher, lower, rank)
            for rank, (higher, lowers) in enumerate(shown.upgrades.items())
            for lower in lowers
        ],
    )
