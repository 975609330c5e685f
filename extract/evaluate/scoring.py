"""A run's records against gold annotations.

A document of gold is the run's with the same file name. A pair is found when both places are; a date or a
count when its span overlaps gold's and the value is right. What gold marks optional is neither asked for
nor held against the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec

from extract.evaluate.beads import score_beads
from extract.evaluate.measures import (
    Fact,
    Found,
    Match,
    Mean,
    Measure,
    Share,
    match,
    overlap,
    overlap_share,
    same_span,
    unmatched,
)
from extract.evaluate.names import en_core, en_names, orientation, same_pair, zh_core
from extract.evaluate.provenance import check_provenance
from extract.evaluate.reading import read_jsonl

# Every measure in the order of the table, and how it counts.
MEASURES: dict[str, type[Found] | type[Share] | type[Mean]] = {
    "documents": Share,
    "published": Share,
    "pairs": Found,
    "pairs+relation": Found,
    "pairs.mean_of_docs": Mean,
    "pair.status": Share,
    "pair.date": Share,
    "pair.date_stated": Share,
    "pair.events": Found,
    "evidence": Found,
    "place.link": Share,
    "place.id": Share,
    "place.level": Share,
    "dates": Found,
    "dates.exact_span": Found,
    "date.mod": Share,
    "date.anchor": Share,
    "counts": Found,
    "counts.exact_span": Found,
    "counts.of_ties": Found,
    "count.what": Share,
    "count.measure": Share,
    "count.modifier": Share,
    "count.as_of": Share,
    "count.subject": Share,
    "count.partner": Share,
    "alignments": Found,
    "conflicts": Found,
    "provenance": Share,
}
_SCORED = ("pairs", "dates", "counts", "alignments", "conflicts")
_NO_TIES = ("other", "participants", "agreements")


@dataclass(slots=True)
class Evaluation:
    """The measures by name, what was missed or wrong, and a line for each document."""

    measures: dict[str, Measure] = field(default_factory=lambda: {k: m() for k, m in MEASURES.items()})
    errors: list[str] = field(default_factory=list)

    def rows(self) -> dict[str, dict[str, float | int | None]]:
        return {name: measure.row() for name, measure in self.measures.items()}

    def found(self, name: str) -> Found:
        measure = self.measures[name]
        assert isinstance(measure, Found)
        return measure

    def share(self, name: str) -> Share:
        measure = self.measures[name]
        assert isinstance(measure, Share)
        return measure


def evaluate(gold_dir: Path, run_dir: Path, sources: Path | None = None) -> Evaluation:
    """Score a run against the `*.gold.json` of a folder; with `sources`, check all spans too.

    Raises FileNotFoundError where either folder holds nothing to score.
    """
    golds = sorted(gold_dir.glob("*.gold.json"))
    if not golds:
        raise FileNotFoundError(f"no *.gold.json in {gold_dir}")
    if not (run_dir / "documents.jsonl").exists():
        raise FileNotFoundError(f"no documents.jsonl in {run_dir}")
    documents = read_jsonl(run_dir / "documents.jsonl")
    by_name = {PurePosixPath(d["uri"]).name: d for d in documents}
    records = {kind: read_jsonl(run_dir / f"{kind}.jsonl") for kind in _SCORED}
    evaluation = Evaluation()
    for path in golds:
        gold = msgspec.json.decode(path.read_bytes())
        document = by_name.get(gold["doc"])
        doc_id = None if document is None else document["doc_id"]
        mine = {kind: [r for r in all_ if r["doc_id"] == doc_id] for kind, all_ in records.items()}
        _Scorer(evaluation, gold, mine).score(document)
    if sources is not None:
        evaluation.measures["provenance"] = check_provenance(run_dir, documents, sources, evaluation.errors)
    return evaluation


class _Scorer:
    """One document of gold and the run's records of it."""

    def __init__(self, evaluation: Evaluation, gold: Fact, mine: dict[str, list[Fact]]) -> None:
        self._all = evaluation
        self._gold = gold
        self._mine = mine

    def score(self, document: Fact | None) -> None:
        stamp = (document or {}).get("published") or {}
        self._share("documents", document is not None)
        self._share("published", stamp.get("value") == (self._gold["published"] or {}).get("value"))
        self._set_optional_aside()
        self._pairs()
        self._dates()
        self._counts()
        score_beads(self._mine["alignments"], self._gold["alignments"], self._all.found("alignments"))
        self._conflicts()

    def _set_optional_aside(self) -> None:
        for kind, is_same, hits in (
            ("pairs", same_pair, same_pair),
            ("dates", overlap, _same_value),
            ("counts", overlap, _same_value),
        ):
            asked = [g for g in self._gold[kind] if not g.get("optional")]
            spare = [g for g in self._gold[kind] if g.get("optional")]
            taken = {id(m) for m, _ in match(self._mine[kind], asked, hits)}
            self._mine[kind] = [
                m for m in self._mine[kind] if id(m) in taken or not any(is_same(m, g) for g in spare)
            ]
            self._gold[kind] = asked

    def _pairs(self) -> None:
        mine, gold = self._mine["pairs"], self._gold["pairs"]
        found = match(mine, gold, lambda m, g: m.get("relation") == g["relation"] and same_pair(m, g))
        right = len(found)
        found += match(unmatched(mine, found, 0), unmatched(gold, found, 1), same_pair)
        self._all.found("pairs").add(len(found), len(mine), len(gold))
        self._all.found("pairs+relation").add(right, len(mine), len(gold))
        if mine or gold:
            mean = self._all.measures["pairs.mean_of_docs"]
            assert isinstance(mean, Mean)
            mean.values.append(Found(right, len(mine), len(gold)).f1)
        for pair, wanted in found:
            self._pair(pair, wanted)
        for g in unmatched(gold, found, 1):
            self._say(f"missed pair {g['a']['text']} – {g['b']['text']} ({g['relation']})")
        for m in unmatched(mine, found, 0):
            self._say(f"wrong pair {m['a'].get('text')} – {m['b'].get('text')} ({m.get('relation')})")

    def _pair(self, mine: Fact, gold: Fact) -> None:
        named = f"{gold['a']['text']} – {gold['b']['text']}"
        self._share("pair.status", mine.get("status") == gold["status"])
        date = (mine.get("date") or {}).get("value")
        self._share("pair.date", date == gold.get("date"))
        if gold.get("date"):
            self._share("pair.date_stated", date == gold["date"])
        self._parts("evidence", mine, gold, lambda m, g: overlap_share(m, g) >= 0.5)
        self._parts("pair.events", mine, gold, _same_event)
        for side, wanted in zip(orientation(mine, gold) or ("a", "b"), ("a", "b"), strict=True):
            self._place(mine[side], gold[wanted])
        if mine.get("relation") != gold["relation"]:
            self._say(f"relation of {named}: {mine.get('relation')}, gold {gold['relation']}")
        if date != gold.get("date"):
            self._say(f"date of {named}: {date}, gold {gold.get('date')}")

    def _parts(self, measure: str, mine: Fact, gold: Fact, same: Callable[[Fact, Fact], bool]) -> None:
        """Score a list inside a pair: its evidence or its events."""
        key = measure.removeprefix("pair.")
        ours, theirs = mine.get(key) or [], gold.get(key) or []
        self._all.found(measure).add(len(match(ours, theirs, same)), len(ours), len(theirs))

    def _place(self, mine: Fact, gold: Fact) -> None:
        linked = mine.get("country") == gold["country"] and en_core(mine.get("name_en")) in en_names(gold)
        self._share("place.link", linked)
        self._share("place.level", mine.get("level") == gold["level"])
        if gold.get("geonames_id"):
            self._share("place.id", str(mine.get("geonames_id")) == str(gold["geonames_id"]))

    def _dates(self) -> None:
        for mine, gold in self._spans("dates", "date", lambda g: f"{g.get('text')!r} = {g.get('value')}"):
            self._share("date.mod", mine.get("mod") == gold.get("mod"))
            self._share("date.anchor", mine.get("anchor") == gold.get("anchor"))

    def _counts(self) -> None:
        ties_mine, ties_gold = _of_ties(self._mine["counts"]), _of_ties(self._gold["counts"])
        hits = match(ties_mine, ties_gold, lambda m, g: _same_value(m, g) and m["what"] == g["what"])
        self._all.found("counts.of_ties").add(len(hits), len(ties_mine), len(ties_gold))
        found = self._spans(
            "counts", "count", lambda g: f"{g.get('text')!r} = {g.get('value')} ({g.get('what')})"
        )
        for mine, gold in found:
            self._share("count.what", mine.get("what") == gold["what"])
            self._share("count.modifier", mine.get("modifier") == gold["modifier"])
            if _of_ties([gold]):
                for name in ("measure", "as_of", "partner"):
                    self._share(f"count.{name}", mine.get(name) == gold.get(name))
                subject = mine.get("subject") or {}
                named = subject.get("name_zh") if isinstance(subject, dict) else subject
                self._share("count.subject", zh_core(named) == zh_core(gold.get("subject")))

    def _spans(self, kind: str, noun: str, shown: Callable[[Fact], str]) -> list[Match]:
        """Score the facts of a kind by span and value; returns those that are right."""
        mine, gold = self._mine[kind], self._gold[kind]
        found = match(mine, gold, _same_value)
        self._all.found(kind).add(len(found), len(mine), len(gold))
        self._all.found(f"{kind}.exact_span").add(len(match(mine, gold, same_span)), len(mine), len(gold))
        for g in unmatched(gold, found, 1):
            self._say(f"missed {noun} {shown(g)}")
        for m in unmatched(mine, found, 0):
            self._say(f"wrong {noun} {shown(m)}")
        return found

    def _conflicts(self) -> None:
        """Conflicts between the languages: right when they point at something that gold marks so."""
        marked = [g for kind in ("counts", "dates") for g in self._gold[kind] if g.get("conflict")]
        mine = [c for c in self._mine["conflicts"] if c.get("between", "languages") == "languages"]
        wrong = [c for c in mine if not any(_points_at(c, g) for g in marked)]
        facts = (len(marked) + 1) // 2  # gold marks both languages' side of one disagreement
        self._all.found("conflicts").add(min(facts, len(mine) - len(wrong)), len(mine), facts)
        for conflict in wrong:
            zh, en = ((conflict.get(side) or {}).get("text") for side in ("zh", "en"))
            self._say(f"false conflict {zh!r} / {en!r}")

    def _share(self, name: str, hit: bool) -> None:
        self._all.share(name).add(hit)

    def _say(self, text: str) -> None:
        self._all.errors.append(f"{self._gold['doc']}: {text}")


def _same_value(mine: Fact, gold: Fact) -> bool:
    return overlap(mine, gold) and bool(mine.get("value") == gold["value"])


def _same_event(mine: Fact, gold: Fact) -> bool:
    return bool(mine.get("kind") == gold["kind"] and mine.get("date") == gold["date"])


def _of_ties(counts: list[Fact]) -> list[Fact]:
    return [c for c in counts if c.get("what") not in _NO_TIES]


def _points_at(conflict: Fact, gold: Fact) -> bool:
    return any(overlap(gold, conflict[side]) for side in ("zh", "en") if conflict.get(side))
