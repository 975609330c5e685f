"""The published schema is the one in the repository, and what a run writes keeps to it."""

from __future__ import annotations

import json
from pathlib import Path

from extract.records import KINDS, json_schema

SCHEMA = Path(__file__).parent.parent / "schema" / "records.schema.json"


def test_schema_in_the_repository_is_the_published_one() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema(), (
        "run `youcheng schema > schema/records.schema.json`"
    )


def test_every_kind_has_a_schema() -> None:
    schema = json_schema()
    assert list(schema["kinds"]) == list(KINDS)
