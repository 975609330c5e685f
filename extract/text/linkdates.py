"""Dates in the URLs that a page prints, and in the names of its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.layers import Boilerplate
from extract.text.datestamp import Day, days
from extract.text.pagelines import Candidate

_URL = re.compile("(?:https?://|www\\.)[^\\s\"'<>，。]{4,300}")
_URL_DATES = (
    re.compile("(?<=/)(?:19|20)\\d\\d[-/][01]\\d[-/][0-3]\\d(?=[/_.-])"),
    re.compile("(?<=/)(?:19|20)\\d\\d-?[01]\\d/?[0-3]\\d(?=[/_.-])"),
    re.compile("(?<=/)(?:19|20)\\d\\d/[01]?\\d/[0-3]?\\d(?=[/_.-])"),
    re.compile("(?<=[/_]t)(?:19|20)\\d\\d[01]\\d[0-3]\\d(?=_\\d)"),
)
_NAME_DATE = re.compile(
    "(?<!\\d)(?:19|20)\\d\\d[-_.]?[01]\\d[-_.]?[0-3]\\d(?=\\d{6}(?!\\d)|\\d{0,4}(?!\\d)|[-_.t])"
)


def url_dates(low: str) -> Iterator[Candidate]:
    """Dates in a URL printed on the page: …/2024/03/07/…, …/2024/3/7/…, …/202403/t20240307_1.html."""
    for url in _URL.finditer(low):
        for pattern in _URL_DATES:
            found = pattern.search(low, url.start(), url.end())
            value = _value(found[0]) if found else None
            if found and value:
                yield Candidate("url", Day(*found.span(), value, True, False))
                break


def image_dates(low: str, furniture: list[Boilerplate]) -> Iterator[Candidate]:
    """Dates in the names of pictures: 微信图片_20211025125148.png."""
    for span in furniture:
        if span.kind == "image":
            for found in _NAME_DATE.finditer(low, span.start, span.end):
                value = _value(found[0])
                if value:
                    yield Candidate("image", Day(*found.span(), value, True, False))


def _value(written: str) -> str | None:
    """YYYYMMDD, whatever stands between, as EDTF; None where there is no such day."""
    parts = re.split("\\D", written)
    digits = "".join(part.zfill(2) for part in parts)
    found = days(digits, 0, len(digits))
    return found[0].value if len(digits) == 8 and found and len(found[0].value) == 10 else None
