"""Give each count its meaning: the component `youcheng_resolve_counts`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import CountMention
from extract.resolve.count_borrow import borrow
from extract.resolve.count_cues import TIES, Kind, cues, kinds_in, shape
from extract.resolve.count_fields import Carried, set_measure, set_partner, set_subject, set_time
from extract.resolve.count_holder import OWNED
from extract.resolve.count_inherit import topic
from extract.resolve.count_kind import tell_kinds
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_setting import Setting
from extract.resolve.count_table import row_label, under_head
from extract.resolve.count_what import classify


def without_names(folded: str) -> str:
    """The text with titles and names in quotes blanked out: 「国际友好城市杰出贡献奖」 counts nothing and
    ties nobody."""
    return shape("names").sub(
        lambda found: found.group()[0] + "□" * (len(found.group()) - 2) + found.group()[-1], folded
    )


def settings(mentions: Sequence[CountMention], page: Page) -> list[Setting]:
    """Each count in its sentence, with how far it may look to either side, and its neighbours there."""
    spans = [page.sentence_of(m) for m in mentions]
    found = []
    words: dict[tuple[str, int, int], list[Kind]] = {}
    for i, mention in enumerate(mentions):
        start, end = spans[i]
        before = max(start, mentions[i - 1].end) if i else start
        after = min(end, mentions[i + 1].start) if i + 1 < len(mentions) else end
        peers = [m for m in mentions[max(0, i - NEAR) : i + NEAR] if start <= m.start < end]
        text = page.lowered if mention.lang == "en" else page.folded
        stretch = (mention.lang, start, end)
        if stretch not in words:
            words[stretch] = kinds_in(text, mention.lang, start, end)
        found.append(Setting(mention, text, start, end, before, after, peers, words=words[stretch]))
    return found


def resolve(mentions: Sequence[CountMention], page: Page) -> None:
    """Fill in what, measure, subject, partner, as_of, period and attributed_to of each count, in order of
    the text."""
    placed = settings(mentions, page)
    for s in placed:
        s.kind = classify(s)
        if s.kind in (None, "other") and page.has_columns:
            s.kind = _labelled(s) or s.kind
        if s.kind in (None, "other") and not s.noun:
            s.kind = _in_column(s) or s.kind
    tell_kinds(placed, page)
    for s in placed:
        s.mention.what = s.kind or "other"
    _tell_levels(placed)
    _tell(placed, page)
    borrow(placed, page.published)


def _labelled(s: Setting) -> str | None:
    """The kind of tie that the label of a table's row names, for a number alone in its cell."""
    label = row_label(s.text, s.mention.start, s.mention.end)
    named = kinds_in(label, s.lang, 0, len(label)) if label else []
    kind = named[-1].kind if named else None
    return "sister_cities" if kind == "friends" else kind if kind in TIES else None


def _in_column(s: Setting) -> str | None:
    """The kind that the head of its column, or the title of the table, names for a number alone in its cell;
    sets the label of its row."""
    found = under_head(s.text, s.mention.start, s.mention.end, narrow=s.lang == "zh")
    if found is None:
        return None
    label, head = found
    named = [k.kind for k in kinds_in(head, s.lang, 0, len(head))]
    kind = named[-1] if named and named[-1] not in ("places", "other") else topic(s)
    if kind is None:
        return None
    s.row, s.own_noun = label, True
    return "sister_cities" if kind == "friends" else kind


def _tell_levels(placed: Sequence[Setting]) -> None:
    """Mark the counts under headings of levels (省级友城), where there are several or one says so."""
    heads = ((s, shape("level_head").search(s.sentence)) for s in placed if s.mention.what in TIES)
    headed = [(s, head) for s, head in heads if head is not None]
    for s, level in headed:
        s.levels = len(headed) > 1 or level["low"] is not None


def _tell(placed: Sequence[Setting], page: Page) -> None:
    """Partner, measure, subject and time of each count, and who is said to count."""
    carried = Carried()
    for i, s in enumerate(placed):
        places = page.places_of(s)
        set_partner(s, places, page)
        set_measure(s, page)
        if s.mention.what in OWNED:
            set_subject(s, places, page, carried)
            last = placed[i - 1].mention if i and s.start - placed[i - 1].end < 2 else None
            set_time(s, page, carried, last)
            _set_attributed(s)
        s.mention.rules = (*s.mention.rules, f"{s.lang}.count.{s.mention.what}")


def _set_attributed(s: Setting) -> None:
    """Where the words stand by which a count is somebody's word (据外办介绍)."""
    found = re.search(cues().attributed[s.lang], s.text[s.start : s.mention.start])
    if found is not None:
        s.mention.attributed_to = (s.start + found.start(), s.start + found.end())


@Language.component(
    "youcheng_resolve_counts",
    requires=[
        "doc._.counts",
        "doc._.dates",
        "doc._.places",
        "doc._.sentences",
        "doc._.metadata",
        "doc._.home",
    ],
    assigns=["doc._.counts"],
)
def resolve_counts(doc: Doc) -> Doc:
    """Counts in; the same with what, measure, subject, partner, as_of, period and attributed_to out."""
    mentions = layers.counts(doc)
    if not mentions:
        return doc
    metadata = layers.metadata(doc)
    published = metadata.published.value if metadata is not None and metadata.published is not None else None
    folded = layers.folded(doc)
    plain = without_names(folded)
    lowered = plain.lower()
    page = Page(
        folded=plain,
        lowered=lowered if len(lowered) == len(folded) else plain,
        sentences=layers.sentences(doc),
        dates=layers.dates(doc),
        places=layers.places(doc),
        published=published,
        home=layers.layer(doc, "home") or None,
    )
    resolve(mentions, page)
    return doc
