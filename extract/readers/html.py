"""Web pages: trafilatura says which of a page's lines are the article; the lines themselves are ours.

So each character of the text has its place in the page's bytes, tables keep their rows, and a sentence is not
cut where a tag is.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from extract.document import Document
from extract.readers.base import (
    Found,
    Origin,
    Reject,
    Skip,
    Unread,
    decoded_or_not,
    document_of,
    no_text,
    too_large,
)
from extract.readers.markup import Line, page_lines
from extract.readers.meta import PageFacts, page_facts
from extract.readers.placed import Run, assemble
from extract.readers.prefilter import has_trigger, said_in_scripts, speaks_of_ties
from extract.sourcemap import SourceMap

MEDIA_TYPE = "text/html"
_WHITE = re.compile(r"\s+")
# A line counts as the article's where so much of it stands in what trafilatura gives, compared in such parts.
_SHARE, _PART = 0.6, 12
# Lines above the article's first in which its title may stand; what is between is stamps and bylines.
_REACH = 20


def read_html(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The page as one item; one without a trigger is skipped, undecoded and unparsed."""
    limit = origin.options.max_bytes
    data = stream.read(limit + 1)
    yield too_large(origin) if len(data) > limit else page_item(data, origin)


def page_item(data: bytes, origin: Origin) -> Unread | Skip:
    """A page to be read, or to be let go because no word in it speaks of a tie."""
    if origin.options.prefilter and not has_trigger(data, origin.charset):
        return Skip(origin.uri, "no_trigger", origin.link, origin.http_status)
    return Unread(data, origin, parse_html)


def parse_html(data: bytes, origin: Origin) -> Document | Reject:
    """The main text of a page as a Document, with what its metadata say."""
    decoded = decoded_or_not(data, origin)
    if isinstance(decoded, Reject):
        return decoded
    facts = page_facts(decoded.text)
    whole = SourceMap.of_plain(decoded.text, decoded.encoding, len(data), decoded.bom)
    text, source = assemble(page_runs(decoded.text, facts), decoded.text, whole)
    if not text.strip():
        return no_text(origin)
    return document_of(text, data, told_by(facts, origin), MEDIA_TYPE, decoded, source)


def told_by(facts: PageFacts, origin: Origin) -> Origin:
    """What is known of a page, and what it tells itself where that is not known; its URL it knows best."""
    return replace(
        origin,
        published=origin.published or facts.published,
        published_basis=origin.published_basis if origin.published else "meta",
        publisher=origin.publisher or facts.publisher,
        link=facts.link or origin.link,
    )


def page_runs(source: str, facts: PageFacts) -> list[Run]:
    """The text of a page, each run with its place in the source; that of one all in a script has none."""
    lines = article(page_lines(source), facts.article, facts.title)
    if not _speak(lines) and (said := said_in_scripts(source)):
        return [Run(said, -1, -1)]
    return [run for line in lines for run in (*line.runs, Run("\n", -1, -1))]


def article(lines: Sequence[Line], main: str, title: str) -> list[Line]:
    """The lines of the article: those that `main`, its text as trafilatura has it, holds, and those between.

    Its title stands first. The whole page where the article holds no trigger and a line outside does that is
    no link.
    """
    squeezed = _WHITE.sub("", main)
    shown = [line for line in lines if line.tag != "title"]
    kept = [i for i, line in enumerate(shown) if _is_in(line, squeezed)]
    head = _title_line(shown, title, kept[0] if kept else len(shown))
    if head is not None:
        kept = [head, *(i for i in kept if i > head)]
    if not kept:
        return shown
    inside = set(kept)
    found = [
        line
        for i, line in enumerate(shown[kept[0] : kept[-1] + 1], kept[0])
        if i in inside or not _is_link(line)
    ]
    others = [line for line in (*shown[: kept[0]], *shown[kept[-1] + 1 :]) if not _is_link(line)]
    if not _speak(found) and _speak(others):
        return shown
    if head is None:
        found = [line for line in lines if line.tag == "title" and _WHITE.sub("", line.text)][:1] + found
    return found


def _title_line(lines: Sequence[Line], title: str, first: int) -> int | None:
    """The line that is the page's title: the last before the article's first few, or the first among them."""
    wanted = _WHITE.sub("", title)
    if not wanted:
        return None
    near = range(max(0, first - _REACH), min(len(lines), first + _REACH))
    texts = {i: text for i in near if len(text := _WHITE.sub("", lines[i].text)) > 3}
    alike = [
        i for i, text in texts.items() if text in wanted or (wanted in text and len(text) < 2 * len(wanted))
    ]
    headings = [i for i in alike or texts if lines[i].tag == "h1"]
    named = headings or [i for i in alike if not _is_link(lines[i])]
    above = [i for i in named if i <= first]
    return above[-1] if above else next(iter(named), None)


def _is_in(line: Line, squeezed: str) -> bool:
    """Whether most of a line stands in the article; of a row, most of its cells."""
    cells = [_WHITE.sub("", cell) for cell in line.text.split("\t")]
    parts = [cell[i : i + _PART] for cell in cells for i in range(0, len(cell), _PART)]
    size = sum(map(len, parts))
    return sum(len(part) for part in parts if part in squeezed) >= _SHARE * size > 0


def _is_link(line: Line) -> bool:
    return 2 * line.linked > sum(len(run.text) for run in line.runs)


def _speak(lines: Sequence[Line]) -> bool:
    return speaks_of_ties("\n".join(line.text for line in lines))


logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page that it finds short
