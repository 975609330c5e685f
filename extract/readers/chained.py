"""A stream of bytes read already and the rest of the stream they came from."""

from __future__ import annotations

import io
from typing import Any, BinaryIO


class Chained(io.RawIOBase):
    """`head`, then what `stream` still holds."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
