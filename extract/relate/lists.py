"""Lists and tables of ties: a heading says what kind of tie and whose, the rows say with whom and since when.

Rows come as numbered lines, as lines of columns, or as one cell a line; a row may name both sides
(`株洲市——芬兰奥卢市`) or the partner alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from extract import resources
from extract.layers import DateMention, PlaceMention, Sentence
from extract.relate import lexicon, status
from extract.relate.context import Context
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, Masked, country_of, is_chinese
from extract.relate.sentences import international
from extract.relate.statement import Statement
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

RULE = "{lang}.pair.list_row"
_NUMBERING = re.compile(r"^\s*(?:[(\[]?\d{1,3}[)\].、．]?|[一二三四五六七八九十]+[、.]|[①-⑳]|[-*•·|])\s*")
_FILL = re.compile(r"[\s\d.、,;:|()\[\]\-—–/①-⑳•·*]+")


class ListWords(RuleModel):
    not_heading: list[str]
    heading: list[str]
    first_side: list[str]
    second_side: list[str]
    longest_row: int
    longest_heading: int


@lru_cache(maxsize=2)
def _words(lang: str) -> tuple[ListWords, re.Pattern[str]]:
    words = load(resources.rules_dir() / "pairs" / "lists.yaml", dict[str, ListWords])[lang]
    return words, re.compile(alternation(words.not_heading))


@dataclass(slots=True)
class Section:
    """What the heading above a row says."""

    heading: Sentence
    relation: str
    owner: PlaceMention | None
    term: tuple[int, int]
    rows: int = 0
    ours: PlaceMention | None = None
    """The Chinese side of a row whose partner stands on a later line."""
    last: list[Statement] = field(default_factory=list)


def statements(context: Context, units: list[Masked], spoken: set[int]) -> Iterator[Statement]:
    """What the rows of lists state. `spoken` holds the starts of units that state ties by themselves."""
    section: Section | None = None
    for masked in units:
        line = masked.sentences[0]
        opened = None if line.start in spoken else _heading(context, masked, section)
        if opened is not None:
            section = opened
        elif section is not None and line.start not in spoken:
            if _is_row(masked):
                yield from _row(context, masked, section)
            else:
                section = None


def _heading(context: Context, masked: Masked, above: Section | None) -> Section | None:
    """The section that a line opens; None if it opens none."""
    words, not_heading = _words(masked.lang)
    text = masked.text.strip()
    terms = [s for s in masked.symbols.values() if isinstance(s, lexicon.Term) and s.kind != "alliance"]
    if not terms or len(text) > words.longest_heading or text.endswith(("。", ".", "!", "?", "！")):
        return None
    if not_heading.search(text) or (above is not None and _row_like(masked, above)):
        return None
    parties = [s for s in masked.symbols.values() if isinstance(s, PlaceMention) and s.kind != "country"]
    if any(not is_chinese(p) and country_of(p) for p in parties):
        return None
    chinese = [p for p in parties if is_chinese(p)]
    owner = chinese[0] if chinese else (above.owner if above else context.home)
    if owner is None and above is None:
        earlier = context.before(masked.sentences[0], 2)
        near = [p for s in earlier for p in context.parties(s.start, s.end, masked.lang) if is_chinese(p)]
        owner = near[0] if near else None
    term = terms[0]
    return Section(masked.sentences[0], term.relation, owner, (term.start, term.end))


def _row_like(masked: Masked, above: Section) -> bool:
    """Whether a line with a term is a cell of the table above it (友好城市 in the column of kinds)."""
    rest = _FILL.sub("", masked.text)
    return above.rows > 0 and (
        rest.strip(NOUN + DATE + COUNTRY) == "" and masked.text.strip() in (NOUN, "|" + NOUN)
    )


def _is_row(masked: Masked) -> bool:
    words, _ = _words(masked.lang)
    text = masked.text.strip()
    return len(text) <= words.longest_row and not (text.endswith("。") and not masked.sentences[0].item)


def _row(context: Context, masked: Masked, section: Section) -> list[Statement]:
    """The ties of a row; dates, kinds and endings on lines of their own are added to the row before."""
    parties = [
        s
        for i, s in sorted(masked.symbols.items())
        if isinstance(s, PlaceMention) and masked.text[i] in PLACES
    ]
    dates = [s for _, s in sorted(masked.symbols.items()) if isinstance(s, DateMention)]
    kinds = [s for _, s in sorted(masked.symbols.items()) if isinstance(s, lexicon.Term)]
    if not parties:
        _add_cell(masked, section, dates, kinds)
        return []
    chinese = [p for p in parties if is_chinese(p)]
    foreign = [p for p in parties if not is_chinese(p)]
    if chinese and not foreign:
        if section.owner is not None and not is_chinese(section.owner):
            foreign = [section.owner]
        else:
            section.ours = chinese[-1]
            section.last = []
            return []
    owner = chinese[0] if chinese else section.ours or section.owner
    section.ours = None
    section.rows += 1
    section.last = []
    if owner is None:
        return []
    relation = kinds[0].relation if kinds else section.relation
    several = foreign if _enumerates(masked) else foreign[:1]
    for partner in several:
        if international(owner, partner):
            section.last.append(_statement(masked, section, owner, partner, relation, dates, bool(chinese)))
    return section.last


def _statement(
    masked: Masked,
    section: Section,
    owner: PlaceMention,
    partner: PlaceMention,
    relation: str,
    dates: list[DateMention],
    both_sides: bool,
) -> Statement:
    reading = status.read(masked, 0, len(masked.text) - 1, mention=True)
    evidence = list(masked.sentences) if both_sides else [section.heading, *masked.sentences]
    statement = Statement(
        owner, partner, relation, "list", RULE.format(lang=masked.lang), section.term, evidence
    )
    if status.anywhere(masked, "intent"):
        statement.relation = "intent"
    if "ended" in reading:
        statement.status = "ended"
    statement.denied = "deny" in reading
    statement.kept_by = reading.rules
    if dates and statement.status != "ended":
        statement.when = dates[0]
    return statement


def _add_cell(masked: Masked, section: Section, dates: list[DateMention], kinds: list[lexicon.Term]) -> None:
    """A line that holds only a date or a kind of tie completes the row before it."""
    rest = _FILL.sub("", masked.text)
    if len(rest) > 12:
        return
    for statement in section.last:
        if dates and statement.when is None:
            statement.when = dates[0]
        elif not dates and not kinds:
            continue
        if kinds and not dates:
            statement.relation = kinds[0].relation
        statement.sentences = [*statement.sentences, *masked.sentences]


def _enumerates(masked: Masked) -> bool:
    return "、" in masked.text or ";" in masked.text
