"""Embeddings as a further witness, with a tiny model made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from extract.align import align
from extract.align.aligner import Hints, align_scored, with_encoder
from extract.align.bitext import align_texts
from extract.align.cli import align_command
from extract.align.embeddings import Floats, embed, log_odds

# what no dictionary knows, four of each as long as each other
ZH = ["囧囧甲囧囧。", "囧囧乙囧囧。", "囧囧丙囧囧。", "囧囧丁囧囧。"]
EN = ["Zzqa zzq zzq.", "Zzqb zzq zzq.", "Zzqc zzq zzq.", "Zzqd zzq zzq."]
TOPICS = {"甲": 0, "zzqa": 0, "乙": 1, "zzqb": 1, "丙": 2, "zzqc": 2, "丁": 3, "zzqd": 3}


class Tiny:
    """A model of four topics: a sentence lies in the direction of those it names."""

    def encode(self, sentences: list[str]) -> Floats:
        vectors = np.full((len(sentences), 4), 0.2, dtype=np.float32)
        for row, sentence in enumerate(sentences):
            for word, topic in TOPICS.items():
                vectors[row, topic] += 3.0 * (word in sentence.lower())
        return vectors


def test_vectors_have_length_one() -> None:
    assert np.allclose(np.linalg.norm(embed(Tiny(), ZH), axis=1), 1)
    assert np.allclose(embed(_Nothing(), ["x"]), 0)


class _Nothing:
    def encode(self, sentences: list[str]) -> Floats:
        return np.zeros((len(sentences), 3), dtype=np.float32)


def test_margin_is_for_the_translation() -> None:
    odds = log_odds(embed(Tiny(), ZH), embed(Tiny(), EN))
    assert (odds.argmax(axis=1) == [0, 1, 2, 3]).all()
    assert odds.diagonal().min() > 1 > 0 > odds[0, 1]


def test_a_lone_sentence_is_no_evidence() -> None:
    assert np.allclose(log_odds(embed(Tiny(), ZH[:1]), embed(Tiny(), EN[1:2])), 0)


def test_the_model_decides_what_nothing_else_tells() -> None:
    # the second Chinese sentence has no counterpart
    en = [EN[0], EN[2], EN[3]]
    assert align(ZH, en, encoder=Tiny()) == [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,))]
    assert align(ZH, en) != align(ZH, en, encoder=Tiny())


def test_in_windows_the_same() -> None:
    zh = [f"{ZH[i % 4]}{i}" for i in range(900)]
    en = [f"{i} {EN[i % 4]}" for i in range(900)]
    beads = align_scored(zh, en, Hints(vectors=with_encoder(Tiny(), zh, en), probabilities=False))
    assert sum(bead.zh == bead.en for bead in beads) >= 890


def test_two_texts() -> None:
    segments = list(align_texts("".join(ZH), " ".join(EN), Tiny()))
    assert [(s.zh, s.en) for s in segments] == [((zh,), (en,)) for zh, en in zip(ZH, EN, strict=True)]


def test_without_the_model(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(align_command)
    for name, text in (("x.zh.txt", ZH[0]), ("x.en.txt", EN[0])):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [str(tmp_path / "x.zh.txt"), str(tmp_path / "x.en.txt")]
    result = CliRunner().invoke(app, [*files, "--model", str(tmp_path / "none")])
    assert result.exit_code == 2


@pytest.mark.parametrize(("zh", "en"), [([], EN), (ZH, [])])
def test_one_side_empty(zh: list[str], en: list[str]) -> None:
    assert all(not a or not b for a, b in align(zh, en, encoder=Tiny()))
