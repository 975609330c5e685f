"""The tokenizer: a text becomes a Doc whose text is the source, whatever it holds, with folded norms.

Latin runs are cut by spaCy's English rules, Chinese into single characters; in a sentence with a
trigger the names and triggers the scan found are one token each and what lies between them is cut into
words. Words everywhere would cost more than all other stages together, and would cut across names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from spacy.attrs import NORM  # type: ignore[import-not-found]
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extract.layers import Range
from extract.text.scan import Scan, default_scanner
from extract.text.script import HAN, fold_word, half_width, simplified, simplified_char, without_surrogates
from extract.text.words import Cut, Segmenter, cutter

# Chinese and Japanese: radicals, punctuation, kana, ideographs, compatibility and full-width forms.
_CJK = f"\u2e80-\u30ff\u3100-\u312f\u31a0-\u31ff\ufe30-\ufe4f\uff00-\uffef{HAN}"
_PIECE = re.compile(f"[{_CJK}]|[^\\s{_CJK}]+|\\s+")
_CJK_ONLY = re.compile(f"[{_CJK}]+")
_STRETCH = re.compile(f"[{_CJK}]+|[^\\s{_CJK}]+|\\s+")
_RUN = re.compile(f"([{HAN}]+)|[^{HAN}]+")
_SENTENCE = re.compile("[^\n\r。!?;]+")
_CACHE_SIZE = 50_000


class Tokenizer:
    """Text in, Doc out, with `doc._.folded` and `doc._.scan` set.

    `doc.text` equals the text for every text that can be encoded; a lone surrogate, which cannot, becomes
    U+FFFD. `token.norm_` is the token's Simplified, half-width form, its case kept. With `words` "none" the
    whole text is one token without attributes: a Doc that only carries the layers. It has a vocabulary of its
    own, gone with it: even in a memory zone a word leaves its place in the tables of a shared one.
    """

    def __init__(self, vocab: Vocab, words: Segmenter = "auto") -> None:
        self.vocab = vocab
        self.words = words
        self._latin: dict[str, list[str]] = {}
        self._english: Callable[[str], Doc] | None = None
        vocab.lex_attr_getters = {**vocab.lex_attr_getters, NORM: fold_word}  # type: ignore[attr-defined]
        for lexeme in vocab:
            lexeme.norm_ = fold_word(lexeme.text)

    def __call__(self, text: str) -> Doc:
        text = without_surrogates(text)
        plain = simplified(text)
        folded = half_width(plain)
        found = default_scanner().scan(folded)
        if self.words == "none":
            doc = Doc(Vocab(), words=[text] if text else [], spaces=[False] if text else [])
        else:
            doc = self._doc(text, plain, folded, found)
        doc._.source = text
        doc._.folded = folded
        doc._.scan = found
        return doc

    def pipe(self, texts: Iterable[str], batch_size: int = 50) -> Iterator[Doc]:
        """A Doc for each text, in order."""
        return map(self, texts)

    def _doc(self, text: str, plain: str, folded: str, found: Scan) -> Doc:
        if self.words == "characters" or not found.triggers:
            words, spaces = self._tokens(_STRETCH.findall(text), characters=True)
        else:
            words, spaces = self._tokens(_pieces(text, folded, found, cutter(self.words)))
        doc = Doc(self.vocab, words=words, spaces=spaces)
        _correct_norms(doc, text, plain)
        return doc

    def _tokens(self, pieces: Iterable[str], *, characters: bool = False) -> tuple[list[str], list[bool]]:
        """Pieces of the text to tokens, and whether one plain space follows each.

        A piece of Chinese is one token or, with `characters`, one token a character.
        """
        words: list[str] = []
        spaced: list[int] = []
        latin = self._latin
        spaceable = False
        for piece in pieces:
            if characters and _CJK_ONLY.match(piece):
                words += piece
                spaceable = piece[-1] != "\u3000"
            elif piece[0] >= "\u2e80" and piece != "\u3000":
                words.append(piece)
                spaceable = True
            elif piece.isspace():
                if spaceable and piece[0] == " ":
                    spaced.append(len(words) - 1)
                    piece = piece[1:]
                if piece:
                    words.append(piece)
                spaceable = False
            else:
                words += latin.get(piece) or self._english_words(piece)
                spaceable = True
        spaces = [False] * len(words)
        for at in spaced:
            spaces[at] = True
        return words, spaces

    def _english_words(self, piece: str) -> list[str]:
        """A run without white space cut by spaCy's English rules; remembered up to a bound."""
        if self._english is None or len(self._latin) >= _CACHE_SIZE:
            self._latin.clear()
            self._english = English().tokenizer
        parts = [token.text for token in self._english(piece)] if len(piece) < 1000 else [piece]
        self._latin[piece] = parts
        return parts

    def to_bytes(self, **kwargs: Any) -> bytes:
        data: bytes = msgspec.msgpack.encode({"words": self.words})
        return data

    def from_bytes(self, data: bytes, **kwargs: Any) -> Tokenizer:
        self.words = msgspec.msgpack.decode(data)["words"]
        return self

    def to_disk(self, path: Path | str, **kwargs: Any) -> None:
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **kwargs: Any) -> Tokenizer:
        return self.from_bytes(Path(path).read_bytes())

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[Vocab, Segmenter]]:
        return Tokenizer, (self.vocab, self.words)


@registry.tokenizers("youcheng.tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer(words: Segmenter = "auto") -> Callable[[Language], Tokenizer]:
    """The tokenizer for a pipeline's config; `words` says who cuts sentences that carry a trigger."""

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, words)

    return create


def _pieces(text: str, folded: str, found: Scan, cut: Cut) -> list[str]:
    """The text in pieces: a character or a word of Chinese, a run of Latin, a run of white space."""
    pieces: list[str] = []
    done = 0
    for start, end, known in _trigger_sentences(folded, found):
        pieces += _PIECE.findall(text, done, start)
        for left, right in known:
            pieces += _words(text, folded, start, left, cut)
            pieces += (
                [text[left:right]]
                if _CJK_ONLY.fullmatch(text, left, right)
                else _PIECE.findall(text, left, right)
            )
            start = right
        pieces += _words(text, folded, start, end, cut)
        done = end
    return pieces + _PIECE.findall(text, done)


def _trigger_sentences(folded: str, found: Scan) -> Iterator[tuple[int, int, list[Range]]]:
    """Each stretch between ends of sentences that holds a trigger, and the ranges found within it."""
    triggers = iter(found.triggers)
    ranges = iter(sorted({(start, end) for start, end, _ in (*found.triggers, *found.names)}))
    trigger, known = next(triggers, None), next(ranges, None)
    for sentence in _SENTENCE.finditer(folded):
        if trigger is None:
            return
        start, end = sentence.span()
        inside: list[Range] = []
        position = start
        while known is not None and known[0] < end:
            if known[0] >= position and known[1] <= end:
                inside.append(known)
                position = known[1]
            known = next(ranges, None)
        if trigger[0] < end:
            yield start, end, inside
        while trigger is not None and trigger[0] < end:
            trigger = next(triggers, None)


def _words(text: str, folded: str, start: int, end: int, cut: Cut) -> Iterator[str]:
    """Pieces of a stretch of text, its runs of ideographs cut into words by their folded form."""
    for run in _RUN.finditer(text, start, end):
        left, right = run.span()
        if run[1] is None or right - left == 1:
            yield from _PIECE.findall(text, left, right)
            continue
        for word in cut(folded[left:right]):
            yield text[left : left + len(word)]
            left += len(word)


def _correct_norms(doc: Doc, text: str, plain: str) -> None:
    """Give a token its own norm where its context folds it otherwise than the word alone (乾隆 keeps 乾)."""
    if text == plain:
        return
    odd = {raw for raw, simple in set(zip(text, plain, strict=True)) if simplified_char(raw) != simple}
    if not odd:
        return
    for found in re.finditer(f"[{re.escape(''.join(sorted(odd)))}]", text):
        for token in doc.char_span(found.start(), found.end(), alignment_mode="expand") or ():
            norm = half_width(plain[token.idx : token.idx + len(token)])
            if token.norm_ != norm:
                token.norm_ = norm
