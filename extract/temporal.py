"""Dates and counts of a plain text, without the pipeline: the public `extract.dates` and `extract.counts`."""

from __future__ import annotations

from extract.document import text_hash
from extract.edtf import iso_day
from extract.layers import CountMention, DateMention
from extract.recognize.counts.bare import bare_numbers
from extract.recognize.dates import find
from extract.recognize.dates.find import lower
from extract.records import DateRecord, record_id
from extract.resolve.dates import Reading, resolve
from extract.text.script import fold


def date_mentions(
    text: str, *, lang: str | None = None, published: str | None = None, message: bool = False
) -> list[DateMention]:
    """The date expressions of a text, resolved as far as they can be; those that cannot keep `value` None."""
    folded = fold(text)
    languages = ("zh", "en") if lang is None else (lang[:2],)
    mentions = [DateMention(f.start, f.end, f.lang, (f.rule,), expr=f.timex)
                for f in find(folded, languages, message=message)]
    resolve(mentions, Reading(folded, published=iso_day(published), basis="caller"))
    return mentions


def dates(text: str, *, lang: str | None = None, published: str | None = None, message: bool = False) -> list[DateRecord]:
    """The dates a text names, as records in order of their place; offsets are code points of `text`.

    `lang` (`zh` or `en`, regional tags welcome) limits the reading to one language. `published` is the ISO date that
    今年 or 6 March count from; without it they are left out. `message` reads what only chats and queries write, too
    (`tmrw`, `the 27th`, 下下周).

    >>> [(d.text, d.value) for d in dates("去年5月", published="2024-03-07")]
    [('去年5月', '2023-05')]
    """
    mentions = date_mentions(text, lang=lang, published=published, message=message)
    digest = text_hash(text)
    ids = {id(m): record_id(digest, "dates", m.start, m.end, 0) for m in mentions}
    return [
        DateRecord(
            id=ids[id(m)], doc_id=digest, rules=list(m.rules), lang=m.lang, start=m.start, end=m.end,
            text=text[m.start:m.end], value=m.value, mod=m.mod, anchor=m.anchor,
            relative_to=ids.get(id(m.relative_to)) if m.relative_to is not None else None,
            basis=m.basis, confidence=m.confidence,
        )
        for m in mentions
        if m.value is not None
    ]


def numbers(text: str, *, lang: str | None = None) -> list[CountMention]:
    """Every whole number of a text as it stands, whatever it counts, if anything."""
    folded = fold(text)
    languages = ("zh", "en") if lang is None else (lang[:2],)
    found = [CountMention(n.start, n.end, language, (n.rule,), value=n.value)
             for language in languages
             for n in bare_numbers(folded if language == "zh" else lower(folded), language)]
    found.sort(key=lambda m: (m.start, -m.end))
    return [m for i, m in enumerate(found) if i == 0 or m.start >= found[i - 1].end]
