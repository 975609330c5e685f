"""What a report shows, as the JSON that its page reads: lists, as 50,000 ties go into one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from extract.registry.conflicts import between_sources, on_pages
from extract.registry.coordinates import located
from extract.registry.exports.tables import Source, credits
from extract.registry.naming import LANGUAGES
from extract.registry.policy import load_policy
from extract.registry.report.labels import labels
from extract.registry.store import value
from extract.registry.totals import totals
from extract.registry.why import unlinked

EVIDENCE = 3  # statements shown of a tie, each of another source; `registry why` shows all

_TIES = (
    "SELECT t.id, t.a, t.b, t.relation, t.status, t.since, t.until, t.sources, t.upgraded_to, t.name_a,"
    " t.name_b FROM version v JOIN tie t ON t.id = v.tie WHERE v.until IS NULL ORDER BY t.id"
)
_PLACES = (
    "WITH wanted (id) AS (SELECT a FROM tie UNION SELECT b FROM tie)"
    " SELECT id, country, name_en, name_zh, name_zh_hant FROM place JOIN wanted USING (id) ORDER BY id"
)
# The best statement of each source, the best of these first.
_STATEMENTS = f"""
  WITH best AS (
    SELECT f.tie, r.n, d.n AS document, r.verdict, d.official, d.day, d.doc_id, r.id,
           count(*) OVER (PARTITION BY f.tie) AS statements,
           row_number() OVER (PARTITION BY f.tie, d.cluster ORDER BY r.verdict DESC, d.official DESC,
                              d.day DESC, d.doc_id, r.id) AS copy
    FROM fact f JOIN record r ON r.fact = f.n JOIN document d ON d.n = r.document
    WHERE f.tie IS NOT NULL AND r.verdict >= 0 AND NOT d.superseded
  ), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY tie ORDER BY verdict DESC, official DESC, day DESC, doc_id, id)
              AS place
    FROM best WHERE copy = 1
  )
  SELECT tie, statements, document, x.json FROM ordered JOIN detail x ON x.record = ordered.n
  WHERE place <= {EVIDENCE} ORDER BY tie, place
"""


def gather(source: Source) -> dict[str, Any]:
    """What the page shows at once; the figures are drawn of it too."""
    db = source.db
    naming = source.naming
    places = list(_places(source))
    number = {place[0]: n for n, place in enumerate(places)}
    languages = dict(db.execute(_TOLD_IN))
    wanted = sorted({place[4] for place in places if place[4]})
    return {
        "publication": value(db, "SELECT coalesce(max(n), 0) FROM publication"),
        "newest": value(db, "SELECT max(day) FROM document"),
        "labels": labels(),
        "countries": {code: [naming.country(code, reader) for reader in LANGUAGES] for code in wanted},
        "places": places,
        "ties": [
            [id_, number[a], number[b], relation, status, since, until, sources, languages.get(id_, "")]
            for id_, a, b, relation, status, since, until, sources, *_ in db.execute(_TIES)
        ],
        "documents": db.execute(_DOCUMENTS).fetchall(),
        "agreement": db.execute(_AGREEMENT).fetchall(),
        "sources": [asdict(found) for found in between_sources(db)],
        "pages": list(_page_conflicts(source)),
        "totals": [
            total.as_dict() | {"name": [total.called(naming, reader) for reader in LANGUAGES]}
            for total in totals(db, load_policy())
        ],
        "waiting": [
            place | {"such_as": [naming.of(place["such_as"], reader) for reader in LANGUAGES]}
            for place in unlinked(db)
        ],
        "credits": [credit.model_dump() for credit in credits()],
        "evidence": source.evidence,
    }


def _places(source: Source) -> Iterator[list[Any]]:
    """Id, name in each language, country, longitude, latitude, whether that is only nearby, further names."""
    points = located(source.db)
    for id_, country, *names in source.db.execute(_PLACES):
        shown = [source.naming.of(id_, reader) for reader in LANGUAGES]
        at = points.get(id_)
        point = (*at.point, at.of in ("surroundings", "country")) if at else (None, None, False)
        others = sorted({name for name in names if name and name not in shown})
        yield [id_, *shown, country, *point, *others]


_TOLD_IN = (
    "SELECT tie, CASE WHEN max(instr(languages, 'zh')) AND max(instr(languages, 'en')) THEN 'en zh'"
    " WHEN max(instr(languages, 'zh')) THEN 'zh' ELSE 'en' END"
    " FROM fact f JOIN record r ON r.fact = f.n WHERE tie IS NOT NULL AND verdict >= 0 GROUP BY tie"
)
_DOCUMENTS = (
    "SELECT languages, count(*) FROM document WHERE NOT superseded GROUP BY languages ORDER BY 2 DESC, 1"
)
_AGREEMENT = (
    "SELECT agreement, count(*) FROM record r JOIN document d ON d.n = r.document"
    " WHERE verdict >= 0 AND NOT superseded GROUP BY agreement ORDER BY 2 DESC, 1"
)


def _page_conflicts(source: Source) -> Iterator[dict[str, Any]]:
    for found in on_pages(source.db):
        said = asdict(found)
        if not source.quotes:
            for side in said["sides"]:
                del side["text"]
        yield said


def gather_details(source: Source) -> dict[str, Any]:
    """What the page shows of a tie that somebody opens, in the order of gather's ties.

    Of each: names at signing in each language, what it became, its stages, how many statements, and the first
    of them.
    """
    stages: dict[str, list[list[Any]]] = {}
    for tie, *stage in source.rows("event"):
        stages.setdefault(tie, []).append(stage)
    said: dict[str, tuple[int, list[list[Any]]]] = {}
    documents: dict[int, int] = {}
    if source.evidence != "none":
        for tie, statements, document, detail in source.db.execute(_STATEMENTS):
            spans = said.setdefault(tie, (statements, []))[1]
            at = documents.setdefault(document, len(documents))
            for span in source.spans(json.loads(detail)):
                quote = [span["text"]] if source.quotes else []
                spans.append([at, span["lang"], span["start"], span["end"], *quote])
    then = {
        (place, name_zh): [source.naming.former(name_zh, name_en, reader) for reader in LANGUAGES]
        for place, name_zh, name_en in source.db.execute("SELECT place, name_zh, name_en FROM former")
    }
    addresses = dict(source.db.execute("SELECT n, json_array(source_id, published) FROM document"))
    return {
        "documents": [json.loads(addresses[n]) for n in documents],
        "ties": [
            [then.get((a, name_a)), then.get((b, name_b)), upgraded_to, stages.get(id_, []),
             *said.get(id_, (0, []))]
            for id_, a, b, *_, upgraded_to, name_a, name_b in source.db.execute(_TIES)
        ],
    }  # fmt: skip
