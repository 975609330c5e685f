"""Sister-city ties, dates and counts out of Chinese and English press releases.

>>> import extract
>>> doc = extract.load()("2024年3月，运城市与韩国义王市结为友好城市。")
>>> records = extract.process("2024年3月，运城市与韩国义王市结为友好城市。")
>>> [(pair.a.name_en, pair.b.name_en) for pair in records.pairs]
[('Yuncheng', 'Uiwang')]

Importing the package costs nothing: spaCy and the rules are loaded with the first call.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from extract.emit.collected import Records
    from extract.records import CountRecord, DateRecord

__version__ = "0.1.0"
__all__ = ["__version__", "counts", "dates", "load", "process"]


def load() -> Language:
    """The pipeline, a spaCy `Language`: `load()(text)` is a Doc on the untouched text.

    Built once a process. Wrap streams in `with nlp.memory_zone():`, or the vocabulary grows for ever.
    """
    from extract import pipeline

    return pipeline.load("rjieba")


def process(source: str | Path, *, published: str | None = None) -> Records:
    """All records of a text (`str`) or of a file or folder (`Path`).

    `published` is the day of publication (`YYYY-MM-DD`) where the caller knows it: relative dates are
    resolved from it. What cannot be processed stands in `.rejects`. Raises `FileNotFoundError` where
    there is no such file, `ValueError` for a `published` that is no date.
    """
    from extract.engines import api

    return api.process(source, published=published)


def dates(
    text: str, *, lang: str | None = None, published: str | None = None, message: bool = False
) -> list[DateRecord]:
    """The dates in any text, without the rest of the pipeline; `lang` is `zh` or `en`, None for both.

    `published` is the day from which 去年 or 6 March count. `message` also reads what only chats and queries
    write (`tmrw`, 下下周).

    >>> [(date.text, date.value) for date in dates("去年5月", published="2024-03-07")]
    [('去年5月', '2023-05')]
    """
    from extract import temporal

    return temporal.dates(text, lang=lang, published=published, message=message)


def counts(text: str, *, lang: str | None = None) -> list[CountRecord]:
    """The numbers of counted things in any text, without the rest of the pipeline: no subject, no partner.

    >>> [(count.text, count.value, count.modifier) for count in counts("已结好24对友城，近百个项目")]
    [('24对', 24, 'exact'), ('近百个', 100, 'below')]
    """
    from extract import temporal

    return temporal.counts(text, lang=lang)
