"""Numbers that cannot all be right: parts that miss their total, a list that is longer or shorter than said.

`find_conflicts` is called by the stage `youcheng_agree`; it reads the Doc's layers and leaves them alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

from spacy.tokens import Doc

from extract import layers
from extract.layers import Conflict, CountMention, Sentence
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

TIES = ("sister_cities", "exchange_cities", "cooperation_cities", "ties")
_LIST_REACH = 400
_NEARLY = 0.9


class ArithmeticExample(RuleModel):
    """`whole` and `parts` as they stand in the text; None where the text makes no sum."""

    text: str
    whole: str | None = None
    parts: list[str] = []


class ArithmeticRules(RuleModel):
    """`leads`: what stands between a total and its parts; `joins`: between two parts; `list_head`: a count
    of the list below it."""

    leads: dict[str, str]
    joins: dict[str, str]
    complete: dict[str, str]
    closes: dict[str, str]
    totals: dict[str, str]
    several: dict[str, str]
    list_head: dict[str, str]
    examples: list[ArithmeticExample]


@lru_cache(maxsize=1)
def rules() -> ArithmeticRules:
    return load(rules_dir() / "counts" / "arithmetic.yaml", ArithmeticRules)


@cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    return re.compile(getattr(rules(), name)[language], re.IGNORECASE if language == "en" else 0)


def find_conflicts(doc: Doc) -> list[Conflict]:
    """Sums that do not come out and lists that differ from their count, in order of the text."""
    counts = layers.counts(doc)
    sentences = layers.sentences(doc)
    folded = layers.folded(doc)
    found = []
    for whole, parts in sums(counts, folded, sentences):
        conflict = _check(whole, parts, _complete(whole, parts, folded))
        if conflict is not None:
            found.append(conflict)
    for whole, parts in _totals_behind(counts, folded, sentences):
        conflict = _check(whole, parts, complete=True)
        if conflict is not None:
            found.append(conflict)
    return found + _lists(counts, folded, sentences)


def sums(
    counts: Sequence[CountMention], folded: str, sentences: Sequence[Sentence]
) -> list[tuple[CountMention, list[CountMention]]]:
    """Each total with the parts that the same sentence says make it up (90, 包括24对友城和66对友好交流城市).

    The parts are kinds told apart, none of the total's own kind, joined by nothing but their nouns; the
    last one closes the sentence or the brackets, so that no part is missing.
    """
    starts = [s.start for s in sentences]
    found = []
    for i, whole in enumerate(counts):
        if whole.what not in TIES or whole.measure != "stock" or whole.upper is not None:
            continue
        here = bisect_right(starts, whole.start)
        parts: list[CountMention] = []
        last = whole
        for part in counts[i + 1 :]:
            if bisect_right(starts, part.start) != here or part.lang != whole.lang or part.what not in TIES:
                break
            gap = folded[last.end : part.start]
            if not _pattern("joins" if parts else "leads", whole.lang).search(gap) or part.measure not in (
                ("part",) if not gap.strip(", ") and not parts else ("stock", "part")
            ):
                break
            parts.append(part)
            last = part
        kinds = [p.what for p in parts]
        apart = len(set(kinds)) == len(kinds) and whole.what not in kinds
        if (
            len(parts) >= 2
            and (apart or (len(set(kinds)) == 1 and kinds[0] == whole.what))
            and _pattern("closes", whole.lang).match(folded[last.end : last.end + 60])
        ):
            found.append((whole, parts))
    return found


def _totals_behind(
    counts: Sequence[CountMention], folded: str, sentences: Sequence[Sentence]
) -> list[tuple[CountMention, list[CountMention]]]:
    """Each total with the kinds named right before it (友好城市24个,友好交流城市66个,合计90个)."""
    starts = [s.start for s in sentences]
    found = []
    for i in range(2, len(counts)):
        first, second, whole = counts[i - 2 : i + 1]
        if (
            all(
                c.what in TIES and c.measure == "stock" and c.lang == whole.lang
                for c in (first, second, whole)
            )
            and first.what != second.what
            and bisect_right(starts, first.start) == bisect_right(starts, whole.start)
            and (i < 3 or bisect_right(starts, counts[i - 3].start) < bisect_right(starts, whole.start))
            and _pattern("totals", whole.lang).search(folded, second.end, whole.start)
        ):
            found.append((whole, [first, second]))
    return found


def _complete(whole: CountMention, parts: list[CountMention], folded: str) -> bool:
    """Are these all the parts? In brackets and after 分别 they are; after 其中 where they nearly fill it."""
    if any(part.partner is not None for part in parts):
        return False
    if _pattern("complete", whole.lang).search(folded[whole.end : parts[0].start]):
        return True
    apart = len({part.what for part in parts}) == len(parts)
    return apart and sum(part.value for part in parts) >= _NEARLY * whole.value


def _check(whole: CountMention, parts: list[CountMention], complete: bool) -> Conflict | None:
    """A conflict where the parts cannot make up the total, modifiers allowed for."""
    total = sum(p.value for p in parts)
    loose = {whole.modifier, *(p.modifier for p in parts)}
    if not complete:
        fits = total <= whole.value or whole.modifier != "exact"
    elif loose == {"exact"}:
        fits = total == whole.value
    elif "approx" in loose or "below" in loose:
        fits = abs(total - whole.value) <= max(whole.value, total) // 5
    elif whole.modifier == "at_least":
        fits = total >= whole.value and total <= whole.value * 2
    else:
        fits = total <= whole.value
    if fits:
        return None
    rule = f"{whole.lang}.arithmetic.sum"
    return Conflict(
        "arithmetic",
        "count",
        [whole, *parts],
        [str(whole.value), *(str(p.value) for p in parts)],
        rules=(rule,),
    )


def _lists(counts: Sequence[CountMention], folded: str, sentences: Sequence[Sentence]) -> list[Conflict]:
    """A count in the line right above a list of rows, against the number of rows."""
    found = []
    starts = [s.start for s in sentences]
    for count in counts:
        if (
            count.what not in (*TIES, "countries", "places")
            or count.modifier != "exact"
            or count.upper is not None
        ):
            continue
        index = bisect_right(starts, count.start) - 1
        if index < 0 or sentences[index].item:
            continue
        rest = folded[count.end : sentences[index].end]
        if not _pattern("list_head", count.lang).search(rest.strip()) or any(
            count.end <= c.start < sentences[index].end for c in counts if c.what == count.what
        ):
            continue
        rows = _rows(sentences, index + 1)
        several = _pattern("several", count.lang)
        if any(several.match(folded[row.start : row.end]) for row in rows):
            continue
        if len(rows) >= 2 and len(rows) != count.value:
            found.append(
                Conflict(
                    "list",
                    "count",
                    [count, *rows[-1:]],
                    [str(count.value), str(len(rows))],
                    rules=(f"{count.lang}.arithmetic.list",),
                )
            )
    return found


def _rows(sentences: Sequence[Sentence], index: int) -> list[Sentence]:
    """The rows of the list that begins here, one for each line."""
    rows: list[Sentence] = []
    for sentence in sentences[index : index + _LIST_REACH]:
        if not sentence.item:
            break
        if not rows or rows[-1].line != sentence.line:
            rows.append(sentence)
    return rows
