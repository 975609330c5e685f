"""What a count is told of: its partner, measure, subject and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.layers import CountMention, DateMention, Place, PlaceMention
from extract.resolve.count_between import of_the_two
from extract.resolve.count_cues import TIES, counts_new, has, shape
from extract.resolve.count_gain import gained, period
from extract.resolve.count_holder import OWNED, aside_holder, of_organisation, told_off
from extract.resolve.count_measure import measure
from extract.resolve.count_order import share_out, told_in_order
from extract.resolve.count_owner import part_subject, share_of, standard, subject
from extract.resolve.count_page import Page
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
from extract.resolve.count_table import column_head
from extract.resolve.count_time import as_of
from extract.territory import CHINESE


@dataclass(slots=True)
class Carried:
    """What goes on from count to count: whose ties are counted, whose those with each partner are, and when
    each number of a kind was said to hold."""

    subject: Place | None = None
    shared: dict[str, Place] = field(default_factory=dict)
    stated: dict[tuple[str, int], str] = field(default_factory=dict)


def set_partner(s: Setting, places: Sequence[PlaceMention], page: Page) -> None:
    """With whom the ties are that a count is of."""
    m = s.mention
    if s.row is not None:
        m.partner = of_row(s, page.places_of_line(s))
        return
    m.partner = _partner(s, places, page)
    if m.what in TIES and m.partner is None:
        m.partner = _partner_before(s)


def _partner(s: Setting, places: Sequence[PlaceMention], page: Page) -> str | None:
    what = s.mention.what
    if s.some is not None:
        return s.some.mention.partner
    if what in TIES or (what == "places" and not s.own_noun):
        return _partner_of_ties(s, places, page)
    if what == "places":
        return partner_of_theirs(s, places)
    return _region(s, places) if what == "countries" else None


def _partner_of_ties(s: Setting, places: Sequence[PlaceMention], page: Page) -> str | None:
    group = told_in_order(s) or [p for p in s.peers if p.what in (*TIES, "places")]
    found = share_out(group, s, places).get(s.mention.start) or partner(s, places)
    found = found or _shared_partner(s) or two_countries_told(s, places, page.places)
    if found is None and s.mention.what in TIES and of_the_two(s, places):
        return page.between
    return found


def _region(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The part of the world that countries are counted in."""
    region = headed_by(s, places) or row_head(s, places)
    if region is not None and region.kind == "region" and region.place is not None:
        return region.place.name_zh
    return with_region(s, places) if s.lang == "zh" else None


def set_measure(s: Setting, page: Page) -> None:
    """Stock, part, increase or target; a column of a table may be headed as one of what came new."""
    m = s.mention
    m.measure = measure(s, m.what, page.published)
    if m.measure is not None and page.has_columns:
        head = column_head(s.text, m.start, m.end)
        if head is not None and counts_new(head):
            m.measure = "increase"


def _of_members(s: Setting) -> bool:
    """Are these the members of a body (320 member cities)?"""
    m = s.mention
    first = (m.noun or (m.end, m.end))[0]
    return m.what in ("countries", "places") and has("member", s.lang, s.text[first : m.end + 30])


def _are_guests(s: Setting) -> bool:
    """Are these places or countries some that came, and not those with ties?"""
    return s.mention.measure == "part" and s.mention.what not in TIES and not s.cut


def set_subject(s: Setting, places: Sequence[PlaceMention], page: Page, carried: Carried) -> None:
    """Whose ties a count is of: said beside it, or gone on with from the count before. What a country abroad
    has in part with China is a part, and China its partner."""
    m = s.mention
    if _are_guests(s):
        m.subject = part_subject(s, places)
        return
    if _of_members(s):
        return
    share = _share(s, places, page)
    whose = carried.shared.get(m.partner or "") if _of_their_pairs(s) else None
    if m.what in TIES and m.partner and m.partner == page.between and of_the_two(s, places):
        whose = CHINA
    if whose is not None or not share:
        carried.subject = whose or subject(s, places, page.places, carried.subject, page.home)
    m.subject = None if of_organisation(s) else share or (carried.subject and standard(carried.subject))
    if m.what in TIES and m.partner is None and _is_abroad(m.subject) and (china := china_of(s, places)):
        m.partner = china
        m.measure = "part" if m.measure == "stock" and not s.row else m.measure
    if m.partner is not None and m.subject is not None:
        carried.shared[m.partner] = m.subject


def _share(s: Setting, places: Sequence[PlaceMention], page: Page) -> Place | None:
    """Whose share of the subject's a count is, or whose table or section it stands in."""
    found = share_of(s, places) or aside_holder(s, places) or told_off(s, places)
    if s.row is not None and (s.mention.partner or shape("total_line").match(s.row)):
        found = found or page.table_owner(s)
    found = found or (None if s.noun or s.lang == "en" else page.heading_place(s))
    return found or (None if places else page.block_place(s))


def set_time(s: Setting, page: Page, carried: Carried, last: CountMention | None) -> None:
    """When a count holds, and the period of an increase; `last` is the count before it in its line."""
    m = s.mention
    if m.measure is None or s.receives or _are_guests(s) or _of_members(s):
        return
    dates, then = page.dates_of(s), page.date_before(s)
    if m.what in TIES and m.measure == "stock" and gained(s, dates):
        m.measure = "increase"
    m.as_of, m.period = as_of(s, dates, page.published, page.event_before(s), then)
    if m.measure != "increase":
        m.period = None
    elif m.as_of is None:
        m.as_of, m.period = period(s, page.published, then)
    if m.as_of is None and (heading := page.dated_heading(s)) is not None:
        _of_heading(m, *heading)
    if m.as_of is None and (m.measure != "increase" or page.has_columns):
        m.as_of = _said_before(s, carried.stated, last, page.published) or page.heading_date(s)
    if m.as_of is not None:
        carried.stated[m.what, m.value] = m.as_of


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
