"""Countries whose characters a table sets apart to fill its column: 日 本, 意 大 利."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.layers import Range
from extract.link.gazetteer import COUNTRY, FOREIGN
from extract.recognize.heads import Head, Nations, free
from extract.recognize.shapes import HAN_CLASS

SPACED = "zh.place.spaced"
_SPACES = re.compile(r"[ \u3000]+")
_BEGINS, _ENDS = r"(?:(?<![^\n\t|])|(?<=  ))", r"(?=[ ]{0,8}(?:[\r\n\t|]|$)|  )"
_APART = re.compile(f"{_BEGINS}[{HAN_CLASS}](?:[ \u3000]{{1,3}}[{HAN_CLASS}]){{1,2}}{_ENDS}")


def spaced(folded: str, nations: Nations, taken: Sequence[Range]) -> Iterator[Head]:
    """Cells of single characters that make up the name of a country abroad; `taken` is in order."""
    for match in _APART.finditer(folded):
        name = _SPACES.sub("", match.group())
        if free(taken, *match.span()) and nations.country(name) is not None:
            yield Head(*match.span(), COUNTRY | FOREIGN, name, SPACED)
