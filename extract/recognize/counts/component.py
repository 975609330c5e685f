"""The component `youcheng_counts`: numbers of counted things of a Doc, not yet told whose and of what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import CountMention, DateMention, Mention, PlaceMention
from extract.recognize.counts.find import Found, find, led
from extract.recognize.counts.tabled import tabled
from extract.text.script import lower

_YEAR = re.compile(r"(?:19|20)[0-9]{2} ")


def mentions_of(folded: str, languages: tuple[str, ...] = ("zh", "en")) -> list[CountMention]:
    """The counts of a folded text; where a Chinese and an English reading overlap the Chinese one stands."""
    found: list[Found] = []
    for language in languages:
        text = folded if language == "zh" else lower(folded)
        found.extend(item for item in find(text, language) if not _of_title(folded, item))
        found.extend(led(text, language))
        found.extend(
            Found(start, end, value, None, "exact", (end, end), language)
            for start, end, value in tabled(text, language)
        )
    found.sort(key=lambda f: (f.start, f.lang != "zh", -f.end))
    kept: list[CountMention] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(
                CountMention(
                    item.start,
                    item.end,
                    item.lang,
                    (f"{item.lang}.count.number",),
                    value=item.value,
                    upper=item.upper,
                    modifier=item.modifier,
                    noun=item.noun,
                )
            )
    return kept


def _of_title(folded: str, item: Found) -> bool:
    """Is it the year that a title begins with (2023 Global Harbor Cities Forum)?"""
    if item.lang != "en" or _YEAR.match(folded, item.start) is None:
        return False
    words = folded[slice(*item.noun)].split(" ")
    return all(word[:1].isupper() for word in words) and not words[-1].isupper()


def outside(
    mentions: Iterable[CountMention], dates: list[DateMention], places: list[PlaceMention]
) -> list[CountMention]:
    """The counts that are no part of a date (2022 cities) or of a name (三国都市区)."""
    taken: list[Mention] = sorted(
        [*dates, *(p for p in places if p.kind != "anaphor")], key=lambda m: m.start
    )
    starts = [m.start for m in taken]
    free = []
    for mention in mentions:
        number_end = mention.noun[0] if mention.noun else mention.end
        at = bisect_right(starts, max(mention.start, number_end - 1)) - 1
        if at < 0 or taken[at].end <= mention.start:
            free.append(mention)
    return free


@Language.component(
    "youcheng_counts",
    requires=["doc._.folded", "doc._.dates", "doc._.places"],
    assigns=["doc._.counts"],
)
def recognize_counts(doc: Doc) -> Doc:
    """Folded text, dates and places in; the layer `counts` (value, upper, modifier, noun) out."""
    found = mentions_of(layers.folded(doc))
    layers.set_layer(doc, "counts", outside(found, layers.dates(doc), layers.places(doc)))
    return doc
