"""Which country a text says a name lies in where it does not say so right beside the name.

A country speaks for the names of its row, for those below it or behind its colon in a list, and for those of
an enumeration that begins with it (rules/places/scope.yaml). What only stands in the same sentence, or
anywhere in the document, is weaker evidence and left to the ranking.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from extract.layers import PlaceMention, Sentence
from extract.link.gazetteer import Gazetteer
from extract.link.names import core, norm
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load
from extract.territory import CHINESE

# A document that names more places than this is a gazetteer of its own: nothing follows from all of them.
MOST = 400
# A line of a list that names a country and is no longer than this heads what follows, in code points.
HEADING = 40
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}\b")


class Example(RuleModel):
    """A text with the countries of some names; `last` asks only for the last mention of a name."""

    text: str
    places: dict[str, str] = {}
    last: dict[str, str] = {}


class ApartRule(RuleModel):
    """What tells a name apart from its namesake: patterns right before and behind it, and behind several."""

    before: str
    after: str
    namesakes: str


class ScopeRules(RuleModel):
    """rules/places/scope.yaml."""

    heads: str
    joined: str
    cell: str
    apart: dict[str, ApartRule]
    areas: dict[str, list[str]]
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class _Patterns:
    heads: re.Pattern[str]
    joined: re.Pattern[str]
    cell: re.Pattern[str]
    areas: re.Pattern[str]


@lru_cache(maxsize=1)
def scope_rules() -> ScopeRules:
    return load(rules_dir() / "places" / "scope.yaml", ScopeRules)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    rules = scope_rules()
    areas = "|".join(sorted(rules.areas, key=lambda area: (-len(area), area)))
    return _Patterns(*map(re.compile, (rules.heads, rules.joined, rules.cell, areas)))


@lru_cache(maxsize=2)
def _apart(lang: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rule = scope_rules().apart[lang]
    return re.compile(rule.before), re.compile(rule.after), re.compile(rule.namesakes)


class Scope:
    """What a document says of the countries of its names. Reads the mentions as recognition left them."""

    def __init__(
        self, text: str, lines: Sequence[Sentence], mentions: list[PlaceMention], gazetteer: Gazetteer
    ) -> None:
        self._text, self._lines, self._mentions = text, lines, mentions
        self._starts = [s.start for s in lines]
        names = [r for m in mentions if m.lang == "en" for r in ((m.start, m.end), *m.qualifiers)]
        self._inside = {i for low, high in names if " " in text[low:high] for i in range(low, high)}
        self.apart = self._told_apart()
        self._by_sentence: dict[int, set[str]] = {}
        for mention in mentions:
            if mention.country and id(mention) not in self.apart:
                self._by_sentence.setdefault(self._index(mention), set()).add(mention.country)
        self._gazetteer = gazetteer
        self._stated: dict[int, str] = {}
        self._lists()
        self._colons()
        self._divisions = self._named_divisions(gazetteer)
        named = {c for found in self._by_sentence.values() for c in found}
        self.countries = tuple(sorted((named - CHINESE) | self._home(gazetteer, named) | self._visited()))

    def _home(self, gazetteer: Gazetteer, named: set[str]) -> set[str]:
        """CN, TW, HK or MO, where the countries and first-level divisions named are of one of them only."""
        ids = {i for found in self._divisions.values() for i in found}
        divisions = {gazetteer.row(i).place.country for i in ids}
        found = {c for c in named | divisions if c in CHINESE}
        return found if len(found) == 1 else set()

    def _visited(self) -> set[str]:
        """The countries that the document names by the way to them, by an office that only they have, or by
        their people: 访美, Cllr, American."""
        found = (scope_rules().areas[area] for area in _patterns().areas.findall(self._text))
        visited = {countries[0] for countries in found if len(countries) == 1}
        words = {word.lower() for word in self._words(0, len(self._text))}
        demonyms = self._gazetteer.demonyms
        return visited | {demonyms[word] for word in words & demonyms.keys()} - CHINESE

    def stated(self, mention: PlaceMention) -> str | None:
        """The country of the row or list that the mention stands in."""
        return self._stated.get(id(mention))

    def in_sentence(self, mention: PlaceMention) -> tuple[str, ...]:
        """Countries that the sentence names."""
        return tuple(sorted(self._by_sentence.get(self._index(mention), ())))

    def suggested(self, mention: PlaceMention) -> frozenset[str]:
        """Countries that the sentence of a mention suggests without naming them, by a people or a part of the
        world: the Palestinian ambassador, 中东城市."""
        index = self._index(mention)
        if index < 0:
            return frozenset()
        start, end = self._lines[index].start, self._lines[index].end
        areas = _patterns().areas.findall(self._text, start, end)
        found = {country for area in areas for country in scope_rules().areas[area]}
        if mention.lang == "en":
            words = set(self._words(start, end))
            found |= {country for word in words if (country := self._gazetteer.people(word))}
        return frozenset(found)

    def _words(self, start: int, end: int) -> Iterator[str]:
        """The capitalised words of a stretch of text that are no part of a division's longer name: there is
        nothing Dutch about Dutch Harbor."""
        for found in _CAPITALISED.finditer(self._text, start, end):
            if found.start() not in self._inside:
                yield found.group()

    def divisions(self, mention: PlaceMention) -> tuple[int, ...]:
        """First-level divisions that the document names in the mention's language; those that may be meant
        by the mention itself say nothing of it."""
        own = self._gazetteer.provinces(norm(mention.name, mention.lang))
        return tuple(i for i in self._divisions.get(mention.lang, ()) if i not in own)

    def enumerated(self) -> dict[int, str]:
        """By the id of a mention, the country abroad that the enumeration it stands in began with."""
        out: dict[int, str] = {}
        joined, text = _patterns().joined, self._text
        previous: PlaceMention | None = None
        for mention in self._mentions:
            if mention.kind != "division":
                previous = None
                continue
            if previous is not None and not mention.country:
                gap = text[previous.extent[1] : mention.start]
                country = out.get(id(previous)) or previous.country
                if country and country not in CHINESE and len(gap) <= 12 and joined.fullmatch(gap):
                    out[id(mention)] = country
            previous = mention
        return out

    def _told_apart(self) -> set[int]:
        """The ids of mentions that only tell a namesake apart: their names stand elsewhere without saying
        where they lie, and mean another place there."""
        full = [m for m in self._mentions if m.kind == "division" and m.qualifiers]
        if not full:
            return set()
        unqualified = [m for m in self._mentions if m.kind == "division" and not m.qualifiers]
        bare = {core(m.name, m.lang) for m in unqualified}
        by_name: dict[str, list[PlaceMention]] = {}
        for mention in full:
            if (name := core(mention.name, mention.lang)) in bare:
                by_name.setdefault(name, []).append(mention)
        opening: dict[int, PlaceMention] = {}
        for mention in unqualified if by_name else ():
            if mention.lang == "en":
                opening.setdefault(self._index(mention), mention)
        return {id(m) for name, named in by_name.items() for m in self._namesakes(name, named, opening)}

    def _namesakes(
        self, name: str, named: list[PlaceMention], opening: Mapping[int, PlaceMention]
    ) -> list[PlaceMention]:
        """Of the mentions of one name in full, those told apart, if only by the bare name that begins their
        English sentence (Ashburton is twinned with Ashburton in Devon): `opening` has these by sentence."""
        told = []
        for mention in named:
            index = self._index(mention)
            start, end = mention.extent
            first = self._lines[index].start
            before, after, several = _apart(mention.lang)
            here = [m for m in named if self._index(m) == index]
            if (
                before.search(self._text, max(first, start - 40), start)
                or after.match(self._text, end)
                or (len(here) > 1 and several.match(self._text, max(m.end for m in here)))
                or ((bare := opening.get(index)) and bare.start < start and core(bare.name, "en") == name)
            ):
                told.append(mention)
        return told

    def _index(self, mention: PlaceMention) -> int:
        return bisect_right(self._starts, mention.start) - 1

    def _lists(self) -> None:
        """Countries of rows, and of what stands below or above a country in a list.

        Where the first country of a list stands before its first place, countries lead; else each follows its
        place.
        """
        heading: str | None = None
        leads: bool | None = None
        above: list[PlaceMention] = []
        for sentence, row in self._rows():
            if not (sentence.item or sentence.heading):
                heading, leads, above = None, None, []
                continue
            countries = {m.country for m in row if m.kind == "country" and m.country}
            if not row or len(countries) > 1:
                continue
            if any(m.kind == "region" for m in row):
                heading = None
            elif not countries:
                if leads is None and self._is_cell(sentence, row):
                    leads = False
                if leads and heading:
                    self._say(row, heading)
                above = row
            elif any(m.kind == "division" for m in row):
                self._say(row, next(iter(countries)))
            elif sentence.end - sentence.start <= HEADING:
                heading, leads = next(iter(countries)), leads is not False
                if not leads:
                    self._say(above[-1:], heading)
                above = []

    def _rows(self) -> Iterator[tuple[Sentence, list[PlaceMention]]]:
        """Each line, by its first sentence, with the mentions in it."""
        at = 0
        for _, group in groupby(self._lines, key=lambda s: s.line):
            first, *rest = group
            end = rest[-1].end if rest else first.end
            row = []
            while at < len(self._mentions) and self._mentions[at].start < end:
                row.append(self._mentions[at])
                at += 1
            yield first, row

    def _is_cell(self, sentence: Sentence, row: list[PlaceMention]) -> bool:
        """Whether a line is nothing but a name, with a number or date at most."""
        cell, text = _patterns().cell, self._text
        ahead, behind = text[sentence.start : row[0].start], text[row[-1].end : sentence.end]
        return len(row) == 1 and bool(cell.fullmatch(ahead) and cell.fullmatch(behind))

    def _colons(self) -> None:
        """Names behind a country and a colon, up to the next country or the line's end."""
        heads, line, country = _patterns().heads, -1, None
        for mention in self._mentions:
            index = self._index(mention)
            here = self._lines[index].line if index >= 0 else -1
            if here != line or mention.kind == "region":
                line, country = here, None
            if mention.kind == "country":
                country = mention.country if heads.match(self._text, mention.end) else None
            elif country:
                self._say([mention], country)

    def _say(self, row: list[PlaceMention], country: str) -> None:
        for mention in row:
            if mention.kind == "division" and not mention.country and not mention.qualifiers:
                self._stated[id(mention)] = country

    def _named_divisions(self, gazetteer: Gazetteer) -> dict[str, tuple[int, ...]]:
        found: dict[str, dict[int, None]] = {}
        for mention in self._mentions[:MOST]:
            if mention.kind == "region" or mention.qualifiers:
                continue
            for place_id in gazetteer.provinces(norm(mention.name, mention.lang)):
                found.setdefault(mention.lang, {})[place_id] = None
        return {lang: tuple(sorted(ids)) for lang, ids in found.items()}
