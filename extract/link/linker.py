"""The component `youcheng_link`: every place mention gets a Place, by evidence, or country and level at
least."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from extract.layers import Place, PlaceMention, folded, places, sentences
from extract.link.evidence import Query, decide
from extract.link.gazetteer import Gazetteer, open_gazetteer
from extract.link.in_full import as_in_full, as_qualified
from extract.link.names import core, norm, plain, split_suffix
from extract.link.rank import Candidate, Ranker, consensus
from extract.link.scope import Scope
from extract.territory import CHINESE, ISLANDS

# Below this the best candidate is no answer, and the mention keeps country and level only …
THRESHOLD = 0.5
# … unless it is as likely as that, and so many times as likely as the next.
LEAST, LEAD = 0.35, 8.0
# Below this a bare name is tried again with all that the document names.
SURE = 0.97
# How names that no list has are linked: without their suffix no list has them either (维琴察 of 维琴察市).
UNLISTED = frozenset({"transliteration", "shape"})
# A name that means a Chinese place as likely as this is not moved abroad by the row or list it stands in.
AT_HOME = 0.3
# Odds of a namesake in the country of the place that a name is told apart from: mostly they lie in two.
COMPATRIOT = 0.25
# Of the namesakes left then, one so many times as likely as the next is meant, though many small ones remain.
CLEAR = 3.0


Known = dict[tuple[str, str | None], PlaceMention]

# So many links are remembered, some 4 KiB each: what a folder of releases names again and again, and no more.
REMEMBERED = 1 << 12


class PlaceLinker:
    """Links the mentions of the places layer in place. Links are cached by name, country and qualifiers."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self.ranker = Ranker(gazetteer or open_gazetteer())
        self._ranked = lru_cache(maxsize=REMEMBERED)(self.ranker.rank)

    def __call__(self, doc: Doc) -> Doc:
        text = folded(doc)
        mentions = places(doc)
        scope = Scope(text, sentences(doc), mentions, self.ranker.gazetteer)
        for mention in mentions:
            stated = scope.stated(mention)
            if stated is not None and self._may_lie_in(mention, stated):
                mention.country = stated
        known: Known = {}
        apart: dict[str, set[str]] = {}
        bare = []
        for mention in mentions:
            if mention.qualifiers or mention.country or mention.kind in ("country", "region"):
                self._link(mention, self._query(text, mention, scope))
                if id(mention) in scope.apart:
                    if mention.place is not None:
                        apart.setdefault(_core(mention), set()).add(mention.place.key)
                elif mention.place is not None and mention.kind in ("division", "other"):
                    known.setdefault((_key(mention), None), mention)
                    known.setdefault((_key(mention), mention.country), mention)
                    if mention.link_method in UNLISTED:
                        known.setdefault((_core(mention), None), mention)
                        known.setdefault((_core(mention), mention.country), mention)
            else:
                bare.append(mention)
        beside = scope.enumerated()
        for mention in bare:
            query = self._query(text, mention, scope, beside.get(id(mention)))
            if others := apart.get(_core(mention)):
                self._link_apart(mention, query, scope, others)
            else:
                self._link_bare(text, mention, query, scope, known)
        as_in_full(mentions)
        as_qualified(text, mentions, self.ranker.country)
        return doc

    def _link_bare(self, text: str, mention: PlaceMention, query: Query, scope: Scope, known: Known) -> None:
        """Link a name that says nothing of itself: as the document named it in full, else by its context."""
        before = known.get((_key(mention), query.beside))
        if before is None and (in_core := known.get((_core(mention), query.beside))):
            before = None if self._is_listed(query) else in_core
        if before is not None and before.place is not None and _joined(text, mention, before):
            self._link_apart(mention, query, scope, {before.place.key})
            return
        if before is not None and before.place is not None and self._same(before, query):
            mention.place, mention.country = before.place, before.country
            mention.link_method, mention.link_confidence = "document", before.link_confidence
            mention.candidates = before.candidates
            return
        self._link(mention, query, lambda: self._wider(mention, query, scope))
        if mention.place is not None and mention.link_confidence >= 0.7:
            known.setdefault((_key(mention), query.beside), mention)

    def _link_apart(self, mention: PlaceMention, query: Query, scope: Scope, others: set[str]) -> None:
        """Link a name that stands beside its namesake, 板橋區與東京都板橋區, or is told apart from others."""
        wider = self.candidates(self._wider(mention, query, scope))
        lands = {c.place.country for c in wider if c.place.key in others}
        found = [
            replace(c, probability=c.probability * COMPATRIOT) if c.place.country in lands else c
            for c in wider
            if c.place.key not in others
        ]
        found.sort(key=lambda c: -c.probability)
        total = sum(c.probability for c in found)
        clear = len(found) > 1 and found[0].probability >= CLEAR * found[1].probability
        if found and (clear or found[0].probability >= THRESHOLD * total):
            rest = tuple(replace(c, probability=c.probability / total) for c in found)
            self._take(mention, rest, found[0].method)
            return
        mention.place, mention.link_method = self.ranker.unknown(query), "shape"
        mention.link_confidence = 0.3

    def _wider(self, mention: PlaceMention, query: Query, scope: Scope) -> Query:
        """A query with what the whole document says, and what the sentence suggests."""
        context = tuple(sorted({*query.context, *scope.suggested(mention)}))
        return query._replace(context=context, around=scope.divisions(mention), document=scope.countries)

    def _may_lie_in(self, mention: PlaceMention, country: str) -> bool:
        query = Query(mention.name, lang=mention.lang)
        anywhere = [c for c in self.candidates(query) if self.ranker.fits(query, c.row)]
        if any(c.place.country in ISLANDS and c.probability >= SURE for c in anywhere):
            return False  # 澳门市 below a line on Brazil
        if not any(c.exact for c in anywhere):  # no Rewa abroad but Fiji's is a province
            return True
        if sum(c.probability for c in anywhere if c.exact and c.place.country in CHINESE) >= AT_HOME:
            return False
        there = self.candidates(Query(mention.name, country, lang=mention.lang))
        return bool(there) and there[0].probability >= (0.5 if there[0].exact else 0.8)

    def forget(self) -> None:
        """Link every name anew, as a process does that meets it for the first time."""
        self._ranked.cache_clear()

    def candidates(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates for a query, best first, with probabilities."""
        return self._ranked(query)

    def second_chance(self, mention: PlaceMention, english: str) -> bool:
        """Link a mention again, given the name its translation uses (`Reykjavik`); whether that helped."""
        query = Query(english, mention.country, lang="en", suffix=split_suffix(mention.name)[1])
        found = self.candidates(query)
        if not found or found[0].probability < THRESHOLD:
            return False
        if mention.place is not None and mention.link_confidence >= found[0].probability:
            return False
        self._take(mention, found, "aligned")
        return True

    def _query(self, text: str, mention: PlaceMention, scope: Scope, beside: str | None = None) -> Query:
        within = tuple(plain(text[s:e], mention.lang) for s, e in mention.qualifiers)
        return Query(
            mention.name, mention.country, within, mention.lang,
            kind=mention.kind if mention.kind in ("country", "region") else "division",
            context=() if mention.country else scope.in_sentence(mention), beside=beside,
        )  # fmt: skip

    def _link(self, mention: PlaceMention, query: Query, wider: Callable[[], Query] | None = None) -> None:
        """Take the best candidate; where none is sure, that of the `wider` query, with the document in it."""
        found = self.candidates(query)
        if wider is not None and found and found[0].probability < SURE and mention.kind == "division":
            found = self.candidates(wider())
        if found and (found[0].probability >= THRESHOLD or _leads(found)):
            self._take(mention, found, found[0].method)
            return
        mention.candidates = tuple((c.place, round(c.probability, 3)) for c in found[:5])
        agreed = consensus(found)
        if agreed is not None:
            mention.place, mention.link_method = agreed, "ambiguous"
            mention.link_confidence = round(found[0].probability, 3)
            return
        above = self._country_above(query)
        if above is not None:
            self._link(mention, query._replace(country=above))
            return
        mention.place = self.ranker.unknown(query)
        mention.link_method = "shape"
        mention.link_confidence = 0.3 if mention.place is not None else 0.0

    def _country_above(self, query: Query) -> str | None:
        """The country of the division in which a Chinese text says that a name lies: 佛罗里达州布劳沃德县."""
        if query.country or query.lang != "zh" or not query.within:
            return None
        gazetteer = self.ranker.gazetteer
        ids = {i for name in query.within for i in gazetteer.provinces(name)}
        found = {gazetteer.row(i).place.country for i in ids}
        return next(iter(found)) if len(found) == 1 else None

    def _take(self, mention: PlaceMention, found: tuple[Candidate, ...], method: str) -> None:
        best = found[0]
        mention.place, mention.link_method = best.place, method
        mention.link_confidence = round(best.probability, 3)
        mention.country = best.place.country
        mention.candidates = (
            tuple((c.place, round(c.probability, 3)) for c in found[:5] if c.probability >= 0.02)
            if best.probability < 0.9
            else ()
        )

    def _is_listed(self, query: Query) -> bool:
        """Whether a name with its suffix is surely one that lists have: 塔城地区 is not 塔城市."""
        found = self.candidates(query) if split_suffix(query.name)[1] else ()
        return bool(found) and found[0].exact and found[0].probability >= SURE

    def _same(self, before: PlaceMention, query: Query) -> bool:
        """Whether a bare name may be the place the document named in full before."""
        suffix = split_suffix(query.name)[1]
        if not suffix or before.place is None:
            return True
        return decide(before.place.level, bool(before.place.geonames_id), suffix) > -2


# What joins two sides that bear one name.
_BETWEEN = re.compile(r"\s*(?:[与和同跟及&/—–]|,?\s(?:and|with)\s)\s*")


def _joined(text: str, bare: PlaceMention, full: PlaceMention) -> bool:
    """Whether a bare name stands side by side with a qualified one: Birmingham and Birmingham, Alabama."""
    if not full.qualifiers:
        return False
    first, last = (bare, full) if bare.start < full.start else (full, bare)
    begin, end = first.extent[1], last.extent[0]
    return begin < end and _BETWEEN.fullmatch(text, begin, end) is not None


def _key(mention: PlaceMention) -> str:
    return norm(mention.name, mention.lang)


def _core(mention: PlaceMention) -> str:
    return core(mention.name, mention.lang)


def relink(doc: Doc, mention: PlaceMention, place: Place, method: str) -> None:
    """Give a mention a place found elsewhere (a reviewer's word, the other language)."""
    mention.place, mention.link_method, mention.country = replace(place), method, place.country


def _leads(found: Sequence[Candidate]) -> bool:
    """Whether the likeliest of many namesakes is far ahead of each: San Francisco."""
    best = found[0].probability
    return best >= LEAST and len(found) > 1 and best >= LEAD * found[1].probability


@Language.factory("youcheng_link", requires=["doc._.places"], assigns=["doc._.places"])
def create_linker(nlp: Language, name: str) -> PlaceLinker:
    """Factory of `youcheng_link`."""
    return PlaceLinker()
