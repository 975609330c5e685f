"""The source policy (rules/registry/policy.yaml): which value is shown where sources differ."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load
from extract.text.script import fold

# Each criterion as the terms of an ORDER BY over the columns of `value` (consolidate.sql).
_CRITERIA = {
    "firm": "(value = 'proposed')",
    "newer": "coalesce(last_seen, '') DESC",
    "official": "official DESC",
    "agreed": "agreed DESC",
    "supported": "sources DESC",
    "stated": "(basis = 'anniversary')",
    "precise": "(CASE WHEN instr(value, '/') THEN 3 ELSE length(replace(value, 'X', '')) END) DESC",
    "confident": "confidence DESC",
}
_HOST = re.compile(r"[a-z]+://(?:[^/?#]*@)?([^/?#:]+)", re.IGNORECASE)
_ALWAYS_FIRST = ("verdict DESC", "current DESC")
_ALWAYS_LAST = ("value",)

StatusCriterion = Literal["firm", "newer", "official", "supported", "confident"]
DateCriterion = Literal["newer", "official", "agreed", "supported", "stated", "precise", "confident"]


class Least(RuleModel):
    confidence: float
    link: float
    corroborated: float


class Show(RuleModel):
    status: list[StatusCriterion]
    date: list[DateCriterion]


class Official(RuleModel):
    hosts: list[str]
    publishers: list[str]


class Policy(RuleModel):
    least: Least
    show: Show
    upgrades: dict[str, list[str]]
    once: list[str]
    in_force: list[str]
    counted: dict[str, list[str]]
    approximately: float
    official: Official

    def status_order(self) -> str:
        """The ORDER BY that puts the status to show first."""
        return _order(self.show.status)

    def date_order(self) -> str:
        """The ORDER BY that puts the date to show first."""
        return _order(self.show.date)

    def speaks_for_a_place(self, source_id: str, publisher: str | None) -> bool:
        """Whether a page's host or its publisher's name is an official one.

        The host must be one of those named or end in it: `www.sz.gov.cn` does, `gov.cn.example` does not.
        """
        found = _HOST.match(source_id)
        host = found[1].lower() if found else ""
        if any(host == known or host.endswith("." + known) for known in self.official.hosts):
            return True
        name = fold(publisher or "").lower()
        return any(word.lower() in name for word in self.official.publishers)


def _order(criteria: list[StatusCriterion] | list[DateCriterion]) -> str:
    return ", ".join([*_ALWAYS_FIRST, *(_CRITERIA[name] for name in criteria), *_ALWAYS_LAST])


class Change(RuleModel):
    """A place that was renamed, or merged into another: see rules/registry/succession.yaml."""

    how: Literal["renamed", "merged"]
    key: str
    into: str | None = None
    name_zh: str
    name_en: str | None = None
    until: str


class Succession(RuleModel):
    gbt_2260_year: int
    changes: list[Change]


@lru_cache(maxsize=4)
def load_policy(folder: Path | None = None) -> Policy:
    """The policy in `folder`, by default that of rules/. Raises RuleError naming file and line."""
    return load((folder or rules_dir() / "registry") / "policy.yaml", Policy)


@lru_cache(maxsize=4)
def load_succession(folder: Path | None = None) -> Succession:
    """Renamings and mergers of places in `folder`, by default those of rules/. Raises RuleError."""
    return load((folder or rules_dir() / "registry") / "succession.yaml", Succession)


def digest(folder: Path | None = None) -> str:
    """A hash of all rules of the registry: another one means that every tie is looked at afresh."""
    found = hashlib.sha256()
    for path in sorted((folder or rules_dir() / "registry").glob("*.yaml")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
