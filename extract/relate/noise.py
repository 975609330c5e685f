"""What scrapers leave in lists: the random signs with which forums foil copying, before and behind rows."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.layers import Sentence
from extract.relate.mask import Masked

_ASCII = re.compile(r"[!-~ ]{6,}")
_SPACED = re.compile(r"[!-~]{1,4}(?: +[!-~]{1,4})+")
_ODD = frozenset("!\"#$%&'*+;<=>?@\\^_`{|}~")
FEWEST_TOKENS = 4
FEWEST_ODD = 2  # signs that no numbering, date or gloss is made of


def quieten(masked: Masked) -> None:
    """Put spaces for the noise in a masked Chinese line: `8 p0 {) k$ w# <place>` is a row like others."""
    if masked.lang != "zh":
        return
    quiet = _ASCII.sub(_blank, masked.text)
    if quiet != masked.text and quiet.strip():
        masked.text = quiet
        masked.sentences = _trimmed(masked)


def _trimmed(masked: Masked) -> tuple[Sentence, ...]:
    """The sentences of a mask without the noise before and behind them."""
    last = len(masked.text.rstrip())
    first = len(masked.text) - len(masked.text.lstrip())
    low, high = masked.raw_range(first, last)
    within = [s for s in masked.sentences if s.start < high and low < s.end]
    return tuple(replace(s, start=max(s.start, low), end=min(s.end, high)) for s in within)


def _blank(match: re.Match[str]) -> str:
    """A run of ASCII, its noise blanked from behind the mark that closes what stands before it."""
    run = match.group()
    body = run.lstrip("):").strip()
    tokens = body.split()
    noisy = len(tokens) >= FEWEST_TOKENS and _SPACED.fullmatch(body)
    if not noisy or sum(c in _ODD for c in body) < FEWEST_ODD:
        return run
    kept = len(run) - len(run.lstrip("):"))
    return run[:kept] + " " * (len(run) - kept)
