"""What a count counts, and whether it is a stock, a part of one, an increase or a target."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from extract.layers import CountMention
from extract.resolve.count_cues import TIES, Kind, has, measure_words, shape, where

_start = attrgetter("start")
_COUNTED = (*TIES, "friends")


@dataclass(slots=True)
class Setting:
    """A count in its sentence: `text` is the folded text (in lower case for English), `before` and `after`
    how far it may look (from the count before it, or the sentence's start, to the count behind it, or its
    end). `source` is the count it took its kind from; `words` are the sentence's kind words; `receives`
    marks those who got something."""

    mention: CountMention
    text: str
    start: int
    end: int
    before: int
    after: int
    peers: Sequence[CountMention]
    kind: str | None = None
    own_noun: bool = False
    source: Setting | None = None
    receives: bool = False
    words: Sequence[Kind] = ()

    @property
    def lang(self) -> str:
        return self.mention.lang

    @property
    def sentence(self) -> str:
        return self.text[self.start : self.end]

    @property
    def noun(self) -> str:
        first, last = self.mention.noun or (self.mention.end, self.mention.end)
        return self.text[first:last]

    def kinds(self, start: int, end: int) -> list[Kind]:
        """The kind words of a stretch of the sentence."""
        found = []
        for kind in self.words[bisect_left(self.words, start, key=_start) :]:
            if kind.end > end:
                break
            found.append(kind)
        return found

    def clause_start(self) -> int:
        """Where the clause begins that the count stands in."""
        last = self.start
        for match in shape("clause").finditer(self.text, self.start, self.mention.start):
            last = match.end()
        return last

    def clause_end(self) -> int:
        match = shape("clause").search(self.text, self.mention.end, self.end)
        return match.start() if match else self.end


def classify(s: Setting) -> str | None:
    """What is counted; `friends` where only the document can tell, None where the words say nothing."""
    if s.lang == "en":
        return _english(s)
    noun = s.noun
    if noun in measure_words("continents"):
        return "continents"
    if noun in measure_words("countries"):
        s.own_noun = True
        return "countries"
    ahead = s.kinds(s.mention.end, min(s.after, s.clause_end()))
    if not shape("closed").match(s.text[s.mention.end : s.mention.end + 2]):
        near = [
            k
            for k in ahead
            if shape("gap").fullmatch(s.text, s.mention.end, k.start)
            and (noun in measure_words("ties") or k.kind in ("agreements", "countries"))
        ]
        if near:
            s.own_noun = True
            return _of_noun(s, near[0])
    elif noun in (*measure_words("ties"), *measure_words("papers")):
        behind = [
            k
            for k in s.kinds(s.before, s.mention.start)
            if shape("filler").fullmatch(s.text, k.end, s.mention.start)
        ]
        if behind and behind[-1].start >= s.clause_start() and behind[-1].kind != "countries":
            s.own_noun = True
            return _of_list(s, behind[-1])
    if has("people", "zh", noun):
        return "participants" if has("attend", "zh", s.sentence) else "other"
    alone = shape("closed").match(s.text[s.mention.end : s.mention.end + 2]) is not None
    if noun in measure_words("pairs") or (noun in measure_words("plain") and alone):
        return None
    return "other"


def _of_list(s: Setting, last: Kind) -> str:
    """The kind of a noun before the number; a list of several kinds (友城、友好交流城市共计52个) is
    `ties`."""
    kinds = {last.kind}
    earlier = [k for k in s.kinds(s.start, last.start) if k.kind in _COUNTED]
    while earlier and shape("listed").fullmatch(s.text, earlier[-1].end, last.start):
        last = earlier.pop()
        kinds.add(last.kind)
    if len(kinds) > 1:
        return "ties"
    if last.kind == "places":
        return _tie_near(s) or "places"
    return last.kind


def _of_noun(s: Setting, noun: Kind) -> str:
    """The kind of a noun behind the number: a plain 城市 is what the clause makes of it (结为友好城市)."""
    if noun.kind in ("places", "ties"):
        return _tie_near(s, noun) or noun.kind
    if noun.kind == "countries" and has("people", "zh", s.noun):
        return "other"
    return noun.kind


def _tie_near(s: Setting, noun: Kind | None = None) -> str | None:
    """The kind of tie that the clause speaks of: behind the count first, then before it."""
    if noun is not None and noun.kind in _COUNTED and noun.kind != "ties":
        return noun.kind
    ahead = [k for k in s.kinds(s.mention.end, min(s.after, s.clause_end())) if k.kind in _COUNTED]
    if ahead:
        return ahead[0].kind
    behind = [k for k in s.kinds(s.start, s.mention.start) if k.kind in _COUNTED]
    if (
        behind
        and not has("attend", s.lang, s.text[s.clause_start() : s.clause_end()])
        and not has("recipients", s.lang, s.text[s.start : s.end])
    ):
        return behind[-1].kind
    return None


def _english(s: Setting) -> str | None:
    first, last = s.mention.noun or (s.mention.end, s.mention.end)
    inside = s.kinds(first, min(s.after, last + 22) if s.noun.startswith("pair") else last)
    head = s.noun.rpartition(" ")[2]
    if inside:
        s.own_noun = True
        kind = inside[-1].kind
        ties = [k.kind for k in inside if k.kind in _COUNTED]
        if ties and kind in (*_COUNTED, "places"):
            return ties[0]
        if kind != "places":
            return kind
        behind = [k for k in s.kinds(s.before, s.mention.start) if k.kind in _COUNTED]
        if behind:
            return behind[-1].kind
        ahead = [k for k in s.kinds(s.mention.end, s.after) if k.kind in _COUNTED]
        attending = has("attend", "en", s.sentence) or has("recipients", "en", s.sentence)
        return ahead[0].kind if ahead and not attending else "places"
    if has("people", "en", head):
        return "participants" if has("attend", "en", s.sentence) else "other"
    return "other"


def measure(s: Setting, what: str) -> str | None:
    """Stock, part, increase or target; None for what is no tie."""
    if what in ("agreements", "participants", "other"):
        return None
    clause = s.clause_start()
    lead = max(clause, s.before)
    near_end = min(s.after, s.clause_end())
    window = s.text[lead : s.mention.start if s.lang == "zh" else near_end]
    if has("target", s.lang, s.text[max(s.start, s.mention.start - 40) : s.mention.end]):
        return "target"
    if has("increase", s.lang, window) or _listed_with_increase(s):
        return "increase"
    head = s.text[s.start : s.mention.start]
    tie_sentence = any(k.kind in _COUNTED for k in s.kinds(s.start, s.end))
    if what in ("countries", "places", "continents"):
        if _comes_from(s, clause):
            return "part"
        return (
            "stock"
            if tie_sentence or what == "continents" or has("member", s.lang, s.text[s.mention.end : near_end])
            else "part"
        )
    if has("part", s.lang, s.text[lead : s.mention.start]) and not (
        s.own_noun and s.lang == "zh" and not s.mention.partner
    ):
        return "part"
    if s.mention.partner is not None or (s.lang == "zh" and has("part", "zh", head) and not s.own_noun):
        return "part"
    if _delegates(s, clause) or has(
        "recipients", s.lang, s.text[max(clause, s.mention.start - 12) : s.mention.start]
    ):
        s.receives = True
        return "part"
    if has("recipients", s.lang, s.text[s.start : s.end]) and (
        where("recipients", s.lang, s.text, s.mention.end, near_end) or shape("given_to").search(head)
    ):
        s.receives = True
        return "part"
    return "stock"


def _delegates(s: Setting, clause: int) -> bool:
    """Do people of these ties come (来自18个国家的26个友城代表)?"""
    head, tail = s.text[clause : s.mention.start], s.text[s.mention.end : s.mention.end + 14]
    if s.lang == "en":
        return shape("comes_from").search(head) is not None and has("attend", "en", s.sentence)
    return shape("comes_from").search(head) is not None and has("attend", "zh", tail)


def _listed_with_increase(s: Setting) -> bool:
    """Does it go on from an increase (新增友城2对、友好交流关系3对)?"""
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    if last is None or last.measure != "increase":
        return False
    gap = s.text[last.end : s.mention.start]
    return (
        len(gap) <= 14
        and shape("breaks").search(gap) is None
        and shape("goes_on").match(gap.lstrip()) is not None
    )


def _sends_people(s: Setting) -> bool:
    """Does a number of people follow at once (34国逾500名嘉宾)?"""
    following = next((m for m in s.peers if m.start >= s.mention.end), None)
    if following is None or following.start - s.mention.end > 4:
        return False
    return has("people", s.lang, s.text[slice(*(following.noun or (0, 0)))])


def _comes_from(s: Setting, clause: int) -> bool:
    """Is this where people came from, or who got something (来自28个国家, 20个省市获得)?"""
    if s.lang == "en":
        tied = any(k.kind in _COUNTED for k in s.kinds(s.start, s.mention.start))
        return not tied and has("attend", "en", s.text[s.start : s.end])
    if shape("comes_from").search(s.text[clause : s.mention.start]) or _sends_people(s):
        return True
    return has("recipients", "zh", s.text[s.start : s.end]) and not any(
        k.kind in _COUNTED and k.start > s.mention.start
        for k in s.kinds(s.mention.end, min(s.after, s.clause_end()))
    )
