"""What only dresses the name of a place, drawn into it: its country, an epithet, an office or a bracket."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layers import DateMention
from extract.relate import lexicon
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACE, PLACES, VENUE, VERB, Masked
from extract.rules.first import gated
from extract.rules.pattern import alternation

_A_PLACE = re.compile(PLACE)


def absorb(masked: Masked) -> Masked:
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
    return re.compile(gated(_dressed_en() if lang == "en" else _dressed_zh()))


def _bracket(lang: str, inner: str) -> str:
    """A bracket that tells no tie: of `inner`, or of what a place is called now or was once."""
    once = alternation(lexicon.words()[lang]["once"])
    return rf"(?:\s?\((?:{inner}|(?:{DATE}[^()]{{0,2}})?{once}[^(){NOUN}{VERB}]{{0,20}})\))?"


def _dressed_en() -> str:
    classes = lexicon.words()["en"]
    # one date at most: of two (1979, ended 2004) each has its own word
    plain = rf"[^()。一-龥{PLACES}{NOUN}{VERB}{DATE}]{{0,40}}"
    bracket = _bracket("en", rf"{plain}(?:{DATE}{plain})?")
    # Coimbra (a cooperation agreement was also signed with its university)
    aside = rf"\s?\((?:a|an|the|which|with|where|also|ours,?|not)\s[^(){NOUN}{VERB}]{{0,120}}\)"
    kind = rf"(?:\s{alternation(classes['kinds'])}(?![\w-]))?"  # Heyuan, Guangdong province
    inside = rf"{kind}(?:,?\s(?:(?:both|all)\s(?:of\sthem\s)?)?(?:in|of)?\s?(?:the\s)?{COUNTRY})?"
    # Portsmouth - the one in Virginia, no naval base - has been; Edinburgh, after which it is named, has
    opens = alternation(classes["asides"])
    dashed = rf"(?:\s?[-–—]\s?{opens}\b[^-–—.;()]{{1,80}}\s?[-–—](?=\s?[a-z{PLACES}]))?"
    named = rf"(?:,\s(?:for|after|from|in|of)\s(?:which|whom)\s[^.;,(){NOUN}{VERB}]{{3,60}},)?"
    organ = alternation(classes["organ"])
    votes = rf"(?!\s{alternation(classes['consenting'])})"
    dress = rf"{inside}{_told_en(kind)}{dashed}{named}(?:{aside}|{bracket})(?:(?:'s)?\s{organ}{votes})?"
    return rf"{_titled_en()}(?P<place>{PLACE}){dress}"


def _word_en() -> str:
    """A word before a kind of place (the northern city of), which is none of a sentence's joints."""
    return rf"(?!{alternation(lexicon.words()['en']['no_epithet'])}\s)[a-z]+\s"


def _titled_en() -> str:
    """What stands before a name: the U.S. state of Maryland; Bavaria's capital, Munich."""
    classes = lexicon.words()["en"]
    epithet = alternation(classes["epithet"])
    land = rf"(?:{COUNTRY}(?:'s?)?\s)?"  # the U.S. state of Maryland
    titled = rf"(?:(?<![a-z])(?<!\ba\s)(?:the\s)?{land}(?:{_word_en()}){{0,2}}?{epithet}\s(?:of\s)?)?"
    seated = rf"(?:{VENUE}'s\s(?:[a-z]+\s)?{alternation(classes['seat_of'])},?\s)?"  # Bavaria's capital,
    return rf"{titled}(?:the\s)?(?:{COUNTRY}'s?\s)?{seated}"


def _told_en(kind: str) -> str:
    """What is told between commas of a place: whose capital it is, what it is, where it lies."""
    classes = lexicon.words()["en"]
    word, seat = _word_en(), alternation(classes["seat"])
    # Chengdu, capital of southwest China's Sichuan Province,
    whose = rf"(?:{word}){{0,2}}(?:{COUNTRY}'s\s)?[{PLACES}]{kind},?"
    above = rf"(?:,\s(?:the\s)?(?:{word})?{seat}\s(?:of|in)\s{whose})?"
    what = rf"(?:[a-z'-]+\s){{0,3}}{alternation(classes['descriptions'])}"  # Graz, Austria's second city,
    where = rf"(?:\s(?:of|in|on|near)\s[^,;.(){PLACES}{NOUN}{VERB}]{{0,30}}(?:[{PLACES}]{kind})?)?"
    told = rf"(?:(?:,\s(?:a|an|the|{COUNTRY}'s)|'s)\s{what}{where}(?=,))?"
    lying = rf"[^,;.(){PLACES}{NOUN}{VERB}]{{0,40}}(?:[{PLACES}]{kind})?(?=,)"
    coast = rf"(?:on|in|at|near)\sthe\s[^,;.(){PLACES}{NOUN}{VERB}]{{1,30}}\sof\s[{PLACES}]{kind}(?=,)"
    of_land = rf"of\s(?:the\s)?[{PLACES}{COUNTRY}]{kind}(?=,)"  # San Diego, of California, is
    lies = rf"(?:,\s(?:{alternation(classes['situated'])}\s{lying}|{coast}|{of_land}))?"
    return above + told + lies


def _dressed_zh() -> str:
    classes = lexicon.words()["zh"]
    bracket, organ = _brackets_zh(), alternation(classes["organ"])
    epithet = rf"(?:{alternation(classes['epithet'])}|[一-龥]{{2,5}}{alternation(classes['fame'])})"
    nickname = r"(?:[\"“「『‘][^\"“”「」『』’]{1,8}[\"”」』’])?"  # “川之街”旭川
    land = f"(?:{COUNTRY}|{alternation(classes['short_lands'])})"  # 加国本拿比
    before = f"(?:(?:[{PLACES}{COUNTRY}]的?{epithet}的?)|(?:{land}的?)?(?:{epithet}的?)?{nickname})"
    part = rf"[^,、。;:·与和同及暨的在签缔表希望访提致率会说{PLACES}]"
    holder = rf"(?:{part}{{1,12}}·{part}{{1,12}}?|{part}{{1,5}}?)(?=[,、与和同及暨在{PLACES}]|代表)"
    title = f"(?:{alternation(classes['title'])}(?:{holder})?)?"
    opened, closed = f"(?:[“「『](?={PLACE}[”」』]))?", "(?:(?<=[“「『].)[”」』])?"  # “奈良市”(日本)
    named = f"{opened}(?P<place>{PLACE}){closed}"
    return f"{before}{named}{bracket}(?:的?{organ}){{0,2}}{title}{bracket}"


def _brackets_zh() -> str:
    """A bracket behind a Chinese name: since when there is a tie, where the place lies, what else it is."""
    classes = lexicon.words()["zh"]
    made = rf"{DATE}(?:{VERB}|{alternation(classes['since'])})(?:[,;、][^(){PLACES}{NOUN}]{{0,30}})?"
    since = rf"\s?\([^(){PLACES}{NOUN}]{{0,12}}{made}\)"
    letters = rf"[^\W\d一-龥{PLACES}][^()。一-龥{PLACES}{NOUN}{VERB}]{{0,40}}"
    # (Assisi, 意大利城市): its own letters, and the country with a word or two
    lies = rf"\s?\((?:{letters},\s?)?[一-龥]{{0,6}}{COUNTRY}[一-龥{COUNTRY}]{{0,6}}\)"
    alike = rf"\s?\({alternation(classes['alike'])}\s?{DATE}\)"  # A、B(同为1997年)
    return f"(?:{since}|{lies}|{alike}|{_bracket('zh', rf'[^()。一-龥{PLACES}{NOUN}{VERB}]{{0,40}}')})"
