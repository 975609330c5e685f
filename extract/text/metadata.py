"""The component `youcheng_metadata`: what the page says of itself."""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.document import Document
from extract.layers import Boilerplate, Metadata, Published, Range, Sentence
from extract.text.furniture import lower
from extract.text.labels import Label, find_labels
from extract.text.languages import language_tags, original_language
from extract.text.published import published
from extract.text.vocabulary import furniture_rules, stamp_rules

_TOP_LINES = 14
_YEAR_AFTER = re.compile(" ?(?:19|20)\\d\\d ?$")


@Language.component(
    "youcheng_metadata",
    assigns=["doc._.metadata"],
    requires=["doc._.folded", "doc._.sentences", "doc._.boilerplate"],
)
def mark_metadata(doc: Doc) -> Doc:
    """Write `doc._.metadata`; a publication date that the caller gave goes before any the page prints."""
    doc._.metadata = read_metadata(
        layers.text(doc),
        layers.folded(doc),
        layers.sentences(doc),
        list(layers.layer(doc, "boilerplate")),
        layers.layer(doc, "document") or None,
    )
    return doc


def read_metadata(
    text: str,
    folded: str,
    sentences: list[Sentence],
    furniture: list[Boilerplate],
    document: Document | None = None,
) -> Metadata:
    """Title, publication date, publisher, credited source and languages of a text."""
    low = lower(folded)
    tags = language_tags(text, sentences)
    labels = find_labels(low)
    stamp = published(low, sentences, furniture, labels, tags)
    return Metadata(
        title=find_title(folded, sentences, tags),
        published=_known(document, stamp) or stamp or _of_uri(document),
        publisher=_publisher(low, sentences, furniture, labels),
        credited_source=_named(low, labels, "source"),
        languages=tags,
        original_language=original_language(sentences, tags),
    )


def _known(document: Document | None, stamp: Published | None) -> Published | None:
    """The caller's date, or that of the page's metadata where it prints no stamp.

    With the span of a stamp that says the same.
    """
    if document is None or not document.published:
        return None
    basis = document.published_basis
    if stamp and stamp.value == document.published:
        return Published(stamp.value, basis, stamp.start, stamp.end)
    if stamp and stamp.basis == "stamp" and basis == "meta":
        return None
    return Published(document.published, basis)


def _of_uri(document: Document | None) -> Published | None:
    """The date in the path of the document's own URL; it has no span."""
    url = "" if document is None else document.link or document.uri
    if "://" not in url:
        return None
    found = published(url.lower(), [], [], [], ())
    return Published(found.value, "url") if found and found.basis == "url" else None


def find_title(folded: str, sentences: list[Sentence], tags: tuple[str, ...]) -> Range | None:
    """The article's title: the first heading above the text that is long enough to be one.

    In a bilingual document the Chinese one of two beside each other.
    """
    top: list[Sentence] = []
    for sentence in sentences:
        if sentence.boilerplate or sentence.line > _TOP_LINES + (top[0].line if top else _TOP_LINES):
            continue
        if sentence.heading:
            top.append(sentence)
        elif top and _is_text(sentence):
            break
        elif _is_text(sentence):
            return None
    if not top:
        return None
    enough = [s for s in top if _weight(s) >= 6 and folded[s.end - 1] not in "】:"] or top
    first = enough[0]
    if first.lang == "en" and tags[:1] != ("en",):
        first = next((s for s in enough[1:3] if s.lang == "zh" and s.line - first.line <= 2), first)
    return first.start, first.end


def _is_text(sentence: Sentence) -> bool:
    return not sentence.heading and sentence.end - sentence.start > (30 if sentence.lang == "zh" else 60)


def _weight(sentence: Sentence) -> float:
    """The length of a heading in Chinese characters, an English word being worth about two."""
    size = sentence.end - sentence.start
    return size / 3 if sentence.lang == "en" else size


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    """A name after a label: up to the next label, a bar, a bracket, a wide gap or the line's end."""
    stops = "|".join(map(re.escape, stamp_rules().name_ends))
    latin = "[a-z][\\w.,'&-]*(?: (?!\\s)|(?=[^\\w.,'&-]|$))"
    other = '[^\\s|。;:()\\[\\]【】<>"”》」]'
    gap = '[\\])】]?[ \t]?:?[\\])】]?[ \t]*[《“"「(]?'
    years = "(?:(?:19|20)\\d\\d(?:[-–]\\d{4})?,? )?"
    return re.compile(f"{gap}{years}(?P<name>(?:(?!{stops})(?:{latin}|{other})){{1,40}})")


def _named(low: str, labels: list[Label], kind: str) -> Range | None:
    """The first name after a label of the kind; a source needs a colon or a bracket between."""
    for label in labels:
        found = _name().match(low, label.end) if label.kind == kind else None
        if found is None:
            continue
        start, end = found.span("name")
        if kind == "source" and not any(c in ":])】" for c in low[label.end : start]):
            continue
        end = start + len(_YEAR_AFTER.sub("", low[start:end]).rstrip(" .,、"))
        if end - start > 1 and not low[start:end].isdigit():
            return start, end
    return None


def _publisher(
    low: str, sentences: list[Sentence], furniture: list[Boilerplate], labels: list[Label]
) -> Range | None:
    """Who publishes the page: the site's name at its head, else the name in its foot."""
    for span in furniture:
        if span.kind == "site":
            return span.start, span.end
    names = furniture_rules().site_names
    for sentence in sentences[:4]:
        cell = re.match("[^|>/»›\\s:,。]{4,24}", low[sentence.start : sentence.end])
        if cell and cell[0].endswith(names) and sentence.boilerplate:
            return sentence.start, sentence.start + cell.end()
    return _named(low, labels, "publisher")
