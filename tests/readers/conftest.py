"""What the tests of all readers do: read the items of some bytes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from extract.document import Document
from extract.readers import Options, Origin, Reject, Skip, Unread, find_items

Items = list[Document | Reject | Skip]
Read = Callable[..., Items]


@pytest.fixture
def read() -> Read:
    """`read(data, name, **options)`: every item in a file of that name, read."""

    def items(data: bytes, name: str, **options: object) -> Items:
        origin = Origin(name, options=Options(**options))  # type: ignore[arg-type]
        found = find_items(io.BytesIO(data), origin)
        return [one.read() if isinstance(one, Unread) else one for one in found]

    return items
