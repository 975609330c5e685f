"""The external suite's view of our dates and counts: `predict(lang, text, reference) -> [{start, end,
value}]`.

    python ../shared/eval/temporal_suite.py ../shared/eval/temporal_dev.json
    benchmarks.temporal_adapter:predict_dates python ../shared/eval/temporal_suite.py
    ../shared/eval/temporal_dev.json benchmarks.temporal_adapter:predict_counts --suites counts

The suite's texts are messages to an assistant, so both functions are called with `message=True`.
"""

from __future__ import annotations

import re
from typing import Any

import extract.temporal as temporal

_BOUND = re.compile(
    r"\b(?:(?:on or )?(?:before|after)|since|until|till|prior to|"
    r"no later than|as late as|earlier than|later than|(?:greater|less) than)"
    r" (?:the )?$",
    re.I,
)


def predict_dates(lang: str, text: str, reference: str) -> list[dict[str, Any]]:
    """Dates as EDTF. The suite counts `before`, `since` and the like to the expression, we do not: the span
    is widened."""
    found = []
    for mention in temporal.date_mentions(text, lang=lang, published=reference, message=True):
        bound = _BOUND.search(text, 0, mention.start)
        found.append(
            {"start": bound.start() if bound else mention.start, "end": mention.end, "value": mention.value}
        )
    return found


def predict_counts(lang: str, text: str, reference: str) -> list[dict[str, Any]]:
    """Numbers, with or without what they count."""
    return [{"start": n.start, "end": n.end, "value": n.value} for n in temporal.numbers(text, lang=lang)]
