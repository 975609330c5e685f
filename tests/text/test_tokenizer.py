"""The Doc's text is the source, whatever it holds; norms are the folded form; words surround triggers."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.xx import MultiLanguage
from spacy.util import registry
from spacy.vocab import Vocab

from extract import layers
from extract.text.tokenizer import Tokenizer, create_tokenizer

NLP = MultiLanguage()
TOKENIZER = Tokenizer(NLP.vocab, "jieba")


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="友好城市 \n\u3000\u00a0，。a.B-3結為與著乾", max_size=100))
def test_text_is_the_source_and_norms_are_folded(text: str) -> None:
    doc = TOKENIZER(text)
    assert doc.text == text == layers.text(doc)
    folded = layers.folded(doc)
    assert len(folded) == len(text)
    assert [t.norm_ for t in doc] == [folded[t.idx : t.idx + len(t)] for t in doc]


def test_context_decides_the_norm() -> None:
    doc = TOKENIZER("乾隆年間，衣服乾了。")
    assert "".join(t.norm_ for t in doc) == "乾隆年间,衣服干了。"


def test_single_characters_without_a_trigger_and_words_with_one() -> None:
    doc = TOKENIZER("天气很好。两市签署协议，结为友好城市。明天见。")
    words = [t.text for t in doc]
    assert words[:5] == ["天", "气", "很", "好", "。"]
    assert {"协议", "友好城市"} <= set(words)
    assert words[-4:] == ["明", "天", "见", "。"]


def test_both_segmenters_cut_alike() -> None:
    pytest.importorskip("rjieba")
    text = "武漢市與日本大分市締結友好城市關係，雙方將在經貿、教育等領域深化合作。"
    jieba, rjieba = Tokenizer(NLP.vocab, "jieba")(text), Tokenizer(NLP.vocab, "rjieba")(text)
    assert [t.text for t in jieba] == [t.text for t in rjieba]


def test_characters_only_when_asked() -> None:
    doc = Tokenizer(NLP.vocab, "characters")("两市结为友好城市。")
    assert [t.text for t in doc] == list("两市结为友好城市。")


def test_no_tokens_when_asked() -> None:
    tokenizer = Tokenizer(Vocab(), "none")
    for text in ("", " ", "兩市結為友好城市。\n"):
        assert tokenizer(text).text == text
        assert len(tokenizer(text)) == bool(text)


def test_english_by_spacys_rules() -> None:
    doc = TOKENIZER("Houston’s mayor didn't visit Acme Co. Ltd. (in 1985), U.S.A.")
    words = [t.text for t in doc]
    assert words[:6] == ["Houston", "’s", "mayor", "did", "n't", "visit"]
    assert "Co." in words and "1985" in words and "(" in words


def test_lone_surrogates_do_not_crash() -> None:
    assert TOKENIZER("友\ud800城").text == "友\ufffd城"


def test_round_trips(tmp_path: Path) -> None:
    tokenizer = Tokenizer(NLP.vocab, "characters")
    assert Tokenizer(NLP.vocab).from_bytes(tokenizer.to_bytes()).words == "characters"
    tokenizer.to_disk(tmp_path / "tokenizer")
    assert Tokenizer(NLP.vocab).from_disk(tmp_path / "tokenizer").words == "characters"
    assert [doc.text for doc in tokenizer.pipe(["一", "二"])] == ["一", "二"]
    assert pickle.loads(pickle.dumps(tokenizer)).words == "characters"


def test_it_is_registered() -> None:
    assert registry.tokenizers.get("youcheng.tokenizer.v1") is create_tokenizer


def test_memory_zone() -> None:
    with NLP.memory_zone():
        assert TOKENIZER("兩市結為友好城市。").text == "兩市結為友好城市。"
    assert [t.norm_ for t in TOKENIZER("結好")] == ["结", "好"] or TOKENIZER("結好")[0].norm_ == "结好"


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "a b", " a  b ", "友 城"])
def test_small_texts(text: str) -> None:
    assert TOKENIZER(text).text == text
