"""A page as lines of text, each character with its place in the source.

What a browser would show, in the order of the source: block elements end a line, the cells of a table's row
stand in one line with tabs between. Nothing is left out but what is never shown (scripts, comments). Linear
in the source whatever it holds: unclosed tags, quotes and comments cost one look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from extract.readers.placed import Run

_NAME = re.compile(r"/?[a-zA-Z][^\s/>]{0,40}")
_QUOTED = re.compile(r"=\s*([\"'])")
_PART = re.compile(
    r"(?P<gap>[ \t\n\r\f]{2,}|[\t\n\r\f])|(?P<nothing>[\u200b\u2060\ufeff\u00ad]+)"
    r"|(?P<entity>&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};"
    r"|(?:nbsp|amp|lt|gt|quot)(?![\w=])))"
)
_ROWSPAN = re.compile(r"""\browspan\s*=\s*["']?\s*(\d{1,4})""", re.IGNORECASE)
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_UNSHOWN = frozenset(("script", "style", "template", "textarea", "iframe", "svg", "noembed", "noframes"))
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main
    menu nav ol optgroup option p pre section select summary table tbody tfoot thead title tr ul
    """.split()  # noqa: SIM905 (a word each, as they are read)
)
_LINKS_END = frozenset(("/a", "/li", "/td", "/p", "/ul", "/table"))
# A row of a table with a cell longer than this, in characters, is layout and no row.
_CELL = 120
# Columns in which a cell may reach down into the rows below.
_COLUMNS = 40
# How deep tables are followed; below, their cells are lines.
_DEEP = 20


_SPACE, _TAB = Run(" ", -1, -1), Run("\t", -1, -1)


@dataclass(slots=True)
class Line:
    """A line of the page. `tag` is `title` or `h1` in those, `row` for a table's row, else empty.

    `linked` counts the characters that lie in links.
    """

    tag: str = ""
    runs: list[Run] = field(default_factory=list)
    linked: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class _Table:
    """A table as it is read: the cells of the row at hand, and what reaches down into rows to come."""

    cells: list[list[Line]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    carried: dict[int, tuple[Line, int]] = field(default_factory=dict)
    in_cell: bool = False


def page_lines(source: str) -> list[Line]:
    """The lines of a page's decoded source that are not blank."""
    page = _Page(source)
    for start, end, tag, inside in tokens(source):
        if tag:
            page.tag(tag, inside)
        else:
            page.text(start, end)
    return page.finish()


def tokens(source: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, "", "") for text, (start, end, name, inside) for a tag; the name of a closing one has `/`.

    What stands in scripts and the like comes as `inside` of their tag.
    """
    at, size = 0, len(source)
    while at < size:
        opened = source.find("<", at)
        opened = size if opened < 0 else opened
        if opened > at:
            yield at, opened, "", ""
        if source.startswith(("<!--", "<!", "<?"), opened):
            end = "-->" if source.startswith("<!--", opened) else ">"
            closed = source.find(end, opened + 2)
            at = size if closed < 0 else closed + len(end)
        elif name := _NAME.match(source, opened + 1):
            tag = name[0].lower()
            at = _tag_end(source, name.end())
            inside = name.end(), at
            if tag in _UNSHOWN:
                closing = re.compile(f"</{tag}(?=[\\s/>])", re.IGNORECASE).search(source, at)
                inside = at, closing.start() if closing else size
                at = inside[1]
            yield opened, at, tag, source[slice(*inside)]
        else:
            at = opened + 1
            if opened < size:
                yield opened, at, "", ""


def _tag_end(source: str, at: int) -> int:
    """Where the tag ends whose name ends at `at`: after the first `>` outside of quotes."""
    first = closed = source.find(">", at)
    while closed >= 0:
        quoted = _QUOTED.search(source, at, closed)
        if quoted is None:
            return closed + 1
        at = source.find(quoted[1], quoted.end()) + 1
        if at == 0:  # the quote is never closed
            return first + 1
        closed = source.find(">", at)
    return len(source)


class _Page:
    """Takes tokens in order and makes lines of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._sinks: list[list[Line]] = [[]]
        self._tables: list[_Table] = []
        self._line = Line()
        self._gap = ""
        self._linked = self._pre = False

    def text(self, start: int, end: int) -> None:
        source, at = self._source, start
        for part in _PART.finditer(source, start, end):
            self._add(source[at : part.start()], at, part.start())
            at = part.end()
            if part["entity"]:
                self._add(unescape(part["entity"]), part.start(), at)
            elif part["gap"]:
                self._gap = self._gap or part["gap"]
                if self._pre and "\n" in part["gap"]:
                    self._break()
        self._add(source[at:end], at, end)

    def tag(self, tag: str, inside: str) -> None:
        if tag == "a" or tag in _LINKS_END:
            self._linked = tag == "a"
        if tag in ("td", "th", "/td", "/th", "tr", "/tr", "table", "/table"):
            self._in_table(tag, inside)
        elif tag == "br" and self._line.tag == "h1":
            self._gap = self._gap or "\n"
        elif tag.removeprefix("/") in _BLOCKS:
            self._break("" if tag[0] == "/" or tag not in ("title", "h1") else tag)
            self._pre = tag == "pre" if tag.endswith("pre") else self._pre

    def finish(self) -> list[Line]:
        self._break()
        while self._tables:
            self._in_table("/table", "")
        return self._sinks[0]

    def _add(self, text: str, start: int, end: int) -> None:
        """Characters to the line; of the spaces at their ends one is shown, and none at the line's."""
        kept = text.strip(" \t\n\r\f") if self._line.runs else text.lstrip().rstrip(" \t\n\r\f")
        if not kept:
            self._gap = self._gap or text
            return
        if self._gap or text[0] in " \t\n\r\f":
            self._space(kept[0])
        if len(kept) < len(text):
            start += text.index(kept)
            end = start + len(kept)
            self._gap = " " if text[-1] == " " else ""
        else:
            self._gap = ""
        self._line.runs.append(Run(kept, start, end))
        self._line.linked += len(kept) if self._linked else 0

    def _space(self, following: str) -> None:
        """A space before what follows; but a line break in the source between ideographs shows nothing."""
        if not self._line.runs:
            return
        before = self._line.runs[-1].text[-1]
        if not ("\n" in self._gap and _WIDE.match(before) and _WIDE.match(following)):
            self._line.runs.append(_SPACE)

    def _break(self, tag: str = "") -> None:
        if any(not run.text.isspace() for run in self._line.runs):
            self._sinks[-1].append(self._line)
        self._line = Line(tag)
        self._gap = ""

    def _in_table(self, tag: str, inside: str) -> None:
        self._break()
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            if len(self._tables) < _DEEP:
                self._tables.append(_Table())
        elif table is not None:
            self._end_cell(table)
            if tag in ("td", "th"):
                span = _ROWSPAN.search(inside, 0, 500)
                table.cells.append([])
                table.spans.append(int(span[1]) if span else 1)
                table.in_cell = True
                self._sinks.append(table.cells[-1])
            elif tag not in ("/td", "/th"):
                self._sinks[-1] += _row(table)
            if tag == "/table":
                self._tables.pop()

    def _end_cell(self, table: _Table) -> None:
        if table.in_cell:
            table.in_cell = False
            self._sinks.pop()


def _row(table: _Table) -> list[Line]:
    """The row at hand as one line, its cells between tabs, those from above that reach into it among them.

    As the lines of its cells where it has one cell or is layout. Leaves the table ready for the next row.
    """
    cells, spans = table.cells, table.spans
    table.cells, table.spans = [], []
    if any(_is_layout(cell) for cell in cells) or (len(cells) < 2 and not table.carried):
        table.carried.clear()
        return [line for cell in cells for line in cell]
    columns: list[Line] = []
    for cell, span in zip(cells, spans, strict=True):
        _carry(table, columns)
        columns.append(_joined(cell, _SPACE))
        if span > 1 and len(columns) <= _COLUMNS:
            table.carried[len(columns) - 1] = (columns[-1], span - 1)
    _carry(table, columns)
    row = _joined(columns, _TAB)
    row.tag = "row"
    return [row] if any(run.text.strip() for run in row.runs) else []


def _carry(table: _Table, columns: list[Line]) -> None:
    """Add the cells from rows above that stand in the next columns."""
    while carried := table.carried.pop(len(columns), None):
        line, left = carried
        if left > 1:
            table.carried[len(columns)] = (line, left - 1)
        columns.append(line)


def _is_layout(cell: list[Line]) -> bool:
    """Whether a cell is no cell of a table of facts: it is long, or holds a table of its own."""
    return sum(len(run.text) for line in cell for run in line.runs) > _CELL or any(
        line.tag == "row" for line in cell
    )


def _joined(lines: list[Line], between: Run) -> Line:
    whole = Line()
    for i, line in enumerate(lines):
        if i:
            whole.runs.append(between)
        whole.runs += line.runs
        whole.linked += line.linked
    return whole
