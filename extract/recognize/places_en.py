"""Places named in English: capitalised names the gazetteer knows, and those that words around them
announce."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from extract.layers import PlaceMention
from extract.link.gazetteer import Gazetteer
from extract.link.names import en_strip, romanised
from extract.recognize.latin import Known, LatinNames, english_rules
from extract.recognize.surnames import surnames
from extract.recognize.within import LatinName, Within

# A name of this many people or more is taken for a place wherever it stands capitalised.
LARGE = 150_000
# One of so many is a place even where somebody of the text is called so.
GREAT = 1_000_000
_BEHIND = re.compile(
    r"(?:, an? (?:[a-z-]+ ){1,4}?(?:in|of) (?:[a-z]+ern )?|, ?| ?[(]| in | of )(?:the |The )?"
    r"((?:[A-Z][\w.’'-]*\w)(?: [A-Z][\w’'-]*\w){0,2})"
)
# What says where a name lies, its country told or not: in Bavaria, in north-western Bavaria.
_LIES_IN = re.compile(
    r",? in (?:the )?(?:[a-z]+-?(?:ern|[nsew][a-z]*st) )?((?:[A-Z][\w’'-]*\w)(?: [A-Z][\w’'-]*\w){0,2})"
)
_MAX_WORDS = 6
# A town of so many people proves what it is joined to by an `and`.
_TOWN = 15_000
_AND_BEHIND = re.compile(r" and ([A-Z][\w’'-]+\w)(?! [A-Z])")
_AND_BEFORE = re.compile(r"(?<![A-Z]\w )(?<!\w)([A-Z][\w’'-]+\w) and $")
# Rules whose names are proved by the words beside them.
_PROVED = frozenset({"en.place.joined", "en.place.introduced"})
_POSSESSIVE = ("'s", "’s", "'", "’")
_WORD = re.compile(r"\S+")
_COMPOUND = re.compile(r"(?<=[a-zà-ÿ]{3})-(?=[A-Z])")
_WORD_PART = re.compile(r"[^\s-]+")
_PART_OF = re.compile(r"\b(?!Port|Bay)(\w+) of (?:the )?$")
_OPENS_CELL = re.compile(r"(?:^|[\n\t|;])\s*(?:[(]?\d{1,3}[.)]\s*|[-*•–]\s+)?$")
# A member of a row of names, and the country in which it lies.
_IN_ROW = re.compile(r"(?:,| and| include| includes| including| are| with) (?:and )?$")
_IN_LAND = re.compile(r" in (?:the |The )?([A-Z][\w.’'-]*\w(?: [A-Z][\w’'-]*\w){0,2})(?=[,.;]| and )")
# What a name stands behind where a country or division behind its comma proves it: with Herzebrock, Germany.
_IN_SLOT = re.compile(r"(?:,|;|:| and| with| of| to| between) (?:and )?$")
_COMMA_LAND = re.compile(
    r", (?:the |The )?([A-Z][\w.’'-]*\w(?: [A-Z][\w’'-]*\w){0,2})"
    r"(?=[,.;:)\n]|$| (?:and|since|in|on|for|was|were|is|has)\b)"
)
# … or a year in brackets: Davos (1966), Chamonix (1986)
_YEAR_BEHIND = re.compile(r" [(](?:since |from |est\.? ?)?(?:19|20)\d\d[)]")
_OWNER = re.compile(r"([A-Z][\w.-]+(?: [A-Z][\w.-]+)?)[’']s\s+$")
Words = list[tuple[int, int, str]]


class EnglishFinder:
    """Finds places in the Latin-script parts of a text."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        rules = english_rules()
        particles = "|".join(sorted(set(rules.particles), key=lambda p: (-len(p), p)))
        elided = rf"(?:{'|'.join(rules.elided)})['’]"
        capital, rest = "[A-ZÀ-ÖØ-ÞĀ-Ž]", r"[\w’'‘.\-]*(?<![.\-'’])"
        word = rf"(?:(?:St|Ste|Sta|Mt|Ft)\.|{capital}{rest})"
        # as a word, but it begins with a class of characters, which `re` finds fast
        first = rf"{capital}(?<![\w@/&].)(?:(?<=S)t[ea]?\.|(?<=[MF])t\.|{rest})"
        self._sequence = re.compile(
            rf"{first}(?:[ \u00a0](?:(?:{particles})[ \u00a0]){{0,2}}(?:{elided})?{word})*"
        )
        self._generic = _cased(rules.generic)
        self._of = re.compile(rf"\b(?:{'|'.join(rules.of)})\s+$")
        self._of_ends = tuple({f" {words.split()[-1]}" for words in rules.of})
        self._never = _cased(rules.never) - _cased(rules.places_despite)
        self._function = _cased(rules.function)
        self._tail = _cased(rules.tail)
        self._titles = _cased(rules.titles)
        self._heads = _cased(rules.heads)
        self._cue = frozenset(rules.cue_before)
        self._councils = _cased(rules.councils)
        self._said_of = tuple(f" {words} " for words in rules.said_of)
        self._latin = re.compile("[A-Za-z]{3}")
        self._names = LatinNames(gazetteer)
        self._within = Within(self._names)
        self.known = self._names.known
        cities = "|".join(rules.announcing)
        self._announces = tuple(
            f"{word}{of}{the} " for word in rules.announcing for of in ("", " of") for the in ("", " the")
        )
        self._people = re.compile(
            rf"([A-Z]\w+(?: [A-Z]\w+)?)(?: (?:{'|'.join(rules.describing)}))? (?:{cities})(?: of)?(?: the)? $"
        )

        # Rimini is a resort town on …, Aspen has seven sister cities: what is said of the name proves it
        tied = "|".join(rules.tied_cities)
        self._introduced = re.compile(
            rf" (?:(?:is|was|lies) an? (?:[\w-]+ ){{0,4}}(?:{cities})\b"
            rf"|(?:{'|'.join(rules.owning)}) (?:[\w-]+ ){{0,3}}(?:{tied}))"
        )

    def find(self, text: str, tied: Callable[[int], bool]) -> list[PlaceMention]:
        """Mentions in order; offsets are those of `text`."""
        if not self._latin.search(text):
            return []
        names = self._within.shortened(text)
        taken = {name.start for name in names}
        people = surnames(text)
        for match in self._sequence.finditer(text):
            if match.start() not in taken:
                found = self._in_run(text, match, tied)
                names.extend(name for name in found if not people or self._no_surname(text, name, people))
        names.sort(key=lambda name: name.start)
        joined = self._within.join(text, names)
        joined += self._again(text, joined)
        return [self._mention(text, name) for name in sorted(joined, key=lambda name: name.start)]

    def _no_surname(self, text: str, name: LatinName, people: frozenset[str]) -> bool:
        """Whether a name is not that of one of the people of the text: a great city is, wherever it stands,
        and what says where it lies."""
        if text[name.start : name.end] not in people or name.qualifiers:
            return True
        known = self.known(text[name.start : name.end])
        great = known is not None and known.population >= GREAT
        return great or self._behind(text, name.end) is not None

    def _again(self, text: str, names: Sequence[LatinName]) -> Iterator[LatinName]:
        """Names alone that are given in full elsewhere, `Flint, Michigan` makes a place of Flint, or that
        the words beside them proved."""
        full = {
            text[name.start : name.end]: name
            for name in names
            if name.qualifiers or (name.rule in _PROVED and text[name.start : name.end] not in self._never)
        }
        if not full:
            return
        taken = {
            i
            for name in names
            for low, high in ((name.start, name.end), *name.qualifiers)
            for i in (low, high - 1)
        }
        for match in self._sequence.finditer(text):
            run, start = match.group(), match.start()
            bare = run[:-2] if run.endswith(_POSSESSIVE[:2]) else run
            if (of := full.get(bare)) and not taken & {start, start + len(bare) - 1}:
                yield LatinName(start, start + len(bare), of.kind, of.country, "en.place.again")

    def _in_run(self, text: str, match: re.Match[str], tied: Callable[[int], bool]) -> list[LatinName]:
        """The places within one run of capitalised words: the longest known windows, left to right."""
        offset = match.start()
        words = [
            (part.start() + offset, part.end() + offset, part.group())
            for word in _WORD.finditer(match.group())
            for part in self._parts(match.group(), word)
        ]
        if len(words) == 1 and words[0][2] in self._function:
            return []
        out: list[LatinName] = []
        i = 0
        if len(words) > 1 and _glosses(text, words[0][0], words[-1][1]):
            whole = self._window(text, words, 0, len(words), tied)
            return [whole] if whole is not None else []
        while i < len(words):
            if self._is_titled(words[:i]):
                i += 1
                continue
            limit = min(len(words), i + _MAX_WORDS)
            owner = next((k + 1 for k in range(i, limit) if words[k][2].endswith(_POSSESSIVE)), limit)
            for j in range(limit, i, -1):
                if j > owner and not self._holds_owner(text, words, i, j):
                    continue
                name = self._window(text, words, i, j, tied)
                if name is not None:
                    out.append(name)
                    i = j
                    break
            else:
                i += 1
        return out

    def _parts(self, run: str, word: re.Match[str]) -> Iterable[re.Match[str]]:
        """A word, or the two that a hyphen joins though no name is written so: Rochester-Xianyang."""
        hyphen = _COMPOUND.search(run, word.start(), word.end())
        if hyphen is None or self.known(run[: word.end()].rpartition(" ")[2]):
            return (word,)
        left, right = run[: hyphen.start()], run[hyphen.end() : word.end()]
        first = self.known(left) or self.known(left[word.start() :])
        if first is None or self.known(right.removesuffix("'s")) is None:
            return (word,)
        return _WORD_PART.finditer(run, word.start(), word.end())

    def _window(
        self, text: str, words: Words, i: int, j: int, tied: Callable[[int], bool]
    ) -> LatinName | None:
        """The place that words `i` to `j` name, if any."""
        first, last = words[i][2], words[j - 1][2]
        start, end = words[i][0], words[j - 1][1]
        if last.endswith(_POSSESSIVE):
            last = last[: -2 if last[-1] == "s" else -1]
            end = words[j - 1][0] + len(last)
        if first[0].islower() or last.islower() or (end - start < 3 and not last.isupper()):
            return None
        if i and words[i - 1][2] in self._heads:
            return None  # Lake Preston
        following = words[j][2] if j < len(words) else ""
        if j - i >= 2 and last in self._generic:  # Redditch Borough Council speaks for Redditch
            borough = following not in self._councils
            return self._generic_name(text, words[i:j], last, end, following, tied) if borough else None
        if following in self._councils and j + 1 == len(words) and tied(start):
            following = ""
        kinds, country = romanised(text[start:end])
        if kinds:
            return self._romanised(text[start:end], start, end, country)
        known = self.known(text[start:end])
        if known is None:
            return self._unknown_name(text, words, i, j, end, tied)
        if end - start < 3 and known.kind != "country":
            return None
        if i and words[i - 1][2] in _PARTS and known.kind == "city":
            return None  # West Cork
        if first in self._generic and text.startswith(" of ", end):
            return None  # the Canton of Vaud
        if first in self._function and (j - i == 1 or known.population < LARGE):
            return None
        if following in self._tail and known.kind != "country":
            return None
        if i and j - i == 1 and first in self._tail:
            return None  # Mill Street, Garden Club: the end of another name
        if i and words[i - 1][2] in _ARTICLES and first.isupper() and known.population < LARGE:
            return None  # THE EARLY YEARS
        before = text[max(0, start - 60) : start]
        part = _PART_OF.search(before) if before.endswith((" of ", " of the ")) else None
        if part and part.group(1) in self._tail:
            return None
        if known.kind not in ("country", "region") and self._behind(text, end) in known.countries:
            return LatinName(start, end, known.kind, _only(known), "en.place.name")
        if (
            known.kind not in ("country", "region")
            and (country := self._of_people(before)) in known.countries
        ):
            return LatinName(start, end, known.kind, country, "en.place.people")
        if known.kind == "city" and tied(start) and first not in self._never:
            country = self._region_behind(text, end, known)
            if country is not None:
                return LatinName(start, end, known.kind, country, "en.place.name")
        last_before = before.split()[-1:]
        cue = bool(last_before) and last_before[0].strip("(") in self._cue
        if j - i == 1 and first in self._never and known.kind not in ("country", "region"):
            beside = cue or text.startswith(" and ", end) or _comma_after(text, end)
            big = known.population >= 50_000 and len(first) >= 4
            if len(words) > 1 or not (beside and big and tied(start)):
                return None
        said = text.startswith(self._said_of, end) or self._introduced.match(text, end)
        if known.kind != "country" and said:
            return LatinName(start, end, known.kind, _only(known), "en.place.introduced")
        cell = _cell(text, start, end)
        opens = start == 0 or text[start - 1] in "\n\r" or text[start - 2 : start] in (". ", "! ", "? ")
        small = opens and j - i == 1 and not cell and known.population < 15_000
        if small and not text.startswith((" and ", "'s ", "’s ", ", "), end):
            return None
        cue = cue or cell
        if self._announced(before):
            return LatinName(start, end, known.kind, _only(known), "en.place.announced")
        sure = known.kind in ("country", "region", "province") or known.population >= LARGE or known.curated
        comma = _comma_after(text, end)
        if tied(start) and first not in self._never and self._beside_known(before, text, end):
            return LatinName(start, end, known.kind, _only(known), "en.place.joined")
        likely = cue or j - i > 1 or comma or known.population >= 15_000
        if sure or (comma and cue) or (likely and tied(start)):
            return LatinName(start, end, known.kind, _only(known), "en.place.name")
        return None

    def _holds_owner(self, text: str, words: Words, i: int, j: int) -> bool:
        """Whether a name has an owner in it: King's Lynn, and Prince's Town where a country stands behind."""
        start, end, last = words[i][0], words[j - 1][1], words[j - 1][2]
        if last.endswith(_POSSESSIVE):
            return False
        known = self.known(text[start:end])
        if known is not None:
            own = self.known(words[i][2][:-2]) is None  # the People's Republic of China, not China's Xiamen
            return own or known.kind not in ("country", "region")
        country = self._behind(text, end) if j - i == 2 and last in self._generic else None
        return country is not None and country not in self._names.countries(words[i][2][:-2])

    def _beside_known(self, before: str, text: str, end: int) -> bool:
        """Whether a town stands beside a name by an `and`: Hexham and Metzingen."""
        found = _AND_BEHIND.match(text, end) or _AND_BEFORE.search(before)
        other = found[1] if found else ""
        known = self.known(other) if other and other not in self._never else None
        return known is not None and known.kind == "city" and known.population >= _TOWN

    def _is_titled(self, before: Words) -> bool:
        """Whether words before a name make it a person's: Mayor Joan Hart, not Mayor Li of Weihai."""
        names = itertools.takewhile(lambda w: w[2][0].isupper(), reversed(before))
        return any(w[2].strip(".,") in self._titles for w in names)

    def _generic_name(
        self, text: str, words: Words, last: str, end: int, following: str, tied: Callable[[int], bool]
    ) -> LatinName | None:
        """A name closed by a generic word, `last`, that ends at `end`: `Xiangshan County`."""
        start, core = words[0][0], [w[2] for w in words[:-1]]
        plain = len(core) == 1 and core[0] in self._never and not tied(start)
        if plain or following in self._tail or core[-1].islower() or not self._function.isdisjoint(core):
            return None
        if "of" in core and self.known(core[0]) and self.known(" ".join(core[core.index("of") + 1 :])):
            return None  # Putian of Fujian Province
        known = self.known(" ".join(core))
        if known is None or known.kind == "country":  # Belize City, Macao Special Administrative Region
            known = self.known(text[start:end]) or known
        if len(core) > 3 and known is None:
            return None
        kind = "city" if known is None else known.kind
        kind = "province" if last.title() in ("Province", "Prefecture", "State") else kind
        return LatinName(start, end, kind, _only(known), "en.place.generic")

    def _romanised(self, name: str, start: int, end: int, country: str | None) -> LatinName | None:
        """A name closed by a Japanese or Korean suffix: `Songpa-gu`; of no known name only where one says
        its country."""
        known = self.known(name) or self.known(en_strip(name))
        if known is not None:
            here = known.countries & ({country} if country else {"JP", "KR"})
            return LatinName(start, end, known.kind, min(here), "en.place.suffix") if len(here) == 1 else None
        return LatinName(start, end, "unknown", country, "en.place.suffix") if country else None

    def _of_people(self, before: str) -> str | None:
        """The country in `the Canadian city of` and `the New Zealand city`, read from what stands before."""
        found = self._people.search(before) if before.endswith(self._announces) else None
        if found is None:
            return None
        return self._names.people(found[1]) or self._names.people(found[1].rpartition(" ")[2])

    def _behind(self, text: str, end: int) -> str | None:
        """The country that stands behind a name: `Nagaokakyo (Japan)`, `Sens, France`."""
        found = _BEHIND.match(text, end)
        words = found[1].split(" ") if found else []
        for size in range(len(words), 0, -1):
            above = self.known(" ".join(words[:size]))
            if above is not None and above.kind == "country":
                return above.country
        return None

    def _region_behind(self, text: str, end: int, known: Known) -> str | None:
        """The country of the division in which a name is said to lie: `Lindau in Bavaria`."""
        found = _LIES_IN.match(text, end)
        words = found[1].split(" ") if found else []
        for size in range(len(words), 0, -1):
            above = self.known(" ".join(words[:size]))
            if above is not None:
                country = _only(above)
                return country if above.kind == "province" and country in known.countries else None
        return None

    def _land(self, found: re.Match[str] | None, *kinds: str) -> str | None:
        """The country of what is said behind a name, if it is of these kinds: `Haarlemmermeer in the
        Netherlands,`, `Herzebrock, Germany`, `Blorvik, Ohio`."""
        above = self.known(found[1]) if found else None
        return _only(above) if above is not None and above.kind in kinds else None

    def _unknown_name(
        self, text: str, words: Words, i: int, j: int, end: int, tied: Callable[[int], bool]
    ) -> LatinName | None:
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
                return LatinName(start, end, "unknown", None, "en.place.owned")
        if i != 0 or j != len(words):
            return None
        headed = first in self._heads and j == 2 and tied(start)
        if headed and (behind := self._behind(text, end)):
            return LatinName(start, end, "unknown", behind, "en.place.headed")
        if first in self._never or self._names.people(first) is not None:
            return None  # twinned with Irish counties
        country = self._of_people(before) if tied(start) else None
        if country or self._announced(before):
            return LatinName(start, end, "unknown", country, "en.place.announced")
        plain = all(w[2][0].isupper() and w[2] not in self._generic for w in words if not w[2].islower())
        if plain and tied(start) and _OPENS_CELL.search(before) and (behind := self._behind(text, end)):
            return LatinName(start, end, "unknown", behind, "en.place.cell")
        if not (plain and tied(start)):
            return None
        if _IN_ROW.search(before) and (behind := self._land(_IN_LAND.match(text, end), "country")):
            return LatinName(start, end, "unknown", behind, "en.place.row")
        if not _IN_SLOT.search(before):
            return None
        if behind := self._land(_COMMA_LAND.match(text, end), "country", "province"):
            return LatinName(start, end, "unknown", behind, "en.place.before_land")
        year = _YEAR_BEHIND.match(text, end)
        return LatinName(start, end, "unknown", None, "en.place.before_year") if year else None

    def _announced(self, before: str) -> bool:
        """Whether what stands before a name says that a place follows: `the city of`."""
        return before.rstrip().endswith(self._of_ends) and self._of.search(before) is not None

    def _mention(self, text: str, name: LatinName) -> PlaceMention:
        kind = name.kind if name.kind in ("country", "region") else "division"
        ranges = [(name.start, name.end), *name.qualifiers]
        return PlaceMention(
            name.start, name.end, "en", (name.rule, "en.place.within") if name.qualifiers else (name.rule,),
            kind=kind, name=text[name.start : name.end], country=name.country, qualifiers=name.qualifiers,
            span_start=min(r[0] for r in ranges), span_end=max(r[1] for r in ranges),
        )  # fmt: skip


def _cased(words: Sequence[str]) -> frozenset[str]:
    """Words as they stand, and in the capitals of a headline."""
    return frozenset(words) | {word.upper() for word in words}


def _only(known: Known | None) -> str | None:
    if known is None:
        return None
    return known.country if known.kind == "country" or len(known.countries) == 1 else None


def _glosses(text: str, start: int, end: int) -> bool:
    """Whether names stand alone in a bracket behind a Chinese word: 曼居·古浪（Manju Devi Gurung）."""
    closed = text[end : end + 1] in (")", "）") and text[start - 1 : start] in ("(", "（")
    return closed and "\u4e00" <= text[start - 2 : start - 1] <= "\u9fff"


def _comma_after(text: str, end: int) -> bool:
    return (text[end : end + 2] == ", " and text[end + 2 : end + 3].isupper()) or text[end : end + 2] == " ("


def _cell(text: str, start: int, end: int) -> bool:
    """Whether a name fills a line, or a cell of a row."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before in _CELL_EDGE and (after in _CELL_EDGE or text[end : end + 2] in ("  ", ": "))


_PARTS = frozenset({"West", "East", "North", "South", "Mid", "Northern", "Southern", "Eastern", "Western"})
_ARTICLES = frozenset({"THE", "A", "AN", "OUR", "ITS"})
_CELL_EDGE = frozenset({"", "\n", "\r", "\t", "|"})
