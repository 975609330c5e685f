"""The morning's work: what changed since a publication, and what somebody should look at, as text or HTML."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from extract.registry.conflicts import between_sources
from extract.registry.naming import Naming
from extract.registry.policy import Policy
from extract.registry.publish import Change, diff
from extract.registry.totals import totals
from extract.registry.why import unlinked

# An address; what closes the line's brackets is none of it.
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\"\]),;.])", re.IGNORECASE)
_GONE = ("DEL", "MERGE", "SPLIT", "RETRACT")
MOST = 50  # lines of what stands open, not of what changed


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: list[str]


def digest(
    db: sqlite3.Connection,
    policy: Policy,
    naming: Naming,
    since: int,
    until: int,
    watched: Iterable[str],
    silent_days: int,
) -> list[Section]:
    """What to read of the publications after `since`, up to `until`; sections without lines are left out.

    `watched` are ids or keys of places; a source is silent when its last document is more than `silent_days`
    older than the newest of all.
    """
    changes = list(diff(db, since, until))
    own = set(watched)
    seen_by_watch = [c for c in changes if own & _places(c)]

    def told(some: Iterable[Change]) -> list[str]:
        return [_line(change, naming) for change in some]

    sections = [
        Section("Watched places", told(seen_by_watch)),
        Section("New", told(c for c in changes if c.operation == "ADD" and _status(c) != "ended")),
        Section("Upgraded", told(c for c in changes if _became(c, "upgraded"))),
        Section("Ended or suspended", told(c for c in changes if _became(c, "ended", "suspended"))),
        Section("Taken out, merged or split", told(c for c in changes if c.operation in _GONE)),
        Section("Otherwise changed", told(c for c in changes if _changed_otherwise(c))),
        Section("Sources disagree on the year", list(_disagreeing(db, naming))),
        Section("Totals that contradict the registry", list(_contradicted(db, policy, naming))),
        Section("Names that wait for a place", list(_waiting(db, naming))),
        Section("Silent sources", list(_silent(db, silent_days))),
    ]
    return [section for section in sections if section.lines]


def as_text(title: str, sections: list[Section]) -> str:
    parts = [title]
    for section in sections:
        parts.append(f"\n{section.title} ({len(section.lines)})")
        parts += [f"  {line}" for line in section.lines]
    return "\n".join(parts) + "\n"


def as_html(title: str, sections: list[Section]) -> str:
    """One page that opens offline; what came from a web page is text in it, and an address a link."""
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{html.escape(title)}</title>",
        "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}</style>",
        f"<h1>{html.escape(title)}</h1>",
    ]
    for section in sections:
        parts.append(f"<h2>{html.escape(section.title)} ({len(section.lines)})</h2><ul>")
        parts += [f"<li>{_linked(line)}</li>" for line in section.lines]
        parts.append("</ul>")
    return "\n".join(parts) + "\n"


def _linked(line: str) -> str:
    """A line as HTML: `re.split` gives what is between addresses, and each address, in turn."""
    pieces = [html.escape(piece) for piece in _ADDRESS.split(line)]
    pieces[1::2] = [f'<a href="{piece}" rel="noreferrer noopener">{piece}</a>' for piece in pieces[1::2]]
    return "".join(pieces)


def _shown(change: Change) -> dict[str, Any]:
    return change.after or change.before or {}


def _status(change: Change) -> str | None:
    return change.after["status"] if change.after else None


def _became(change: Change, *statuses: str) -> bool:
    before = change.before["status"] if change.before else None
    return _status(change) in statuses and before not in statuses


def _changed_otherwise(change: Change) -> bool:
    return change.operation == "MOD" and not _became(change, "upgraded", "ended", "suspended")


def _places(change: Change) -> set[str]:
    return {_shown(change)[side][name] for side in ("a", "b") for name in ("id", "key")}


def _line(change: Change, naming: Naming) -> str:
    tie = _shown(change)
    since = f", since {tie['since']}" if tie["since"] else ""
    return f"{naming.ends(tie)}: {tie['relation']}, {tie['status']}{since} [{change.tie}; {change.reason}]"


def _disagreeing(db: sqlite3.Connection, naming: Naming) -> Iterator[str]:
    for found in between_sources(db, MOST):
        ends, told = f"{naming.of(found.a)} – {naming.of(found.b)}", ", ".join(found.years)
        yield f"{ends}: {found.kind} {found.shown}, told as {told} [{found.tie}]"


def _contradicted(db: sqlite3.Connection, policy: Policy, naming: Naming) -> Iterator[str]:
    for total in totals(db, policy):
        if total.verdict == "contradicts":
            held = next(h for h in total.scopes if h.scope == total.scope)
            yield (
                f"{total.called(naming)}: {total.value} {total.what} as of {total.as_of or '?'}, the registry"
                f" has {held.certain} ({', '.join(total.sources)})"
            )


def _waiting(db: sqlite3.Connection, naming: Naming) -> Iterator[str]:
    for place, _ in zip(unlinked(db), range(MOST), strict=False):
        told = f"{place['documents']} documents, such as with {naming.of(place['such_as'])}"
        yield f"{place['name']} ({place['key']}): {told}"


def _silent(db: sqlite3.Connection, days: int) -> Iterator[str]:
    """Hosts from which nothing came for so long; reckoned from the newest document, not from today's date.

    One dated later than the publication was made is misdated and says nothing.
    """
    rows = db.execute(
        "SELECT substr(rest, 1, instr(rest || '/', '/') - 1) AS host, max(day), count(*) FROM"
        " (SELECT substr(source_id, instr(source_id, '://') + 3) AS rest, day FROM document"
        "  WHERE instr(source_id, '://') AND day <= coalesce((SELECT max(at) FROM publication), day))"
        " GROUP BY host ORDER BY 2, 1"
    ).fetchall()
    if not rows:
        return
    limit = date.fromisoformat(max(last for _, last, _ in rows)) - timedelta(days=days)
    for host, last, number in rows:
        if number > 1 and date.fromisoformat(last) < limit:
            yield f"{host}: nothing since {last} ({number} documents before)"
