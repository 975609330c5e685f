"""Ties that only repeat another one: a province's word on its city's tie, a namesake of the partner.

`敦化市与根室市结为友好城市…根室市已不再是我州友城`: the tie is Dunhua's, whose prefecture speaks of it
as its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from extract.layers import PlaceMention
from extract.relate.context import identity
from extract.relate.statement import Statement
from extract.territory import country_of, is_chinese

Key = tuple[str, str]
BARE = 2  # characters of the shortest name that is compared without its generic suffix


def join_doubles(by_key: Mapping[Key, list[Statement]]) -> dict[Key, list[Statement]]:
    """The statements by their two places; what only mentions a tie that the document states elsewhere joins
    that tie."""
    stated: dict[str, list[tuple[Key, Statement]]] = {}
    for key, same in by_key.items():
        for statement in same:
            if not _repeats(statement):
                for place in key:
                    stated.setdefault(place, []).append((key, statement))
    kept = {key: list(same) for key, same in by_key.items()}
    for key, same in by_key.items():
        if not all(_repeats(s) for s in same):
            continue
        others = (found for place in key for found in stated.get(place, ()) if found[0] != key)
        target = next((found for found in others if _doubles(same[0], found[1])), None)
        if target is not None:
            for statement in kept.pop(key):
                statement.a, statement.b = target[1].a, target[1].b
                if statement.status == target[1].status:
                    kept[target[0]].append(statement)
    return kept


def _repeats(statement: Statement) -> bool:
    """Whether a statement can be of a tie that stands elsewhere with the full names."""
    loose = statement.frame == "mention" and _loose(statement)
    return statement.weak or loose or any(_abbreviated(p) for p in (statement.a, statement.b))


def _abbreviated(place: PlaceMention) -> bool:
    """Whether a Chinese name leaves open which of two places it is: 屏東, of county or city."""
    return is_chinese(place) and place.refers is None and place.name == _bare(place)


def _loose(statement: Statement) -> bool:
    """Whether a side does not stand with its full name."""
    return any(place.refers is not None or _short(place) for place in (statement.a, statement.b))


def _short(place: PlaceMention) -> bool:
    """Whether nothing but a bare foreign name tells which place is meant: 布列斯特."""
    full = (place.span_start, place.span_end) not in ((-1, -1), (place.start, place.end))
    return not is_chinese(place) and not full and place.name == _bare(place)


def _doubles(statement: Statement, other: Statement) -> bool:
    """Whether a mere mention is of the `other` tie, with which it shares one side."""
    ours, theirs = _sides(statement)
    mine, partner = _sides(other)
    if identity(theirs) == identity(partner):
        named = _abbreviated(ours) and _bare(ours) == _bare(mine)
        return named or (is_chinese(ours) and ours.refers is not None and _holds(ours, mine))
    return _short(theirs) and identity(ours) == identity(mine) and _bare(theirs) == _bare(partner) != ""


def _sides(statement: Statement) -> tuple[PlaceMention, PlaceMention]:
    a, b = statement.a, statement.b
    return (a, b) if is_chinese(a) or not is_chinese(b) else (b, a)


def _holds(outer: PlaceMention, inner: PlaceMention) -> bool:
    """Whether one Chinese place lies in the other, by the codes of GB/T 2260."""
    codes = [p.place.gbt_2260 if p.place is not None else None for p in (outer, inner)]
    if None in codes or country_of(outer) != country_of(inner):
        return False
    stem = (codes[0] or "").removesuffix("00").removesuffix("00")
    return codes[0] != codes[1] and (codes[1] or "").startswith(stem)


def _bare(place: PlaceMention) -> str:
    name = place.refers.name if place.refers is not None else place.name
    return name[:-1] if len(name) > BARE and name.endswith(("市", "州", "区", "县", "郡", "镇")) else name
