"""Web archives, record by record: what one damaged record costs is that record.

A gzipped archive has a gzip member for each record. Where one does not inflate, the next is looked for: the
next bytes that begin a member and inflate to `WARC/1.`. In an archive that is not compressed it is the next
line that begins so. FastWARC parses the records; its own iterator would end at the damage.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from extract.document import Document
from extract.readers.base import Found, Origin, Reject, Skip, Unread, not_served, too_large
from extract.readers.html import page_item
from extract.readers.members import Damage, GzipMembers, Records
from extract.readers.office import parse_docx, parse_pdf
from extract.readers.text import parse_text

_PAGES = ("text/html", "application/xhtml+xml")
_PARSE: dict[str, Callable[[bytes, Origin], Document | Reject | Skip]] = {
    "text/plain": parse_text,
    "application/pdf": parse_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": parse_docx,
}


def read_warc(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The pages and texts in an archive that is not compressed, or was compressed as a whole."""
    yield from _read(Records(stream, origin.options.max_bytes), 0, origin)


def read_gzipped(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The pages and texts in a `.warc.gz`. `offset` is that of the gzip member in the compressed file."""
    limit = origin.options.max_bytes
    for offset, member in GzipMembers(stream, limit):
        if isinstance(member, bytes):
            yield from _read(Records(io.BytesIO(member), limit), offset, origin, offset)
        elif isinstance(member, Damage):
            yield _damaged(member, replace(origin, offset=offset))
        else:
            yield from read_warc(member, origin)


def _read(records: Records, base: int, origin: Origin, member: int | None = None) -> Iterator[Found]:
    """The items in records; `member` is the offset of the gzip member that holds all of them."""
    for at, record in records:
        offset = base + at if member is None else member
        number = f".{at}" if member is not None and at else ""
        here = replace(origin, offset=offset)
        if isinstance(record, Damage):
            yield _damaged(record, here)
            continue
        try:
            yield from _items(record, replace(here, uri=f"{origin.uri}#{offset}{number}"))
        except (ValueError, OSError, zlib.error) as error:
            yield _damaged(Damage(f"{type(error).__name__}: {error}"), here)


def _damaged(damage: Damage, origin: Origin) -> Reject:
    if damage.too_large:
        return too_large(origin)
    return Reject(origin.uri, "damaged_record", damage.message, offset=origin.offset)


def _items(record: bytes, origin: Origin) -> Iterator[Found]:
    """What a record holds for us; requests, revisits and what the archive says of itself are nothing."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = (
        WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.unknown
    )
    for found in ArchiveIterator(io.BytesIO(record), record_types=wanted, auto_decode="transfer"):
        origin = replace(
            origin,
            link=found.headers.get("WARC-Target-URI"),
            retrieved_at=found.headers.get("WARC-Date") or origin.retrieved_at,
        )
        yield _item(found, origin)


def _item(record: Any, origin: Origin) -> Found:
    status: int | None = record.http_headers.status_code if record.http_headers else None
    origin = replace(origin, http_status=status, charset=record.http_charset or None)
    if skip := not_served(origin):
        return skip
    media_type = record.http_content_type if status is not None else record.headers.get("Content-Type")
    media_type = (media_type or "").split(";")[0].strip().lower()
    if media_type not in _PAGES and media_type not in _PARSE:
        return Skip(origin.uri, "unsupported_type", origin.link, status)
    coding = (record.http_headers.get("Content-Encoding") or "") if record.http_headers else ""
    payload = _decoded(record.reader.read(), coding.strip().lower(), origin.options.max_bytes)
    if payload is None:
        return too_large(origin)
    if media_type in _PAGES:
        return page_item(payload, origin)
    return Unread(payload, origin, _PARSE[media_type])


def _decoded(data: bytes, coding: str, limit: int) -> bytes | None:
    """A payload without its content coding, whole or ValueError; None where it is larger than `limit`.

    Crawlers often leave the header of a coding that they have taken off, so what does not begin as the coding
    says is taken as it is.
    """
    if coding in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
        inflater = zlib.decompressobj(31)
    elif coding == "deflate" and data[:1] == b"\x78":
        inflater = zlib.decompressobj()
    elif coding == "br":
        from fastwarc.stream_io import BrotliReader

        plain: bytes = BrotliReader(io.BytesIO(data)).read(limit + 1)
        return plain if len(plain) <= limit else None
    else:
        return data
    plain = inflater.decompress(data, limit + 1)
    if len(plain) > limit:
        return None
    if not inflater.eof:
        raise ValueError(f"ends in the middle of its {coding} content")
    return plain
