"""What the pairs stage knows of a document: its layers, by sentence, and whom an omitted name can mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from itertools import islice
from typing import NamedTuple, TypeVar

from spacy.tokens import Doc

from extract import layers
from extract.layers import Anniversary, DateMention, Mention, Metadata, PlaceMention, Sentence
from extract.relate import lexicon, phrasing
from extract.relate.headings import Headings
from extract.relate.lexicon import Term
from extract.relate.mask import DATE, Masked, is_body, is_person, is_venue, lower, mask
from extract.relate.presence import Presence
from extract.territory import country_of, is_chinese

LOOK_BACK = 4
M = TypeVar("M", bound=Mention)


class Topic(NamedTuple):
    """What kind of tie a passage is about and whose; the sentence that says so, if it is another one."""

    term: Term
    owner: PlaceMention | None
    sentence: Sentence | None


@dataclass(slots=True)
class Context:
    """The layers of one document."""

    doc: Doc
    folded: str
    lowered: str
    terms: dict[str, list[Term]]
    presence: Presence
    sentences: list[Sentence]
    places: list[PlaceMention]
    dates: list[DateMention]
    anniversaries: list[Anniversary]
    home: PlaceMention | None
    metadata: Metadata
    owners: dict[str, set[str]] = field(default_factory=dict)
    _named: dict[str, PlaceMention] = field(default_factory=dict)
    _starts: dict[str, list[int]] = field(default_factory=dict)
    _headings: Headings | None = None

    @classmethod
    def of(cls, doc: Doc) -> Context:
        every = layers.places(doc)
        folded = layers.folded(doc)
        lowered = lower(folded)
        return cls(
            doc,
            folded,
            lowered,
            lexicon.terms().find(lowered),
            phrasing.lists().scan(lowered),
            [s for s in layers.sentences(doc) if not s.boilerplate],
            every,
            [d for d in layers.dates(doc) if d.value is not None],
            list(layers.layer(doc, "anniversaries")),
            layers.layer(doc, "home_mention") or None,
            layers.metadata(doc) or Metadata(),
        )

    def places_in(self, start: int, end: int) -> list[PlaceMention]:
        return self._inside("places", self.places, start, end)

    def dates_in(self, start: int, end: int) -> list[DateMention]:
        return self._inside("dates", self.dates, start, end)

    def anniversaries_in(self, start: int, end: int) -> list[Anniversary]:
        return self._inside("anniversaries", self.anniversaries, start, end)

    def _inside(self, name: str, mentions: Sequence[M], start: int, end: int) -> list[M]:
        if not mentions:
            return []
        starts = self._starts_of(name, mentions)
        return [m for m in mentions[bisect_left(starts, start) : bisect_left(starts, end)] if m.end <= end]

    def _starts_of(self, name: str, mentions: Sequence[Mention | Term]) -> list[int]:
        starts = self._starts.get(name)
        if starts is None:
            starts = self._starts[name] = [m.start for m in mentions]
        return starts

    def terms_in(self, start: int, end: int, lang: str) -> list[Term]:
        found = self.terms[lang]
        if not found:
            return found
        starts = self._starts_of(lang, found)
        return found[bisect_left(starts, start) : bisect_left(starts, end)]

    def masked(self, sentences: list[Sentence]) -> Masked:
        start, end = sentences[0].start, sentences[-1].end
        return mask(
            self.lowered,
            sentences,
            self.places_in(start, end),
            self.dates_in(start, end),
            self.terms_in(start, end, sentences[0].lang or "zh"),
            self.folded,
            self.presence.within(start, end),
        )

    def units(self) -> Iterator[Unit]:
        """Runs of sentences in which each but the first goes on from the line before."""
        run: list[Sentence] = []
        for sentence in self.sentences:
            if run and not (sentence.continues and sentence.lang == run[-1].lang):
                yield Unit(self, run)
                run = []
            run.append(sentence)
        if run:
            yield Unit(self, run)

    def lies_ahead(self, date: DateMention | Anniversary | None) -> bool:
        """Whether a date lies behind the day of publication."""
        published = self.metadata.published.value if self.metadata.published else None
        if date is None or date.value is None or published is None:
            return False
        size = min(len(date.value), len(published))
        return bool(date.value[:size] > published[:size])

    def is_stamp(self, sentence: Sentence) -> bool:
        """Whether the line tells when the text was published or who gave it."""
        stamp = self.metadata.published.start if self.metadata.published else None
        source = self.metadata.credited_source[0] if self.metadata.credited_source else None
        return any(at is not None and sentence.start <= at < sentence.end for at in (stamp, source))

    def is_news(self, date: DateMention) -> bool:
        """Whether a day lies within a fortnight of the day of publication, and is not its stamp."""
        published = self.metadata.published
        if published is None or published.start == date.start:
            return False
        try:
            gap = day.fromisoformat(date.value or "") - day.fromisoformat(published.value)
        except ValueError:
            return False
        return abs(gap.days) <= 14

    def parties(self, start: int, end: int, lang: str, *, venues: bool = False) -> list[PlaceMention]:
        """The places in a range that can be a side of a tie, in order; mere venues only if asked for."""
        return [
            p
            for p in self.places_in(start, end)
            if (p.kind == "division" or (p.kind == "anaphor" and p.refers is not None))
            and not is_body(self.folded, p, lang)
            and not (lang == "en" and is_person(self.folded, p))
            and (venues or not is_venue(self.folded, p, lang))
        ]

    def before(self, sentence: Sentence, count: int = LOOK_BACK) -> list[Sentence]:
        """Up to `count` sentences of the same language before a sentence, the nearest first."""
        at = bisect_left(self._starts_of("sentences", self.sentences), sentence.start)
        nearest = (self.sentences[i] for i in range(at - 1, -1, -1))
        return list(islice((s for s in nearest if s.lang == sentence.lang), count))

    @property
    def headings(self) -> Headings:
        """The owners of a document in parts."""
        if self._headings is None:
            self._headings = Headings(self.folded, self.sentences, self.places_in)
        return self._headings

    def note(self, a: PlaceMention, b: PlaceMention) -> None:
        """Remember a tie that is stated, for later sentences that name one side of it."""
        for one, other in ((a, b), (b, a)):
            self.owners.setdefault(identity(one), set()).add(identity(other))
            self._named.setdefault(identity(one), one)

    def known_owner(self, party: PlaceMention) -> PlaceMention | None:
        """The only place that a sentence before has tied to `party`."""
        owners = self.owners.get(identity(party), set())
        return self._named[next(iter(owners))] if len(owners) == 1 else None

    def line_before(self, sentence: Sentence) -> list[Sentence]:
        """The sentences before a sentence in its line, in order."""
        at = first = bisect_left(self._starts_of("sentences", self.sentences), sentence.start)
        while first and self.sentences[first - 1].line == sentence.line:
            first -= 1
        return self.sentences[first:at]

    @property
    def subject(self) -> PlaceMention | None:
        """Whose the lists are that do not say it: the one Chinese side that the sentences tie to two places
        or more, where no other is tied to any; else home."""
        tied = [key for key, place in self._named.items() if is_chinese(place)]
        if len(tied) == 1 and len(self.owners[tied[0]]) > 1 and (self.home is None or is_chinese(self.home)):
            return self._named[tied[0]]
        return self.home

    def opposite(self, party: PlaceMention, unit: Masked, start: int, end: int) -> PlaceMention | None:
        """Who is tied to `party` where the clause at `[start, end)` of the source does not say: a place of
        the other side before it in the sentence, then after it, then in sentences before, then home."""
        chinese = is_chinese(party)

        def other(candidates: Sequence[PlaceMention]) -> list[PlaceMention]:
            return [c for c in candidates if is_chinese(c) != chinese and same_side_known(c)]

        first, last = unit.sentences[0], unit.sentences[-1]
        head = None if chinese else self.headings.over(first)
        if self.home is not None and not is_chinese(self.home) and identity(self.home) != identity(party):
            return self.home
        near = other(self.parties(first.start, start, unit.lang))
        if near:
            return near[-1]
        if known := head or self.known_owner(party):
            return known
        if self.home is not None and not chinese and _home_speaks(unit, start):
            return self.home
        near = other(self.parties(end, last.end, unit.lang))
        near = near or other(self.parties(first.start, last.end, unit.lang, venues=True))
        if near:
            return near[0]
        for sentence in self.before(first, 2):
            if sentence.paragraph != first.paragraph and (first.item or unit.text.startswith(DATE)):
                continue  # a row, or a line of a chronicle
            near = other(self.parties(sentence.start, sentence.end, unit.lang))
            if near:
                return near[0]
        if self.home is not None and not chinese:
            return self.home
        for sentence in self.before(first, LOOK_BACK + 4):
            near = other(self.parties(sentence.start, sentence.end, unit.lang))
            if near:
                return near[0]
        return None

    def topic(self, masked: Masked, start: int, *, known: bool) -> Topic | None:
        """The kind of tie that a sentence speaks of which names none, or none before `start` of its mask: the
        last one named in it, in its paragraph or in the line above that, beside no foreign place (unless the
        tie is `known`); and whose ties they are."""
        here = [(i, s) for i, s in masked.symbols.items() if i < start and isinstance(s, Term)]
        first = masked.sentences[0]
        if here:
            term = here[-1][1]
            if not known and any(not is_chinese(p) for p in masked.places_between(0, here[-1][0])):
                return None
            return Topic(term, self._owner_near(first.start, term.end, masked.lang), None)
        for sentence in self.before(first, LOOK_BACK + 2):
            parties = self.parties(sentence.start, sentence.end, masked.lang)
            terms = self.terms_in(sentence.start, sentence.end, masked.lang)
            above = sentence.paragraph != first.paragraph
            if terms and (known or all(is_chinese(p) for p in parties)):
                return Topic(terms[-1], self._owner_near(sentence.start, sentence.end, masked.lang), sentence)
            if above:
                return None
        return None

    def _owner_near(self, start: int, end: int, lang: str) -> PlaceMention | None:
        chinese = [p for p in self.parties(start, end, lang) if is_chinese(p)]
        return chinese[-1] if chinese else self.home

    def _pair_at(self, row: Sequence[PlaceMention]) -> tuple[PlaceMention, PlaceMention] | None:
        """The two sides a sentence names; of a foreign place alone the other side is home."""
        foreign = [p for p in row if not is_chinese(p) and same_side_known(p)]
        if foreign and len(foreign) == len(row) and self.home is not None:
            others = [p for p in foreign if identity(p) != identity(self.home)]
            subject = 0 if row[0].lang == "en" else -1
            return (self.home, others[subject]) if others else None
        return _two_sides(row)

    def _of_title(self) -> tuple[PlaceMention, PlaceMention] | None:
        """The two sides that the headlines name, if each names one place only; the home may go unnamed."""
        heads = [s for s in self.sentences if s.heading][:4]
        seen = [p for s in heads for p in self.parties(s.start, s.end, s.lang or "zh", venues=True)]
        chinese = {identity(p): p for p in seen if is_chinese(p)}
        foreign = {identity(p): p for p in seen if not is_chinese(p) and same_side_known(p)}
        if not chinese and self.home is not None and is_chinese(self.home):
            chinese = {identity(self.home): self.home}
        if len(chinese) == len(foreign) == 1:
            return next(iter(chinese.values())), next(iter(foreign.values()))
        return None

    def both(self, unit: Masked, start: int) -> tuple[PlaceMention, PlaceMention] | None:
        """The two places that 两市 or `the two cities` at source offset `start` stands for."""
        first = unit.sentences[0]
        here = self.parties(first.start, start, unit.lang)
        if found := self._pair_at(here):
            return found
        earlier = [(s, self.parties(s.start, s.end, unit.lang)) for s in self.before(first)]
        near = [row for s, row in earlier if s.paragraph == first.paragraph]
        for row in near:
            if found := self._pair_at(row):
                return found
        if found := _two_sides([p for row in reversed(near) for p in row] + here):
            return found
        if found := self._of_title():
            return found
        far = [row for s, row in earlier if s.paragraph != first.paragraph]
        for row in far:
            if found := self._pair_at(row):
                return found
        seen = [p for row in [*reversed(far), *reversed(near)] for p in row] + here
        if found := _two_sides(seen):
            return found
        foreign = [p for p in seen if not is_chinese(p) and same_side_known(p)]
        if len({identity(p) for p in foreign}) < 2:
            return None
        last = foreign[-1]
        return next(p for p in reversed(foreign) if identity(p) != identity(last)), last


def _home_speaks(unit: Masked, start: int) -> bool:
    """Whether the text before a source offset names an organ of the home without its place (市政府)."""
    organs = lexicon.words()[unit.lang]["home_organ"]
    return any(0 <= unit.text.find(organ) < start - unit.start for organ in organs)


def _two_sides(seen: Sequence[PlaceMention]) -> tuple[PlaceMention, PlaceMention] | None:
    """The last Chinese and the last foreign place of a row."""
    chinese = [p for p in seen if is_chinese(p)]
    foreign = [p for p in seen if not is_chinese(p) and same_side_known(p)]
    return (chinese[-1], foreign[-1]) if chinese and foreign else None


class Unit:
    """Sentences that belong together; masked when somebody first asks.

    `names_tie` says whether a term for a tie stands in it.
    """

    __slots__ = ("_context", "_masked", "names_tie", "sentences")

    def __init__(self, context: Context, sentences: list[Sentence]) -> None:
        first, last = sentences[0], sentences[-1]
        self.sentences = sentences
        self.names_tie = bool(context.terms_in(first.start, last.end, first.lang or "zh"))
        self._context = context
        self._masked: Masked | None = None

    @property
    def masked(self) -> Masked:
        if self._masked is None:
            self._masked = self._context.masked(self.sentences)
        return self._masked

    @property
    def telling(self) -> bool:
        """Whether it can state a tie by itself: it names one, or has the words of a weak phrasing."""
        if self.names_tie:
            return True
        first, last = self.sentences[0], self.sentences[-1]
        if not self._context.terms[first.lang or "zh"]:
            return False
        present = self._context.presence.within(first.start, last.end)
        return present != 0 and phrasing.worth_a_look(first.lang or "zh", present)


def same_side_known(mention: PlaceMention) -> bool:
    return country_of(mention) is not None


def identity(mention: PlaceMention) -> str:
    """What tells two mentions' places apart: the linked key, else territory and name."""
    if mention.refers is not None:
        return identity(mention.refers)
    if mention.place is not None:
        return mention.place.key
    return f"{mention.country}|{mention.name or mention.start}"
