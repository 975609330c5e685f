"""Whose text this is, and so whom 我市, 本縣 or `our city` means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers, resources
from extract.layers import Metadata, PlaceMention, Range, set_layer
from extract.resolve.anaphors import anaphors
from extract.resolve.epithets import epithets
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation
from extract.territory import is_chinese

_DASH = re.compile(r"[^\n.–—-]{0,4}(?:[\w.]+,?\s?){0,3}\s?[–—-]")
_FROM = r"(?: of [\w-]+(?: [\w-]+){0,2})? from (?:the )?(?:city of |town of )?"
NAMED = frozenset({"division", "institution"})


class HomeWords(RuleModel):
    weights: dict[str, float]
    most_mentions: int
    offices: list[str]
    offices_en: list[str]
    owner_before_en: list[str]
    owner_after_en: list[str]
    introduced_en: list[str]
    guests_en: list[str]
    site_en: list[str]
    site_zh: list[str]
    site_behind: str


@lru_cache(maxsize=1)
def _rules() -> HomeWords:
    return load(resources.rules_dir() / "resolve" / "home.yaml", HomeWords)


@Language.component("youcheng_home", requires=["doc._.places"], assigns=["doc._.places", "doc._.home"])
def home(doc: Doc) -> Doc:
    """Sets `doc._.home` to the place whose text this is, and adds anaphors to the places layer."""
    places = layers.places(doc)
    ranked = rank(doc, places)
    doc._.home_mention = ranked[0] if ranked else None
    doc._.home = ranked[0].place if ranked else None
    found = anaphors(doc, places, ranked)
    if any(place.lang == "en" for place in places):
        found += epithets(layers.folded(doc), places)
    if found:
        set_layer(doc, "places", [*places, *found])
    return doc


def rank(doc: Doc, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """One mention of each place, the likeliest home first.

    A place in China has a bonus; in an English text only if somewhere no country stands behind it, and
    nowhere is told that it lies in China: a text that says `Fuzhou, China` each time was hardly written
    there. Nor is it the home of one that speaks more of a place abroad.
    """
    words = _rules()
    metadata = layers.metadata(doc) or Metadata()
    office = _office()
    folded = layers.folded(doc)
    chinese_text = any(tag.startswith("zh") for tag in metadata.languages or ("zh",))
    bonus = words.weights["china_zh" if chinese_text else "china_en"]
    scores: dict[str, float] = {}
    first: dict[str, PlaceMention] = {}
    counts: dict[str, int] = {}
    given: set[str] = set()
    owners: set[str] = set()
    named_city: set[str] = set()
    sites: set[str] = set()
    seats: set[str] = set()
    furniture = _furniture(doc, places)
    introduced = set() if chinese_text else _introduced(folded, places)
    for mention in places:
        if mention.kind not in NAMED or mention.place is None:
            continue
        key = mention.place.key
        score = scores.get(key, 0.0)
        if key not in given and is_chinese(mention) and (chinese_text or not _full(mention)):
            given.add(key)
            score += words.weights["introduced"] if key in introduced else bonus
        if key not in owners and _owns(folded, mention, first_place=not scores):
            owners.add(key)
            score += words.weights["owner"]
        if key not in first:
            first[key] = mention
            score += words.weights["first"] if not scores else 0.0
        elif mention.start not in furniture and (
            first[key].start in furniture or _fuller(mention, first[key])
        ):
            first[key] = mention
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= words.most_mentions:
            score += words.weights["mention"]
        if _touches(mention, metadata.publisher):
            score += words.weights["publisher"]
        elif _touches(mention, metadata.credited_source):
            score += words.weights["source"]
        elif key not in seats and (mention.kind == "institution" or office.match(folded, mention.end)):
            seats.add(key)
            score += words.weights["office"]
        if key not in sites and _sites(folded, mention):
            sites.add(key)
            score += words.weights["site"]
        if counts[key] == 1 and _dateline(folded, mention):
            score += words.weights["dateline"]
        if key not in named_city and folded[max(0, mention.start - 8) : mention.start].lower() == "city of ":
            named_city.add(key)
            score += words.weights["city_of"]
        if _touches(mention, metadata.title):
            score += words.weights["title"]
        scores[key] = score
    least = {True: words.weights["china_least"], False: words.weights["foreign_least"]}
    if not chinese_text:
        least[True] = max(least[True], *(scores[k] for k, m in first.items() if not is_chinese(m)), 0.0)
    for key in [k for k, m in first.items() if scores[k] < least[is_chinese(m)]]:
        del first[key]
    order = sorted(first, key=lambda key: (-scores[key], first[key].start))
    return [first[key] for key in order]


def _furniture(doc: Doc, places: Sequence[PlaceMention]) -> set[int]:
    """Where names stand in menus and the like, which no record should quote if the article has them too."""
    lines = [s for s in layers.sentences(doc) if s.boilerplate]
    starts = [line.start for line in lines]
    over = ((p.start, bisect_right(starts, p.start) - 1) for p in places)
    return {start for start, at in over if at >= 0 and start < lines[at].end}


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    """What behind a name makes it the seat of an office or a paper."""
    words = _rules()
    english = "|".join(words.offices_en)
    return re.compile(rf"[^\W，。]{{0,4}}?{alternation(words.offices)}|\s(?:[\w'’]+\s){{0,2}}?(?i:{english})")


@lru_cache(maxsize=1)
def _owner() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before and behind a name in English says that a list of ties is its own."""
    words = _rules()
    before, behind = "|".join(words.owner_before_en), "|".join(words.owner_after_en)
    return re.compile(rf"(?i:{before})\s+$"), re.compile(rf"(?i:{behind})")


def _owns(folded: str, mention: PlaceMention, *, first_place: bool) -> bool:
    before, behind = _owner()
    if mention.lang != "en":
        return False
    of = first_place and before.search(folded[max(0, mention.start - 40) : mention.start])
    return bool(of or behind.match(folded, mention.extent[1]))


@lru_cache(maxsize=1)
def _site() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before and behind a name says that the page is its own."""
    words = _rules()
    before = "|".join([*words.site_en, *words.site_zh])
    return re.compile(rf"(?i:{before})$"), re.compile(rf"(?im:{words.site_behind})")


def _sites(folded: str, mention: PlaceMention) -> bool:
    before, behind = _site()
    if behind.match(folded, mention.extent[1]) is None:
        return False
    line = folded.rfind("\n", 0, mention.start) + 1
    return before.search(folded[max(line, mention.start - 60) : mention.start]) is not None


def _dateline(folded: str, mention: PlaceMention) -> bool:
    """Whether a name in capitals begins a line as a dateline does: GRAND FORKS, N.D. – May 3."""
    begins = mention.start == 0 or folded[mention.start - 1] == "\n"
    named = folded[mention.start : mention.end]
    return begins and named.isupper() and _DASH.match(folded, mention.end) is not None


def _full(mention: PlaceMention) -> bool:
    """Whether the region or country stands beside the name."""
    return (mention.span_start, mention.span_end) != (mention.start, mention.end)


def _introduced(folded: str, places: Sequence[PlaceMention]) -> set[str]:
    """The Chinese places of which an English text tells that they lie in China, or that guests come from
    there, as hardly one from there does: Zhuzhou, the railway city in China's Hunan; a choir from Zhuzhou."""
    behind, guests = _introduces()
    theirs = ((p, p.place) for p in places if p.place is not None and is_chinese(p))
    return {
        place.key
        for p, place in theirs
        if behind.match(folded, p.extent[1]) or guests.search(folded[max(0, p.extent[0] - 60) : p.extent[0]])
    }


@lru_cache(maxsize=1)
def _introduces() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _rules()
    return re.compile("|".join(words.introduced_en)), re.compile(
        rf"(?i:{alternation(words.guests_en)}){_FROM}$"
    )


def _fuller(mention: PlaceMention, other: PlaceMention) -> bool:
    """Whether a Chinese name says its kind, which another leaves out: 兰州市, 兰州."""
    longer = len(mention.name) > len(other.name) and mention.name.startswith(other.name)
    return longer and mention.lang == other.lang == "zh" and mention.kind == other.kind


def _touches(mention: PlaceMention, span: Range | None) -> bool:
    return span is not None and span[0] <= mention.start < span[1]
