"""The lines of a text: which are rows of lists, which are headings, which go on from the line before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extract.text.script import HAN
from extract.text.vocabulary import furniture_rules, sentence_rules, stamp_rules

# Signs with which pages mark the items of a list, besides numbers and dashes.
BULLETS = "·•●○■□◆◇▪▫▸▶►▲△▼▽★☆※◎◉⊙◦‣⁃✦✧❖➢➤✔✓♦❑❒⚫⚪"
_LINE = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARKER = re.compile(
    "(?P<arabic>[(\\[]?\\d{1,3}[.)\\]、](?!\\d))"
    "|(?P<han>[(]?[一二三四五六七八九十百]{1,4}[、.)])"
    "|(?P<circled>[①-⓿❶-➓㈠-㈩])"
    "|(?P<dated>(?:19|20)\\d\\d(?:[./-]\\d{1,2}){0,2}[:\\s](?=.{2,60}$))"
    "|(?P<latin>[(]?(?:[A-Za-z]|[ivxIVX]{2,4})[.)]\\s)"
    f"|(?P<bullet>[{BULLETS}](?=\\s*\\S)|[-*–]\\s)"
    f"|(?P<index>\\d{{1,3}}\\s+(?=[{HAN}A-Z]))"
)
_MARKER_SIGNS = "()[].、"
_ROW = re.compile("[^|\\n]*\\|[^|\\n]*\\||[^\\t\\n]*\\S\\t\\s*\\S|.*\\S {2,}\\S.*\\S {2,}\\S")
_CELLS = re.compile(f"(?=.*[{HAN}])[^\\s,。;:!?]{{1,20}}(?: +[^\\s,。;:!?]{{1,24}}){{2,8}}$")
_SHORT_CELL = re.compile("[^,。!?;:、]{1,14}$")
_TERMINATED = re.compile("[。｡!?;.…:：][”’」』）)\\]】》\"']*$")
_STAMP = re.compile(
    "[^\\d]{0,12}\\d{2,4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}"
    "|(?:[A-Z][a-z]{2,8},? )?(?:[A-Z][a-z]{2,8}\\.? \\d{1,2},?|\\d{1,2} [A-Z][a-z]{2,8}\\.?,?)"
    " (?:19|20)\\d\\d\\b"
)
_MARKS = re.compile("[。;!?…]+|\\.(?=[”’\"')]*$)")
_SPACE = re.compile("\\s")
_BYLINE = re.compile("[Bb]y [A-Z]")
_MAX_HEADING, _MAX_HEADING_WORDS = 60, 25
_LIST_REACH = 3
_WRAP = range(20, 131)
_CLOSED = re.compile(r"[)\d年月日]")  # the last character of a row with a bracket or a date
# Signs that part the name of a row from what is said of it, and how far into the row they stand.
_PARTING = (": ", " - ", " – ", " — ")
_LABEL = 40


@dataclass(slots=True)
class Line:
    """A line with something in it; `[start, end)` leaves out the white space around it.

    `number` counts all lines of the text from 0. `style` says what kind of list number the line has, or `row`
    or `cell` for what looks like a table's.
    """

    start: int
    end: int
    number: int
    indented: bool
    style: str = ""
    marks: str = ""
    ended: bool = False
    stamp: bool = False
    item: bool = False
    heading: bool = False
    continues: bool = False
    paragraph: int = 0

    @property
    def size(self) -> int:
        return self.end - self.start


def read_lines(folded: str) -> list[Line]:
    """The lines of a folded text that are not blank, each with its role."""
    lines = _cut(folded)
    _mark_items(folded, lines)
    width = _wrap_width(folded, lines)
    _mark_continued(folded, lines, width)
    _mark_headings(folded, lines)
    _number_paragraphs(lines, width)
    return lines


def _cut(folded: str) -> list[Line]:
    lines: list[Line] = []
    number = position = 0
    for found in _LINE.finditer(folded):
        start, end = found.span()
        breaks = folded[position:start]
        number += len(breaks) if breaks in ("", "\n", "\n\n") else len(_BREAK.findall(breaks))
        position = end
        content = folded[start:end]
        left = len(content) - len(content.lstrip())
        if left == len(content):
            continue
        line = Line(start + left, start + len(content.rstrip()), number, indented=left > 0)
        head = folded[line.start : min(line.end, line.start + 64)]
        marker = _MARKER.match(head)
        if marker and marker.lastgroup:
            line.style = marker.lastgroup
            line.marks = "".join(c for c in marker[0] if c in _MARKER_SIGNS)
        elif _is_row(folded, line):
            line.style = "row" if "|" in folded[line.start : line.end] else "cells"
        elif line.size <= 14 and _SHORT_CELL.match(folded, line.start, line.end):
            line.style = "cell"
        line.ended = _TERMINATED.search(folded, max(line.start, line.end - 8), line.end) is not None
        line.stamp = _STAMP.match(head) is not None or _is_credit(head)
        lines.append(line)
    return lines


def _is_row(folded: str, line: Line) -> bool:
    """Whether a line looks like the row of a table: bars, tabs, wide gaps, or cells set off by spaces."""
    if line.size > 300:
        return False
    content = folded[line.start : line.end]
    if " " not in content and "|" not in content and "\t" not in content:
        return False
    return _ROW.match(content) is not None or _CELLS.match(content) is not None


def _is_credit(head: str) -> bool:
    """Whether a line says who made the page: By Jane Roe, 来源:某报, 记者 某甲."""
    if ":" not in head and not _SPACE.search(head):
        return False
    return _BYLINE.match(head) is not None or _credit().match(head.lower()) is not None


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    """A line that begins with a label (来源:) or a byline (记者 …): says who made the page, heads nothing.

    In lower case.
    """
    stamps = stamp_rules()
    labels = {*furniture_rules().credit_labels, *stamps.published, *stamps.updated, *stamps.source}
    labels = {label.lower() for label in labels}
    names = "|".join(map(re.escape, sorted(labels, key=lambda word: (-len(word), word))))
    bylines = "|".join(re.escape(byline.lower()) for byline in sentence_rules().bylines)
    return re.compile(f"[(\\[【]?(?:(?:{names})\\s*[\\])】]?\\s*:|(?:{bylines})\\s+\\S)")


def _mark_items(folded: str, lines: list[Line]) -> None:
    """A line is an item where another of its style is near; cells need a run of them."""
    last: dict[str, int] = {}
    run = 0
    for i, line in enumerate(lines):
        if line.style == "cell":
            run += 1
            if run >= 5:
                for cell in lines[i - run + 1 : i + 1] if run == 5 else (line,):
                    cell.item = True
            continue
        run = 0
        if not line.style:
            continue
        group = "cells" if line.style == "index" else line.style + line.marks
        near = last.get(group)
        reach = 1 if line.style in ("han", "row", "cells", "index") else _LIST_REACH
        line.item = group == "circled"
        if near is not None and i - near <= reach:
            lines[near].item = line.item = True
        last[group] = i
    heads = sentence_rules().table_heads
    for line in lines:
        if line.style == "cell" and line.item and folded.endswith(heads, line.start, line.end):
            line.item = False
        elif line.style in ("arabic", "circled", "bullet", "latin") and line.ended:
            line.item = True


def _wrap_width(folded: str, lines: list[Line]) -> int:
    """The width at which the text was broken by hand or machine, 0 where lines are paragraphs, or rows that
    end alike: 熊谷市(1990年结好)."""
    sizes = [line.size for line in lines if not line.item]
    if len(sizes) < 4:
        return 0
    width = max(sizes)
    full = sum(size >= 0.85 * width for size in sizes)
    ends = Counter(_CLOSED.sub(")", folded[line.end - 1]) for line in lines if not line.item)
    if max((n for end, n in ends.items() if not end.isascii() or end == ")"), default=0) >= max(
        3, 0.4 * full
    ):
        return 0
    return width if width in _WRAP and full >= max(3, 0.4 * len(sizes)) else 0


def _mark_continued(folded: str, lines: list[Line], width: int) -> None:
    for before, line in pairwise(lines):
        if line.number != before.number + 1 or before.ended or before.stamp or line.stamp:
            continue
        if _is_caption(folded, before) or line.item or line.style not in ("", "cell"):
            continue
        if before.indented or not line.indented:
            line.continues = _goes_on(folded, before, line, width)


def _goes_on(folded: str, before: Line, line: Line, width: int) -> bool:
    """Whether a line without a final mark runs on into the next."""
    rules = sentence_rules()
    last, first = folded[before.end - 1], folded[line.start]
    if _are_rows(folded, before, line):
        return False
    if (last.isascii() and last.isalpha()) or (last in ",-" and first.isascii()):
        tail = folded[max(before.start, before.end - 12) : before.end].split()
        word = tail[-1].lower() if tail else ""
        if not (first.isascii() or first in "“‘"):
            return False
        return first.islower() or word in rules.english.open_endings or last in ",-" or _full(before, width)
    if before.item and before.style != "arabic":
        return False
    if folded.startswith(rules.chinese.open_beginnings, line.start):
        return True
    if folded.endswith(rules.chinese.open_endings, before.start, before.end):
        return before.size > 8
    stretch = folded[before.start : before.end]
    if any(stretch.count(a) > stretch.count(b) for a, b in ("()", "《》", "“”", "「」")):
        return True
    if _full(before, width):
        return True
    return before.size > 45 and "," in stretch and line.ended


def _are_rows(folded: str, before: Line, line: Line) -> bool:
    """Whether two lines are parted alike behind a few words: `Suva: since 1990` above `Salo: since 2001`."""
    ends = (folded.find(sign, at.start, at.end) - at.start for at in (before, line) for sign in _PARTING)
    signs = [end if 0 < end <= _LABEL else 0 for end in ends]
    half = len(_PARTING)
    return any(a and b for a, b in zip(signs[:half], signs[half:], strict=True))


def _full(line: Line, width: int) -> bool:
    """Whether a line reaches the width at which the text is broken."""
    return width > 0 and line.size >= 0.8 * width


def _mark_headings(folded: str, lines: list[Line]) -> None:
    """Short lines without a final mark, above the text or before what they head."""
    body = False
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if not line.item and not line.continues and _may_head(folded, line):
            goes_on = following is not None and following.continues
            apart = following is not None and not following.stamp
            line.heading = (not body or apart) and not goes_on
        body = body or (line.ended and line.size > 20) or line.size > 2 * _MAX_HEADING


def _may_head(folded: str, line: Line) -> bool:
    content = folded[line.start : line.end]
    if line.stamp or line.size < 2 or not any(c.isalpha() for c in content) or _is_caption(folded, line):
        return False
    if (content[0], content[-1]) == ("(", ")"):
        return False
    if content.isascii() and len(content.split()) > _MAX_HEADING_WORDS:
        return False
    if line.size > (4 if content.isascii() else 1) * _MAX_HEADING or content[-1] in ",、":
        return False
    marks = _MARKS.findall(content)
    return not marks or (len(marks) == 1 and marks[0] in "!?")


def _is_caption(folded: str, line: Line) -> bool:
    """Whether a line says what a picture shows, or who took it."""
    captions = sentence_rules().captions
    head = folded[line.start : line.start + 12].lower()
    return head.startswith(captions.begins) or folded.endswith(captions.ends, line.start, line.end)


def _number_paragraphs(lines: list[Line], width: int) -> None:
    """A new paragraph at every line that does not carry on with the one before."""
    number = -1
    before: Line | None = None
    for line in lines:
        adjacent = before is not None and line.number == before.number + 1
        plain = not (line.indented or line.item or line.heading)
        same = adjacent and (line.continues or (plain and before is not None and _full(before, width)))
        number += not same
        line.paragraph = number
        before = line
