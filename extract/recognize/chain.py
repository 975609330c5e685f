"""Qualifiers of Chinese names: which head lies in which, said before it or in brackets behind it."""

from __future__ import annotations

import re

from extract.link.gazetteer import CHINESE, COUNTRY, FOREIGN, PROVINCE, REGION
from extract.recognize.heads import DISTRICT, Head, Nations
from extract.recognize.shapes import Shapes


class Chain:
    """Joins heads that qualify each other: 德国 + 下萨克森州, 大分市(日本)."""

    def __init__(self, shapes: Shapes, nations: Nations) -> None:
        self.shapes, self.nations = shapes, nations

    def join(self, folded: str, heads: list[Head]) -> list[Head]:
        """Join qualifiers to the head they stand before: country, province, city, then the place itself."""
        out: list[Head] = []
        for head in heads:
            while out and self._qualifies(folded, out[-1], head):
                above = out.pop()
                head.qualifiers = (*above.qualifiers, (above.start, above.end), *head.qualifiers)
                head.within = (*above.within, folded[above.start : above.end], *head.within)
                if above.flags & COUNTRY:
                    head.country = self._stated(above, head)
                head.country = head.country or above.country
                if head.country is None and not head.flags and above.flags & PROVINCE:
                    head.country = self.nations.land(above.name)
                if head.country is None and folded[head.end - 1] == "区":
                    head.country = self.nations.big(above.name)
            inner = out[-1] if out else None
            if inner is not None and self._bracketed(folded, inner, head):
                head = self._with_bracket(folded, out.pop(), head)
            out.append(head)
        return out

    def _stated(self, above: Head, head: Head) -> str | None:
        """The country that its name states; none before a territory of its own code: 中华人民共和国澳门."""
        country = self.nations.country(above.name)
        own = _OF_THEIR_OWN & self.nations.countries(head.name)
        return None if country == "CN" and own else country

    def _bracketed(self, folded: str, head: Head, inner: Head) -> bool:
        """大分市(日本), 帕绍(德国,1999年), 热那亚(Genova,意大利城市): whether `inner` is in brackets behind
        `head` and says where it lies."""
        first = min([inner.start, *(q[0] for q in inner.qualifiers)])
        if folded[head.end : head.end + 1] != "(" or not self.shapes.bracket_rest.match(folded, inner.end):
            return False
        if not _OPENED.fullmatch(folded, head.end, first):
            return False
        if head.flags & (COUNTRY | REGION) or head.qualifiers:
            return False
        if inner.flags & COUNTRY:
            country = self.nations.country(inner.name)
            return not head.flags & CHINESE or country in self.nations.countries(head.name)
        if inner.flags & PROVINCE and not inner.flags & CHINESE and not inner.country:
            return not head.flags & CHINESE and self.nations.only_country(inner.name) is not None
        return bool(inner.country) and (not head.flags or inner.country in self.nations.countries(head.name))

    def _with_bracket(self, folded: str, head: Head, inner: Head) -> Head:
        head.qualifiers = (*inner.qualifiers, (inner.start, inner.end))
        head.within = (*inner.within, folded[inner.start : inner.end])
        head.country = (
            inner.country or self.nations.country(inner.name) or self.nations.only_country(inner.name)
        )
        head.rule = "zh.place.bracket" if not head.flags else head.rule
        return head

    def _qualifies(self, folded: str, above: Head, head: Head) -> bool:
        if head.flags & (COUNTRY | REGION) or above.flags & REGION:
            return False
        gap = folded[above.end : head.start]
        if gap and not (len(gap) <= 7 and self.shapes.linking.fullmatch(gap)) and gap not in (" ", "·"):
            return False
        if not gap and _leads(above, head):
            return True
        if gap == " " and not head.flags and above.flags & CHINESE:
            return False  # 祁门县 乌沃省: the two sides of a row
        if not head.flags:
            states = bool(above.flags & COUNTRY) or above.leads_abroad
            return above.closed or states or head.rule == DISTRICT
        countries = self.nations.countries(head.name)
        if above.flags & COUNTRY:
            country = self.nations.country(above.name)
            return not gap or country in countries or not countries
        if not above.flags:
            return not gap and above.country in countries
        if self.nations.own(above.name) & self.nations.above(head.name):
            return True
        if (
            not gap
            and _TERRITORIES & countries & self.nations.countries(above.name)
            and not head.flags & PROVINCE
        ):
            return True
        if (
            above.country
            and above.flags & PROVINCE
            and head.closed
            and (not head.flags & PROVINCE or (head.flags & CHINESE and folded[head.end - 1] in _BELOW))
            and gap in ("", "的")
        ):
            return True
        if not gap and head.closed and folded[head.end - 1] == "区" and self.nations.big(above.name):
            return bool(self.nations.countries(above.name) & countries)  # 伦敦里士满区
        if gap or not above.closed or not above.flags & PROVINCE or (head.flags & PROVINCE and head.closed):
            return False
        return bool(self.nations.countries(above.name) & countries)


def _leads(above: Head, head: Head) -> bool:
    """苏格兰珀斯, where lists know 珀斯 elsewhere only: a division abroad right before a place of none."""
    if (above.flags | head.flags) & CHINESE or head.flags & PROVINCE:
        return False
    return bool(above.flags & PROVINCE and head.flags & FOREIGN)


# A bracket, and the name before it in its own letters.
_OPENED = re.compile(r"\(\s?(?:[^\W\d_\u3400-\u9fff][^()\u3400-\u9fff,、\n]{1,40}[,、]\s?)?")
# A Chinese province's name that ends so behind a province abroad is another place's: 越南高平省重庆县.
_BELOW = frozenset("县区镇乡郡")
_OF_THEIR_OWN = frozenset({"HK", "MO", "TW"})
# Territories whose districts name them as qualifier: 香港沙田区.
_TERRITORIES = frozenset({"HK", "MO"})
