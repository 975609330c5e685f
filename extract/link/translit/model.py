"""The learned model as arrays in `model.npz`: made by `youcheng train transliteration`, kept in git.

So every machine builds the same gazetteer; training itself sums floats in an order that libraries choose.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract.link.translit.context import Contexts
from extract.link.translit.em import Counts
from extract.link.translit.rerank import Network

PATH = Path(__file__).with_name("model.npz")
_NETWORK = ("mean", "deviation", "hidden", "bias", "out", "past")
_TEXTS = ("pinyin_chars", "pinyin", "compounds")
_CONTEXTS = ("seen", "ratios", "known", "else_")


@dataclass(frozen=True, slots=True)
class Model:
    """What characters stand for in each group of countries, the words known as wholes, contexts, network,
    the pinyin of characters, and what of several characters is read as one."""

    counts: dict[str, Counts]
    lexicon: dict[str, int]
    contexts: Contexts
    network: Network
    pinyin: dict[str, str]
    compounds: tuple[str, ...]

    def pack(self) -> bytes:
        """The model as compressed bytes."""
        arrays: dict[str, Any] = {
            "lexicon": np.frombuffer(" ".join(self.lexicon).encode("ascii"), dtype=np.uint8)
        }
        for group, counts in self.counts.items():
            chars = sorted(counts)
            rows = [(i, v, n) for i, c in enumerate(chars) for v, n in sorted(counts[c].items()) if n >= 0.02]
            arrays[f"{group}_chars"] = np.frombuffer("".join(chars).encode("utf-8"), dtype=np.uint8)
            arrays[f"{group}_owners"] = np.array([r[0] for r in rows], dtype=np.uint16)
            arrays[f"{group}_values"] = np.array([r[1] for r in rows], dtype=np.int64)
            arrays[f"{group}_counts"] = np.array([r[2] for r in rows], dtype=np.float16)
        texts = {"pinyin_chars": self.pinyin, "pinyin": self.pinyin.values(), "compounds": self.compounds}
        for name, known in texts.items():
            arrays[name] = np.frombuffer(" ".join(known).encode("utf-8"), dtype=np.uint8)
        arrays |= {name: getattr(self.contexts, name) for name in _CONTEXTS}
        arrays |= {name: getattr(self.network, name) for name in _NETWORK}
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @staticmethod
    def unpack(data: bytes) -> Model:
        """A model out of its bytes."""
        with np.load(io.BytesIO(data)) as arrays:
            groups = [name.removesuffix("_owners") for name in arrays.files if name.endswith("_owners")]
            words = arrays["lexicon"].tobytes().decode("ascii").split()
            counts: dict[str, Counts] = {}
            for group in groups:
                chars = arrays[f"{group}_chars"].tobytes().decode("utf-8")
                ends = np.searchsorted(arrays[f"{group}_owners"], np.arange(len(chars) + 1)).tolist()
                values, known = (arrays[f"{group}_{part}"].tolist() for part in ("values", "counts"))
                counts[group] = {
                    char: dict(zip(values[a:b], known[a:b], strict=True))
                    for char, a, b in zip(chars, ends[:-1], ends[1:], strict=True)
                }
            read, sounds, compounds = (arrays[name].tobytes().decode().split() for name in _TEXTS)
            return Model(
                counts, {word: i for i, word in enumerate(words)},
                Contexts(*(arrays[name] for name in _CONTEXTS)),
                Network(*(arrays[name] for name in _NETWORK)),
                dict(zip(read, sounds, strict=True)), tuple(compounds),
            )  # fmt: skip


def lexicon() -> dict[str, int]:
    """The words that the model kept in git knows as wholes: what the gazetteer's forms are marked with."""
    with np.load(PATH) as arrays:
        return {word: i for i, word in enumerate(arrays["lexicon"].tobytes().decode("ascii").split())}
