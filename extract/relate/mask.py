"""A sentence as patterns see it: each place, date and term masked to one character.

`江苏省南京市与美国圣路易斯市于1979年11月2日缔结友好城市关系` becomes `C与F于T缔结R关系`, where C, F, T, R stand
for single private-use characters. A pattern need not know how long a name is, what qualifies it or how
a date is written, and offsets into the mask lead back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.layers import DateMention, PlaceMention, Range, Sentence
from extract.relate import lexicon
from extract.rules.pattern import alternation

CHINESE, FOREIGN, UNKNOWN = "\ue000", "\ue001", "\ue002"
DUAL, COUNTRY, DATE, BODY = "\ue004", "\ue005", "\ue006", "\ue007"
NOUN, VERB, ALLIANCE = "\ue010", "\ue011", "\ue012"
PLACES = CHINESE + FOREIGN + UNKNOWN
PLACE = f"[{PLACES}]"
TERM_SYMBOL = {"noun": NOUN, "verb": VERB, "alliance": ALLIANCE}
CHINA = frozenset({"CN", "HK", "MO", "TW"})
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\n": " ", "\r": " ", "\t": " "})

Symbol = PlaceMention | DateMention | lexicon.Term | None


@dataclass(slots=True)
class Masked:
    """A masked stretch of text. `symbols` maps positions in `text` to what stands there."""

    text: str
    lang: str
    sentences: tuple[Sentence, ...]
    symbols: dict[int, Symbol]
    _at: list[int] = field(default_factory=list)
    _raw: list[int] = field(default_factory=list)

    def raw(self, position: int) -> int:
        """The offset in the source at which a position of the mask begins."""
        i = bisect_right(self._at, position) - 1
        return self._raw[i] + position - self._at[i]

    def raw_range(self, start: int, end: int) -> Range:
        """The source's range for `[start, end)` of the mask; `end > start`."""
        last = self.symbols.get(end - 1)
        return self.raw(start), _extent(last)[1] if last is not None else self.raw(end - 1) + 1

    def symbols_between(self, start: int, end: int) -> list[PlaceMention]:
        """The places masked in `[start, end)` of the mask."""
        return [
            s for i, s in self.symbols.items() if start <= i < end and isinstance(s, PlaceMention)
        ]

    def sentences_of(self, start: int, end: int) -> list[Sentence]:
        """The sentences that `[start, end)` of the mask touches."""
        low, high = self.raw_range(start, end)
        return [s for s in self.sentences if s.start < high and low < s.end]


def _extent(symbol: Symbol) -> Range:
    if isinstance(symbol, PlaceMention) and symbol.span_end >= 0:
        return symbol.span_start, symbol.span_end
    assert symbol is not None
    return symbol.start, symbol.end


def country_of(mention: PlaceMention) -> str | None:
    """The territory of a mention: the linked place's, else what its words say."""
    if mention.refers is not None:
        return country_of(mention.refers)
    return (mention.place.country if mention.place else None) or mention.country


def is_chinese(mention: PlaceMention) -> bool:
    return country_of(mention) in CHINA


def mask(
    folded: str,
    sentences: Sequence[Sentence],
    places: Iterable[PlaceMention],
    dates: Iterable[DateMention],
) -> Masked:
    """Mask a run of sentences that belong together; `places` and `dates` are those inside it, in order."""
    start, end, lang = sentences[0].start, sentences[-1].end, sentences[0].lang or "zh"
    marks: list[tuple[int, int, str, Symbol]] = []
    for place in places:
        if symbol := _place_symbol(folded, place, lang):
            marks.append((*_extent(place), symbol, place))
    marks += [(d.start, d.end, DATE, d) for d in dates]
    marks += [(t.start, t.end, TERM_SYMBOL[t.kind], t) for t in lexicon.terms(lang).find(folded, start, end)]
    marks += [(m.start(), m.end(), DUAL, None) for m in _duals(lang).finditer(folded, start, end)]
    return _build(folded, start, end, lang, tuple(sentences), marks)


def _build(
    folded: str,
    start: int,
    end: int,
    lang: str,
    sentences: tuple[Sentence, ...],
    marks: list[tuple[int, int, str, Symbol]],
) -> Masked:
    parts: list[str] = []
    masked = Masked("", lang, sentences, {}, [0], [start])
    size, done = 0, start
    for mark_start, mark_end, char, symbol in sorted(marks, key=lambda m: (m[0], -m[1], m[2])):
        if mark_start < done or mark_end > end:
            continue
        parts.append(folded[done:mark_start])
        size += mark_start - done
        parts.append(char)
        masked.symbols[size] = symbol
        size, done = size + 1, mark_end
        masked._at.append(size)
        masked._raw.append(done)
    parts.append(folded[done:end])
    masked.text = "".join(parts).translate(_STRAIGHT)
    return masked


def _place_symbol(folded: str, place: PlaceMention, lang: str) -> str | None:
    if place.kind in ("country", "region"):
        return COUNTRY
    if place.kind not in ("division", "anaphor") or (place.kind == "anaphor" and place.refers is None):
        return None
    if is_body(folded, place, lang):
        return BODY
    country = country_of(place)
    if country is None:
        return UNKNOWN
    return CHINESE if country in CHINA else FOREIGN


def is_body(folded: str, place: PlaceMention, lang: str) -> bool:
    """Whether the name only says where some body sits (宁波第一医院, the University of Nairobi)."""
    start, end = _extent(place)
    after, before = _bodies(lang)
    if after.match(folded, end):
        return True
    return before is not None and before.search(folded, max(0, start - 40), start) is not None


@lru_cache(maxsize=2)
def _duals(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words()[lang]["dual"]), re.IGNORECASE)


@lru_cache(maxsize=2)
def _bodies(lang: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """What makes a name before it (or, in English, after it) part of some body's name."""
    classes = lexicon.words()[lang]
    bodies, some = alternation(classes["bodies"]), alternation(classes["some"])
    if lang == "zh":
        return re.compile(f"的?{some}?[^\\W与和同及是为在于向成结建签缔友姐姊]{{0,2}}?{bodies}(?!城市)"), None
    return (
        re.compile(rf"(?:'s|’s)?(?:\s+(?:[A-Z][\w.'’]*|(?i:{some}))){{0,3}}\s+(?i:{bodies})"),
        re.compile(rf"(?i:{bodies})\s+(?:of|in|at|from)\s+(?:the\s+)?\Z"),
    )


def speaks(text: str) -> bool:
    """Whether a masked text holds a term."""
    return NOUN in text or VERB in text or ALLIANCE in text
