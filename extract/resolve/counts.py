"""Give each count its meaning: the component `youcheng_resolve_counts`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import CountMention, DateMention, Place, PlaceMention, Sentence
from extract.resolve.count_cues import TIES, cues, has, kinds_in
from extract.resolve.count_owner import part_subject, partner, share_out, subject
from extract.resolve.count_time import as_of
from extract.resolve.count_what import Setting, classify, measure

_JOINED = re.compile(r"^[^。;!?\n\d]{0,14}$")
_NAME = re.compile(r"《[^《》\n]{1,40}》|「[^「」\n]{1,40}」|『[^『』\n]{1,40}』|[“‘][^“”‘’\n]{0,30}(?:奖|大会|论坛|计划|行动|倡议|图片展)[”’]")
_CONJUNCTION = re.compile(r"[和与及、]|\band\b")
OF_PLACES = (*TIES, "countries", "continents", "places")


@dataclass(slots=True)
class Page:
    """What a document offers: text, sentences, dates and places, the day of publication, whose text it is."""

    folded: str
    lowered: str
    sentences: Sequence[Sentence] = ()
    dates: Sequence[DateMention] = ()
    places: Sequence[PlaceMention] = ()
    published: str | None = None
    home: Place | None = None
    starts: list[int] = field(default_factory=list)

    def sentence_of(self, mention: CountMention) -> tuple[int, int, int]:
        """Start, end and index of the sentence of a mention; the line where sentences are unknown."""
        if self.sentences:
            if not self.starts:
                self.starts = [s.start for s in self.sentences]
            index = max(0, bisect_right(self.starts, mention.start) - 1)
            return self.sentences[index].start, max(self.sentences[index].end, mention.end), index
        start = max((self.folded.rfind(c, 0, mention.start) for c in "\n。!?;"), default=-1) + 1
        ends = [e for c in "\n。!?;" if (e := self.folded.find(c, mention.end)) >= 0]
        return start, min(ends, default=len(self.folded)), start


def without_names(folded: str) -> str:
    """The text with titles and names in quotes blanked out: 「国际友好城市杰出贡献奖」 counts nothing and ties nobody."""
    return _NAME.sub(lambda found: found.group()[0] + "□" * (len(found.group()) - 2) + found.group()[-1], folded)


def settings(mentions: Sequence[CountMention], page: Page) -> list[Setting]:
    """Each count in its sentence, with how far it may look to either side."""
    spans = [page.sentence_of(m) for m in mentions]
    found = []
    for i, mention in enumerate(mentions):
        start, end, index = spans[i]
        before = mentions[i - 1].end if i and spans[i - 1][2] == index else start
        after = mentions[i + 1].start if i + 1 < len(mentions) and spans[i + 1][2] == index else end
        peers = [m for m, span in zip(mentions, spans, strict=True) if span[2] == index]
        text = page.lowered if mention.lang == "en" else page.folded
        found.append(Setting(mention, text, start, end, before, after, peers))
    return found


def resolve(mentions: Sequence[CountMention], page: Page) -> None:
    """Fill in what, measure, subject, partner, as_of, period and attributed_to of each count, in order of the text."""
    placed = settings(mentions, page)
    for s in placed:
        s.kind = classify(s)
    for s in placed:
        if s.kind is None:
            s.kind = _inherited(s, placed)
    _tell_friends(placed, page)
    for s in placed:
        s.mention.what = s.kind or "other"
    _own(placed, page)
    _borrow(placed, page)


def _inherited(s: Setting, placed: Sequence[Setting]) -> str:
    """What a bare 10对 or 新增8个 counts: what its sentence, or the count before it, counts."""
    for other in placed:
        if other.start == s.start and other is not s and other.kind in (*TIES, "friends") and other.mention.start < s.mention.start:
            return other.kind
    named = [k.kind for k in kinds_in(s.text, s.lang, s.start, s.end) if k.kind in (*TIES, "friends")]
    if named:
        return named[-1]
    earlier = [o for o in placed if o.mention.start < s.mention.start and o.kind in (*TIES, "friends")]
    if not earlier or not (s.noun == "对" or has("increase", s.lang, s.text[s.before:s.mention.start])):
        return "other"
    # of the sentence that counted last, the total comes first
    return next(o.kind for o in earlier if o.start == earlier[-1].start) or "other"


def _tell_friends(placed: Sequence[Setting], page: Page) -> None:
    """友城 and friendship cities: a total over kinds where the document tells kinds apart, else sister cities."""
    apart = [s for s in placed if s.kind in ("exchange_cities", "cooperation_cities")]
    friends = [s for s in placed if s.kind == "friends"]
    sisters = [s for s in placed if s.kind == "sister_cities"]
    values = {s.mention.value for s in apart}
    for s in friends:
        others = {o.mention.value for o in (*friends, *sisters) if o is not s}
        totals = {a + b for a in values for b in others}
        if s.lang == "en" and (said := _friendship(s, sisters, placed)) is not None:
            s.kind = said
        elif not apart:
            s.kind = "sister_cities"
        elif s.mention.value in totals:
            s.kind = "ties"
        elif any(_beside(s, o) for o in apart) or _says_sister(s):
            s.kind = "sister_cities"
        else:
            s.kind = "ties" if s.mention.value > max(values) else "sister_cities"


def _friendship(s: Setting, sisters: Sequence[Setting], placed: Sequence[Setting]) -> str | None:
    """English friendship cities: what the Chinese text calls the same number, or else the kind that is no sister city."""
    twins = [o.kind for o in placed if o.lang == "zh" and o.mention.value == s.mention.value and o.kind in TIES]
    if twins:
        return twins[0]
    if any(o.start == s.start and o.lang == "en" for o in sisters):
        return "exchange_cities"
    return None


def _beside(s: Setting, other: Setting) -> bool:
    """Do two counts stand side by side in a list of kinds?"""
    first, second = sorted((s.mention, other.mention), key=lambda m: m.start)
    return s.start == other.start and _CONJUNCTION.search(s.text[first.end:second.start]) is not None and second.start - first.end < 40


def _says_sister(s: Setting) -> bool:
    around = s.text[s.before:s.after]
    return re.search(cues().kinds[s.lang]["sister_cities"], around) is not None and "友城" not in around


def _own(placed: Sequence[Setting], page: Page) -> None:
    """Partner, measure, subject and time of each count; the subject goes on from count to count."""
    carried: Place | None = None
    for s in placed:
        m = s.mention
        tie = m.what in TIES
        if tie:
            group = [p for p in s.peers if p.what in TIES]
            m.partner = share_out(group, s, page.places).get(m.start) or partner(s, page.places)
        m.measure = measure(s, m.what)
        attributed = None
        if m.what in OF_PLACES:
            member = m.what == "countries" and has("member", s.lang, s.text[m.end:m.end + 30])
            if m.measure == "part" and not tie:
                m.subject = part_subject(s, page.places)
            elif not member:
                m.subject = subject(s, page.places, carried, page.home)
                carried = m.subject
            if not member and m.measure is not None and (tie or m.measure != "part"):
                m.as_of, m.period = as_of(s, page.dates, page.published, _event(s, page))
                if m.measure != "increase":
                    m.period = None
            attributed = re.search(cues().attributed[s.lang], s.text[s.start:m.start])
        if attributed is not None:
            m.attributed_to = (s.start + attributed.start(), s.start + attributed.end())
        m.rules = (*m.rules, f"{m.lang}.count.{m.what}")


def _event(s: Setting, page: Page) -> str | None:
    """The day the story tells of: the last day-precise date before the sentence that is not the page's stamp."""
    earlier = [d for d in page.dates if d.end <= s.start and d.value and len(d.value) == 10 and d.value != page.published]
    return earlier[-1].value if earlier else page.published


def _borrow(placed: Sequence[Setting], page: Page) -> None:
    """What an English count leaves open it takes from the Chinese count of the same number."""
    chinese = [s.mention for s in placed if s.lang == "zh" and s.mention.what in OF_PLACES]
    for s in placed:
        m = s.mention
        if s.lang != "en" or m.what not in OF_PLACES:
            continue
        twin = next((z for z in chinese if z.value == m.value and (z.what in TIES) == (m.what in TIES)), None)
        if twin is not None:
            m.what, m.measure, m.subject = twin.what, twin.measure, twin.subject


@Language.component(
    "youcheng_resolve_counts",
    requires=["doc._.counts", "doc._.dates", "doc._.places", "doc._.sentences", "doc._.metadata", "doc._.home"],
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
