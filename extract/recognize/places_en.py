"""Places named in English: capitalised names the gazetteer knows, and those that words around them
announce."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extract.layers import PlaceMention, Range
from extract.link.gazetteer import Gazetteer
from extract.recognize.latin import Known, LatinNames, english_rules

# A name of this many people or more is taken for a place wherever it stands capitalised.
LARGE = 150_000
_BEHIND = re.compile(r"(?:, ?| ?[(]| in )(?:the |The )?((?:[A-Z][\w.’'-]*\w)(?: [A-Z][\w’'-]*\w){0,2})")
_MAX_WORDS = 6
_POSSESSIVE = ("'s", "’s", "'", "’")
_WORD = re.compile(r"\S+")
_PART_OF = re.compile(r"\b(?!Port|Bay)(\w+) of (?:the )?$")
_OWNS = re.compile(r"[’']s?\s+")
_WITHIN = re.compile(r",\s+(?:in\s+)?(?:the\s+)?|\s*[(]|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?")
_OPENS_CELL = re.compile(r"(?:^|[\n\t|;])\s*(?:[(]?\d{1,3}[.)]\s*|[-*•–]\s+)?$")
_LISTED = re.compile(r"(?:\b(?:and|with|of|between|include|includes|including|are)|[,;:]) $")
_OWNER = re.compile(r"([A-Z][\w.-]+(?: [A-Z][\w.-]+)?)[’']s\s+$")
Words = list[tuple[int, int, str]]


@dataclass(slots=True)
class _Name:
    """A name in the text. `kind` country, province, city or unknown; `country` where all readings agree."""

    start: int
    end: int
    kind: str
    country: str | None
    rule: str
    qualifiers: tuple[Range, ...] = ()
    words: list[str] = field(default_factory=list)


class EnglishFinder:
    """Finds places in the Latin-script parts of a text."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        rules = english_rules()
        particles = "|".join(sorted(set(rules.particles), key=lambda p: (-len(p), p)))
        word = r"(?:(?:St|Ste|Sta|Mt|Ft)\.|[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'‘.\-]*(?<![.\-'’]))"
        self._sequence = re.compile(
            rf"(?<![\w@/&]){word}(?:[ \u00a0](?:(?:{particles})[ \u00a0]){{0,2}}{word})*"
        )
        self._generic = frozenset(rules.generic)
        self._of = re.compile(rf"\b(?:{'|'.join(rules.of)})\s+$")
        self._of_ends = tuple({f" {words.split()[-1]}" for words in rules.of})
        self._never = frozenset(rules.never) - frozenset(rules.places_despite)
        self._function = frozenset(rules.function)
        self._tail = frozenset(rules.tail)
        self._titles = frozenset(rules.titles)
        self._cue = frozenset(rules.cue_before)
        self._latin = re.compile("[A-Za-z]{3}")
        self._names = LatinNames(gazetteer)
        self.known = self._names.known

    def find(self, text: str, tied: Callable[[int], bool]) -> list[PlaceMention]:
        """Mentions in order; offsets are those of `text`."""
        if not self._latin.search(text):
            return []
        names: list[_Name] = []
        for match in self._sequence.finditer(text):
            names.extend(self._in_run(text, match, tied))
        return [self._mention(text, name) for name in self._join(text, names)]

    def _in_run(self, text: str, match: re.Match[str], tied: Callable[[int], bool]) -> list[_Name]:
        """The places within one run of capitalised words: the longest known windows, left to right."""
        offset = match.start()
        words = [(w.start() + offset, w.end() + offset, w.group()) for w in _WORD.finditer(match.group())]
        if len(words) == 1 and words[0][2] in self._function:
            return []
        out: list[_Name] = []
        i = 0
        while i < len(words):
            limit = min(len(words), i + _MAX_WORDS)
            owner = next((k + 1 for k in range(i, limit) if words[k][2].endswith(_POSSESSIVE)), limit)
            for j in range(owner, i, -1):
                name = self._window(text, words, i, j, tied)
                if name is not None:
                    out.append(name)
                    i = j
                    break
            else:
                i += 1
        return out

    def _window(self, text: str, words: Words, i: int, j: int, tied: Callable[[int], bool]) -> _Name | None:
        """The place that words `i` to `j` name, if any."""
        first, last = words[i][2], words[j - 1][2]
        start, end = words[i][0], words[j - 1][1]
        if last.endswith(_POSSESSIVE):
            end -= 2 if last[-1] == "s" else 1
        if first[0].islower() or last[0].islower() or end - start < 3:
            return None
        if self._is_titled(words[:i]):
            return None
        following = words[j][2] if j < len(words) else ""
        if j - i >= 2 and last in self._generic:
            return self._generic_name(text, words, i, j, following, tied)
        known = self.known(text[start:end])
        if known is None:
            return self._unknown_name(text, words, i, j, end, tied)
        if first in self._function and (j - i == 1 or known.population < LARGE):
            return None
        if following in self._tail and known.kind != "country":
            return None
        before = text[max(0, start - 30) : start]
        part = _PART_OF.search(before) if before.endswith((" of ", " of the ")) else None
        if part and part.group(1) in self._tail:
            return None
        if self._country_behind(text, end, known):
            return _Name(start, end, known.kind, _only(known), "en.place.name")
        last_before = before.split()[-1:]
        cue = bool(last_before) and last_before[0].strip("(") in self._cue
        if j - i == 1 and first in self._never and known.kind not in ("country", "region"):
            beside = cue or text.startswith(" and ", end) or _comma_after(text, end)
            big = known.population >= 50_000 and len(first) >= 4
            if len(words) > 1 or not (beside and big and tied(start)):
                return None
        cell = _cell(text, start, end)
        opens = start == 0 or text[start - 1] in "\n\r" or text[start - 2 : start] in (". ", "! ", "? ")
        small = opens and j - i == 1 and not cell and known.population < 15_000
        if small and not text.startswith((" and ", "'s ", "’s ", ", "), end):
            return None
        cue = cue or cell
        if self._announced(before):
            return _Name(start, end, known.kind, _only(known), "en.place.announced")
        sure = known.kind in ("country", "region", "province") or known.population >= LARGE or known.curated
        comma = _comma_after(text, end)
        likely = cue or j - i > 1 or comma or known.population >= 15_000
        if sure or (comma and cue) or (likely and tied(start)):
            return _Name(start, end, known.kind, _only(known), "en.place.name")
        return None

    def _is_titled(self, before: Words) -> bool:
        """Whether words before a name make it a person's: Mayor Joan Hart, not Mayor Li of Weihai."""
        names = itertools.takewhile(lambda w: w[2][0].isupper(), reversed(before))
        return any(w[2].strip(".,") in self._titles for w in names)

    def _generic_name(
        self, text: str, words: Words, i: int, j: int, following: str, tied: Callable[[int], bool]
    ) -> _Name | None:
        """A name closed by a generic word: `Xiangshan County`."""
        start, end, last = words[i][0], words[j - 1][1], words[j - 1][2]
        core = [w[2] for w in words[i : j - 1]]
        plain = len(core) == 1 and core[0] in self._never and not tied(start)
        if plain or following in self._tail or core[-1][0].islower() or not self._function.isdisjoint(core):
            return None
        known = self.known(" ".join(core)) or self.known(text[start:end])
        if len(core) > 3 and known is None:
            return None
        kind = "city" if known is None else known.kind
        kind = "province" if last in ("Province", "Prefecture", "State") else kind
        return _Name(start, end, kind, _only(known), "en.place.generic")

    def _country_behind(self, text: str, end: int, known: Known) -> bool:
        """Whether a country stands behind the name that has a place of the name: `Nagaokakyo (Japan)`."""
        if known.kind in ("country", "region"):
            return False
        above = self._named_behind(text, end)
        return above is not None and above.country in known.countries

    def _named_behind(self, text: str, end: int) -> Known | None:
        """The country behind a name: `, Japan` or ` (Japan`."""
        found = _BEHIND.match(text, end)
        words = found[1].split(" ") if found else []
        for size in range(len(words), 0, -1):
            above = self.known(" ".join(words[:size]))
            if above is not None and above.kind == "country":
                return above
        return None

    def _unknown_name(
        self, text: str, words: Words, i: int, j: int, end: int, tied: Callable[[int], bool]
    ) -> _Name | None:
        """A name no list knows, announced by `the city of` or owned by a country: `Tonga's Vava'u`."""
        start, first, last = words[i][0], words[i][2], words[j - 1][2]
        before = text[max(0, start - 40) : start]
        if last in self._tail or j - i > 4 or not self._function.isdisjoint(w[2] for w in words[i:j]):
            return None
        owned = j - i <= 3 and before.rstrip().endswith(_POSSESSIVE[:2]) and tied(start)
        owner = _OWNER.search(before) if owned else None
        if owner:
            above = self.known(owner.group(1)) or self.known(owner.group(1).split()[-1])
            if above and above.kind == "country":
                return _Name(start, end, "unknown", None, "en.place.owned")
        if i or j < len(words) or first in self._never:
            return None
        if self._announced(before):
            return _Name(start, end, "unknown", None, "en.place.announced")
        plain = all(w[2][0].isupper() and w[2] not in self._generic for w in words)
        listed = plain and tied(start) and (_OPENS_CELL.search(before) or _LISTED.search(before))
        if listed and (above := self._named_behind(text, end)):
            return _Name(start, end, "unknown", above.country, "en.place.cell")
        return None

    def _announced(self, before: str) -> bool:
        """Whether what stands before a name says that a place follows: `the city of`."""
        return before.rstrip().endswith(self._of_ends) and self._of.search(before) is not None

    def _join(self, text: str, names: list[_Name]) -> list[_Name]:
        """Attach qualifiers: `Hastings, New Zealand`, `Nara (Japan)`, `Barcelos in Portugal`, `Tonga's
        Vava'u`."""
        out: list[_Name] = []
        for name in names:
            if out and self._qualifies_after(text, out[-1], name):
                head = out[-1]
                head.qualifiers = (*head.qualifiers, (name.start, name.end))
                if name.kind == "country" or (name.country and not head.country):
                    head.country = name.country
                head.words.append(text[name.start : name.end])
                continue
            owned = out and _OWNS.fullmatch(text, out[-1].end, name.start)
            above_it = out[-1].kind if owned else "region"
            if (above_it == "country" and name.kind not in ("country", "region")) or (
                above_it in ("city", "province") and name.kind not in ("country", "region", "province")
            ):
                above = out.pop()
                name.qualifiers = (*above.qualifiers, (above.start, above.end))
                name.country = above.country
            out.append(name)
        return out

    def _qualifies_after(self, text: str, head: _Name, name: _Name) -> bool:
        reach = max([head.end, *(q[1] for q in head.qualifiers)])
        gap = _WITHIN.fullmatch(text, reach, name.start)
        if gap is None:  # Zibo, in China's Shandong Province
            owned = head.qualifiers and name.kind == "province" and _OWNS.fullmatch(text, reach, name.start)
            return bool(owned) and head.kind != "country" and self._lies_in(text, head, name)
        closed = head.kind in ("country", "region") or name.kind in ("region", "city", "unknown")
        within = name.kind == "city" and head.kind != "country" and self._lies_in(text, head, name)
        if closed and not within:
            return False
        if name.kind == "country":
            countries = self._names.countries(text[head.start : head.end])
            return not countries or name.country in countries or gap[0][0] == "," or "(" in gap[0]
        return self._lies_in(text, head, name)

    def _lies_in(self, text: str, head: _Name, name: _Name) -> bool:
        """Whether some place of the head's name lies in a place of the other name."""
        inside = self._names.contains(text[name.start : name.end], text[head.start : head.end])
        return name.kind == "province" if inside is None else inside

    def _mention(self, text: str, name: _Name) -> PlaceMention:
        kind = name.kind if name.kind in ("country", "region") else "division"
        ranges = [(name.start, name.end), *name.qualifiers]
        return PlaceMention(
            name.start, name.end, "en", (name.rule, "en.place.within") if name.qualifiers else (name.rule,),
            kind=kind, name=text[name.start : name.end], country=name.country, qualifiers=name.qualifiers,
            span_start=min(r[0] for r in ranges), span_end=max(r[1] for r in ranges),
        )  # fmt: skip


def _only(known: Known | None) -> str | None:
    if known is None:
        return None
    return known.country if known.kind == "country" or len(known.countries) == 1 else None


def _comma_after(text: str, end: int) -> bool:
    return (text[end : end + 2] == ", " and text[end + 2 : end + 3].isupper()) or text[end : end + 2] == " ("


def _cell(text: str, start: int, end: int) -> bool:
    """Whether a name fills a line, or a cell of a row."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before in _CELL_EDGE and (after in _CELL_EDGE or text[end : end + 2] in ("  ", ": "))


_CELL_EDGE = frozenset({"", "\n", "\r", "\t", "|"})
