"""Reading a run back: its documents, records and texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from extract.emit.folder import TEXTS, file_of, is_run, purged, text_name
from extract.records import KINDS


class Run:
    """A folder that a run wrote. Records come as dictionaries, with the keys of eval/RECORDS.md."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where the folder holds no run of ours."""
        if not is_run(folder) or not (folder / "documents.jsonl").exists():
            raise FileNotFoundError(f"no run of youcheng in {folder}")
        if missing := [file_of(kind) for kind in KINDS if not (folder / file_of(kind)).is_file()]:
            raise FileNotFoundError(f"damaged run in {folder}, without {', '.join(missing)}: run it again")
        self.folder = folder

    def lines(self, kind: str) -> Iterator[dict[str, Any]]:
        """The records of a kind, in order."""
        with (self.folder / f"{kind}.jsonl").open("rb") as lines:
            for line in lines:
                yield msgspec.json.decode(line)

    def text(self, doc_id: str) -> str:
        """The text into which a document's offsets count; FileNotFoundError where a purge has dropped it."""
        if text_name(doc_id) in purged(self.folder):
            raise FileNotFoundError(f"the text of {doc_id} was dropped by `youcheng purge`")
        return (self.folder / TEXTS / text_name(doc_id)).read_bytes().decode("utf-8")

    def starting(self, record_id: str) -> list[tuple[str, dict[str, Any]]]:
        """The kind and record of every id that starts so; of a whole id, of that one."""
        return [
            (kind, record)
            for kind in KINDS
            for record in self.lines(kind)
            if "id" in record and record["id"].startswith(record_id)
        ]
