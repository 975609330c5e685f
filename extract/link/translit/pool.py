"""The Latin names of a country's places, as arrays that load at once."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.link.names import en_strip
from extract.link.translit.spelling import Form, forms, marks, symbols

# Places below this size are compared by their main name only.
_FAMOUS = 15_000
_FURTHER = 12


# A place: id, people, how many names GeoNames has of it, its Latin names with the main one first.
Place = tuple[int, int, int, list[str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Places (`ids`, `people`, how many `names` each has), and the forms of their names.

    Of a form: the row of its place, its kind, whether it is of a further name, how alike it is to the main
    one (0 to 1), whether it begins otherwise, its symbols, its translatable words.
    """

    ids: NDArray[np.int32]
    people: NDArray[np.int32]
    names: NDArray[np.int16]
    place: NDArray[np.int32]
    kind: NDArray[np.uint8]
    further: NDArray[np.uint8]
    alike: NDArray[np.float16]
    otherwise: NDArray[np.uint8]
    latin: NDArray[np.uint8]
    marks: NDArray[np.int16]

    def pack(self) -> bytes:
        """The arrays as compressed bytes, the same each time."""
        out = io.BytesIO()
        np.savez_compressed(out, **{name: getattr(self, name) for name in self.__slots__})
        return out.getvalue()

    @staticmethod
    def unpack(data: bytes) -> Pool:
        """A pool out of its bytes."""
        with np.load(io.BytesIO(data)) as arrays:
            return Pool(**{name: arrays[name] for name in Pool.__slots__})

    def of_size(self, minimum: int) -> NDArray[np.int64]:
        """The forms of places of so many people or more."""
        return np.flatnonzero(self.people[self.place] >= minimum)


def pool(places: Iterable[Place], group: str, lexicon: dict[str, int]) -> Pool:
    """The pool of some places; those whose name has no form are left out."""
    rows: list[tuple[int, int, int]] = []
    found: list[Form] = []
    of: list[tuple[int, bool, float, bool]] = []
    for number, people, names, spelled in places:
        own = spellings(spelled if people >= _FAMOUS else spelled[:1], group, lexicon)
        if not own:
            continue
        main = own[0][0].text
        for form, further in own:
            like = _dice(main, form.text) if further else 1.0
            of.append((len(rows), further, like, further and form.text[0] != main[0]))
            found.append(form)
        rows.append((number, people, names))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Pool(
        table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].astype(np.int16),
        np.array([o[0] for o in of], dtype=np.int32), np.array([f.kind for f in found], dtype=np.uint8),
        np.array([o[1] for o in of], dtype=np.uint8), np.array([o[2] for o in of], dtype=np.float16),
        np.array([o[3] for o in of], dtype=np.uint8),
        symbols([f.text for f in found]), marks([f.words for f in found]),
    )  # fmt: skip


def spellings(names: list[str], group: str, lexicon: dict[str, int]) -> list[tuple[Form, bool]]:
    """The forms of all names of one place, and whether they are of a further one; codes (LAX) left out."""
    kept = [n for i, n in enumerate(names) if i == 0 or not (n.isupper() and len(n) <= 4)][: _FURTHER + 1]
    out: dict[tuple[str, tuple[tuple[int, int, int], ...]], tuple[Form, bool]] = {}
    for rank, name in enumerate(kept):
        for spelled in dict.fromkeys((en_strip(name), name)):
            for form in forms(spelled, group, lexicon):
                out.setdefault((form.text, form.words), (form, rank > 0))
    return list(out.values())


def _dice(one: str, other: str) -> float:
    """How many pairs of neighbouring symbols two texts share, 0 to 1."""
    a, b = (Counter(zip("^" + text, text + "$", strict=True)) for text in (one, other))
    return 2 * (a & b).total() / (a.total() + b.total())
