"""Compressed files, read as what is in them: gzip and Zstandard."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from io import RawIOBase
from typing import BinaryIO, cast


def _gunzip(stream: BinaryIO) -> RawIOBase:
    return cast(RawIOBase, gzip.GzipFile(fileobj=stream))


def _unzstd(stream: BinaryIO) -> RawIOBase:
    from zstandard import ZstdDecompressor

    return cast(RawIOBase, ZstdDecompressor().stream_reader(stream, read_across_frames=True))


DECOMPRESS: dict[str, Callable[[BinaryIO], RawIOBase]] = {"gz": _gunzip, "zst": _unzstd}
"""Suffix to what makes the stream of the decompressed bytes out of that of the compressed ones."""


def is_damage(error: Exception) -> bool:
    """Whether an error of these streams says that the compressed bytes are damaged or end too early."""
    damaged = isinstance(error, gzip.BadGzipFile | EOFError | zlib.error)
    return damaged or type(error).__name__ == "ZstdError"  # not imported where there is none
