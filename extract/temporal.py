"""Dates and counts of a plain text, without the pipeline: the public `extract.dates` and
`extract.counts`."""

from __future__ import annotations

from collections.abc import Iterator

from extract.document import Document, text_hash
from extract.edtf import iso_day, names_day
from extract.emit import facts
from extract.emit.border import Border
from extract.emit.identity import Ids
from extract.joint import alone
from extract.layers import CountMention, DateMention
from extract.recognize.counts.bare import bare_numbers
from extract.recognize.counts.bare import rules as bare_rules
from extract.recognize.counts.component import mentions_of, outside
from extract.recognize.counts.grammar import source as count_grammar
from extract.recognize.dates.anniversaries import find_anniversaries
from extract.recognize.dates.anniversaries import rules as anniversary_rules
from extract.recognize.dates.find import find
from extract.recognize.dates.grammar import files as date_files
from extract.records import CountRecord, DateRecord
from extract.relate.arithmetic import rules as arithmetic_rules
from extract.relate.arithmetic import sums
from extract.resolve.antecedent import Reading
from extract.resolve.context import looks_ahead
from extract.resolve.context import rules as context_rules
from extract.resolve.count_page import Page
from extract.resolve.counts import resolve as resolve_counts
from extract.resolve.counts import without_names
from extract.resolve.dates import resolve
from extract.text.script import fold, lower


def date_mentions(
    text: str, *, lang: str | None = None, published: str | None = None, message: bool = False
) -> list[DateMention]:
    """The date expressions of a text, resolved as far as they can be; those that cannot keep `value`
    None."""
    folded = fold(text)
    languages = ("zh", "en") if lang is None else (lang[:2],)
    mentions = [
        DateMention(f.start, f.end, f.lang, (f.rule,), expr=f.timex)
        for f in find(folded, languages, message=message)
    ]
    coarse = published is not None and not names_day(published)
    resolve(mentions, Reading(folded, published=iso_day(published), basis="caller", coarse=coarse))
    return mentions


def dates(
    text: str, *, lang: str | None = None, published: str | None = None, message: bool = False
) -> list[DateRecord]:
    """The dates a text names, as records in order of their place; offsets are code points of `text`.

    `lang` (`zh` or `en`, regional tags welcome) limits the reading to one language. `published` is the ISO
    date that 今年 or 6 March count from; without it they are left out. `message` reads what only chats and
    queries write, too (`tmrw`, `the 27th`, 下下周).

    >>> [(d.text, d.value) for d in dates("去年5月", published="2024-03-07")]
    [('去年5月', '2023-05')]
    """
    mentions = date_mentions(text, lang=lang, published=published, message=message)
    dated = [m for m in mentions if m.value is not None]
    digest, border = text_hash(text), Border(text, alone(Document.of_text(text)), [], [])
    id_of = facts.name_all("dates", dated, Ids(digest))
    return [facts.date_record(m, digest, id_of, border) for m in dated]


def numbers(text: str, *, lang: str | None = None) -> list[CountMention]:
    """Every whole number of a text as it stands, whatever it counts, if anything."""
    folded = fold(text)
    languages = ("zh", "en") if lang is None else (lang[:2],)
    found = [
        CountMention(n.start, n.end, language, (n.rule,), value=n.value)
        for language in languages
        for n in bare_numbers(folded if language == "zh" else lower(folded), language)
    ]
    found.sort(key=lambda m: (m.start, -m.end))
    return [m for i, m in enumerate(found) if i == 0 or m.start >= found[i - 1].end]


def count_mentions(text: str, *, lang: str | None = None) -> list[CountMention]:
    """The counts of a text with what plain text can tell of them: value, modifier, kind, measure; no
    places."""
    folded = fold(text)
    languages = ("zh", "en") if lang is None else (lang[:2],)
    dated = date_mentions(text, lang=lang)
    mentions = outside(mentions_of(folded, languages), dated, [])
    plain = without_names(folded)
    resolve_counts(mentions, Page(plain, lower(plain), dates=dated))
    return mentions


def counts(text: str, *, lang: str | None = None) -> list[CountRecord]:
    """The numbers of counted things in a text, as records in order of their place; offsets are code points
    of `text`.

    Places are not read here: a `subject` is at most a country that needs no name (我国), a `partner` null.

    >>> [(c.text, c.value, c.modifier, c.what) for c in counts("已结好24对友城，近百个项目")]
    [('24对', 24, 'exact', 'sister_cities'), ('近百个', 100, 'below', 'other')]
    """
    mentions = count_mentions(text, lang=lang)
    digest, border = text_hash(text), Border(text, alone(Document.of_text(text)), [], [])
    id_of = facts.name_all("counts", mentions, Ids(digest))
    return [facts.count_record(m, digest, id_of, border) for m in mentions]


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """Every example of the rules of dates and counts: rule id, text, whether it comes out as written, what
    came instead."""
    for language, grammar, message in date_files():
        lang = None if language == "numeric" else language
        for rule in grammar.rules:
            for example in rule.examples:
                found = [
                    (example.text[m.start : m.end], m.value)
                    for m in date_mentions(
                        example.text, lang=lang, published=example.published, message=message
                    )
                    if m.value
                ]
                yield rule.id, example.text, found == list(example.dates), f"found {found}"
    for anniversary, _ in anniversary_rules():
        for case in anniversary.examples:
            years = [a.years for a in find_anniversaries(fold(case.text), lower(fold(case.text)))]
            yield anniversary.id, case.text, years == case.years, f"found {years}"
    for ahead in context_rules().ahead:
        for said in ahead.examples:
            folded = fold(said.text)
            at = folded.index(fold(said.at))
            saw = looks_ahead(folded, DateMention(at, at + len(said.at), ahead.language))
            yield ahead.id, said.text, saw == said.ahead, f"ahead is {saw}"
    for language in ("zh", "en"):
        for counted in count_grammar(language).examples:
            got = [
                (counted.text[m.start : m.end], m.value, m.modifier)
                for m in count_mentions(counted.text, lang=language)
            ]
            yield f"{language}.count.number", counted.text, got == list(counted.counts), f"found {got}"
    for summed in arithmetic_rules().examples:
        text = fold(summed.text)
        cut = [
            (summed.text[w.start : w.end], [summed.text[p.start : p.end] for p in parts])
            for w, parts in sums(count_mentions(summed.text), text, [])
        ]
        yield (
            "arithmetic.sum",
            summed.text,
            cut == ([(summed.whole, summed.parts)] if summed.whole else []),
            f"found {cut}",
        )
    for rule_ in bare_rules().values():
        for bare in rule_.examples:
            values = [n.value for n in numbers(bare.text, lang=rule_.language)]
            yield rule_.id, bare.text, values == bare.numbers, f"found {values}"
