"""What holds of an item that several reviewers judged: the settled word, else what all who decided share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from extract.review.decision import SETTLED, Decision


def by_item(decisions: Iterable[Decision]) -> Iterator[list[Decision]]:
    """Decisions that come in the order of items, those of one item together."""
    together: list[Decision] = []
    for decision in decisions:
        if together and together[0].item != decision.item:
            yield together
            together = []
        together.append(decision)
    if together:
        yield together


def agreed(tracks: Iterable[Decision]) -> Decision | None:
    """What holds of the last decisions on one item: the settled word, else what all who decided share."""
    words = decided(tracks)
    for decision in words:
        if decision.track == SETTLED:
            return decision
    return words[0] if len({stance(decision) for decision in words}) == 1 else None


def disputed(tracks: Iterable[Decision]) -> bool:
    """Whether the last decisions on one item differ and nobody settled; what is wrong on purpose never is."""
    words = decided(tracks)
    return bool(words) and agreed(words) is None and words[0].shown.planted is None


def decided(tracks: Iterable[Decision]) -> list[Decision]:
    """Those of some decisions that accept or reject."""
    return [decision for decision in tracks if decision.after.verdict in ("accept", "reject")]


def stance(decision: Decision) -> bytes:
    """What two reviewers must share to agree: the verdict and the edited values, not the reasons."""
    after = decision.after
    said = {"verdict": after.verdict, "edits": {n: e.value for n, e in sorted(after.edits.items())}}
    return msgspec.json.encode(said, order="deterministic")
