"""Give each count its meaning: the component `youcheng_resolve_counts`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import CountMention, DateMention, Place, PlaceMention, Sentence
from extract.resolve.count_cues import TIES, Kind, cues, has, kinds_in, measure_words, shape
from extract.resolve.count_owner import part_subject, partner, share_out, subject
from extract.resolve.count_time import as_of
from extract.resolve.count_what import Setting, classify, measure

# characters a count looks to either side, and counts or dates
REACH = 300
NEAR = 20
OF_PLACES = (*TIES, "countries", "continents", "places")


@dataclass(slots=True)
class Page:
    """What a document offers: text, sentences, dates and places, the day of publication, whose text it
    is."""

    folded: str
    lowered: str
    sentences: Sequence[Sentence] = ()
    dates: Sequence[DateMention] = ()
    places: Sequence[PlaceMention] = ()
    published: str | None = None
    home: Place | None = None
    starts: list[int] = field(default_factory=list)
    date_starts: list[int] = field(default_factory=list)
    place_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [s.start for s in self.sentences]
        self.date_starts = [d.start for d in self.dates]
        self.place_starts = [p.start for p in self.places]

    def sentence_of(self, mention: CountMention) -> tuple[int, int]:
        """Start and end of the sentence of a mention, the line where sentences are unknown; within
        two blocks of `REACH`."""
        # whole blocks, so that neighbours in a long line look at the same stretch
        low = max(0, mention.start // REACH - 1) * REACH
        high = min(len(self.folded), (mention.end // REACH + 2) * REACH)
        if self.sentences:
            sentence = self.sentences[max(0, bisect_right(self.starts, mention.start) - 1)]
            return max(low, sentence.start), min(high, max(sentence.end, mention.end))
        start = max((self.folded.rfind(c, low, mention.start) + 1 for c in "\n。!?;"), default=low)
        ends = [e for c in "\n。!?;" if (e := self.folded.find(c, mention.end, high)) >= 0]
        return max(low, start), min(ends, default=high)

    def dates_of(self, s: Setting) -> Sequence[DateMention]:
        """The dates of a count's sentence."""
        return self.dates[bisect_left(self.date_starts, s.start) : bisect_left(self.date_starts, s.end)]

    def places_of(self, s: Setting) -> Sequence[PlaceMention]:
        """The places of a count's sentence."""
        return self.places[bisect_left(self.place_starts, s.start) : bisect_left(self.place_starts, s.end)]

    def event_before(self, s: Setting) -> str | None:
        """The day the story tells of: the last day-precise date before the sentence that is not the page's
        stamp."""
        at = bisect_left(self.date_starts, s.start)
        for date in reversed(self.dates[max(0, at - NEAR) : at]):
            if date.value is not None and len(date.value) == 10 and date.value != self.published:
                return date.value
        return self.published


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
    for i, s in enumerate(placed):
        if s.kind is None:
            s.kind = _inherited(s, placed[max(0, i - NEAR) : i])
    _tell_friends(placed)
    for s in placed:
        if s.source is not None:
            s.kind = s.source.kind
    for s in placed:
        s.mention.what = s.kind or "other"
    _own(placed, page)
    _borrow(placed)


def _inherited(s: Setting, earlier: Sequence[Setting]) -> str:
    """What a bare 10对 or 新增8个 counts: what its sentence, or the count before it, counts."""
    earlier = [o for o in earlier if o.kind in (*TIES, "friends")]
    s.source = next((o for o in earlier if o.mention.start >= s.start), None)
    if s.source is not None:
        return s.source.kind or "other"
    named = [k.kind for k in s.kinds(s.start, s.end) if k.kind in (*TIES, "friends")]
    if named:
        return named[-1]
    if not earlier or not (
        s.noun in measure_words("pairs") or has("increase", s.lang, s.text[s.before : s.mention.start])
    ):
        return "other"
    # of the sentence that counted last, the total comes first
    s.source = next(o for o in earlier if o.start == earlier[-1].start)
    return s.source.kind or "other"


def _tell_friends(placed: Sequence[Setting]) -> None:
    """友城 and friendship cities: a total over kinds where the document tells kinds apart, else sister
    cities."""
    apart = {s.mention.value for s in placed if s.kind in ("exchange_cities", "cooperation_cities")}
    others = Counter(s.mention.value for s in placed if s.kind in ("friends", "sister_cities"))
    chinese = {
        s.mention.value: s for s in reversed(placed) if s.lang == "zh" and s.kind in (*TIES, "friends")
    }
    told: dict[tuple[int, str], str] = {}
    for i, s in enumerate(placed):
        if s.kind != "friends" or s.source is not None:
            continue
        near = [
            o for o in placed[max(0, i - NEAR) : i + NEAR] if o.start < s.mention.start < o.end and o is not s
        ]
        value = s.mention.value
        if (value, s.lang) in told:
            s.kind = told[value, s.lang]
            continue
        twin = chinese.get(value)
        if s.lang == "en" and twin is not None and twin.kind in TIES:
            s.kind = twin.kind
        elif s.lang == "en" and any(o.kind == "sister_cities" for o in near):
            s.kind = "exchange_cities"
        elif not apart:
            s.kind = "sister_cities"
        elif any(others[value - part] > (value - part == value) for part in apart):
            s.kind = "ties"
        elif any(
            _beside(s, o) for o in near if o.kind in ("exchange_cities", "cooperation_cities")
        ) or _says_sister(s):
            s.kind = "sister_cities"
        else:
            s.kind = "ties" if value > max(apart) else "sister_cities"
        told[value, s.lang] = s.kind


def _beside(s: Setting, other: Setting) -> bool:
    """Do two counts stand side by side in a list of kinds, with a conjunction and no more between them?"""
    first, second = sorted((s.mention, other.mention), key=lambda m: m.start)
    gap = s.text[first.end : second.start]
    return (
        len(gap) < 40 and shape("and_conjunction").search(gap) is not None and not shape("breaks").search(gap)
    )


def _says_sister(s: Setting) -> bool:
    """Does it say 友好城市 in full, and not the short 友城 that may mean any kind?"""
    around = s.text[s.before : s.after]
    named = s.kinds(s.before, s.after)
    return shape("short").search(around) is None and any(
        k.kind in ("friends", "sister_cities") for k in named
    )


def _own(placed: Sequence[Setting], page: Page) -> None:
    """Partner, measure, subject and time of each count; the subject goes on from count to count."""
    carried: Place | None = None
    stated: dict[tuple[str, int], str] = {}
    for s in placed:
        m = s.mention
        tie = m.what in TIES
        places = page.places_of(s)
        if tie:
            group = [p for p in s.peers if p.what in TIES]
            m.partner = share_out(group, s, places).get(m.start) or partner(s, places)
        m.measure = measure(s, m.what)
        attributed = None
        if m.what in OF_PLACES:
            member = m.what == "countries" and has("member", s.lang, s.text[m.end : m.end + 30])
            if m.measure == "part" and not tie:
                m.subject = part_subject(s, places)
            elif not member:
                m.subject = subject(s, places, page.places, carried, page.home)
                carried = m.subject
            if not member and m.measure is not None and (tie or m.measure != "part") and not s.receives:
                m.as_of, m.period = as_of(s, page.dates_of(s), page.published, page.event_before(s))
                if m.measure != "increase":
                    m.period = None
                if m.as_of is None and m.measure != "increase":
                    m.as_of = _said_before(s, stated)
                if m.as_of is not None:
                    stated[m.what, m.value] = m.as_of
            attributed = re.search(cues().attributed[s.lang], s.text[s.start : m.start])
        if attributed is not None:
            m.attributed_to = (s.start + attributed.start(), s.start + attributed.end())
        m.rules = (*m.rules, f"{m.lang}.count.{m.what}")


def _said_before(s: Setting, stated: dict[tuple[str, int], str]) -> str | None:
    """The time of a total that the text takes up again (73对友城中), and of the parts it then names."""
    m = s.mention
    if shape("taken_up").search(s.text, m.end, min(s.after, m.end + 10)):
        return stated.get((m.what, m.value))
    near = (
        s.source is not None
        and "\n" not in s.text[s.source.mention.end : m.start]
        and m.measure in ("part", "stock")
    )
    return s.source.mention.as_of if s.source is not None and near else None


def _borrow(placed: Sequence[Setting]) -> None:
    """What an English count leaves open it takes from the Chinese count of the same number."""
    chinese = {
        (s.mention.value, s.mention.what in TIES): s.mention
        for s in reversed(placed)
        if s.lang == "zh" and s.mention.what in OF_PLACES
    }
    for s in placed:
        m = s.mention
        twin = chinese.get((m.value, m.what in TIES)) if s.lang == "en" and m.what in OF_PLACES else None
        if twin is not None:
            m.what, m.measure, m.subject = twin.what, twin.measure, twin.subject


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
        home=doc._.home,
    )
    resolve(mentions, page)
    return doc
