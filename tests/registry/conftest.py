"""Fixtures of the registry's tests: a registry of its own for each."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from registry_runs import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


@pytest.fixture
def opened(registry: Registry) -> Iterator[Callable[[], sqlite3.Connection]]:
    """Opens the registry; what it opened is closed at the test's end."""
    connections: list[sqlite3.Connection] = []

    def open_it() -> sqlite3.Connection:
        connections.append(registry.open())
        return connections[-1]

    yield open_it
    for connection in connections:
        connection.close()
