"""The layers of a Doc: what each stage leaves for the next, and how to reach it.

A stage never imports another stage: it reads the layers it needs and writes its own with
`set_layer`. The dataclasses below carry exact code-point offsets into `doc.text`; at the end of the
pipeline `doc.spans[name]` shows the same things as spaCy spans (widened to whole tokens where need be),
each with its dataclass in `span._.fact`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, cast

from spacy.tokens import Doc, Span, SpanGroup

Range = tuple[int, int]


@dataclass(slots=True)
class Mention:
    """Anything found in the text: code points `[start, end)` of `doc.text`, and the rules that found it."""

    start: int
    end: int
    lang: str = ""
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Sentence(Mention):
    """A sentence, or the whole line where a line holds no sentence. Never crosses a line's end.

    `lang` is `zh`, `en` or `""` (neither). `line` and `paragraph` count from 0; `continues` says that
    this sentence goes on from the line before, so that a rule may read across the break.
    `heading` marks a title, a table's head or a section's heading; `item` a row of a list.
    """

    index: int = 0
    line: int = 0
    paragraph: int = 0
    continues: bool = False
    heading: bool = False
    item: bool = False
    boilerplate: bool = False
    trigger: bool = False


@dataclass(slots=True)
class Boilerplate(Mention):
    """Page furniture. `kind` is breadcrumb, menu, widget, image, rights, credit, related …"""

    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the gazetteer or the linker knows it; what it does not know is None."""

    key: str
    name_zh: str | None = None
    name_zh_hant: str | None = None
    name_en: str | None = None
    country: str | None = None
    level: str = "other"
    geonames_id: int | None = None
    iso_3166_2: str | None = None
    gbt_2260: str | None = None
    wikidata: str | None = None
    parent: str | None = None


@dataclass(slots=True)
class PlaceMention(Mention):
    """A place named in the text. `[start, end)` is the head name without qualifiers (`運城市`).

    `qualifiers` are the ranges of what stands before (or, in English, after) it: `山西省`;
    `span_start`/`span_end` cover head and qualifiers together. `kind` is `country`, `division` (anything
    a tie can hold between), `region` (continent, union of several), `institution` (a division in the name of
    its own office: 武汉市外办) or `other` (a mere landmark).
    `name` is the folded name. `country` is what the qualifiers or context say, before linking.
    An anaphor (我市, 该州, the city) has `kind` `anaphor` and `refers` to the mention it stands for.
    """

    kind: str = "division"
    name: str = ""
    country: str | None = None
    qualifiers: tuple[Range, ...] = ()
    span_start: int = -1
    span_end: int = -1
    place: Place | None = None
    link_method: str | None = None
    link_confidence: float = 0.0
    candidates: tuple[tuple[Place, float], ...] = ()
    refers: PlaceMention | None = None

    @property
    def extent(self) -> Range:
        """The head name with its qualifiers; the head alone where nothing covers both."""
        return (self.span_start, self.span_end) if self.span_end >= 0 else (self.start, self.end)


@dataclass(slots=True)
class DateMention(Mention):
    """A date expression. `value` is EDTF, None until it is resolved (and then it makes no record).

    `anchor` is absolute, published or previous; `relative_to` the date it was resolved from.
    """

    value: str | None = None
    mod: str | None = None
    anchor: str = "absolute"
    relative_to: DateMention | None = None
    confidence: float = 1.0
    basis: str | None = None
    expr: Any = None
    same_as: tuple[DateMention, ...] = ()
    agreement: str = "monolingual"


@dataclass(slots=True)
class Anniversary(Mention):
    """结好30周年, the 20th anniversary: no date itself, but the year it is counted from dates a tie.

    `years` is the number stated; `value` the EDTF year of the beginning, None where nothing tells from
    which year to count back.
    """

    years: int = 0
    value: str | None = None


@dataclass(slots=True)
class CountMention(Mention):
    """A number of counted things; see gold/GUIDELINE.md for what the fields may hold."""

    value: int = 0
    upper: int | None = None
    modifier: str = "exact"
    noun: Range | None = None
    what: str = "other"
    measure: str | None = None
    period: str | None = None
    subject: Place | None = None
    partner: str | None = None
    as_of: str | None = None
    attributed_to: Range | None = None
    confidence: float = 1.0
    same_as: tuple[CountMention, ...] = ()
    agreement: str = "monolingual"


@dataclass(slots=True)
class Bead:
    """Sentences that are each other's translation: indices into the `sentences` layer."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    score: float = 0.0


@dataclass(slots=True)
class Event:
    """A dated or undated stage in the life of a tie, at `[start, end)`."""

    kind: str
    date: str | None
    start: int
    end: int


@dataclass(slots=True)
class PairDate:
    """When a tie was made, and where the text says so (`basis` stated or anniversary)."""

    value: str
    basis: str
    start: int
    end: int


@dataclass(slots=True)
class Pair:
    """A tie between two places, with every sentence that states it."""

    a: PlaceMention
    b: PlaceMention
    relation: str
    status: str = "established"
    date: PairDate | None = None
    events: list[Event] = field(default_factory=list)
    terms: list[Range] = field(default_factory=list)
    evidence: list[Sentence] = field(default_factory=list)
    via_group: str | None = None
    supersedes: Pair | None = None
    agreement: str = "monolingual"
    confidence: float = 0.0
    features: tuple[tuple[str, float], ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Group:
    """A tie of three or more, or a named union of places."""

    name: str
    kind: str
    members: list[PlaceMention]
    date: str | None = None
    evidence: list[Sentence] = field(default_factory=list)
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Conflict:
    """Two statements that cannot both hold: `between` is languages, arithmetic or list."""

    between: str
    kind: str
    sides: list[Mention]
    values: list[str]
    zh: Mention | None = None
    en: Mention | None = None
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Published:
    """The publication date; no offsets where it does not stand in the text."""

    value: str
    basis: str
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Metadata:
    """What the page says of itself. Ranges are code points of `doc.text`."""

    title: Range | None = None
    published: Published | None = None
    publisher: Range | None = None
    publisher_place: Place | None = None
    credited_source: Range | None = None
    languages: tuple[str, ...] = ()
    original_language: str | None = None
    rules: tuple[str, ...] = ()


SPAN_LAYERS = ("sentences", "boilerplate", "places", "dates", "counts")
LISTS = ("beads", "pairs", "groups", "conflicts", "anniversaries", "parts")
M = TypeVar("M", bound=Mention)
_POSITION = attrgetter("start", "end")


def _register() -> None:
    if not Span.has_extension("fact"):
        Span.set_extension("fact", default=None)
    if not Doc.has_extension("folded"):
        Doc.set_extension("folded", default=None)
    for name in ("metadata", "document", "scan", "home", "home_mention", "source"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in (*SPAN_LAYERS, *LISTS):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())


_register()


def set_layer(doc: Doc, name: str, mentions: Sequence[M]) -> None:
    """Write a layer: the mentions in order of position, to `doc._.<name>`."""
    doc._.set(name, sorted(mentions, key=_POSITION))


def show_layers(doc: Doc) -> None:
    """Show the layers as spaCy spans, `doc.spans[name]`, each span with its dataclass in `span._.fact`."""
    for name in SPAN_LAYERS:
        spans = []
        for mention in doc._.get(name):
            span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is not None:
                span._.fact = mention
                spans.append(span)
        doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def layer(doc: Doc, name: str) -> Any:
    """What `doc._.<name>` gives, without the objects spaCy makes on the way (0.1 for 3 µs); () if unset."""
    stored = cast(dict[tuple[str, str, None, None], Any], doc.user_data)
    return stored.get(("._.", name, None, None), ())


def sentences(doc: Doc) -> list[Sentence]:
    return cast(list[Sentence], layer(doc, "sentences"))


def places(doc: Doc) -> list[PlaceMention]:
    return cast(list[PlaceMention], layer(doc, "places"))


def dates(doc: Doc) -> list[DateMention]:
    return cast(list[DateMention], layer(doc, "dates"))


def counts(doc: Doc) -> list[CountMention]:
    return cast(list[CountMention], layer(doc, "counts"))


def beads(doc: Doc) -> list[Bead]:
    return cast(list[Bead], layer(doc, "beads"))


def pairs(doc: Doc) -> list[Pair]:
    return cast(list[Pair], layer(doc, "pairs"))


def metadata(doc: Doc) -> Metadata | None:
    """What the page says of itself; None before the stage that reads it."""
    return layer(doc, "metadata") or None


def text(doc: Doc) -> str:
    """`doc.text`, as the tokenizer kept it: spaCy joins it anew from the tokens each time (0.25 µs/char)."""
    return layer(doc, "source") or doc.text


def folded(doc: Doc) -> str:
    """The Simplified, width-folded form of `doc.text`; the same number of code points."""
    return cast(str, layer(doc, "folded") or "")
