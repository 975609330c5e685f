"""Aligned sentences as TSV, JSONL or TMX."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

from extract.align.bitext import Segment

_BLANK = re.compile(r"\s+")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tsv(segments: Iterable[Segment]) -> Iterator[str]:
    """One bead a line: Chinese, English, score. White space within a side becomes one space."""
    yield "zh\ten\tscore\n"
    for segment in segments:
        sides = (_BLANK.sub(" ", " ".join(side)) for side in (segment.zh, segment.en))
        yield "\t".join((*sides, f"{segment.score:.4f}")) + "\n"


def jsonl(segments: Iterable[Segment]) -> Iterator[str]:
    """One bead a line, each side a list of `{start, end, text}` in code points of its text."""
    for segment in segments:
        record = {
            "zh": _spans(segment.zh, segment.zh_spans),
            "en": _spans(segment.en, segment.en_spans),
            "score": segment.score,
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def tmx(segments: Iterable[Segment]) -> Iterator[str]:
    """TMX 1.4, the interchange format of translation memories; beads with one side only are left out."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield (
        '  <header creationtool="youcheng" creationtoolversion="1" segtype="sentence" o-tmf="youcheng"'
        ' adminlang="en" srclang="zh" datatype="plaintext"/>\n  <body>\n'
    )
    for segment in segments:
        if not segment.zh or not segment.en:
            continue
        yield f'    <tu><prop type="score">{segment.score:.4f}</prop>'
        for language, side, glue in (("zh", segment.zh, ""), ("en", segment.en, " ")):
            text = escape(_NOT_XML.sub("\ufffd", glue.join(side)))
            yield f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>'
        yield "</tu>\n"
    yield "  </body>\n</tmx>\n"


FORMATS: dict[str, Callable[[Iterable[Segment]], Iterator[str]]] = {"tsv": tsv, "jsonl": jsonl, "tmx": tmx}


def _spans(texts: tuple[str, ...], spans: tuple[tuple[int, int], ...]) -> list[dict[str, object]]:
    return [
        {"start": start, "end": end, "text": text} for text, (start, end) in zip(texts, spans, strict=True)
    ]
