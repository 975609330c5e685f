"""Text fragments: links that open a live page at a sentence and mark it there.

See https://wicg.github.io/scroll-to-text-fragment/.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# Code points up to which the whole sentence stands in the link; of a longer one its two ends do.
_WHOLE, _END = 60, 16
_CELLS = re.compile(r"\s*[\t\n]\s*")
_WORD = re.compile(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")
_SCHEMES = ("http://", "https://")


def text_fragment(url: str | None, text: str) -> str | None:
    """The link to `text` in the page at `url`; None where there is no page.

    >>> text_fragment("https://example.cn/a.html", "与义王市结好")
    'https://example.cn/a.html#:~:text=%E4%B8%8E%E4%B9%89%E7%8E%8B%E5%B8%82%E7%BB%93%E5%A5%BD'
    >>> text_fragment("https://example.org/#news", "Opole\\tBonn, 1997")
    'https://example.org/#news:~:text=Opole,Bonn%2C%201997'
    """
    if url is None or not url.startswith(_SCHEMES):
        return None
    cells = _CELLS.split(text.strip())
    while len(cells) > 2 and not any(map(str.isalpha, cells[0])):  # a row's number stands all over the page
        del cells[0]
    parts = cells if len(cells) == 1 and len(text) <= _WHOLE else [_head(cells[0]), _tail(cells[-1])]
    said = ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
    return f"{url}{'' if '#' in url else '#'}:~:text={said}"


def _head(text: str) -> str:
    """The first words; a word is a run of letters, or one ideograph."""
    if len(text) <= _END:
        return text
    ends = [word.end() for word in _WORD.finditer(text, 0, 4 * _END) if word.end() < 4 * _END]
    return text[: next((end for end in ends if end >= _END), ends[-1] if ends else _END)]


def _tail(text: str) -> str:
    """The last words."""
    if len(text) <= _END:
        return text
    from_ = max(0, len(text) - 4 * _END)
    starts = [word.start() for word in _WORD.finditer(text, from_) if from_ == 0 or word.start() > from_]
    return text[next((start for start in reversed(starts) if start <= len(text) - _END), len(text) - _END) :]
