"""Hostile texts: no crash, and time that grows with the length and no faster."""

from __future__ import annotations

import time

import pytest
from spacy.lang.xx import MultiLanguage

from extract.text.boilerplate import mark_boilerplate
from extract.text.metadata import mark_metadata
from extract.text.sentences import mark_sentences
from extract.text.tokenizer import Tokenizer

NLP = MultiLanguage()
TOKENIZER = Tokenizer(NLP.vocab, "characters")
SIZE = 200_000
TEXTS = {
    "one line": "a" * SIZE,
    "one line of Chinese": "友" * SIZE,
    "spaces": " " * SIZE,
    "line ends": "\n" * SIZE,
    "nul": "\x00" * SIZE,
    "stops": "." * SIZE,
    "stops and spaces": "a. " * (SIZE // 3),
    "quotes": '."' * (SIZE // 2),
    "brackets": "(" * SIZE,
    "bars": "|" * SIZE,
    "cells": "a | " * (SIZE // 4),
    "steps": "a > " * (SIZE // 4),
    "digits": "1" * SIZE,
    "dates": "2024-03-07 " * (SIZE // 11),
    "posted": "posted May 28, 2021 by a on " * (SIZE // 28),
    "times": "时间:2024-03-07 " * (SIZE // 14),
    "days and months": "04/05/2021 " * (SIZE // 11),
    "labels": "发布时间:" * (SIZE // 5),
    "sources": "来源:" * (SIZE // 3),
    "urls": "https://a.example/2024/" * (SIZE // 23),
    "file names": "a.jpg" * (SIZE // 5),
    "dotted": "a." * (SIZE // 2),
    "widgets": "字号:大 中 小 " * (SIZE // 9),
    "short lines": "友城\n" * (SIZE // 3),
    "numbered": "1.友城\n" * (SIZE // 5),
    "two languages": "友好城市 sister cities of the world " * (SIZE // 35),
    "triggers": "结为友好城市" * (SIZE // 6),
    "words": "friendship cities " * (SIZE // 18),
    "titles": "《!" * (SIZE // 2),
    "surrogates": "\ud800" * SIZE,
    "combining": "e\u0301" * (SIZE // 2),
}


@pytest.mark.parametrize("name", TEXTS)
def test_linear(name: str) -> None:
    text = TEXTS[name]
    started = time.process_time()
    doc = mark_metadata(mark_boilerplate(mark_sentences(TOKENIZER(text))))
    took = time.process_time() - started
    assert len(doc.text) == len(text)
    assert took < 6.0  # 30 µs a character, ten times what any of them should take
