"""A count in its sentence: what the stages that give it its meaning hand on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from extract.layers import CountMention
from extract.resolve.count_cues import Kind, shape

START = attrgetter("start")


@dataclass(slots=True)
class Setting:
    """A count in its sentence: `text` is the folded text (in lower case for English), `before` and `after`
    how far it may look (from the count before it, or the sentence's start, to the count behind it, or its
    end). `source` is the count it took its kind from; `words` are the sentence's kind words; `receives`
    marks those who got something, `cut` places that are some of the subject's own and no guests, `some` those
    that go on from places that have ties,
    `levels` a document that counts several levels under headings, `row` the label of the table's row that a
    number alone in its cell stands in, `share` a number that adds up with others to a total before it."""

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
    cut: bool = False
    some: Setting | None = None
    levels: bool = False
    row: str | None = None
    share: bool = False
    words: Sequence[Kind] = ()

    @property
    def lang(self) -> str:
        return self.mention.lang

    @property
    def sentence(self) -> str:
        return self.text[self.start : self.end]

    @property
    def head(self) -> str:
        """What stands before the count in its sentence."""
        return self.text[self.start : self.mention.start]

    @property
    def last(self) -> CountMention | None:
        """The count before it in its sentence."""
        return next((m for m in reversed(self.peers) if m.end <= self.mention.start), None)

    @property
    def noun(self) -> str:
        first, last = self.mention.noun or (self.mention.end, self.mention.end)
        return self.text[first:last]

    def kinds(self, start: int, end: int) -> list[Kind]:
        """The kind words of a stretch of the sentence."""
        found = []
        for kind in self.words[bisect_left(self.words, start, key=START) :]:
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
