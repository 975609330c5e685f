"""A page of the review in a real browser: the system's Chromium."""

from __future__ import annotations

import shutil
from typing import Any

from playwright.sync_api import TimeoutError as Overdue
from serving import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


class Window:
    """A page in the browser, what it asked for and what it complained of."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)

    def open(self, served: Served, query: str = "") -> None:
        """Let the window in by a link of its own, and show the queue."""
        self.page.goto(served.next_link())
        self.page.goto(served.address + "/" + query)
        self.page.wait_for_selector("article")

    @property
    def item(self) -> str:
        return str(self.page.evaluate("document.querySelector('article').dataset.key"))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def opens(self, key: str, dialog: str) -> None:
        """Press a key until its dialog stands open: on a busy machine the page may still give the focus back
        to what had it before the last dialog."""
        for patience in (5_000, 30_000):
            self.press(key)
            try:
                self.page.locator(f"#{dialog}").wait_for(timeout=patience)
                return
            except Overdue:
                if patience == 30_000:
                    raise

    def decide(self, *keys: str) -> str:
        """Press keys until another item is shown; the key of the one decided on."""
        before = self.item
        for key in keys:
            self.press(key)
        self.page.wait_for_function("k => document.querySelector('article').dataset.key !== k", arg=before)
        return before
