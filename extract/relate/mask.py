"""A sentence as patterns see it: each place, date and term masked to one character.

`江苏省南京市与美国圣路易斯市于1979年11月2日缔结友好城市关系` becomes `C与F于T缔结R关系`, where C, F, T
and R stand for single private-use characters. A pattern need not know how long a name is, what qualifies
it, whose mayor signs or how a date is written, and offsets into the mask lead back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.layers import DateMention, PlaceMention, Range, Sentence
from extract.relate import lexicon
from extract.relate.bodies import Roles
from extract.rules.first import gated
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese

CHINESE, FOREIGN, UNKNOWN = "\ue000", "\ue001", "\ue002"
DUAL, COUNTRY, DATE, BODY = "\ue004", "\ue005", "\ue006", "\ue007"
BODY_OF, VENUE = "\ue008", "\ue009"  # 芦原市的一所中学; 在科伦坡签署
NOUN, VERB, ALLIANCE = "\ue010", "\ue011", "\ue012"
PLACES = CHINESE + FOREIGN + UNKNOWN
PLACE = f"[{PLACES}]"
_A_PLACE = re.compile(PLACE)
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

Symbol = PlaceMention | DateMention | lexicon.Term | None


@dataclass(slots=True)
class Masked:
    """A masked stretch of text that begins at `start` of the source. `symbols` maps positions in `text` to
    what stands there, in order, and `spans` are the ranges of the source that each of them covers;
    `own_dates` maps positions of places to a date in brackets behind the name. `present` are the word lists
    of which the text has a word (all, where that is not known)."""

    text: str
    lang: str
    sentences: tuple[Sentence, ...]
    start: int
    symbols: dict[int, Symbol] = field(default_factory=dict)
    spans: list[Range] = field(default_factory=list)
    own_dates: dict[int, DateMention] = field(default_factory=dict)
    present: int = -1
    _marks: list[int] | None = None
    _rows: dict[str, list[int]] | None = None

    def raw_range(self, start: int, end: int) -> Range:
        """The source's range for `[start, end)` of the mask; `end > start`."""
        return self._raw(start)[0], self._raw(end - 1)[1]

    def _raw(self, position: int) -> Range:
        """What one character of the mask covers."""
        marks = self._positions()
        before = bisect_right(marks, position) - 1
        if before < 0:
            return self.start + position, self.start + position + 1
        mark, (low, high) = marks[before], self.spans[before]
        if mark == position:
            return low, high
        return high + position - mark - 1, high + position - mark

    def _positions(self) -> list[int]:
        """Where symbols stand, in order."""
        if self._marks is None:
            self._marks = list(self.symbols)
        return self._marks

    def gap_around(self, position: int) -> Range:
        """From behind the mark before a marked position to the mark after it."""
        marks = self._positions()
        at = bisect_right(marks, position)
        before = marks[at - 2] + 1 if at > 1 else 0
        return before, marks[at] if at < len(marks) else len(self.text)

    def places_between(self, start: int, end: int) -> list[PlaceMention]:
        """The places masked in `[start, end)` of the mask."""
        marks = self._positions()
        inside = marks[bisect_left(marks, start) : bisect_left(marks, end)]
        return [s for i in inside if isinstance(s := self.symbols[i], PlaceMention)]

    def date_at(self, position: int) -> DateMention | None:
        """The date masked at a position, if that is what stands there."""
        symbol = self.symbols.get(position)
        return symbol if isinstance(symbol, DateMention) else None

    def standing(self, symbols: str, start: int, end: int) -> list[int]:
        """Where one of these symbols stands in `[start, end)` of the mask, in order."""
        if self._rows is None:
            self._rows = {}
            for i in self.symbols:
                self._rows.setdefault(self.text[i], []).append(i)
        rows = [row for symbol in symbols if (row := self._rows.get(symbol))]
        found = [i for row in rows for i in row[bisect_left(row, start) : bisect_left(row, end)]]
        return sorted(found) if len(rows) > 1 else found

    def parties(self) -> list[tuple[int, PlaceMention]]:
        """The places that can be a side of a tie, each with its position in the mask, in order."""
        row = self.standing(PLACES, 0, len(self.text))
        return [(i, s) for i in row if isinstance(s := self.symbols[i], PlaceMention)]

    def has(self, symbols: str) -> bool:
        """Whether one of these symbols stands in it."""
        return any(symbol in self.text for symbol in symbols)

    def sentences_of(self, start: int, end: int) -> list[Sentence]:
        """The sentences that `[start, end)` of the mask touches."""
        low, high = self.raw_range(start, end)
        return [s for s in self.sentences if s.start < high and low < s.end]


def _one_line(text: str) -> str:
    """The text with spaces for line ends and tabs."""
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ")


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
    folded = roles.folded
    start, end, lang = sentences[0].start, sentences[-1].end, sentences[0].lang or "zh"
    marks: list[tuple[int, int, str, Symbol]] = []
    terms, dates = list(terms), list(dates)
    beginning = {date.start: date for date in dates}
    own: dict[int, DateMention] = {}
    firsts = [t.start for t in terms]
    for place in places:
        last = bisect_right(firsts, place.start) - 1
        if last >= 0 and place.end <= terms[last].end:
            continue  # 友城 is no place, whatever it may look like
        if (
            place.lang == "en"
            and lang == "zh"
            and _GLOSS.search(folded, max(0, place.start - 24), place.start)
        ):
            continue  # 奇廉市(City of Chillán): the same name in its own letters
        if marks and place.start < marks[-1][1] and lang == "en":
            continue  # Yunnan, in what stands for Kunming: the Yunnan capital
        if symbol := _place_symbol(roles, place, lang):
            mark_start, mark_end = place.extent
            if lang == "en" and _SHORTENED.match(folded, mark_end - 2):
                mark_end += 1
            if _opens(folded[mark_start:mark_end]):
                comma = _COMMA.match(folded, mark_end)
                dated = beginning.get(comma.end()) if comma else None
                closing = _CLOSES.match(folded, dated.end if dated else mark_end)
                if closing:
                    mark_end = closing.end()
                if closing and dated:
                    own[id(place)] = dated  # 帕绍(德国,1999年)
            if marks and _in_bracket(folded, marks[-1], mark_start, mark_end, place):
                marks[-1] = (marks[-1][0], mark_end + 1, *marks[-1][2:])
                continue
            if marks and lang == "en" and _lies_further(folded, marks[-1], mark_start, place):
                marks[-1] = (marks[-1][0], mark_end, *marks[-1][2:])
                continue  # Gangnam District of Seoul: the second name only says where
            if marks and _lies_in(folded, marks[-1], mark_start, place):
                mark_start = marks.pop()[0]  # 光州广域市的光山区: the first name only says where
            marks.append((mark_start, mark_end, symbol, place))
    marks += [(d.start, d.end, DATE, d) for d in dates]
    marks += [
        (t.start, t.end, TERM_SYMBOL[t.kind], t)
        for i, t in enumerate(terms)
        if i == 0 or not _goes_on(lowered, terms[i - 1], t)
    ]
    if present & dual_bit(lang):
        marks += [(m.start(), m.end(), DUAL, None) for m in _duals(lang).finditer(lowered, start, end)]
    masked = _absorb(_build(lowered, start, end, lang, tuple(sentences), marks))
    masked.present = present
    for position, held in masked.symbols.items() if own else ():
        if id(held) in own:
            masked.own_dates.setdefault(position, own[id(held)])
    return masked


def _goes_on(lowered: str, before: lexicon.Term, term: lexicon.Term) -> bool:
    """Whether a term is the tail of the one before: 友好城市战略合作伙伴关系 is of the first kind, and in
    友好城市关系意向书 the letter is told by a cue."""
    gap = lowered[before.end : term.start]
    return not gap or (term.relation == "intent" and len(gap) <= LETTER_GAP and gap.isalnum())


def _opens(text: str) -> bool:
    """Whether a bracket is left open: Hastings (New Zealand."""
    return text.count("(") > text.count(")")


def _in_bracket(
    folded: str, before: tuple[int, int, str, Symbol], start: int, end: int, place: PlaceMention
) -> bool:
    """Whether a name alone in brackets says where the name before it lies: 罗马市(美国佐治亚州)."""
    other = before[3]
    if (
        not isinstance(other, PlaceMention)
        or folded[before[1] : start].strip() != "("
        or folded[end : end + 1] != ")"
    ):
        return False
    return country_of(other) in (None, country_of(place)) or place.kind == "country"


def _lies_in(folded: str, before: tuple[int, int, str, Symbol], start: int, place: PlaceMention) -> bool:
    """Whether the name marked before is the place in which this one lies, the two written as one."""
    other = before[3]
    if not isinstance(other, PlaceMention) or folded[before[1] : start] not in ("", "的"):
        return False
    if place.lang == "zh" and before[1] == start:
        return is_chinese(other) == is_chinese(place)
    return country_of(other) is not None and country_of(other) == country_of(place)


def _lies_further(folded: str, before: tuple[int, int, str, Symbol], start: int, place: PlaceMention) -> bool:
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
    marks: list[tuple[int, int, str, Symbol]],
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
    for position in _doubled(symbols):
        if text[position + 1] == ",":
            text = f"{text[: position + 1]}。{text[position + 2 :]}"
    return Masked(_one_line(text), lang, sentences, start, symbols, spans)


def _doubled(symbols: Mapping[int, Symbol]) -> Iterator[int]:
    """Where a place is named again right behind a sign: 转往弘前市，弘前市与… is a new clause, and no row."""
    for position, held in symbols.items():
        after = symbols.get(position + 2)
        places = [m.place for m in (held, after) if isinstance(m, PlaceMention) and m.place is not None]
        if len(places) == 2 and places[0].key == places[1].key:
            yield position


def _by_place(mark: tuple[int, int, str, Symbol]) -> tuple[int, int, str]:
    return mark[0], -mark[1], mark[2]


def _absorb(masked: Masked) -> Masked:
    """Draw into a place what only dresses its name: a country or epithet before it, an office, its holder or
    a bracket behind it. A date in that bracket becomes the place's own."""
    if not _A_PLACE.search(masked.text):
        return masked
    dressed = [m for m in _dressed(masked.lang).finditer(masked.text) if m.end() - m.start() > 1]
    if not dressed:
        return masked
    out = Masked("", masked.lang, masked.sentences, masked.start)
    parts: list[str] = []
    marks = list(zip(masked.symbols.items(), masked.spans, strict=True))
    done = shift = number = 0
    for match in dressed:
        (low, high), place = match.span(), match.start("place")
        parts += (masked.text[done:low], masked.text[place])
        while number < len(marks) and marks[number][0][0] < low:
            (position, symbol), span = marks[number]
            out.symbols[position - shift] = symbol
            out.spans.append(span)
            number += 1
        out.symbols[low - shift] = masked.symbols[place]
        out.spans.append(masked.raw_range(low, high))
        while number < len(marks) and marks[number][0][0] < high:
            position, symbol = marks[number][0]
            if position >= place and isinstance(symbol, DateMention):
                concluded = masked.text[position + 1 : position + 2] != ")"
                renamed = _renamed(masked.lang).match(masked.text, position + 1) is not None
                renamed |= _relived(masked.lang).match(masked.text, position + 1) is not None
                if not renamed and (concluded or low - shift not in out.own_dates):
                    out.own_dates[low - shift] = symbol  # (2009年起交流,2012年结好)
            number += 1
        done = high
        shift += high - low - 1
    for (position, symbol), span in marks[number:]:
        out.symbols[position - shift] = symbol
        out.spans.append(span)
    parts.append(masked.text[done:])
    out.text = "".join(parts)
    return out


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


@lru_cache(maxsize=2)
def _renamed(lang: str) -> re.Pattern[str]:
    """What behind a date in brackets makes it that of another name: (1991年更名为蒂萨新城)."""
    return re.compile(rf"\s?{alternation(lexicon.words()[lang]['renamed'])}")


@lru_cache(maxsize=2)
def _relived(lang: str) -> re.Pattern[str]:
    """What behind a date in brackets makes it that of a later stage of a tie: (1990年结好,2015年终止)."""
    return re.compile(rf"[^,;()]{{0,6}}{alternation(lexicon.words()[lang]['relived'])}")


@lru_cache(maxsize=2)
def _dressed(lang: str) -> re.Pattern[str]:
    """A place with its dress, in a masked text."""
    classes = lexicon.words()[lang]
    once = alternation(classes["once"])
    inner = rf"[^()。一-龥{PLACES}{NOUN}{VERB}]{{0,40}}"
    if lang == "en":  # one date at most: of two (1979, ended 2004) each has its own word
        plain = rf"[^()。一-龥{PLACES}{NOUN}{VERB}{DATE}]{{0,40}}"
        inner = rf"{plain}(?:{DATE}{plain})?"
    bracket = (
        rf"(?:\s?\((?:{inner}"
        rf"|(?:{DATE}[^()]{{0,2}})?{once}[^(){NOUN}{VERB}]{{0,20}})\))?"
    )
    organ = alternation(classes["organ"])
    if lang == "zh":
        made = rf"{DATE}(?:{VERB}|{alternation(classes['since'])})(?:[,;、][^(){PLACES}{NOUN}]{{0,30}})?"
        since = rf"\s?\([^(){PLACES}{NOUN}]{{0,12}}{made}\)"
        letters = rf"[^\W\d一-龥{PLACES}][^()。一-龥{PLACES}{NOUN}{VERB}]{{0,40}}"
        # (Assisi, 意大利城市): its own letters, and the country with a word or two
        lies = rf"\s?\((?:{letters},\s?)?[一-龥]{{0,6}}{COUNTRY}[一-龥{COUNTRY}]{{0,6}}\)"
        alike = rf"\s?\({alternation(classes['alike'])}\s?{DATE}\)"  # A、B(同为1997年)
        bracket = f"(?:{since}|{lies}|{alike}|{bracket})"
    if lang == "en":
        # Coimbra (a cooperation agreement was also signed with its university)
        bracket = (
            rf"(?:\s?\((?:a|an|the|which|with|where|also|ours,?|not)\s[^(){NOUN}{VERB}]{{0,120}}\)|{bracket})"
        )
        epithet = alternation(classes["epithet"])
        word = rf"(?!{alternation(classes['no_epithet'])}\s)[a-z]+\s"
        land = rf"(?:{COUNTRY}(?:'s?)?\s)?"  # the U.S. state of Maryland
        titled = rf"(?:(?<![a-z])(?<!\ba\s)(?:the\s)?{land}(?:{word}){{0,2}}?{epithet}\s(?:of\s)?)?"
        seated = rf"(?:{VENUE}'s\s(?:[a-z]+\s)?{alternation(classes['seat_of'])},?\s)?"  # Bavaria's capital,
        before = rf"{titled}(?:the\s)?(?:{COUNTRY}'s?\s)?{seated}"
        kind = rf"(?:\s{alternation(classes['kinds'])}(?![\w-]))?"  # Heyuan, Guangdong province
        inside = rf"{kind}(?:,?\s(?:(?:both|all)\s(?:of\sthem\s)?)?(?:in|of)?\s?(?:the\s)?{COUNTRY})?"
        seat = alternation(classes["seat"])  # Chengdu, capital of southwest China's Sichuan Province,
        whose = rf"(?:{word}){{0,2}}(?:{COUNTRY}'s\s)?[{PLACES}]{kind},?"
        above = rf"(?:,\s(?:the\s)?(?:{word})?{seat}\s(?:of|in)\s{whose})?"
        what = rf"(?:[a-z'-]+\s){{0,3}}{alternation(classes['descriptions'])}"  # Graz, Austria's second city,
        where = rf"(?:\s(?:of|in|on|near)\s[^,;.(){PLACES}{NOUN}{VERB}]{{0,30}}(?:[{PLACES}]{kind})?)?"
        told = rf"(?:(?:,\s(?:a|an|the|{COUNTRY}'s)|'s)\s{what}{where}(?=,))?"
        lying = rf"[^,;.(){PLACES}{NOUN}{VERB}]{{0,40}}(?:[{PLACES}]{kind})?(?=,)"
        coast = rf"(?:on|in|at|near)\sthe\s[^,;.(){PLACES}{NOUN}{VERB}]{{1,30}}\sof\s[{PLACES}]{kind}(?=,)"
        of_land = rf"of\s(?:the\s)?[{PLACES}{COUNTRY}]{kind}(?=,)"  # San Diego, of California, is
        lies = rf"(?:,\s(?:{alternation(classes['situated'])}\s{lying}|{coast}|{of_land}))?"
        # Portsmouth - the one in Virginia, no naval base - has been; Edinburgh, after which it is named, has
        opens = alternation(classes["asides"])
        dashed = rf"(?:\s?[-–—]\s?{opens}\b[^-–—.;()]{{1,80}}\s?[-–—](?=\s?[a-z{PLACES}]))?"
        named = rf"(?:,\s(?:for|after|from|in|of)\s(?:which|whom)\s[^.;,(){NOUN}{VERB}]{{3,60}},)?"
        votes = rf"(?!\s{alternation(classes['consenting'])})"
        dress = rf"{inside}{above}{told}{lies}{dashed}{named}{bracket}(?:(?:'s)?\s{organ}{votes})?"
        return re.compile(gated(rf"{before}(?P<place>{PLACE}){dress}"))
    epithet = rf"(?:{alternation(classes['epithet'])}|[一-龥]{{2,5}}{alternation(classes['fame'])})"
    nickname = r"(?:[\"“「『‘][^\"“”「」『』’]{1,8}[\"”」』’])?"  # “川之街”旭川
    land = f"(?:{COUNTRY}|{alternation(classes['short_lands'])})"  # 加国本拿比
    before = f"(?:(?:[{PLACES}{COUNTRY}]的?{epithet}的?)|(?:{land}的?)?(?:{epithet}的?)?{nickname})"
    part = rf"[^,、。;:·与和同及暨的在签缔表希望访提致率会说{PLACES}]"
    holder = rf"(?:{part}{{1,12}}·{part}{{1,12}}?|{part}{{1,5}}?)(?=[,、与和同及暨在{PLACES}]|代表)"
    title = f"(?:{alternation(classes['title'])}(?:{holder})?)?"
    opened, closed = f"(?:[“「『](?={PLACE}[”」』]))?", "(?:(?<=[“「『].)[”」』])?"  # “奈良市”(日本)
    named = f"{opened}(?P<place>{PLACE}){closed}"
    return re.compile(gated(f"{before}{named}{bracket}(?:的?{organ}){{0,2}}{title}{bracket}"))
