"""Sentence alignment: `align(zh_sentences, en_sentences)`; see `extract.align.aligner`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.align.aligner import align

__all__ = ["align"]


def __getattr__(name: str) -> Any:
    # numpy and the rest are loaded when something is aligned, not when the command line asks for help
    if name == "align":
        from extract.align.aligner import align

        return align
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
