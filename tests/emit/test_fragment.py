"""Links that open a page at a sentence."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from extract.emit.fragment import text_fragment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("与义王市结好", "与义王市结好"),
        ("well-known, & so on", "well%2Dknown%2C%20%26%20so%20on"),
        ("运城\t义王\t2024", "运城,2024"),
        ("1\t运城\t义王\t2024", "运城,2024"),
        ("一二三四五六七八九十" * 7, "一二三四五六七八九十一二三四五六,五六七八九十一二三四五六七八九十"),
        ("The two cities signed an agreement on cooperation in trade, culture and tourism.",
         "The two cities signed,culture and tourism."),
    ],
)  # fmt: skip
def test_text(text: str, said: str) -> None:
    link = text_fragment("https://example.cn/a?b=c", text)
    assert link is not None
    head, fragment = link.split("#:~:text=")
    assert head == "https://example.cn/a?b=c"
    assert fragment == said or unquote(fragment) == said


def test_only_pages_have_links() -> None:
    assert text_fragment(None, "友城") is None
    assert text_fragment("releases/a.txt", "友城") is None
