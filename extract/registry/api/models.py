"""What the API answers with, as its OpenAPI document describes it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from extract.registry.totals import Total
from extract.registry.why import Statement

Operation = Literal["ADD", "MOD", "DEL", "MERGE", "SPLIT", "RETRACT"]


class Side(BaseModel):
    """A place as a party to a tie, under the names it has now."""

    id: str
    key: str
    name: str = Field(description="By the server's naming policy.")
    name_zh: str | None
    name_zh_hant: str | None
    name_en: str | None
    name_then: str | None = Field(description="Its name at signing, where it was another.")
    country: str | None = Field(description="Territory, ISO 3166-1 alpha-2.")
    country_name: str | None = Field(description="By the server's naming policy.")
    level: str


class Event(BaseModel):
    kind: str
    date: str | None = Field(description="EDTF; null where nobody says when.")
    basis: str = Field(description="stated, anniversary, implied or decided")
    by: str | None = Field(description="The place that did it.")


class Tie(BaseModel):
    id: str
    relation: str
    status: str
    since: str | None
    until: str | None
    upgraded_to: str | None
    a: Side
    b: Side
    events: list[Event]


class Ties(BaseModel):
    publication: int
    items: list[Tie]
    next: str | None = Field(description="Address of the next page; null on the last.")


class Place(BaseModel):
    id: str
    key: str
    name: str = Field(description="By the server's naming policy.")
    name_zh: str | None
    name_zh_hant: str | None
    name_en: str | None
    country: str | None
    country_name: str | None
    level: str
    parent: str | None
    references: dict[str, list[str]] = Field(description="Codes by scheme: geonames, gbt_2260 …")
    former_names: list[str]


class Places(BaseModel):
    items: list[Place]
    next: str | None


class Statements(BaseModel):
    tie: str
    items: list[Statement] = Field(
        description="Evidence is lang, start and end (code points); text only where the server may quote."
    )


class Change(BaseModel):
    operation: Operation
    tie: str
    reason: str
    other: str | None = Field(description="The tie merged into, or split from.")
    before: Tie | None
    after: Tie | None


class Changes(BaseModel):
    since: int
    until: int
    items: list[Change]
    next: str | None


class Totals(BaseModel):
    items: list[Total]


class About(BaseModel):
    publication: int
    ties: int
    naming: str = Field(description="The policy by which places are named.")
    credits: list[dict[str, str]]


class Problem(BaseModel):
    detail: str
