"""Names that stand for no side of a tie: of bodies, of persons, of the place where something was signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Literal

from extract.layers import PlaceMention
from extract.link.names import COUNTY, split_suffix
from extract.relate import lexicon
from extract.rules.pattern import alternation

_LINKS = ("of", "in", "at", "from", "the")  # the last word between a body and where it sits
_PLACES_IN = re.compile(r"的?(?:[两三四五六七八九十]|\d{1,2})[个座](?:城市|市镇|县市|省州|地方|县|市)")
_TOWN = re.compile(r"[A-Z][\w'’-]+, (?:in )?\Z")
OF_PEOPLE = "en.place.people"  # the recogniser's rule for `the Canadian city of`
Role = Literal["person", "body", "venue", "outskirts", "party"]


class Roles:
    """What the places of one document stand for, each found out once for each language of a sentence."""

    def __init__(self, folded: str, places: Sequence[PlaceMention] = ()) -> None:
        self.folded = folded
        self._places = places
        self._known: dict[tuple[int, str], Role] = {}

    def of(self, place: PlaceMention, lang: str) -> Role:
        """`party` for a place that can be the side of a tie."""
        key = id(place), lang
        role = self._known.get(key)
        if role is None:
            role = self._known[key] = self._find(place, lang)
        return role

    @cached_property
    def _persons(self) -> frozenset[str]:
        """The names that are a person's somewhere: 市长坎彭率团抵达, and elsewhere 坎彭 alone."""
        bare = (p for p in self._places if p.lang == "zh" and not p.qualifiers)
        return frozenset(p.name for p in bare if is_person(self.folded, p, "zh"))

    def _find(self, place: PlaceMention, lang: str) -> Role:
        if is_person(self.folded, place, lang) or is_surname(self.folded, place):
            return "person"
        if not place.qualifiers and place.name in self._persons:
            return "person"
        if is_body(self.folded, place, lang):
            return "body"
        if is_venue(self.folded, place, lang):
            return "venue"
        return "outskirts" if is_outskirts(self.folded, place, lang) else "party"


def is_body(folded: str, place: PlaceMention, lang: str) -> bool:
    """Whether the name only says where some body sits (宁波第一医院, the University of Nairobi)."""
    start, end = place.extent
    if folded.endswith(tuple(lexicon.words()[lang]["called"]), 0, start):
        return False  # 友城辛辛那提市青少年合唱团: whose choir it is, is a friend
    if lang == "en" and _friend().match(folded, end):
        return False
    listed = "、" in folded[max(0, start - 6) : start]  # 保加利亚佩尔尼克、巴西巴乌鲁两个城市
    if lang == "zh" and not listed and _PLACES_IN.match(folded, end):
        return True  # 与新西兰丰盛东湾区三个城市签订意向
    after, before = _bodies(lang)
    if after.match(folded, end) or _council(folded, start, end, lang):
        return True
    if (
        lang == "en"
        and folded.endswith(" and ", 0, start)
        and _bodies_of_two().search(folded, max(0, start - 96), start)
    ):
        return True
    if before is None or not folded[max(0, start - 40) : start].rstrip().endswith(_LINKS):
        return False
    if OF_PEOPLE in place.rules:
        return False  # the Canadian port of Hamilton
    return before.search(folded, max(0, start - 40), start) is not None


def _council(folded: str, start: int, end: int, lang: str) -> bool:
    """Whether the other side is a council, whose ties are its own (与横须贺市议会签署…)."""
    joints, councils = _councils(lang)
    return folded.startswith(councils, end) and folded.endswith(joints, max(0, start - 2), start)


def is_venue(folded: str, place: PlaceMention, lang: str) -> bool:
    """Whether the name only says where something was signed or held (在科伦坡签署; in Madrid, …), not
    of what a clause behind tells more (met in Ghent, which is a sister city of …)."""
    start, end = place.extent
    if lang == "en" and (is_above(folded, place) or _opens_story(folded, place)):
        return True
    if folded.endswith(_opening(lang, "belongs"), 0, start):
        return True
    before, after = _venues(lang)
    if not after.match(folded, end):
        return False
    state = place.place is not None and place.place.level == "province"
    if not state and folded.startswith(_told_of(lang), end):
        return False
    if not state and folded.endswith(_opening(lang, "friend_in"), 0, start):
        return False  # has a new sister in Ghent, Belgium
    if not state and lang == "en" and _described().match(folded, end):
        return False
    return before.search(folded, max(0, start - 8), start) is not None


def is_above(folded: str, place: PlaceMention) -> bool:
    """Whether a name only says where a place beside it lies: Lingbi in Anhui; Lingbi, a city in Anhui that
    became …; Anhui's capital, Hefei."""
    if _has_seat().match(folded, place.end):
        return True
    if place.name.startswith(COUNTY) and _TOWN.search(folded, max(0, place.start - 32), place.start):
        return True  # Killorglin, County Kerry
    if place.place is None or place.place.level != "province" or place.place.geonames_id is not None:
        return False
    start = place.extent[0]
    found = _lies_in().search(folded, max(0, start - 140), start)
    return found is not None and (found["name"] or "").lower() not in lexicon.words()["en"]["no_town"]


def _opens_story(folded: str, place: PlaceMention) -> bool:
    """Whether a name is where an agency's story was written: `JINAN, Sept. 6 (Xinhua) -- Zibo`. A paper's own
    (TACOMA, Wash. -- …) is written at home."""
    opens = place.start == 0 or folded[place.start - 1] == "\n"
    return opens and _dateline().match(folded, place.extent[1]) is not None


def is_outskirts(folded: str, place: PlaceMention, lang: str) -> bool:
    """Whether the name only says where another place lies (悉尼北部的皮特沃特; 位于葡萄牙莱里亚区; near Rome)
    or came from (originally of Sanada Town)."""
    start, end = place.extent
    if folded.startswith(tuple(lexicon.words()[lang]["around"]), end):
        return True
    if folded.startswith(_told_of(lang), end):
        return False  # a district of Xiamen, which has …
    if lang == "en" and _is_of_seat(folded, place):
        return True
    return _lying(lang).search(folded, max(0, start - 36), start) is not None


def _is_of_seat(folded: str, place: PlaceMention) -> bool:
    """Whether `the capital of` a province stands for its capital, and no name before says which that is."""
    if place.place is None or place.place.level != "province" or place.place.geonames_id is not None:
        return False
    start = place.extent[0]
    found = _seat_of().search(folded, max(0, start - 48), start)
    return found is not None and not folded[: found.start()].rstrip().endswith((",", "("))


@lru_cache(maxsize=1)
def _bodies_of_two() -> re.Pattern[str]:
    """The chambers of commerce of Preston, England, and: what makes the next name, too, that of a seat."""
    bodies = alternation(
        [body for body in lexicon.words()["en"]["bodies"] if body.endswith(("s", "commerce"))]
    )
    name = r"[A-Z][\w’'.-]+(?:\s[A-Z][\w’'.-]+){0,2}"
    return re.compile(rf"\b(?i:{bodies})\s(?:of|in|at)\s(?:the\s)?{name}(?:,\s{name},?)?\sand\s\Z")


@lru_cache(maxsize=1)
def _lies_in() -> re.Pattern[str]:
    """A name and `in`, or what kind of place that is (, an old port in the north of), up to a division."""
    words = lexicon.words()["en"]
    kind, part = alternation(words["kinds"] + words["descriptions"]), alternation(words["compass"])
    no_of = "".join(rf"(?<!{word})" for word in sorted({*words["kinds"], *words["seat"]}))
    name = r"(?P<name>[A-Z][\w’'-]+),?\sin"
    plain = r"[a-z0-9’' -]"
    told = rf",\s(?:a|an|the|one)\s{plain}{{0,50}}\b{kind}\b{plain}{{0,40}}(?:\sin|{no_of}\sof)"
    where = rf"(?:the\s(?:{part}\sof\s(?:the\s)?)?)?(?:(?i:{part})[- ])?(?:[A-Z]\w+['’]s\s)?"
    return re.compile(rf"(?:{name}|{told}|\b{kind}\sin)\s{where}\Z")


@lru_cache(maxsize=1)
def _dateline() -> re.Pattern[str]:
    day = r"[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?"
    return re.compile(rf",?(?:\s[A-Z][\w.]{{1,14}},)?\s(?:{day}\s?)?\([A-Z][\w /]{{1,19}}\)\s?(?:--|[-–—])\s")


@lru_cache(maxsize=1)
def _has_seat() -> re.Pattern[str]:
    seat = alternation(lexicon.words()["en"]["seat_of"])
    return re.compile(rf"['’]s\s(?:[a-z]+\s)?{seat},?\s[A-Z]")


@lru_cache(maxsize=1)
def _described() -> re.Pattern[str]:
    """How it begins what a place is told to be: met in Lingbi, an old port that became …"""
    words = lexicon.words()["en"]
    kind = alternation(words["kinds"] + words["descriptions"])
    return re.compile(
        rf",\s(?:a|an|the|one)\s[a-z0-9’' -]{{0,50}}\b{kind}\b(?=,?\s(?:that|which|with|in|of|and|on)\b)"
    )


@lru_cache(maxsize=1)
def _friend() -> re.Pattern[str]:
    """Students from Suva, Wuxi's sister city; a choir from Suva, one of our sister cities."""
    friends = alternation(lexicon.words()["en"]["friends"])
    whose = r"(?:a|an|its|our|their|one of)\s|[A-Z][\w'’ .-]{1,40}['’]s\s"
    return re.compile(rf",\s(?:{whose})(?:[a-z]+\s){{0,2}}{friends}")


@lru_cache(maxsize=1)
def _seat_of() -> re.Pattern[str]:
    seat = alternation(lexicon.words()["en"]["seat"])
    return re.compile(rf"\b(?:(?:the|a)\s)?(?:[a-z]+\s)?{seat} of (?:the )?\Z")


@lru_cache(maxsize=2)
def _lying(lang: str) -> re.Pattern[str]:
    words = alternation(lexicon.words()[lang]["lying"])
    return re.compile(rf"{words}\Z" if lang == "zh" else rf"\b{words}\s(?:the\s)?\Z", re.IGNORECASE)


@lru_cache(maxsize=2)
def _councils(lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    classes = lexicon.words()[lang]
    return tuple(classes["with"]), tuple(classes["councils"])


@lru_cache(maxsize=4)
def _opening(lang: str, name: str) -> tuple[str, ...]:
    """The words of a class that stand right before a place."""
    return tuple(lexicon.words()[lang][name])


@lru_cache(maxsize=2)
def _told_of(lang: str) -> tuple[str, ...]:
    """What stands behind a place of which a clause tells more: Ghent, which …"""
    return tuple(lexicon.words()[lang]["told_of"])


@lru_cache(maxsize=2)
def _venues(lang: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a venue, and what behind it."""
    classes = lexicon.words()[lang]
    before, after = alternation(classes["at"]), alternation(classes["held"])
    edge = r"\s?\Z" if lang == "zh" else r"\s\Z"
    sites = rf"[^\W与和在]{{1,6}}?{alternation(classes['sites'])}"
    return re.compile(f"{before}{edge}"), re.compile(rf"\s?(?:{after}|{sites})")


def is_surname(folded: str, place: PlaceMention) -> bool:
    """Whether a name before a title is that of a person whom the text names in full elsewhere:
    村上市长, where it has 嬉野市长村上大祐."""
    title = folded[place.end - 1 : place.end + 1]
    if place.qualifiers or title not in lexicon.words()["zh"]["heads_of_place"]:
        return False
    surname = folded[place.start : place.end - 1]
    return len(surname) > 1 and f"{title}{surname}" in folded


def is_person(folded: str, place: PlaceMention, lang: str) -> bool:
    """Whether the name is that of somebody with a title: Mayor Wayne Brown, 会长戴维斯介绍."""
    if lang == "zh":
        titles, acts = _titled()
        bare = not place.qualifiers and not split_suffix(place.name)[1]
        titled = bare and folded.endswith(titles, 0, place.start)
        return titled and folded.startswith(acts, place.end)
    if _in_office().match(folded, place.end):
        return True
    last, title = _person()
    first = max(0, place.start - 48)
    words = folded[first : place.start].lower().split()[-3:]
    titled = any(word.endswith(last) for word in words)
    return titled and title.search(folded, first, place.start) is not None


@lru_cache(maxsize=1)
def _in_office() -> re.Pattern[str]:
    """What behind a name makes it a person's: Ann Poole, mayor of Suva."""
    office = alternation(lexicon.words()["en"]["office"])
    return re.compile(rf",\s(?:the\s)?(?i:{office})\s(?:of|from)\s")


@lru_cache(maxsize=1)
def _titled() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands right before a person's name in Chinese, and right behind it."""
    classes = lexicon.words()["zh"]
    return tuple(classes["person_titles"]), tuple(classes["person_acts"])


@lru_cache(maxsize=1)
def _person() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """A title before what looks like a place's name and is a person's (Mayor Wayne Brown); first the words
    of which one is then among the last three."""
    titles = lexicon.words()["en"]["person_titles"]
    last = {title.split()[-1] for title in titles}
    name = r"(?:[A-Z][\w.'’-]*\s+){0,2}\Z"
    return (*last, *(f"{word}." for word in last)), re.compile(rf"\b(?i:{'|'.join(titles)})\.?\s+{name}")


@lru_cache(maxsize=2)
def _bodies(lang: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """What makes a name before it (or, in English, after it) part of some body's name."""
    classes = lexicon.words()[lang]
    bodies, some = alternation(classes["bodies"]), alternation(classes["some"])
    if lang == "zh":
        return re.compile(f"的?{some}?[^\\W与和同及是为在于向成结建签缔友姐姊]{{0,2}}?{bodies}(?!城市)"), None
    return (
        re.compile(rf"(?:'s|’s)?(?:[^\S\n]+(?:[A-Z][\w.'’]*|(?i:{some}))){{0,3}}[^\S\n]+(?i:{bodies})"),
        re.compile(rf"(?i:{bodies})\s+(?:of|in|at|from)\s+(?:the\s+)?\Z"),
    )
