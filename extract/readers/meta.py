"""What a page's metadata say of it, and what trafilatura takes for its article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

_DAY = re.compile(r"((?:19|20)\d\d)\s*[-/.年]?\s*([01]?\d)\s*[-/.月]?\s*([0-3]?\d)(?!\d)")
_URL = re.compile(r"https?://[^\s\"'<>]+\Z")


class MetaNames(RuleModel):
    """`rules/readers/metadata.yaml`."""

    title: tuple[str, ...]
    published: tuple[str, ...]
    publisher: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """`article` is trafilatura's text of it, empty where it finds none; `published` a day as `2024-03-07`."""

    article: str = ""
    title: str = ""
    published: str | None = None
    publisher: str | None = None
    link: str | None = None


def page_facts(source: str) -> PageFacts:
    """What is known of a page without reading its text; nothing of one that no parser takes."""
    from trafilatura import bare_extraction, load_html

    tree = load_html(source)
    if tree is None:
        return PageFacts()
    said = _meta_tags(tree)
    names = _names()
    try:
        page = bare_extraction(tree, favor_recall=True, include_comments=False)
    except Exception:  # a page that it breaks on is read whole
        page = None
    title = tree.find(".//title")
    return PageFacts(
        article=getattr(page, "text", None) or "",
        title=_first(said, names.title) or ("" if title is None else title.text_content()),
        published=day_of(_first(said, names.published)),
        publisher=_first(said, names.publisher) or None,
        link=_canonical(tree),
    )


@lru_cache(maxsize=1)
def _names() -> MetaNames:
    return load(rules_dir() / "readers" / "metadata.yaml", MetaNames)


def _meta_tags(tree: Any) -> dict[str, str]:
    """The content of each <meta> by its name or property in lower case; of several the first."""
    said: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("name") or tag.get("property") or tag.get("itemprop")
        content = " ".join((tag.get("content") or "").split())
        if name and content:
            said.setdefault(name.strip().lower(), content)
    return said


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def day_of(said: str) -> str | None:
    """The day in a date and time of any common form; None where there is none.

    >>> day_of("2024-03-07T10:00:00+08:00"), day_of("20240307"), day_of("today")
    ('2024-03-07', '2024-03-07', None)
    """
    found = _DAY.match(said.strip())
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    from datetime import date

    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _canonical(tree: Any) -> str | None:
    """The URL that the page says is its own."""
    for tag in tree.iter("link", "meta"):
        if tag.get("rel") == "canonical" or tag.get("property") == "og:url":
            url = (tag.get("href") or tag.get("content") or "").strip()
            if _URL.match(url) and len(urlsplit(url).path) > 1:
                return str(url)
    return None
