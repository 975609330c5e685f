"""The decisions, brought together item by item, and what each says of the extraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from extract.review.decision import SETTLED, SHARED, Decision
from extract.review.judgement import Kind, Shown, swapped
from extract.review.store import Store
from extract.review.tracks import agreed

Category = Literal["right", "edited", "wrong", "unsure"]
CATEGORIES: tuple[Category, ...] = ("right", "edited", "wrong", "unsure")
# Fields that make the tie; a tie with a wrong date is a tie still.
_TIE = {"a", "b", "relation"}


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and the last word of each who judged it; `holds` is the word that counts, if there is one."""

    item: str
    words: list[Decision]
    holds: Decision | None

    @property
    def kind(self) -> Kind:
        return self.words[0].kind

    @property
    def shown(self) -> Shown:
        return (self.holds or self.words[0]).shown

    @property
    def planted(self) -> bool:
        return self.words[0].shown.planted is not None

    @property
    def added(self) -> bool:
        """Whether a reviewer made the item, which the extraction had missed."""
        return self.shown.is_added


def judged(store: Store) -> Iterator[Judged]:
    """All items on which somebody has a word now."""
    for item, decisions in groupby(store.latest(), lambda decision: decision.item):
        words = [word for word in decisions if category(word) is not None]
        if words:
            yield Judged(item, words, agreed(words))


def category(decision: Decision) -> Category | None:
    """What a reviewer says of the extraction; None where they say nothing (open, skipped)."""
    after = decision.after
    if after.verdict == "accept":
        return "edited" if after.edits else "right"
    return {"reject": "wrong", "unsure": "unsure"}.get(after.verdict or "")  # type: ignore[return-value]


def by_reviewer(items: Iterable[Judged]) -> dict[str, dict[str, Decision]]:
    """Reviewer to item to their word, of those who judged without seeing each other's."""
    found: dict[str, dict[str, Decision]] = {}
    for each in items:
        for word in each.words:
            if word.track not in (SHARED, SETTLED):
                found.setdefault(word.track, {})[each.item] = word
    return dict(sorted(found.items()))


def is_right(decision: Decision, *, tie_only: bool = False) -> bool | None:
    """Whether the extraction read right what the source says; None where the decision does not tell.

    A source that is wrong or outdated, or a tie that is left out by policy, was read right. With `tie_only`
    only the places and the relation count, not status, dates and events.
    """
    after = decision.after
    if after.verdict == "reject":
        return after.why != "extraction"
    if after.verdict != "accept":
        return None
    wrong = {name for name, edit in after.edits.items() if edit.why == "extraction"}
    if tie_only:
        wrong &= {"relation"} if swapped(decision.shown.fields, after) else _TIE
    return not wrong
