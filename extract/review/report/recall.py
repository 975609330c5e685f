"""How much is missed: estimated from a random sample of what gave no record.

The unit is a sentence that states a tie. What gave records is counted; what did not is a random sample of
sentences with a word for ties, and of pages that were not read, a missed page counting as one sentence. Words
that no list of triggers has are not in the sample: of what is told in such words nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extract.review.judgement import Kind
from extract.review.report.intervals import Estimate, Share, added, found_of
from extract.review.report.judged import Judged
from extract.review.report.population import Population


def recall(items: Sequence[Judged], there: Population, precision: Estimate | None) -> dict[str, Any]:
    """The estimate and what it rests on; `recall` is null until enough of the sample was looked at.

    `precision` is that of the ties found, by which the sentences that gave ties count.
    """
    sentences = _missed(items, "sentence", there, there.silent)
    pages = _missed(items, "page", there, there.skipped)
    found = (precision or Estimate(1.0, 1.0, 1.0)).times(there.stating)
    missed = [_number(share) for share in (sentences, pages)]
    enough = all(number is not None for number in missed)
    whole = added(*missed) if enough else None  # type: ignore[arg-type]
    estimate = found_of(found, whole) if whole else None
    return {
        "recall": estimate.as_dict() if estimate else None,
        "stating": there.stating,
        "found": found.as_dict(),
        "missed": whole.as_dict() if whole else None,
        "sentences": _told(sentences, there.sentences),
        "pages": _told(pages, there.pages),
        "documents": there.documents,
        "sampled_documents": there.sampled_documents,
    }


def _missed(items: Sequence[Judged], kind: Kind, there: Population, of: float) -> Share:
    """How many of the sample that was looked at state a tie, as the word that holds has it."""
    words = [
        each.holds.after.verdict
        for each in items
        if each.kind == kind and each.holds is not None and each.item in there.drawn
    ]
    return Share(words.count("reject"), len(words), max(of, len(words)))


def _number(share: Share) -> Estimate | None:
    """How many there are of what a share is of; none where there is nothing to look at."""
    if not share.of:
        return Estimate(0.0, 0.0, 0.0)
    estimate = share.estimate()
    return estimate.times(share.of) if estimate else None


def _told(share: Share, drawn: int) -> dict[str, Any]:
    return {"of": round(share.of, 1), "drawn": drawn, "missed": share.hits} | share.as_dict()
