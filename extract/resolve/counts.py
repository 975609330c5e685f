"""Give each count its meaning: the component `youcheng_resolve_counts`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import CountMention, DateMention, Place
from extract.resolve.count_between import of_the_two
from extract.resolve.count_borrow import borrow
from extract.resolve.count_cues import TIES, Kind, counts_new, cues, has, kinds_in, shape
from extract.resolve.count_gain import gained, period
from extract.resolve.count_holder import OWNED, aside_holder, of_organisation, told_off
from extract.resolve.count_inherit import topic
from extract.resolve.count_kind import tell_kinds
from extract.resolve.count_measure import measure
from extract.resolve.count_order import share_out, told_in_order
from extract.resolve.count_owner import part_subject, share_of, standard, subject
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_partner import (
    headed_by,
    of_row,
    partner,
    partner_of_theirs,
    row_head,
    with_region,
)
from extract.resolve.count_people import china_of, two_countries_told
from extract.resolve.count_self import CHINA
from extract.resolve.count_setting import Setting
from extract.resolve.count_table import column_head, row_label, under_head
from extract.resolve.count_time import as_of
from extract.resolve.count_what import classify
from extract.territory import CHINESE


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
    _own(placed, page)
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


def _own(placed: Sequence[Setting], page: Page) -> None:
    """Partner, measure, subject and time of each count; the subject goes on from count to count."""
    heads = ((s, shape("level_head").search(s.sentence)) for s in placed if s.mention.what in TIES)
    headed = [(s, head) for s, head in heads if head is not None]
    for s, level in headed:
        s.levels = len(headed) > 1 or level["low"] is not None
    carried: Place | None = None
    shared: dict[str, Place] = {}
    stated: dict[tuple[str, int], str] = {}
    for i, s in enumerate(placed):
        m = s.mention
        last = placed[i - 1].mention if i and s.start - placed[i - 1].end < 2 else None
        tie = m.what in TIES
        places = page.places_of(s)
        if s.some is not None:
            m.partner = s.some.mention.partner
        elif tie or (m.what == "places" and not s.own_noun):
            group = told_in_order(s) or [p for p in s.peers if p.what in (*TIES, "places")]
            m.partner = share_out(group, s, places).get(m.start) or partner(s, places)
            m.partner = m.partner or _shared_partner(s) or two_countries_told(s, places, page.places)
            if m.partner is None and tie and of_the_two(s, places):
                m.partner = page.between
        elif m.what == "places":
            m.partner = partner_of_theirs(s, places)
        elif m.what == "countries":
            region = headed_by(s, places) or row_head(s, places)
            if region is not None and region.kind == "region" and region.place is not None:
                m.partner = region.place.name_zh
            elif s.lang == "zh":
                m.partner = with_region(s, places)
        if s.row is not None:
            m.partner = of_row(s, page.places_of_line(s))
        elif tie and m.partner is None:
            m.partner = _partner_before(s)
        m.measure = measure(s, m.what, page.published)
        if m.measure is not None and page.has_columns:
            head = column_head(s.text, m.start, m.end)
            if head is not None and counts_new(head):
                m.measure = "increase"
        attributed = None
        if m.what in OWNED:
            member = m.what in ("countries", "places") and has(
                "member", s.lang, s.text[(m.noun or (m.end, m.end))[0] : m.end + 30]
            )
            guests = m.measure == "part" and not tie and not s.cut
            if guests:
                m.subject = part_subject(s, places)
            elif not member:
                share = share_of(s, places) or aside_holder(s, places) or told_off(s, places)
                if s.row is not None and (m.partner or shape("total_line").match(s.row)):
                    share = share or page.table_owner(s)
                share = share or (None if s.noun or s.lang == "en" else page.heading_place(s))
                share = share or (None if places else page.block_place(s))
                whose = shared.get(m.partner or "") if _of_their_pairs(s) else None
                if tie and m.partner and m.partner == page.between and of_the_two(s, places):
                    whose = CHINA
                carried = whose or (carried if share else subject(s, places, page.places, carried, page.home))
                m.subject = None if of_organisation(s) else share or (carried and standard(carried))
                if tie and m.partner is None and _is_abroad(m.subject) and (china := china_of(s, places)):
                    m.partner = china
                    m.measure = "part" if m.measure == "stock" and not s.row else m.measure
                if m.partner is not None and m.subject is not None:
                    shared[m.partner] = m.subject
            if not member and m.measure is not None and not guests and not s.receives:
                dates, then = page.dates_of(s), page.date_before(s)
                if tie and m.measure == "stock" and gained(s, dates):
                    m.measure = "increase"
                m.as_of, m.period = as_of(s, dates, page.published, page.event_before(s), then)
                if m.measure != "increase":
                    m.period = None
                elif m.as_of is None:
                    m.as_of, m.period = period(s, page.published, then)
                if m.as_of is None and (heading := page.dated_heading(s)) is not None:
                    _of_heading(m, *heading)
                if m.as_of is None and (m.measure != "increase" or page.has_columns):
                    m.as_of = _said_before(s, stated, last, page.published) or page.heading_date(s)
                if m.as_of is not None:
                    stated[m.what, m.value] = m.as_of
            attributed = re.search(cues().attributed[s.lang], s.text[s.start : m.start])
        if attributed is not None:
            m.attributed_to = (s.start + attributed.start(), s.start + attributed.end())
        m.rules = (*m.rules, f"{m.lang}.count.{m.what}")


def _is_abroad(place: Place | None) -> bool:
    return place is not None and place.country not in CHINESE


def _partner_before(s: Setting) -> str | None:
    """The partner of the count before, where a bare number tells how many with it there were, or shall be (up
    from 35 in 2018; the organisers want 30 by 2025)."""
    if s.source is None or s.own_noun or s.source.mention.partner is None:
        return None
    again = shape("starts_from").search(s.text, s.start, s.mention.start) is not None
    aim = s.lang == "en" and has("target", "en", s.text[s.start : s.mention.start])
    goes_on = again or (aim and shape("line").fullmatch(s.sentence) is None)
    return s.source.mention.partner if goes_on else None


def _of_their_pairs(s: Setting) -> bool:
    """Does it go on from the pairs with a people (19 of the Canadian pairs)?"""
    return s.lang == "en" and shape("pairs_of_people").match(s.text, s.mention.end) is not None


def _of_heading(m: CountMention, heading: str, date: DateMention | None) -> None:
    """What the heading over a row says of its count: that all below it came new, and when it holds."""
    if m.measure == "stock" and counts_new(heading):
        m.measure = "increase"
    if date is None or date.value is None:
        return
    m.as_of = date.value.rpartition("/")[2]
    m.period = date.value if m.measure == "increase" and "/" in date.value else None


def _shared_partner(s: Setting) -> str | None:
    """The partner of the total that 其中 takes a part from (与美国11个城市结好,其中姊妹市6个)."""
    whole = next((p for p in reversed(s.peers) if p.what in TIES and p.end <= s.mention.start), None)
    if whole is not None and whole.end == s.mention.start:
        return whole.partner  # 韩国2市1郡
    if whole is None or whole.partner is None or whole.value <= s.mention.value:
        return None
    return whole.partner if has("part", s.lang, s.text[whole.end : s.mention.start]) else None


def _said_before(
    s: Setting, stated: dict[tuple[str, int], str], last: CountMention | None, published: str | None
) -> str | None:
    """The time of a total that the text takes up again (73对友城中), and of the parts it then names."""
    m = s.mention
    if shape("taken_up").search(s.text, m.end, min(s.after, m.end + 10)):
        return stated.get((m.what, m.value))
    taken = shape("takes_up").match(s.text, s.start, s.mention.start)
    listed = s.text[s.start - 1 : s.start] == ";" and taken is None
    if (
        last is not None
        and m.what in OWNED
        and m.measure in ("part", "stock")
        and (
            (taken is not None and (taken["kinds"] is None or m.measure == "stock"))
            or (listed and (m.measure == "part" or last.as_of != published))
        )
    ):
        return last.as_of
    near = (
        s.source is not None
        and s.source.mention.measure != "increase"
        and (s.lang == "zh" or s.source.start == s.start)
        and "\n" not in s.text[s.source.mention.end : m.start]
        and shape("risen_to").fullmatch(s.text, s.source.mention.end, m.start) is None
        and (m.measure == "stock" or (m.measure == "part" and s.source.start == s.start))
    )
    return s.source.mention.as_of if s.source is not None and near else None


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
