"""Which items are each other's translation, as far as names, addresses and pages say so themselves.

`visit.zh.txt` and `visit.en.txt` are called alike but for the language; a page names its other languages
in `<link rel="alternate" hreflang=…>`; a scraper's item names the address of its translation in a field.
Whether they are is for the alignment to say: this is only what is worth trying.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from extract.document import Document
from extract.readers.base import Origin, Unread
from extract.readers.rows import translation_named
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

HEAD = 1 << 16
"""Bytes of a page in which its `<link>` elements are looked for."""
_LINK = re.compile(rb"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


class Languages(RuleModel):
    """`rules/readers/languages.yaml`."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    query: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """What an item may be found by: `keys` that its translation has too, and its language if told."""

    keys: frozenset[str]
    lang: str = ""

    def fits(self, other: Kin) -> bool:
        return not (self.lang and self.lang == other.lang) and not self.keys.isdisjoint(other.keys)


class _Said(NamedTuple):
    lang: str
    address: str


def siblings_among(uris: Iterable[str]) -> frozenset[str]:
    """The names of files, without their language, that there are in both languages."""
    found: dict[str, set[str]] = {}
    for uri in uris:
        if (told := _without_language(uri)) is not None:
            found.setdefault(told.address, set()).add(told.lang)
    return frozenset(address for address, languages in found.items() if len(languages) > 1)


def kin_of(item: Unread | Document, siblings: AbstractSet[str]) -> Kin | None:
    """What to find an item's translation by; None where nothing speaks of one.

    `siblings` are the names of files that have one, as `siblings_among` gives them.
    """
    if isinstance(item, Document):
        return _kin(item.uri, item.link, b"", None, siblings)
    return _kin(item.origin.uri, item.origin.link, item.data, item.origin, siblings)


def _kin(
    uri: str, link: str | None, data: bytes, origin: Origin | None, siblings: AbstractSet[str]
) -> Kin | None:
    lang, keys = "", set[str]()
    for name in dict.fromkeys(name for name in (uri, link) if name):
        told = _without_language(name)
        if told is not None and (name != uri or told.address in siblings):
            lang = lang or told.lang
            keys.add(f"name {told.address}")
    own = link or uri
    if origin is not None and (named := translation_named(data, origin)):
        own = named[0]
        keys |= {f"page {address}" for address in named if address}
    for told in _alternates(data, own):
        if told.address == own:
            lang = told.lang
        keys |= {f"page {own}", f"page {told.address}"}
    return Kin(frozenset(keys), lang) if keys else None


def _without_language(name: str) -> _Said | None:
    """The language that a name tells, and the name without it; None where it tells none.

    >>> _without_language("news/visit.zh.txt"), _without_language("https://x.org/en/1.html?a=1")
    (_Said(lang='zh', address='news/visit.*.txt'), _Said(lang='en', address='https://x.org/*/1.html?a=1'))
    """
    start = len(name) - len(name.split("://", 1)[-1].partition("/")[2]) if "://" in name else 0
    found = list(_tag().finditer(name, max(0, start - 1)))
    if not found:
        return None
    last = found[-1]
    tag = last["tag"].lower().replace("_", "-")
    lang = "zh" if tag in _languages().zh else "en"
    at = last.start("tag")
    # the kind of file may be another: visit.zh.docx, visit.en.txt
    return _Said(lang, f"{name[:at]}*{name[last.end('tag') :]}")


@lru_cache(maxsize=1)
def _languages() -> Languages:
    return load(rules_dir() / "readers" / "languages.yaml", Languages)


@lru_cache(maxsize=1)
def _tag() -> re.Pattern[str]:
    """A language as a folder, as the last part of a file's name before its suffix, or in a query."""
    words = _languages()
    spelt = sorted({form for tag in (*words.zh, *words.en) for form in (tag, tag.replace("-", "_"))})
    tags = rf"(?P<tag>{alternation(spelt)})"
    query = rf"(?<=[?&]){alternation(words.query)}="
    return re.compile(
        rf"(?:(?:^|/)(?={alternation(spelt)}/)|(?<=[^/])[._-](?={alternation(spelt)}(?:\.\w+)*$)|{query}){tags}",
        re.IGNORECASE,
    )


def _alternates(data: bytes, own: str) -> Iterator[_Said]:
    """The addresses of a page's Chinese and English versions, its own among them, as its `hreflang` says.

    Not those that are only a site's front page: many pages name it.
    """
    head = data[:HEAD]
    if b"hreflang" not in head.lower():
        return
    words = _languages()
    for link in _LINK.finditer(head):
        attributes = _ATTRIBUTE.findall(link[0].decode("utf-8", "replace"))
        said = {name.lower(): a or b or c for name, a, b, c in attributes}
        tag = said.get("hreflang", "").lower()
        address = urljoin(own, unescape(said.get("href", "")))
        lang = "zh" if tag in words.zh else "en" if tag in words.en else ""
        if lang and "alternate" in said.get("rel", "").lower() and len(urlsplit(address).path.strip("/")) > 6:
            yield _Said(lang, address)
