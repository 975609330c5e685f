"""The date that a line above a list gives to all ties: `In 2023, the council approved these twin towns:`"""

from __future__ import annotations

import re

from extract.layers import DateMention
from extract.relate.mask import DATE, Masked
from extract.relate.rows import tells_making

_FIRST = {
    "zh": re.compile(
        rf"\s*[于在]?{DATE}(?![至到—–~-]|[年月底末初]*(?:以来|以后|之后|以前|之前|起|前|止|底))"
    ),
    "en": re.compile(rf"\s*(?:in|on|during) {DATE}(?! (?:and|or|to|through|until)\b|[–—-])"),
}


def lead_date(masked: Masked) -> DateMention | None:
    """The date with which a line begins that says that the ties below it were made then; None where it only
    counts them as of a day (截至…) or since one."""
    first = _FIRST[masked.lang].match(masked.text)
    if first is None or not tells_making(masked, first.end()):
        return None
    date = masked.symbols[masked.text.index(DATE)]
    return date if isinstance(date, DateMention) and "/" not in (date.value or "/") else None
