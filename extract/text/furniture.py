"""The patterns of `rules/text/furniture.yaml`, compiled, and the tests a line must pass to be furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from extract.layers import Range
from extract.rules.first import gated
from extract.text.vocabulary import FurnitureRule, furniture_rules

_FILLER = re.compile('[\\s|:/·.,、\\-\\[\\]【】()<>«»›‹"+•!▲△↑]+')
_CRUMB = re.compile("\\s*(?:>{1,2}|›|»|→|▶)\\s*")
_PARTED = re.compile("\\s+[/-]\\s+|\\s*(?:>{1,2}|›|»)\\s*")
_STEPS = re.compile("[>›»→▶/-]")
BARS = re.compile("\\s*[|]\\s*|\\s{2,}")
_SENTENCE_MARK = re.compile("[。!?;，]|[a-z]\\. ")
_DATE = re.compile("\\d{4}[-/.年]\\d{1,2}|\\d{1,2}[-/月]\\d{1,2}")
_NO_NAME = re.compile("[\\d,。:与和]")
_LATIN_NAME = re.compile("[a-z][a-z .'-]+")
_MAX_CRUMB, _MAX_LINE = 24, 600


class Hit(NamedTuple):
    """Words of a rule at `[start, end)` of the text."""

    start: int
    end: int
    rule: FurnitureRule


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns compiled: `words` finds parts and whole-line words, `lines` those that take a line."""

    words: re.Pattern[str]
    lines: re.Pattern[str]
    cues: ahocorasick_rs.AhoCorasick
    heads: re.Pattern[str]
    files: re.Pattern[str]
    rules: tuple[FurnitureRule, ...]
    block_words: re.Pattern[str]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Each rule becomes a named group, `r` and its number, so that a match tells which rule it was."""
    data = furniture_rules()

    def union(*scopes: str) -> str:
        parts = [(i, rule) for i, rule in enumerate(data.rules) if rule.scope in scopes]
        return "|".join(f"(?P<r{i}>{'|'.join(rule.patterns)})" for i, rule in parts)

    endings = "|".join(data.file_endings)
    name = f'[^\\s<>|"，。;:]{{1,120}}?\\.(?:{endings})'
    return Patterns(
        words=re.compile(gated(union("part", "whole"))),
        lines=re.compile(gated(union("line"))),
        cues=ahocorasick_rs.AhoCorasick([cue for rule in data.rules for cue in rule.cues]),
        heads=re.compile(f"[\\s\\W]*(?:{union('list', 'block')})[\\s\\W]*$"),
        files=re.compile(f"(?:{name}(?![a-z0-9])[\\s,、;]*)+$"),
        rules=data.rules,
        block_words=re.compile("|".join(map(re.escape, data.block_words))),
    )


def lower(folded: str) -> str:
    """The text in lower case, code point by code point (İ, which would grow, stays)."""
    low = folded.lower()
    return (
        low if len(low) == len(folded) else "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
    )


def _rule(found: re.Match[str]) -> FurnitureRule:
    return patterns().rules[int((found.lastgroup or "r0")[1:])]


def words(low: str, start: int, end: int) -> list[Hit]:
    """Where words of scope `part` or `whole` stand in `[start, end)`, none of them within a longer word."""
    found = patterns().words.finditer(low, start, end)
    return [Hit(*match.span(), _rule(match)) for match in found if _bounded(low, match)]


def _bounded(low: str, found: re.Match[str]) -> bool:
    """Whether Latin words were not matched in the middle of longer ones."""
    start, end = found.span()
    if start == end:
        return False
    return not (
        low[start].isascii()
        and low[start].isalnum()
        and start
        and low[start - 1].isalnum()
        and low[start - 1].isascii()
    )


def cues(low: str) -> list[int]:
    """Where the words stand of which a line must have one for `line_rule` or `head_rule` to find anything."""
    return [start for _, start, _ in patterns().cues.find_matches_as_indexes(low)]


def line_rule(low: str, start: int, end: int) -> FurnitureRule | None:
    """The rule of scope `line` that takes the line `[start, end)`, if there is one."""
    if end - start > _MAX_LINE:
        return None
    found = patterns().lines.search(low[start:end])
    return _rule(found) if found else None


def head_rule(low: str, start: int, end: int) -> FurnitureRule | None:
    """The rule of scope `list` or `block` that the line heads, if there is one."""
    if end - start > 60:
        return None
    found = patterns().heads.match(low[start:end])
    return _rule(found) if found else None


def is_file_names(low: str, start: int, end: int) -> bool:
    """Whether a line is nothing but names of files."""
    return (
        "." in low[start:end]
        and end - start < 4 * _MAX_LINE
        and patterns().files.match(low, start, end) is not None
    )


def is_breadcrumb(low: str, start: int, end: int) -> bool:
    """Whether a line is a path of short steps: any steps between >, and from `home` between / or -."""
    line = low[start:end]
    if end - start > 160 or not _STEPS.search(line) or _SENTENCE_MARK.search(line):
        return False
    steps = [step for step in _CRUMB.split(line) if step]
    if len(steps) > 1 and all(len(step) <= _MAX_CRUMB for step in steps):
        return True
    steps = [step.strip() for step in _PARTED.split(line) if step.strip()]
    return len(steps) > 1 and steps[0].rstrip(":") in furniture_rules().home_words


def covered(low: str, start: int, end: int, hits: list[Hit]) -> bool:
    """Whether nothing but fillers is left of `[start, end)` once the hits within it are taken out."""
    rest, at = [], start
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            rest.append(low[at : hit.start])
            at = hit.end
    rest.append(low[at:end])
    return not _FILLER.sub("", "".join(rest))


def has_cells(low: str, start: int, end: int) -> bool:
    """Whether bars or wide gaps set off several cells in a line."""
    return BARS.search(low, start, end) is not None


def is_menu(low: str, start: int, end: int, hits: list[Hit]) -> bool:
    """Whether a line is a row of short cells most of which are words of menus."""
    line = low[start:end]
    if end - start > _MAX_LINE or _DATE.search(line):
        return False
    cells = list(_cells(low, start, end))
    if len(cells) < 3:
        return False
    known = sum(covered(low, a, b, hits) for a, b in cells)
    short = all(b - a <= 14 or covered(low, a, b, hits) for a, b in cells)
    return 2 * known > len(cells) or (known >= 2 and short and 3 * known >= len(cells))


def _cells(low: str, start: int, end: int) -> Iterator[Range]:
    """The cells of a line set off by bars or wide gaps."""
    at = start
    for gap in BARS.finditer(low, start, end):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if at < end:
        yield at, end


def is_site_name(low: str, start: int, end: int) -> bool:
    """Whether a line is the name of an office or a paper and nothing else, in one language or in both."""
    line = low[start:end]
    if len(line) > 60 or _NO_NAME.search(line):
        return False
    latin = _LATIN_NAME.match(line)
    return line.endswith(furniture_rules().site_names) or bool(
        latin and len(line) - latin.end() <= 8 and latin[0].rstrip().endswith(furniture_rules().site_names)
    )
