"""What a masked line looks like to a reader of lists: short, an entry, labelled, complete in itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract import resources
from extract.layers import PlaceMention, Sentence
from extract.relate import lexicon
from extract.relate.context import Unit, identity
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, VERB, Masked
from extract.relate.statement import Statement
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation
from extract.territory import country_of
from extract.text.lines import BULLETS

LONGEST_DATE_CELL = 50  # characters of a masked line that dates the row above it
LONGEST_LABEL = 34  # characters of what stands before a colon, or of a heading that only tells a standing
# Signs of items; ◆ more often heads a part of a page than a row.
_SIGNS = BULLETS.translate({ord(sign): None for sign in "◆◇"})
# Numbering and the marks between columns and around names, as they stand in a class of characters.
MARKS = rf"\s\d.、,;:|()\[\]\-—–/×↔①-⓿❶-➓{_SIGNS}*#§▍“”「」『』《》【】〔〕"
# The number that begins an item, where it is written in words.
NUMBER = r"\s*\(?(?:[一二三四五六七八九十百]{1,4}[、.)]|no\.?\s?\d)"
# What of a masked row is no prose: those, and symbols.
FILL = re.compile(rf"^{NUMBER}|[{MARKS}\ue000-\ue0ff]+")

LEADING = f"{BULLETS}*-–— "  # what may stand before the name in a row
LONGEST_TOLD = 60  # characters within which a row that is a sentence names the tie
SHORTEST_REMARK = 3  # characters of prose in a cell that make it one
_NUMBERED = re.compile(r"[一二三四五六七八九十(]")
_CROSSED = re.compile(rf"[{PLACES}](?:\([^)]{{1,12}}\))?\s?(?:×|↔|—{{1,2}}|–)\s?[{PLACES}]")
_PART = re.compile(rf"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[◎●■▍◆])\s*[{PLACES}]:?")
_GLOSS = re.compile(rf"(?<=[{PLACES}])\([^(){NOUN}{VERB}{DATE}]{{1,16}}\)")  # 森町(茅部郡)
_CELL_END = re.compile(r"\s{2,}|[|;]")
_LABEL = re.compile(rf"[^{PLACES}]*[{PLACES}]\s?:")


class ListWords(RuleModel):
    filling: list[str]
    common: list[str]
    not_heading: list[str]
    kind_column: list[str]
    column_head: list[str]
    chinese_column: list[str]
    foreign_column: list[str]
    region_column: list[str]
    city_column: list[str]
    agent: list[str]
    longest_row: int
    longest_heading: int
    most_prose: int
    dated: list[str]
    introduces: list[str]
    opening: list[str]
    labels: list[str]
    kinds: dict[str, list[str]]
    standing: dict[str, list[str]]
    titles: dict[str, list[str]]
    naming: list[str]
    closing: list[str]
    aside: list[str]
    making: list[str]
    lead: list[str]
    lead_bounds: list[str]
    agenda: list[str]
    visiting: list[str]
    telling: list[str]
    unknown: list[str]
    not_unknown: list[str]


@lru_cache(maxsize=2)
def list_words(lang: str) -> tuple[ListWords, re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The rules for lists of a language, with what is no heading, a column of kinds, the head of a column."""
    words = load(resources.rules_dir() / "pairs" / "lists.yaml", dict[str, ListWords])[lang]
    rows = (words.not_heading, words.kind_column, words.column_head)
    not_heading, kind_column, column_head = (re.compile(alternation(row)) for row in rows)
    return words, not_heading, kind_column, column_head


def bullet(masked: Masked) -> str:
    """The sign that marks a line as an item; empty for a number, a dash or nothing."""
    first = masked.text.lstrip()[:1]
    return first if first in tuple(BULLETS) else ""


# The last cell of a row with some before it, of words alone: what the town is like.
_REMARK = re.compile(rf"(?<=\|)[^|{PLACES}{NOUN}{DATE}]*$")


def is_short(masked: Masked) -> bool:
    words, *_ = list_words(masked.lang)
    text = masked.text.strip()
    most = words.most_prose
    if is_table(masked):
        text, most = _REMARK.sub("", text), words.longest_row
    if len(text) > words.longest_row:
        return False
    return len(FILL.sub("", text)) <= most or len(_prose(masked.lang, text)) <= most // 2


def _prose(lang: str, text: str) -> str:
    """What of a row is left without the words for a tie's dates and stages, and the small ones between."""
    return FILL.sub("", _words(lang, "filling").sub("", _words(lang, "dated").sub("", text)))


def is_labelled(text: str) -> bool:
    """Whether a line begins with a place and then says something of it: `Grenoble: joined 1990.`,
    `Davos - sister city (1976)`"""
    return text[:1] in tuple(PLACES) and text[1:].lstrip()[:1] in tuple(":,(-–—")


def is_told(masked: Masked) -> bool:
    """Whether a row says in a sentence what its partner is: `• Nara: twinned with us for many years.`"""
    text = masked.text.strip().lstrip(LEADING)
    parted = text[:1] in tuple(PLACES) and text[1:].lstrip()[:1] in tuple(":–—-")
    told = any(symbol in text[:LONGEST_TOLD] for symbol in NOUN + VERB)
    return parted and told and not any(place in text[1:] for place in PLACES)


def is_entry(masked: Masked) -> bool:
    """Whether a line is no more than the head of an entry: a place with its country or a date."""
    parties = masked.places_between(0, len(masked.text))
    full = any(is_full(p) for p in parties)
    prose = FILL.sub("", masked.text)
    told = full or bool(masked.own_dates) or DATE in masked.text or COUNTRY in masked.text
    framed = is_labelled(masked.text.strip().lstrip(LEADING)) or is_table(masked)
    return masked.has(PLACES) and told and (not prose or (framed and is_short(masked)))


def opens_list(masked: Masked) -> bool:
    return is_entry(masked) or masked.text.strip() in tuple(PLACES)


def is_complete(unit: Unit) -> bool:
    """Whether an item of a list says what it is without a heading: `- Venice (Italy), sister city, 1980`,
    `成都市:法国蒙彼利埃市(友好城市,1981年)`.

    Cells of a table may say more, in a word: `| Kure | Japan | Sister City | 1992 | Active |`.
    """
    if not (unit.sentences[0].item or unit.sentences[0].heading):
        return False
    text = _GLOSS.sub("", unit.masked.text)
    places = sum(c in PLACES for c in text)
    both = places > 1 and (labelled(unit.masked) or names_both(unit.masked))
    most = list_words(unit.masked.lang)[0].most_prose if is_table(unit.masked) else 0
    return NOUN in text and (places == 1 or both) and len(_prose(unit.masked.lang, text)) <= most


def leading_owner(masked: Masked) -> PlaceMention | None:
    """Whose ties of several kinds a line leads to that names none: `Suva has the following ties abroad:`"""
    if not masked.text.rstrip().endswith(":") or not _words(masked.lang, "common").search(masked.text):
        return None
    named = {identity(place): place for _, place in masked.parties()}
    return next(iter(named.values())) if len(named) == 1 else None


def is_domestic(masked: Masked) -> bool:
    """Whether a heading speaks of ties within the country: 国内姊妹市, not 国内外友好城市."""
    words = lexicon.words()[masked.lang]["domestic"]
    abroad = list_words(masked.lang)[0].foreign_column
    return any(w in masked.text for w in words) and not any(w in masked.text for w in abroad)


def names_both(masked: Masked) -> bool:
    """Whether a row names two sides by a sign between them: 沼田町×瑞穗乡, 旭川市——哈尔滨市."""
    return _CROSSED.search(masked.text) is not None


def heads_part(masked: Masked) -> bool:
    """Whether a line is the number of a part and a place's name: 一、北海道."""
    return _PART.fullmatch(masked.text.strip()) is not None


def labelled(masked: Masked) -> bool:
    """Whether a row begins with the side whose ties it lists: `柳州市:美国辛辛那提市、德国帕绍市`."""
    return _LABEL.match(masked.text) is not None


def heads_entry(unit: Unit, below: Unit) -> bool:
    """Whether a name with its country, on a line of its own or at the beginning of one, is followed by what
    tells its tie: `Sister city since 1964.`"""
    first, next_ = unit.sentences[0], below.sentences[0]
    runs_in = unit.lang == "en" and next_.line == first.line and unit.masked.text.rstrip().endswith(".")
    if not ((first.heading or runs_in) and below.terms and not unit.terms and is_entry(unit.masked)):
        return False
    telling = below.masked
    told = _words(telling.lang, "telling").match(telling.text.strip())
    return told is not None and NOUN in telling.text and not telling.has(PLACES)


def says_tie(masked: Masked) -> bool:
    """Whether an English line that dates the entry above is a sentence: `Twin town since 1971.`"""
    return masked.lang == "en" and NOUN in masked.text and masked.text.rstrip().endswith(".")


def takes_back(masked: Masked, at: int) -> bool:
    """Whether a word of denial at `at` of an English row is of the tie: nothing else stands in its cell, or a
    word for a tie or its making. What meets `not at present` or is `not accessible` is the tie's no more."""
    if masked.lang != "en":
        return True
    cell = _CELL_END.split(masked.text[at:], maxsplit=1)[0]
    alone = len(cell.split()) == 1
    return alone or NOUN in cell or VERB in cell or _words("en", "dated").search(cell) is not None


def is_table(masked: Masked) -> bool:
    """Whether a line is the row of a table with bars between its cells."""
    return masked.text.count("|") > 1


def is_part(folded: str, masked: Masked, at: int) -> bool:
    """Whether the place at `at` is only a piece of a longer name: Pomigliano d'Arco, Bernau bei Berlin."""
    text = masked.text
    if text[at - 1 : at].isascii() and (text[at - 1 : at].isalpha() or text[at - 1 : at] in ("'", "’")):
        return True
    if masked.lang != "en":
        return False
    first, last = masked.gap_around(at)
    low, high = masked.raw_range(at, at + 1)
    ahead = folded[masked.raw_range(first, at)[0] : low] if first < at else ""
    behind = folded[high : masked.raw_range(at, last)[1]] if last > at + 1 else ""
    return bool(_NAME_AHEAD.search(ahead) or _NAME_BEHIND.match(behind))


# A capitalised word joined to a name by a small one at most, at the beginning of its cell or behind the name.
_NAME_AHEAD = re.compile(r"(?:^|[|\t\n,;:(–—]|- )\s*(?:\d{1,3}[.)]?\s+)?[A-Z][\w’'-]+ (?:[a-z]{2,4} )?$")
_NAME_BEHIND = re.compile(r" (?:[a-z]{2,4} )[A-Z][\w’'-]+\s*(?:$|[|\t\n,;:()–—])")


def is_bare(masked: Masked) -> bool:
    """Whether a line is a place's name alone, numbered or not, with a colon or without."""
    text = masked.text.strip().rstrip(":").lstrip("0123456789.、()•·*- ")
    return len(text) == 1 and text in PLACES and not masked.own_dates


def is_region(
    masked: Masked, last: Sequence[Statement], cells: Sequence[Sentence], below: Unit | None
) -> bool:
    """Whether a line says where the name alone above it lies: `Karatsu`, `Saga Prefecture, Japan`."""
    places = masked.parties()
    if masked.has(NOUN) or len(last) != 1 or len(places) != 1 or not (is_entry(masked) or is_bare(masked)):
        return False
    above, place = last[0].b, places[0][1]
    upper = place.place is not None and place.place.level == "province"
    dated = below is not None and below.masked.text.strip()[:1] == DATE
    if last[0].when is not None and cells[-1].end > above.end and (is_full(place) or dated or not upper):
        return False  # the row above has its date: another begins
    if is_full(above) or country_of(above) not in (None, country_of(place)):
        return False
    if masked.own_dates or (is_table(masked) and masked.has(DATE)):
        return False
    return upper or (is_full(place) and len(cells) == 1)


def is_full(place: PlaceMention) -> bool:
    """Whether its region or country stands beside a name."""
    return (place.span_start, place.span_end) != (place.start, place.end)


def is_label(masked: Masked) -> bool:
    """Whether a line tells something else of an entry: `Population: 35,000`, `Mayor: Ada Nagy`."""
    label, colon, _ = masked.text.strip().partition(":")
    if not colon or len(label) > LONGEST_LABEL or not label.replace(" ", "").isalpha():
        return False
    aside, dating = _words(masked.lang, "aside"), _words(masked.lang, "dated")
    if aside.search(label):
        return True
    return not masked.has(PLACES + COUNTRY + NOUN + VERB) and not dating.search(label)


def is_agenda(masked: Masked) -> bool:
    """Whether a line is the item of a meeting, and no entry: `a) Resolution on Serpukhov.`"""
    return _words(masked.lang, "agenda").search(masked.text) is not None


def tells_tie(masked: Masked) -> bool:
    """Whether a line names a kind of tie, or has a word for the date of one."""
    return masked.has(NOUN + VERB) or _words(masked.lang, "dated").search(masked.text) is not None


def is_visit(masked: Masked) -> bool:
    """Whether a line only tells of a visit: `雷恩市长2009年访问我市`."""
    return not tells_tie(masked) and _words(masked.lang, "visiting").search(masked.text) is not None


def tells_making(masked: Masked, start: int) -> bool:
    """Whether a line says, from `start` on, that ties were made: `In 2023, the council approved:`"""
    return _words(masked.lang, "making").search(masked.text, start) is not None


def is_remark(masked: Masked) -> bool:
    """Whether a cell tells something in words that speak of a place or a tie: `与弗吉尼亚州首府同名`."""
    told = masked.has(PLACES + NOUN) and DATE not in masked.text
    return told and len(FILL.sub("", masked.text)) >= SHORTEST_REMARK


def heads_section(masked: Masked) -> bool:
    """Whether a line in a table heads what stands below it: it is numbered, ends in a colon, stands in heavy
    brackets, or says so."""
    text = masked.text.strip()
    return (
        text.endswith(":")
        or is_bracketed(masked)
        or bool(_NUMBERED.match(text))
        or bool(_words(masked.lang, "naming").search(text))
    )


def is_bracketed(masked: Masked) -> bool:
    """Whether a line stands in heavy brackets, as a heading: 【友好交流】."""
    text = masked.text.strip()
    return len(text) > 2 and text[0] in "【〔" and text[-1] in "】〕"


def dates_row(masked: Masked, owner: PlaceMention | None) -> bool:
    """Whether a line dates the row above it: `Twinned since 1989.` `Twinned with Bristol since 1989.`"""
    others = any(owner is None or identity(place) != identity(owner) for _, place in masked.parties())
    dates = DATE in masked.text and not others and not masked.text.startswith(tuple(PLACES))
    return dates and tells_tie(masked) and len(masked.text) <= LONGEST_DATE_CELL


def closes_list(masked: Masked) -> bool:
    """Whether a heading of words ends the list above it: `Contact us`, `Sister schools`."""
    return not masked.has(PLACES + COUNTRY + DATE) and bool(
        _words(masked.lang, "closing").search(masked.text)
    )


def kind_of(masked: Masked, start: int, end: int) -> str | None:
    """The kind of tie that a word of a row names, though it be no term elsewhere (友好交流 in a column)."""
    return kind_in(masked.lang, masked.text[start:end])


def kind_in(lang: str, text: str) -> str | None:
    """The kind of tie that a word of a text names."""
    kinds = list_words(lang)[0].kinds
    return next((kind for kind, row in kinds.items() if any(word in text for word in row)), None)


def standing_of(lang: str, text: str) -> str | None:
    """What a row says of its tie: `ended`, `proposed`, `none` where there is none; None where it exists."""
    return next((kind for kind, words in _standing(lang) if words.search(text)), None)


@lru_cache(maxsize=2)
def _standing(lang: str) -> list[tuple[str, re.Pattern[str]]]:
    edge = r"\b" if lang == "en" else ""  # a tie that is suspended has not ended
    standing = list_words(lang)[0].standing
    return [(kind, re.compile(f"{edge}{alternation(row)}{edge}")) for kind, row in standing.items()]


def title_status(masked: Masked) -> str | None:
    """What a heading without a kind of tie says of the ties below it: `Inactive`, `Past relationships`."""
    text = masked.text.strip().rstrip(":")
    if len(text) > LONGEST_LABEL or masked.has(PLACES + COUNTRY + DATE):
        return None
    words = set(text.split()) if masked.lang == "en" else {text}
    return next((k for k, row in list_words(masked.lang)[0].titles.items() if words & set(row)), None)


@lru_cache(maxsize=16)
def _words(lang: str, name: str) -> re.Pattern[str]:
    row = getattr(list_words(lang)[0], name)
    if name == "telling" and row:
        return re.compile(rf"(?:{alternation(row)} )?{NOUN}(?! (?:with|of|to|between))")
    edge = r"\b" if lang == "en" else ""
    return re.compile(f"{edge}{alternation(row)}{edge}")
