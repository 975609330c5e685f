"""Names across languages: a place that one language leaves open, the other may name.

In a bead the same places are named on both sides. Where the candidates of a Chinese and of an English
name have one place in common, both mean it (奧古斯塔市 and `Augusta, Georgia`); where one name is left over
on each side, they are each other's translation. So are two that stand side by side: 奇廉市(Chillán).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Place, PlaceMention, Sentence

SURE_BEAD = 0.5
SURE_LINK = 0.8
Named = tuple[list[PlaceMention], list[PlaceMention]]  # one mention of each Chinese and of each English name
LEFT_OVER = 0.6  # what a link is worth that rests on nothing but being left over on both sides


@Language.component(
    "youcheng_translate_names",
    requires=["doc._.places", "doc._.beads"],
    assigns=["doc._.places"],
)
def translate_names(doc: Doc) -> Doc:
    """Completes links in the places layer from the other language; needs beads, does nothing without."""
    places = [p for p in layers.places(doc) if p.kind == "division"]
    told = [*_beside(layers.folded(doc), places), *_in_beads(doc, places)]
    if not told:
        return doc
    by_name: dict[tuple[str, str], list[PlaceMention]] = {}
    for place in places:
        by_name.setdefault((place.lang, place.name), []).append(place)
    for certain in (True, False):
        for zh, en in told:
            for matched in _matched(zh, en, certain=certain):
                for known in matched:
                    _spread(by_name[known.lang, known.name], known)
    return doc


def _in_beads(doc: Doc, places: Sequence[PlaceMention]) -> Iterator[Named]:
    """The Chinese and the English names of each bead."""
    sentences = layers.sentences(doc)
    starts = [p.start for p in places]
    for bead in layers.beads(doc):
        if bead.zh and bead.en and bead.score >= SURE_BEAD:
            zh = _named(places, starts, [sentences[i] for i in bead.zh], "zh")
            en = _named(places, starts, [sentences[i] for i in bead.en], "en")
            if zh and en:
                yield zh, en


def _beside(folded: str, places: Sequence[PlaceMention]) -> Iterator[Named]:
    """Two names of one country in the two languages with nothing between: Venice, Italy 意大利威尼斯市; of a
    Chinese name alone the one in brackets behind it may tell the country: 阿西西(Assisi)."""
    for one, other in pairwise(places):
        told = one.lang == "zh" and one.country is None
        if one.lang == other.lang or not other.country or not (told or one.country == other.country):
            continue
        between = folded[one.extent[1] : other.extent[0]]
        if len(between) <= 2 and between.strip() in ("", "("):
            yield ([one], [other]) if one.lang == "zh" else ([other], [one])


def _named(
    places: Sequence[PlaceMention], starts: Sequence[int], sentences: Sequence[Sentence], lang: str
) -> list[PlaceMention]:
    """One mention of each name in some sentences; `places` are in order, and begin at `starts`."""
    first: dict[str, PlaceMention] = {}
    for sentence in sentences:
        for place in places[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]:
            if place.lang == lang:
                first.setdefault(place.name, place)
    return list(first.values())


def _matched(
    zh: list[PlaceMention], en: list[PlaceMention], *, certain: bool
) -> Iterator[tuple[PlaceMention, PlaceMention]]:
    """Names that mean one place, the surest first; both are given it. Of two left over one must be `certain`,
    if that is asked."""
    shared = [(_common(a, b), i, j) for i, a in enumerate(zh) for j, b in enumerate(en)]
    done_zh: set[int] = set()
    done_en: set[int] = set()
    for (worth, place), i, j in sorted(
        ((c, i, j) for c, i, j in shared if c is not None), key=lambda found: (-found[0][0], *found[1:])
    ):
        if i in done_zh or j in done_en:
            continue
        done_zh.add(i)
        done_en.add(j)
        if place is not None and _differ(zh[i], en[j]):
            confidence = round(min(0.95, 0.5 + worth), 3)
            for mention in (zh[i], en[j]):
                _give(mention, place, max(confidence, mention.link_confidence))
            yield zh[i], en[j]
    rest_zh = [a for i, a in enumerate(zh) if i not in done_zh]
    rest_en = [b for j, b in enumerate(en) if j not in done_en]
    if len(rest_zh) == len(rest_en) == 1 and _join(rest_zh[0], rest_en[0], certain=certain):
        yield rest_zh[0], rest_en[0]


def _common(a: PlaceMention, b: PlaceMention) -> tuple[float, Place | None] | None:
    """The likeliest place that two mentions can both mean, with the product of their probabilities."""
    mine, yours = _possible(a), _possible(b)
    both = [(p * yours[key][0], place) for key, (p, place) in sorted(mine.items()) if key in yours]
    return max(both, key=lambda found: found[0]) if both else None


def _possible(mention: PlaceMention) -> dict[str, tuple[float, Place]]:
    found = {place.key: (p, place) for place, p in mention.candidates}
    if mention.place is not None and mention.link_method != "shape":
        found.setdefault(mention.place.key, (mention.link_confidence, mention.place))
    return found


def _differ(a: PlaceMention, b: PlaceMention) -> bool:
    return a.place is None or b.place is None or a.place.key != b.place.key


def _join(zh: PlaceMention, en: PlaceMention, *, certain: bool) -> bool:
    """Make two left-over names one place: the linked one's, else one that no list knows."""
    if zh.country and en.country and zh.country != en.country:
        return False
    sure_zh, sure_en = (m.link_method != "shape" and m.link_confidence >= SURE_LINK for m in (zh, en))
    if (sure_zh and sure_en) or (certain and not (sure_zh or sure_en)):
        return False
    if sure_zh and zh.place is not None:
        _give(en, zh.place, LEFT_OVER)
    elif sure_en and en.place is not None:
        _give(zh, en.place, LEFT_OVER)
    elif zh.place is not None:
        country = zh.country or en.country
        name_en = en.place.name_en if en.place is not None else en.name
        place = replace(zh.place, name_en=name_en or en.name, country=country)
        _give(zh, place, max(zh.link_confidence, 0.3))
        _give(en, place, max(en.link_confidence, 0.3))
    else:
        return False
    return True


def _give(mention: PlaceMention, place: Place, confidence: float) -> None:
    mention.place, mention.country = place, place.country
    mention.link_method, mention.link_confidence = "aligned", confidence
    mention.candidates = ()


def _spread(same_name: Iterable[PlaceMention], known: PlaceMention) -> None:
    """Other mentions of the name that say no more of themselves mean the same place."""
    assert known.place is not None
    for place in same_name:
        if place is not known and not place.qualifiers and place.link_confidence < SURE_LINK:
            _give(place, known.place, known.link_confidence)
