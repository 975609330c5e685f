"""The component `youcheng_link`: every place mention gets a Place, by evidence, or country and level at
least."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extract.layers import Place, PlaceMention, folded, places, sentences
from extract.link.evidence import Query, decide
from extract.link.gazetteer import CORE, Gazetteer, open_gazetteer
from extract.link.names import en_norm, en_strip, split_suffix, zh_norm
from extract.link.rank import Candidate, Ranker, consensus
from extract.territory import CHINESE

# Below this the best candidate is no answer: the mention keeps country and level only.
THRESHOLD = 0.5
# Below this a bare name is tried again with all that the document names.
SURE = 0.97
_CELL_GAP = re.compile(r"(?=[\s|])[ \t|]*(?:\r?\n)?[ \t|]*")


class PlaceLinker:
    """Links the mentions of the places layer in place. Links are cached by name, country and qualifiers."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self.ranker = Ranker(gazetteer or open_gazetteer())
        self._cache: dict[Query, tuple[Candidate, ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        text = folded(doc)
        mentions = places(doc)
        self._cells(text, mentions)
        context = _Context(doc, mentions, self.ranker.gazetteer)
        known: dict[str, PlaceMention] = {}
        bare = []
        for mention in mentions:
            if mention.qualifiers or mention.country or mention.kind in ("country", "region"):
                self._link(mention, self._query(text, mention, context))
                if mention.place is not None and mention.kind == "division":
                    known.setdefault(_key(mention), mention)
            else:
                bare.append(mention)
        for mention in bare:
            before = known.get(_key(mention)) or known.get(_core(mention))
            query = self._query(text, mention, context)
            if before is not None and before.place is not None and self._same(before, query):
                mention.place, mention.country = before.place, before.country
                mention.link_method, mention.link_confidence = "document", before.link_confidence
                mention.candidates = before.candidates
                continue
            self._link(mention, query, context.around(mention))
            if mention.place is not None and mention.link_confidence >= 0.8:
                known.setdefault(_key(mention), mention)
        return doc

    def _cells(self, text: str, mentions: list[PlaceMention]) -> None:
        """In tables: the country in the cell beside a place is the place's country."""
        for index, country in enumerate(mentions):
            if country.kind != "country" or country.country is None:
                continue
            sides = []
            for other in mentions[max(0, index - 1) : index] + mentions[index + 1 : index + 2]:
                low, high = sorted((country, other), key=lambda m: m.start)
                gap = text[low.end : high.start]
                bare = other.kind == "division" and not other.country and _CELL_GAP.fullmatch(gap)
                if bare and self._may_lie_in(other, country.country):
                    sides.append(("\n" in gap, other is not mentions[index - 1], other))
            if sides:
                min(sides, key=lambda side: side[:2])[2].country = country.country

    def _may_lie_in(self, mention: PlaceMention, country: str) -> bool:
        anywhere = self.candidates(Query(mention.name, lang=mention.lang))
        if not any(c.exact for c in anywhere):
            return True
        if any(c.exact and c.place.country in CHINESE for c in anywhere):
            return False
        there = self.candidates(Query(mention.name, country, lang=mention.lang))
        return bool(there) and there[0].probability >= (0.5 if there[0].exact else 0.8)

    def candidates(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates for a query, best first, with probabilities."""
        found = self._cache.get(query)
        if found is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            found = self._cache[query] = self.ranker.rank(query)
        return found

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

    def _query(self, text: str, mention: PlaceMention, context: _Context) -> Query:
        within = tuple(_plain(text[s:e], mention.lang) for s, e in mention.qualifiers)
        return Query(
            mention.name, mention.country, within, mention.lang,
            kind=mention.kind if mention.kind in ("country", "region") else "division",
            context=() if mention.country else context.countries(mention),
        )  # fmt: skip

    def _link(self, mention: PlaceMention, query: Query, around: tuple[int, ...] = ()) -> None:
        found = self.candidates(query)
        if around and found and found[0].probability < SURE and mention.kind == "division":
            found = self.candidates(replace(query, around=around))
        if found and found[0].probability >= THRESHOLD:
            self._take(mention, found, found[0].method)
            return
        mention.candidates = tuple((c.place, round(c.probability, 3)) for c in found[:5])
        agreed = consensus(found)
        if agreed is not None:
            mention.place, mention.link_method = agreed, "ambiguous"
            mention.link_confidence = round(found[0].probability, 3)
            return
        mention.place = self.ranker.unknown(query)
        mention.link_method = "shape"
        mention.link_confidence = 0.3 if mention.place is not None else 0.0

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

    def _same(self, before: PlaceMention, query: Query) -> bool:
        """Whether a bare name may be the place the document named in full before."""
        suffix = split_suffix(query.name)[1]
        if not suffix or before.place is None:
            return True
        return decide(before.place.level, bool(before.place.geonames_id), suffix) > -2


class _Context:
    """Countries that the sentences around a mention name."""

    def __init__(self, doc: Doc, mentions: list[PlaceMention], gazetteer: Gazetteer) -> None:
        self._around: dict[str, tuple[int, ...]] = {}
        ids: dict[str, dict[int, None]] = {}
        for mention in mentions:
            if mention.kind == "region" or mention.qualifiers:
                continue
            for place_id, flags in gazetteer.lookup(_key(mention)) if len(ids) < 400 else ():
                row = gazetteer.row(place_id)
                if row.curated and row.place.level == "province" and not flags & CORE:
                    ids.setdefault(mention.lang, {})[place_id] = None
        self._around = {lang: tuple(sorted(found)) for lang, found in ids.items()}
        self._starts = [s.start for s in sentences(doc)]
        self._by_sentence: dict[int, set[str]] = {}
        for mention in mentions:
            if mention.country:
                self._by_sentence.setdefault(self._index(mention), set()).add(mention.country)

    def _index(self, mention: PlaceMention) -> int:
        return bisect_right(self._starts, mention.start)

    def around(self, mention: PlaceMention) -> tuple[int, ...]:
        """First-level divisions that the document names in the mention's language."""
        return self._around.get(mention.lang, ())

    def countries(self, mention: PlaceMention) -> tuple[str, ...]:
        return tuple(sorted(self._by_sentence.get(self._index(mention), ())))


def _plain(name: str, lang: str) -> str:
    return en_norm(en_strip(re.sub(r"[’']s$", "", name))) if lang == "en" else zh_norm(name)


def _key(mention: PlaceMention) -> str:
    return en_norm(mention.name) if mention.lang == "en" else zh_norm(mention.name)


def _core(mention: PlaceMention) -> str:
    return en_norm(en_strip(mention.name)) if mention.lang == "en" else split_suffix(zh_norm(mention.name))[0]


def relink(doc: Doc, mention: PlaceMention, place: Place, method: str) -> None:
    """Give a mention a place found elsewhere (a reviewer's word, the other language)."""
    mention.place, mention.link_method, mention.country = replace(place), method, place.country


@Language.factory("youcheng_link", requires=["doc._.places"], assigns=["doc._.places"])
def create_linker(nlp: Language, name: str) -> PlaceLinker:
    """Factory of `youcheng_link`."""
    return PlaceLinker()
