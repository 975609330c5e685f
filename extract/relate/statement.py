"""What one clause says of two places: the unit from which ties are put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.layers import Anniversary, DateMention, Event, PlaceMention, Range, Sentence


@dataclass(slots=True)
class Statement:
    """One clause's word on a tie. `when` dates it; an anniversary gives the year of its beginning.

    `frame` is predicate (the clause says that the tie is made), mention (it takes it as known) or list. A
    `refuted` one denies in so many words what others say (传言不实). A
    `weak` statement adds to a tie that is stated elsewhere, and states none by itself, unless it `follows`
    one of the same place. A `bare` row of a list says nothing but who the partner is. `worded` says that at
    `term` stands a word for a tie, and not what stands for one: 两市签约, 该协议签于1997年.
    """

    a: PlaceMention
    b: PlaceMention
    relation: str
    frame: str
    rule: str
    term: Range
    sentences: list[Sentence]
    status: str = "established"
    when: DateMention | Anniversary | None = None
    events: list[Event] = field(default_factory=list)
    denied: bool = False
    refuted: bool = False
    upgrades: bool = False
    weak: bool = False
    follows: bool = False
    bare: bool = False
    worded: bool = True
    kept_by: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return self.sentences[0].start if self.sentences else self.term[0]
