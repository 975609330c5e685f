"""The component `youcheng_boilerplate`: breadcrumbs, menus, widgets, pictures' names, notices of rights."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Boilerplate, Sentence
from extract.text import furniture
from extract.text.furniture import Hit

_FILE, _CRUMB, _MENU, _SITE = (
    "furniture.file",
    "furniture.breadcrumb",
    "furniture.menu",
    "furniture.site_name",
)
_MENU_WORDS = "furniture.menu_words"


class Line:
    """The sentences of one line, and its extent."""

    __slots__ = ("end", "sentences", "start")

    def __init__(self, sentences: list[Sentence]) -> None:
        self.sentences = sentences
        self.start, self.end = sentences[0].start, sentences[-1].end


@Language.component(
    "youcheng_boilerplate",
    assigns=["doc._.boilerplate"],
    requires=["doc._.folded", "doc._.sentences"],
)
def mark_boilerplate(doc: Doc) -> Doc:
    """Write the `boilerplate` layer and set `boilerplate` of the sentences that lie within it."""
    sentences = layers.sentences(doc)
    found = find_boilerplate(layers.folded(doc), sentences)
    layers.set_layer(doc, "boilerplate", found)
    starts = [span.start for span in found]
    for sentence in sentences:
        at = bisect_left(starts, sentence.start + 1) - 1
        if at >= 0 and found[at].start <= sentence.start and sentence.end <= found[at].end:
            sentence.boilerplate, sentence.heading = True, False
    return doc


def find_boilerplate(folded: str, sentences: list[Sentence]) -> list[Boilerplate]:
    """The page furniture of a folded text, in order and without overlaps."""
    low = furniture.lower(folded)
    lines = [Line(list(group)) for _, group in groupby(sentences, key=lambda s: s.line)]
    cues = furniture.cues(low)
    found: list[Boilerplate] = []
    lone: dict[int, Boilerplate] = {}
    i = 0
    above = True  # whether all lines so far are furniture: the site's name may still come
    while i < len(lines):
        line = lines[i]
        inside = furniture.words(low, line.start, line.end) if _may_hold_words(low, line) else []
        cued = bisect_left(cues, line.start) < bisect_left(cues, line.end)
        head = furniture.head_rule(low, line.start, line.end) if cued else None
        taken = _taken_by(low, lines, i, head.scope) if head else 0
        if head and taken:
            last = lines[i + taken]
            found.append(Boilerplate(line.start, last.end, rules=(head.id,), kind=head.kind))
            i += taken + 1
            continue
        whole = _whole_line(low, line, inside, cued, top=above and len(lines) > 1)
        above = above and whole is not None and whole.kind != "site"
        found.extend([whole] if whole else _parts(low, inside))
        if whole and whole.rules == (_MENU_WORDS,) and not furniture.has_cells(low, line.start, line.end):
            lone[i] = whole
        i += 1
    doubtful = _doubtful(low, lines, lone, {span.start for span in found})
    return [span for span in found if span.start not in doubtful]


def _doubtful(low: str, lines: list[Line], lone: dict[int, Boilerplate], starts: set[int]) -> set[int]:
    """Where single words of menus (China, 文化) stand that may as well be cells of a table or headings.

    A word alone on its line is a menu's only beside other furniture, or with two different ones beside it.
    """
    doubtful: set[int] = set()
    for run in _runs(sorted(lone)):
        words = {low[lone[i].start : lone[i].end] for i in run}
        beside = [i for i in (run[0] - 1, run[-1] + 1) if 0 <= i < len(lines)]
        if len(words) < 3 and not any(lines[i].start in starts for i in beside):
            doubtful.update(lone[i].start for i in run)
    return doubtful


def _runs(numbers: list[int]) -> list[list[int]]:
    """Numbers in order, cut where one does not follow the other."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _may_hold_words(low: str, line: Line) -> bool:
    """Whether to look for menus and widgets in a line: not in prose, which is most of a text."""
    return line.end - line.start <= 40 or (len(line.sentences) == 1 and low[line.end - 1] not in "。.")


def _taken_by(low: str, lines: list[Line], at: int, scope: str) -> int:
    """How many lines after the one at `at` belong to the list or the block it heads."""
    taken = 0
    for line in lines[at + 1 :]:
        if scope == "block":
            belongs = furniture.patterns().block_words.search(low, line.start, line.end) is not None
        else:
            belongs = line.end - line.start <= 60 and not low[line.start : line.end].endswith(
                ("。", ".", "!", "?")
            )
        if not belongs:
            break
        taken += 1
    return taken


def _whole_line(low: str, line: Line, hits: list[Hit], cued: bool, top: bool) -> Boilerplate | None:
    """The whole line as furniture, if it is."""
    start, end = line.start, line.end
    if furniture.is_file_names(low, start, end):
        return Boilerplate(start, end, rules=(_FILE,), kind="image")
    rule = furniture.line_rule(low, start, end) if cued else None
    if rule:
        return Boilerplate(start, end, rules=(rule.id,), kind=rule.kind)
    if furniture.is_breadcrumb(low, start, end):
        return Boilerplate(start, end, rules=(_CRUMB,), kind="breadcrumb")
    if hits and furniture.covered(low, start, end, hits):
        return Boilerplate(
            start, end, rules=tuple(dict.fromkeys(hit.rule.id for hit in hits)), kind=hits[0].rule.kind
        )
    if len(hits) > 1 and furniture.is_menu(low, start, end, hits):
        return Boilerplate(start, end, rules=(_MENU,), kind="menu")
    if top and furniture.is_site_name(low, start, end):
        return Boilerplate(start, end, rules=(_SITE,), kind="site")
    return None


def _parts(low: str, hits: list[Hit]) -> Iterator[Boilerplate]:
    """The widgets and counters within a line that is otherwise text, with the tools beside them."""
    span: Boilerplate | None = None
    for hit in hits:
        stop = hit.start + len(low[hit.start : hit.end].rstrip())
        if span and furniture.covered(low, span.end, hit.start, []):
            span.end = max(span.end, stop)
        elif hit.rule.scope == "part":
            if span:
                yield span
            span = Boilerplate(hit.start, stop, rules=(hit.rule.id,), kind=hit.rule.kind)
    if span:
        yield span


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """Every example of every furniture rule: rule id, text, whether it holds, and what is wrong if not."""
    from extract.text.script import fold
    from extract.text.sentences import read_sentences

    for rule in furniture.patterns().rules:
        for example in rule.examples:
            text = example.yes or example.no or ""
            folded = fold(text)
            tail = (
                "\n本网转载" if rule.scope == "block" else "\n某市代表团来访" if rule.scope == "list" else ""
            )
            spans = find_boilerplate(folded + tail, read_sentences(folded + tail, []))
            marked = any(rule.id in span.rules or span.end >= len(text) for span in spans)
            wanted = example.yes is not None
            yield rule.id, text, marked == wanted, "" if marked == wanted else f"furniture found: {spans}"
