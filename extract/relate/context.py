"""What the pairs stage knows of a document: its layers, by sentence, and whom an omitted name can mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from functools import cached_property
from itertools import islice
from typing import TypeVar

from spacy.tokens import Doc

from extract import layers
from extract.layers import Anniversary, DateMention, Mention, Metadata, PlaceMention, Sentence
from extract.relate import lexicon, phrasing
from extract.relate.bodies import Roles
from extract.relate.headings import Headings
from extract.relate.lexicon import Term
from extract.relate.mask import Masked
from extract.relate.masking import mask
from extract.relate.presence import Presence
from extract.relate.statement import Statement
from extract.territory import country_of, is_chinese
from extract.text.script import lower, straight

LOOK_BACK = 4
M = TypeVar("M", bound=Mention)


@dataclass
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
    roles: Roles
    owners: dict[str, set[str]] = field(default_factory=dict)
    named: dict[str, PlaceMention] = field(default_factory=dict)
    lately: list[Statement] = field(default_factory=list)
    aims: dict[frozenset[str], str] = field(default_factory=dict)
    dated: dict[int, set[frozenset[str]]] = field(default_factory=dict)
    _parties: dict[str, list[PlaceMention]] = field(default_factory=dict)
    _starts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Doc) -> Context:
        every = layers.places(doc)
        folded = layers.folded(doc)
        lowered = straight(lower(folded))
        terms = lexicon.terms().find(lowered)
        return cls(
            doc,
            folded,
            lowered,
            terms,
            phrasing.lists().scan(lowered),
            [s for s in layers.sentences(doc) if not s.boilerplate],
            _outside(terms["zh"], every),
            [d for d in layers.dates(doc) if d.value is not None],
            list(layers.layer(doc, "anniversaries")),
            layers.layer(doc, "home_mention") or None,
            layers.metadata(doc) or Metadata(),
            Roles(folded, every),
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

    def parties(
        self, start: int, end: int, lang: str, *, venues: bool = False, guests: bool = False
    ) -> list[PlaceMention]:
        """The places in a range that can be a side of a tie, in order; mere venues, and those whose people
        or bodies are meant (`guests`), only if asked for."""
        name = f"parties {lang} {venues} {guests}"
        able = self._parties.get(name)
        if able is None:
            barred = {"person"} if guests else {"person", "body"} if venues else {"person", "body", "venue"}
            able = self._parties[name] = [p for p in self.places if self._able(p, lang, barred)]
        return self._inside(name, able, start, end)

    def _able(self, place: PlaceMention, lang: str, barred: set[str]) -> bool:
        if place.kind != "division" and (place.kind != "anaphor" or place.refers is None):
            return False
        return self.roles.of(place, lang) not in barred

    def before(self, sentence: Sentence, count: int = LOOK_BACK) -> list[Sentence]:
        """Up to `count` sentences of the same language before a sentence, the nearest first."""
        at = bisect_left(self._starts_of("sentences", self.sentences), sentence.start)
        nearest = (self.sentences[i] for i in range(at - 1, -1, -1))
        return list(islice((s for s in nearest if s.lang == sentence.lang), count))

    @cached_property
    def passed(self) -> DateMention | None:
        """The day on which a council passed the resolution that the page prints: the line in brackets under
        its title, `(2022年12月29日…第十一次会议通过)`."""
        for sentence in self.sentences:
            words = lexicon.words()[sentence.lang or "zh"]["passed"]
            text = self.folded[sentence.start : sentence.end].strip()
            if text[:1] == "(" and text.rstrip(")").endswith(tuple(words)):
                return next(iter(self.dates_in(sentence.start, sentence.end)), None)
        return None

    @cached_property
    def headings(self) -> Headings:
        """The owners of a document in parts."""
        return Headings(self.folded, self.sentences, self.places_in)

    def note(self, tie: Statement) -> None:
        """Remember a tie that is stated, for later sentences that name one side of it, and the date that its
        own sentence gives it."""
        a, b, when = tie.a, tie.b, tie.when
        if when is not None and any(s.start <= when.start < s.end for s in tie.sentences):
            self.dated.setdefault(when.start, set()).add(frozenset((identity(a), identity(b))))
        for one, other in ((a, b), (b, a)):
            self.owners.setdefault(identity(one), set()).add(identity(other))
            self.named.setdefault(identity(one), one)

    def dates_another(self, date: DateMention, a: PlaceMention, b: PlaceMention) -> bool:
        """Whether sentences before gave a date to their own ties, and not to that of these two."""
        ties = self.dated.get(date.start, set())
        return bool(ties) and frozenset((identity(a), identity(b))) not in ties

    def aim(self, a: PlaceMention, b: PlaceMention, relation: str) -> None:
        """Remember what tie a letter or a talk was about, for the sentence that says that it was signed."""
        self.aims[frozenset((identity(a), identity(b)))] = relation

    def aimed_at(self, a: PlaceMention, b: PlaceMention) -> str | None:
        return self.aims.get(frozenset((identity(a), identity(b))))

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
        tied = [key for key, place in self.named.items() if is_chinese(place)]
        if len(tied) == 1 and len(self.owners[tied[0]]) > 1 and (self.home is None or is_chinese(self.home)):
            return self.named[tied[0]]
        return self.home


def _outside(terms: Sequence[Term], places: list[PlaceMention]) -> list[PlaceMention]:
    """The places that are no part of a term: 结为友好区 names none, though there is a 友好区 in Yichun."""
    ends = [term.end for term in terms]
    last = len(terms)
    return [p for p in places if (at := bisect_left(ends, p.end)) == last or not _is_of(p, terms[at])]


def _is_of(place: PlaceMention, term: Term) -> bool:
    """Whether a name is part of a term, or ends with one: 5对新友城 names no 新友城."""
    return term.start <= place.start or (place.end == term.end and place.place is None)


class Unit:
    """Sentences that belong together, `[start, end)` of the text; masked when somebody first asks.

    `terms` are the kinds of tie named in it, `present` the word lists (`lexicon.word_lists`) of which it has
    a word.
    """

    __slots__ = ("_context", "_masked", "_present", "end", "lang", "sentences", "start", "terms")

    def __init__(self, context: Context, sentences: list[Sentence]) -> None:
        self.sentences = sentences
        self.start, self.end = sentences[0].start, sentences[-1].end
        self.lang = sentences[0].lang or "zh"
        self.terms = context.terms_in(self.start, self.end, self.lang)
        self._context = context
        self._masked: Masked | None = None
        self._present = -1

    @property
    def present(self) -> int:
        if self._present < 0:
            self._present = self._context.presence.within(self.start, self.end)
        return self._present

    @property
    def masked(self) -> Masked:
        if self._masked is None:
            context = self._context
            places = context.places_in(self.start, self.end)
            dates = context.dates_in(self.start, self.end)
            self._masked = mask(
                context.lowered, self.sentences, places, dates, self.terms, context.roles, self.present
            )
        return self._masked

    @property
    def telling(self) -> bool:
        """Whether it can state a tie by itself: it names one, or has the words of a weak phrasing."""
        if self.terms:
            return True
        context = self._context
        if not context.terms[self.lang] or not self.present:
            return False
        places = len(context.places_in(self.start, self.end))
        dates = len(context.dates_in(self.start, self.end))
        return phrasing.worth_a_look(self.lang, self.present, places, dates)


def same_side_known(mention: PlaceMention) -> bool:
    return country_of(mention) is not None


def identity(mention: PlaceMention) -> str:
    """What tells two mentions' places apart: the linked key, else territory and name."""
    if mention.refers is not None:
        return identity(mention.refers)
    if mention.place is not None:
        return mention.place.key
    return f"{mention.country}|{mention.name or mention.start}"
