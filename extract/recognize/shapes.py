"""The shapes of Chinese names of places (rules/places/shapes.yaml), compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load
from extract.rules.places import PlaceExample

# What bounds a cell of a row.
_CELL = frozenset("\n\r\t |")
HAN_CLASS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


class ShapeRules(RuleModel):
    """The file as it stands."""

    transliteration: str
    loose: str
    generic_words: list[str]
    closers: dict[str, str]
    numbered: str
    organisations: list[str]
    institutions: list[str]
    persons_before: str
    directions: str
    towns: str
    linking: list[str]
    slot_before: str
    slot_after: str
    bracket_rest: str
    no_end: str
    no_name: list[str]
    states: list[str]
    offices: list[str]
    epithets: list[str]
    next_word: dict[str, str]
    own_word: list[str]
    examples: dict[str, list[PlaceExample]]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Compiled patterns; all are tried with `match(text, position)` or run once over the text."""

    closer: re.Pattern[str]
    foreign_closed: re.Pattern[str]
    foreign_open: re.Pattern[str]
    han_closed: re.Pattern[str]
    foreign_anywhere: re.Pattern[str]
    organisation: re.Pattern[str]
    institution: re.Pattern[str]
    linking: re.Pattern[str]
    generic: frozenset[str]
    slot_before: frozenset[str]
    slot_after: frozenset[str]
    persons_before: str
    numbered: re.Pattern[str]
    longer: re.Pattern[str]
    bracketed: re.Pattern[str]
    bracketed_open: re.Pattern[str]
    bracket_rest: re.Pattern[str]
    letters: frozenset[str]
    no_end: re.Pattern[str]
    that: re.Pattern[str]
    named_city: re.Pattern[str]
    prefix: re.Pattern[str]
    cell: re.Pattern[str]  # as `town`, over a text with a line end set before it
    town: re.Pattern[str]
    no_name: re.Pattern[str]
    states: re.Pattern[str]
    offices: frozenset[str]
    epithets: tuple[str, ...]
    directions: frozenset[str]
    next_word: re.Pattern[str]
    city_again: re.Pattern[str]
    district: re.Pattern[str]

    def in_slot(self, folded: str, start: int, end: int) -> bool:
        """Whether what stands beside a name makes it a side of a tie, a member of a list, or a cell."""
        return self.begins_slot(folded, start) and self.ends_slot(folded, end)

    def begins_slot(self, folded: str, start: int) -> bool:
        """Whether a slot begins at an offset."""
        before = folded[start - 1] if start else "\n"
        return before in self.slot_before or before in _CELL

    def ends_slot(self, folded: str, end: int) -> bool:
        """Whether a slot ends at an offset."""
        after = folded[end] if end < len(folded) else "\n"
        return after in self.slot_after or after in _CELL


def _alternatives(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w))))


def _closer(closers: dict[str, str], own: str) -> str:
    """A suffix that no character of the next word follows, but for that of a word on its `own`."""
    parts = []
    for suffix in sorted(closers, key=lambda s: (-len(s), s)):
        stop = closers[suffix]
        parts.append(suffix + (f"(?=(?:{own})|[^{re.escape(stop)}]|$)" if stop else ""))
    return "(?:" + "|".join(parts) + ")"


def shape_rules() -> ShapeRules:
    """rules/places/shapes.yaml as it stands."""
    return load(rules_dir() / "places" / "shapes.yaml", ShapeRules)


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """The shapes, read and compiled once."""
    rules = shape_rules()
    own = _alternatives(rules.own_word)
    closer = _closer(rules.closers, own)
    heads = "".join(suffix for suffix in rules.closers if len(suffix) == 1)
    foreign = "".join(sorted(set(rules.transliteration)))
    strict = "".join(c for c in foreign if c not in rules.loose and c not in heads)
    inside = "".join(c for c in foreign if c in rules.loose)
    single = "[" + "".join(c for c in strict if c not in "东西南北中海大") + "]"
    han = f"(?:(?![{re.escape(rules.loose)}])[{HAN_CLASS}])"
    more = f"(?:[·\\-][{strict}]{{1,8}}){{0,3}}"
    closed = f"[{foreign}]{{2,10}}?(?:[·\\-—][{foreign}]{{1,8}}?){{0,3}}"
    return Shapes(
        closer=re.compile(closer),
        foreign_closed=re.compile(f"({closed}){closer}"),
        foreign_open=re.compile(f"[{strict}]{{2,9}}(?:[{inside}][{strict}]{{2,6}})?{more}"),
        # 天普市市长: a suffix is not repeated
        han_closed=re.compile(
            f"{han}{{1,7}}?(?:[·\\-]{han}{{1,6}}?)?(?P<closer>{closer})(?:(?!(?P=closer)){closer})?"
        ),
        # begins with a class, which `re` can look for fast
        foreign_anywhere=re.compile(f"([{strict}](?<![{strict}·].)[{strict}]{{1,8}}{more}){closer}?"),
        organisation=re.compile(_alternatives(rules.organisations)),
        institution=re.compile(f"(?:人民政府|政府|市)?(?:{_alternatives(rules.institutions)})"),
        linking=re.compile(_alternatives(rules.linking)),
        generic=frozenset(rules.generic_words),
        slot_before=frozenset(rules.slot_before),
        slot_after=frozenset(rules.slot_after),
        persons_before=rules.persons_before,
        numbered=re.compile(rules.numbered),
        longer=re.compile(
            f"(?:[·\\-—][{foreign}]{{2,8}}|[{strict}]{{2,8}}|[堡港]|{single}(?=[市州区县省郡])){{1,3}}?{closer}"
        ),
        bracketed=re.compile(f"(?<!{han}){han}{{1,8}}{closer}$"),
        bracketed_open=re.compile(
            f"(?<=[与和同及跟、,;。:有\\s])[{strict}]{{2,9}}{more}$|^[{strict}]{{2,9}}{more}$"
        ),
        bracket_rest=re.compile(rules.bracket_rest),
        letters=frozenset(strict),
        no_end=re.compile(rules.no_end),
        that=re.compile("该([省州府道邦])(?=[^的与和及、,。])"),
        named_city=re.compile(
            f"(?:(?![这那该第某各每一二三两])[{HAN_CLASS}]{{1,2}}|[{strict}]{{3,7}})城(?=[{re.escape(rules.slot_after)}\\s]|$)"
        ),
        prefix=re.compile(f"[{rules.directions}]{{1,2}}|[{strict}]{{1,6}}"),
        town=re.compile(rf"[与和同及、]({han}{{2,4}}[{rules.towns}])(?=[{re.escape(rules.slot_after)}])"),
        cell=re.compile(f"(?:[\n\t|]|  )[ ]{{0,8}}({han}{{2,7}}?{closer})(?=[ ]{{0,8}}(?:[\r\n\t|]|$)|  )"),
        offices=frozenset(rules.offices),
        epithets=tuple(rules.epithets),
        directions=frozenset(rules.directions),
        states=re.compile(_alternatives(rules.states)),
        no_name=re.compile(_alternatives(rules.no_name)),
        next_word=re.compile(
            f"(?!{own})(?:" + "|".join(f"(?<={s})[{re.escape(w)}]" for s, w in rules.next_word.items()) + ")"
        ),
        district=re.compile(f"[{strict}]{{3,8}}{more}区(?![{re.escape(rules.closers['区'])}])"),
        city_again=re.compile(rf"(?<=[城港堡都])市(?=[{re.escape(rules.slot_after)}\s]|$)"),
    )
