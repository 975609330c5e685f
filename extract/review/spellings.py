"""This spelling is this place from now on: what reviewers say so is kept with the user's aliases."""

from __future__ import annotations

from collections.abc import Iterable

from extract.link import aliases
from extract.review.decision import Decision
from extract.review.judgement import Judgement


def learn(made: Iterable[Decision]) -> None:
    """Keep the spellings that decisions add, and take back those that undoing takes away."""
    for decision in made:
        before, after = _said(decision.before), _said(decision.after)
        for spelling, place in sorted(before - after):
            aliases.take_back(spelling, place)
        for spelling, place in sorted(after - before):
            aliases.add(spelling, place)


def _said(judgement: Judgement) -> set[tuple[str, str]]:
    return {(edit.alias, str(edit.value)) for edit in judgement.edits.values() if edit.alias}
