"""Qualifiers of English names: which name says where another lies, behind it or as its owner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.layers import Range
from extract.link.entries import abbreviations
from extract.recognize.latin import LatinNames
from extract.resources import rules_dir
from extract.territory import ISLANDS

_GAP = re.compile(r",\s+(?:in\s+)?(?:the\s+)?|\s*[(]|\s+in\s+(?:the\s+)?|\s+of\s+(?:the\s+)?")
_OWNED = re.compile(r"[’']s?\s+")


@dataclass(slots=True)
class LatinName:
    """A name in the text. `kind` country, province, city or unknown; `country` where all readings agree.

    `short` is set for the abbreviation of a division, which is a name only behind another.
    """

    start: int
    end: int
    kind: str
    country: str | None
    rule: str
    qualifiers: tuple[Range, ...] = ()
    short: bool = False


_OWNS = re.compile(r"['’]s [A-Z]")


class Within:
    """Joins names that qualify each other: `Hastings, New Zealand`, `Wilmington, N.C.`, `Tonga's Vava'u`."""

    def __init__(self, names: LatinNames) -> None:
        self._names = names
        countries: dict[str, set[str]] = {}
        for code, forms in abbreviations(rules_dir() / "gazetteer").items():
            for form in forms:
                countries.setdefault(form, set()).add(code[:2])
        # a name, and no abbreviation, says the country as its own name would: Derbyshire, not Mass. or VIC
        named = {f: found for f, found in countries.items() if len(f) > 3 and f[-1] != "."}
        self._lands = {form: min(found) for form, found in named.items() if len(found) == 1}
        either = "|".join(map(re.escape, sorted(countries, key=lambda f: (-len(f), f))))
        self._short = re.compile(rf"(?:, ?|\()({either})(?!\w)")

    def shortened(self, text: str) -> list[LatinName]:
        """Divisions by their abbreviations, where one stands behind a name and a comma or bracket."""
        return [
            LatinName(*match.span(1), "province", self._lands.get(match[1]), "en.place.short", short=True)
            for match in self._short.finditer(text)
        ]

    def join(self, text: str, names: list[LatinName]) -> list[LatinName]:
        """The names that stand for themselves, each with its qualifiers."""
        out: list[LatinName] = []
        for name in names:
            if out and self._behind(text, out[-1], name):
                head = out[-1]
                head.qualifiers = (*head.qualifiers, (name.start, name.end))
                if name.kind == "country" or (name.country and not head.country):
                    head.country = name.country
                continue
            if name.short:
                continue
            owned = out and _OWNED.fullmatch(text, out[-1].end, name.start)
            above_it = out[-1].kind if owned else "region"
            if (above_it == "country" and name.kind not in ("country", "region")) or (
                above_it in ("city", "province") and name.kind not in ("country", "region", "province")
            ):
                above = out.pop()
                name.qualifiers = (*above.qualifiers, (above.start, above.end))
                if name.country not in ISLANDS:  # China's Macao has a code of its own
                    name.country = above.country
            out.append(name)
        return out

    def _behind(self, text: str, head: LatinName, name: LatinName) -> bool:
        """Whether `name`, the next behind `head`, says where it lies."""
        reach = max([head.end, *(q[1] for q in head.qualifiers)])
        gap = _GAP.fullmatch(text, reach, name.start)
        if gap is None:  # Zibo, in China's Shandong Province
            owned = head.qualifiers and name.kind == "province" and _OWNED.fullmatch(text, reach, name.start)
            return bool(owned) and head.kind != "country" and self._lies_in(text, head, name)
        closed = head.kind in ("country", "region") or name.kind in ("region", "city", "unknown")
        within = name.kind == "city" and head.kind != "country" and self._lies_in(text, head, name)
        if closed and not within:
            return False
        if gap[0] == ", " and _OWNS.match(text, name.end):
            return False  # Japan's Nara, Germany's Dortmund
        if name.kind == "country":
            countries = self._names.countries(text[head.start : head.end])
            return not countries or name.country in countries or gap[0][0] == "," or "(" in gap[0]
        return self._lies_in(text, head, name)

    def _lies_in(self, text: str, head: LatinName, name: LatinName) -> bool:
        """Whether some place of the head's name lies in a place of the other name."""
        inside = self._names.contains(text[name.start : name.end], text[head.start : head.end])
        return name.kind == "province" if inside is None else inside
