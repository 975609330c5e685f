"""What the words around a phrasing make of it: a tie that is, that was, that is to be, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.layers import DateMention
from extract.relate import lexicon, status
from extract.relate.context import Context
from extract.relate.inherited import counts_years
from extract.relate.mask import Masked
from extract.relate.phrasing import Found
from extract.relate.statement import Statement
from extract.relate.topic import Topic, topic_of, topic_of_page

VAGUE = "unspecified"
# Of the lower tie only: dates are the higher one's.
LOWER = ("zh.pair.raised_from", "zh.pair.two_raised_from", "zh.pair.risen", "en.pair.raised_from")
CONCLUDE = "zh.pair.conclude"
SIGNINGS = (
    "zh.pair.signed_later",
    "zh.pair.two_signed",
    "zh.pair.signed_with",
    "en.pair.formal_signed",
    "en.pair.signed_back",
)
NOT_TOLD = {"zh.cue.rumour", "zh.cue.question", "zh.cue.asked"}
WISHES = {"zh.cue.wish", "zh.cue.wish_after"}
TOLD_OF_IT = ("ended", "suspended", "resumed", "renewed")


@dataclass(frozen=True)
class Told:
    """A phrasing in its sentence. `floor` is the position of the mask at which the statement before it ends,
    `last` what was stated last, `used` the dates that are taken; `topic` is what a sentence before was
    about, for a phrasing that leaves the kind of tie to it; `reading` is what the words around say.
    """

    context: Context
    masked: Masked
    found: Found
    floor: int
    last: Sequence[Statement]
    used: Sequence[DateMention]
    topic: Topic | None
    reading: status.Reading

    @classmethod
    def of(
        cls,
        context: Context,
        found: Found,
        floor: int,
        last: Sequence[Statement],
        used: Sequence[DateMention],
    ) -> Told:
        start, known = found.match.start(), found.rule.weak or found.rule.joins or found.rule.titled
        about = found.rule.owner == "topic"
        topic = topic_of(context, found.masked, start, known=known) if about else None
        if topic is None and found.rule.titled:
            topic = topic_of_page(context, found.masked.sentences[0])
        return cls(context, found.masked, found, floor, last, used, topic, _reading(found, floor))

    @property
    def start(self) -> int:
        return self.found.match.start()

    @property
    def end(self) -> int:
        return self.found.match.end()

    @property
    def low(self) -> int:
        """Where what belongs to the phrasing begins."""
        return min(self.floor, self.start)

    @property
    def is_mention(self) -> bool:
        """Whether the tie is taken as known."""
        return self.found.rule.frame == "mention"

    @property
    def is_event(self) -> bool:
        """Whether something is told to have come about: the tie, or its end, rest or renewal."""
        return not self.is_mention or any(effect in self.reading for effect in TOLD_OF_IT)

    @property
    def relation(self) -> str:
        """The kind of tie named, or told of before."""
        if self.found.rule.relation is not None:
            return self.found.rule.relation
        term = self.masked.symbols.get(self.found.term)
        if self.topic is not None:
            return self.topic.term.relation
        if isinstance(term, lexicon.Term):
            return term.relation
        return self.last[0].relation if self.found.rule.owner == "last" and self.last else VAGUE

    @property
    def is_nothing(self) -> bool:
        """Whether it is a rumour, a question or the like, and not even a wish."""
        return self._drops and not WISHES & set(self.reading.rules)

    @property
    def is_wish(self) -> bool:
        """Whether a tie is only wished for; who looks forward to its 10th anniversary has one."""
        return self._drops and not counts_years(self.context, self.masked, self.found.term)

    @property
    def is_denied(self) -> bool:
        """Whether the tie is denied, and not its end."""
        return "deny" in self.reading and not ("keep" in self.reading and "ended" in self.reading)

    @property
    def is_sealed(self) -> bool:
        """Whether a clause without a kind of tie says that a paper was signed in form: 2010年12月正式签约."""
        formal = lexicon.words()[self.masked.lang]["formal"]
        text = self.masked.text[self.start : self.end]
        return self.found.rule.id in SIGNINGS and any(word in text for word in formal)

    @property
    def _drops(self) -> bool:
        return "drop" in self.reading and "keep" not in self.reading


def _reading(found: Found, floor: int) -> status.Reading:
    """What the words of the clause of a phrasing say."""
    masked, (start, end) = found.masked, found.match.span()
    if found.rule.id in LOWER:
        return status.Reading()  # what is told is told of the higher tie
    clause = min(start, status.clause_start(masked.text, start, min(floor, start)))
    if masked.text[start] in ",;":
        clause = start  # a clause that goes on: ,同年9月两地正式缔结友好城市
    # the verb may stand behind the kind of tie: A与B的友好交流协定续签
    behind = found.rule.id == CONCLUDE and end > found.term + 1
    said = status.Clause(
        max(clause, min(floor, start)),
        end if found.rule.weak or behind else found.term,
        end - 1 if found.rule.weak else found.term,
    )
    mention = found.rule.frame == "mention" and not found.rule.wishes
    reading = status.read(masked, said, mention=mention)
    if found.rule.proposes:
        _propose(reading, start)
    return reading


def _propose(reading: status.Reading, start: int) -> None:
    """What a letter suggests is proposed; only a rumour or a question of it is nothing."""
    if not (set(reading.rules) & NOT_TOLD):
        reading.effects.pop("drop", None)
    reading.effects.setdefault("proposed", start)
