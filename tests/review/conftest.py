"""What the review's tests share: a run over texts written for them, and servers that show it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import hostile
from serving import Served, serving
from window import CHROMIUM, FLAGS, Window

TEXTS = Path(__file__).parents[1] / "cases" / "review"


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the texts in tests/cases/review, and documents that mean ill."""
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(TEXTS, folder / "texts")
    hostile.write_all(folder / "texts" / "hostile")
    out = folder / "run"
    command = [sys.executable, "-m", "extract.cli", "run", folder / "texts", "--out", out, "--quiet"]
    subprocess.run(command, check=True)
    return out


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts `youcheng review` on a run, as a process of its own, and lets a client in."""
    yield from serving(tmp_path)


@pytest.fixture(scope="module")
def served(run_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests of a module that leave nothing behind that would disturb others."""
    for start in serving(tmp_path_factory.mktemp("served")):
        yield start(run_dir)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with playwright.sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("chromium")), executable_path=CHROMIUM, args=FLAGS, locale="en",
            viewport={"width": 1440, "height": 900},
        )  # fmt: skip
        yield context
        context.close()


@pytest.fixture
def window(browser: Any) -> Iterator[Window]:
    made = Window(browser)
    yield made
    made.page.close()
    browser.clear_cookies()
