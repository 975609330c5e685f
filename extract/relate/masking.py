"""How a sentence is masked: which names, dates, terms and words for both sides become a symbol."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from extract.layers import DateMention, PlaceMention, Range, Sentence
from extract.relate import lexicon
from extract.relate.bodies import Roles
from extract.relate.dress import absorb
from extract.relate.mask import (
    ALLIANCE,
    BODY,
    BODY_OF,
    CHINESE,
    COUNTRY,
    DATE,
    DUAL,
    FOREIGN,
    NOUN,
    UNKNOWN,
    VENUE,
    VERB,
    Masked,
    Symbol,
)
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese

TERM_SYMBOL = {"noun": NOUN, "verb": VERB, "alliance": ALLIANCE}
_STATE_OF = re.compile(
    r"\.? (?:state|province|region|prefecture|canton) of (?:the )?"
)  # … of the U.S. state of
_SHORTENED = re.compile(r"\.[A-Z]\.")  # the end of U.S.A. and D.C.
_GLOSS = re.compile(r"\([A-Za-z .,'-]*\Z")
_CLOSES = re.compile(r"[一-龥]{0,4}\)")  # 热那亚(意大利城市)
_COMMA = re.compile(r"[,;、]\s?")
SHIRES = ("GB", "IE", None)  # where a county stands behind a town
LETTER_GAP = 6  # characters between a kind of tie and the 意向书 on it

Mark = tuple[int, int, str, Symbol]


def mask(
    lowered: str,
    sentences: Sequence[Sentence],
    places: Iterable[PlaceMention],
    dates: Iterable[DateMention],
    terms: Iterable[lexicon.Term],
    roles: Roles,
    present: int = -1,
) -> Masked:
    """Mask a run of sentences that belong together; places, dates and terms are those inside it.

    `lowered` is the folded text in lower case, its apostrophes straight; that of `roles` keeps the case that
    tells English names.
    """
    start, end, lang = sentences[0].start, sentences[-1].end, sentences[0].lang or "zh"
    terms, dates = list(terms), list(dates)
    marks, own = _place_marks(places, dates, terms, roles, lang)
    marks += [(d.start, d.end, DATE, d) for d in dates]
    marks += [
        (t.start, t.end, TERM_SYMBOL[t.kind], t)
        for i, t in enumerate(terms)
        if i == 0 or not _goes_on(lowered, terms[i - 1], t)
    ]
    if present & dual_bit(lang):
        marks += [(m.start(), m.end(), DUAL, None) for m in _duals(lang).finditer(lowered, start, end)]
    masked = absorb(_build(lowered, start, end, lang, tuple(sentences), marks))
    masked.present = present
    for position, held in masked.symbols.items() if own else ():
        if id(held) in own:
            masked.own_dates.setdefault(position, own[id(held)])
    return masked


def _place_marks(
    places: Iterable[PlaceMention],
    dates: Sequence[DateMention],
    terms: Sequence[lexicon.Term],
    roles: Roles,
    lang: str,
) -> tuple[list[Mark], dict[int, DateMention]]:
    """The marks of places, and by `id` of a place the date in a bracket of its name."""
    marks: list[Mark] = []
    own: dict[int, DateMention] = {}
    beginning = {date.start: date for date in dates}
    firsts = [t.start for t in terms]
    for place in places:
        last = bisect_right(firsts, place.start) - 1
        if last >= 0 and place.end <= terms[last].end:
            continue  # 友城 is no place, whatever it may look like
        if lang == "zh" and _is_gloss(roles.folded, place):
            continue
        if marks and place.start < marks[-1][1] and lang == "en":
            continue  # Yunnan, in what stands for Kunming: the Yunnan capital
        if symbol := _place_symbol(roles, place, lang):
            end, dated = _end_of(roles.folded, place, lang, beginning)
            if dated:
                own[id(place)] = dated
            _add(marks, roles.folded, lang, place, (place.extent[0], end, symbol, place))
    return marks, own


def _is_gloss(folded: str, place: PlaceMention) -> bool:
    """Whether a name in a Chinese text is the one before it in its own letters: 奇廉市(City of Chillán)."""
    before = max(0, place.start - 24)
    return place.lang == "en" and _GLOSS.search(folded, before, place.start) is not None


def _end_of(
    folded: str, place: PlaceMention, lang: str, beginning: Mapping[int, DateMention]
) -> tuple[int, DateMention | None]:
    """Where the name of a place ends, with the bracket it leaves open, and a date in that bracket."""
    start, end = place.extent
    if lang == "en" and _SHORTENED.match(folded, end - 2):
        end += 1
    if not _opens(folded[start:end]):
        return end, None
    comma = _COMMA.match(folded, end)
    dated = beginning.get(comma.end()) if comma else None  # 帕绍(德国,1999年)
    closing = _CLOSES.match(folded, dated.end if dated else end)
    return (closing.end(), dated) if closing else (end, None)


def _add(marks: list[Mark], folded: str, lang: str, place: PlaceMention, mark: Mark) -> None:
    """Add the mark of a place, or make it one with the last where one name only says where the other lies."""
    start, end, *_ = mark
    if marks and _in_bracket(folded, marks[-1], start, end, place):
        marks[-1] = (marks[-1][0], end + 1, *marks[-1][2:])
    elif marks and lang == "en" and _lies_further(folded, marks[-1], start, place):
        marks[-1] = (marks[-1][0], end, *marks[-1][2:])  # Gangnam District of Seoul: the second says where
    elif marks and _lies_in(folded, marks[-1], start, place):
        marks[-1] = (marks[-1][0], *mark[1:])  # 光州广域市的光山区: the first name only says where
    else:
        marks.append(mark)


def _goes_on(lowered: str, before: lexicon.Term, term: lexicon.Term) -> bool:
    """Whether a term is the tail of the one before: 友好城市战略合作伙伴关系 is of the first kind, and in
    友好城市关系意向书 the letter is told by a cue."""
    gap = lowered[before.end : term.start]
    return not gap or (term.relation == "intent" and len(gap) <= LETTER_GAP and gap.isalnum())


def _opens(text: str) -> bool:
    """Whether a bracket is left open: Hastings (New Zealand."""
    return text.count("(") > text.count(")")


def _in_bracket(folded: str, before: Mark, start: int, end: int, place: PlaceMention) -> bool:
    """Whether a name alone in brackets says where the name before it lies: 罗马市(美国佐治亚州)."""
    other = before[3]
    if (
        not isinstance(other, PlaceMention)
        or folded[before[1] : start].strip() != "("
        or folded[end : end + 1] != ")"
    ):
        return False
    return country_of(other) in (None, country_of(place)) or place.kind == "country"


def _lies_in(folded: str, before: Mark, start: int, place: PlaceMention) -> bool:
    """Whether the name marked before is the place in which this one lies, the two written as one."""
    other = before[3]
    if not isinstance(other, PlaceMention) or folded[before[1] : start] not in ("", "的"):
        return False
    if place.lang == "zh" and before[1] == start:
        return is_chinese(other) == is_chinese(place)
    return country_of(other) is not None and country_of(other) == country_of(place)


def _lies_further(folded: str, before: Mark, start: int, place: PlaceMention) -> bool:
    """Whether an English name says where the one marked before it lies: `of`, `in` or, behind a district, a
    comma and the name of a division above it."""
    other = before[3]
    if not isinstance(other, PlaceMention):
        return False
    gap = folded[before[1] : start]
    if other.kind != "division":
        return False  # the US state of Ohio
    if gap == ", " and place.name.lower() in lexicon.words()["en"]["shires"] and country_of(other) in SHIRES:
        return True  # Sittingbourne, Kent
    held = other.place is not None and place.place is not None and other.place.parent == place.place.key
    comma = ", " if other.place is not None and (other.place.level == "county" or held) else " of "
    if gap in ("'s ", "’s ") and other.span_end > other.end:
        return True  # Angers, in France's Loire Valley
    linked = gap in (" of ", " in ", ", in ", comma)
    if not (linked or _STATE_OF.fullmatch(gap) or _in_part().fullmatch(gap)):
        return False
    above = place.place is not None and place.place.level == "province"
    below = other.place is not None and other.place.level != "province"
    return above and below and country_of(other) == country_of(place)


@lru_cache(maxsize=1)
def _in_part() -> re.Pattern[str]:
    """Xiamen in East China's Fujian Province; Urumqi city of Xinjiang."""
    part = alternation(lexicon.words()["en"]["compass"])
    kind = alternation(lexicon.words()["en"]["epithet"])
    return re.compile(rf"(?:,? in (?:the )?(?i:{part})| {kind} of) ")


def _build(
    lowered: str,
    start: int,
    end: int,
    lang: str,
    sentences: tuple[Sentence, ...],
    marks: list[Mark],
) -> Masked:
    parts: list[str] = []
    symbols: dict[int, Symbol] = {}
    spans: list[Range] = []
    done, shift = start, start
    for mark_start, mark_end, char, symbol in sorted(marks, key=_by_place):
        if mark_start < done or mark_end > end:
            continue
        parts += (lowered[done:mark_start], char)
        symbols[mark_start - shift] = symbol
        spans.append((mark_start, mark_end))
        shift += mark_end - mark_start - 1
        done = mark_end
    parts.append(lowered[done:end])
    text = "".join(parts)
    for comma in _doubled(text, symbols):
        text = f"{text[:comma]}。{text[comma + 1 :]}"
    return Masked(_one_line(text), lang, sentences, start, symbols, spans)


def _doubled(text: str, symbols: Mapping[int, Symbol]) -> Iterator[int]:
    """The commas behind which a place is named again: 转往弘前市，弘前市与… is a new clause, and no row."""
    for position, held in symbols.items():
        if not text.startswith(",", position + 1):
            continue
        after = symbols.get(position + 2)
        places = [m.place for m in (held, after) if isinstance(m, PlaceMention) and m.place is not None]
        if len(places) == 2 and places[0].key == places[1].key:
            yield position + 1


def _by_place(mark: Mark) -> tuple[int, int, str]:
    return mark[0], -mark[1], mark[2]


def _place_symbol(roles: Roles, place: PlaceMention, lang: str) -> str | None:
    if place.kind in ("country", "region"):
        across = place.name.endswith(tuple(lexicon.words()["zh"]["cross_border"]))
        return UNKNOWN if across else COUNTRY
    if place.kind not in ("division", "anaphor") or (place.kind == "anaphor" and place.refers is None):
        return None
    role = roles.of(place, lang)
    if role == "person" or roles.folded.endswith((", not ", "(not "), 0, place.extent[0]):
        return BODY
    if role == "body":
        return BODY_OF if roles.folded.startswith("的", place.extent[1]) else BODY
    if role != "party":
        return VENUE
    if country_of(place) is None:
        return UNKNOWN
    return CHINESE if is_chinese(place) else FOREIGN


@lru_cache(maxsize=2)
def _duals(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words()[lang]["dual"]))


@lru_cache(maxsize=2)
def dual_bit(lang: str) -> int:
    """The bit (`lexicon.word_lists`) of the words for both sides: 两市, the two cities."""
    return lexicon.word_lists().add(lexicon.words()[lang]["dual"])


def _one_line(text: str) -> str:
    """The text with spaces for line ends and tabs."""
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
