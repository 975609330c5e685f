"""The real command serving the review page, and a client that was let in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from extract.review.security import COOKIE


@dataclass
class Served:
    """A server under test, and a client that was let in."""

    link: str
    process: subprocess.Popen[str]
    client: httpx.Client
    token: str = ""
    used: bool = False

    @property
    def address(self) -> str:
        return self.link.partition("/open")[0]

    @property
    def headers(self) -> dict[str, str]:
        return {"origin": self.address, "x-youcheng-token": self.token}

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers | headers)

    def next_link(self) -> str:
        """A link that lets one more browser in."""
        if not self.used:
            self.used = True
            return self.link
        assert self.process.stdout is not None
        return _link(self.process.stdout.readline())


def _link(line: str) -> str:
    found = re.search(r"http\S+", line)
    assert found, line
    return found[0]


def serving(folder: Path) -> Iterator[Callable[..., Served]]:
    """Yields what starts servers whose files lie in `folder`; ends them afterwards."""
    environment = os.environ | {"YOUCHENG_DATA": str(folder / "data")}
    started: list[Served] = []

    def start(*arguments: str | Path, db: str | None = None, by: str = "qx", let_in: bool = True) -> Served:
        command = [sys.executable, "-m", "extract.cli", "review", *arguments, "--as", by, "--no-browser"]
        command += ["--db", db or str(folder / "registry.db")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout is not None
        link = _link(process.stdout.readline())
        served = Served(link, process, httpx.Client(base_url=link.partition("/open")[0], timeout=30))
        started.append(served)
        if let_in:
            served.used = True
            answer = served.client.get(link)
            assert answer.status_code == 303 and COOKIE in served.client.cookies
            page = served.client.get("/").text
            token = re.search('youcheng-token" content="([^"]+)"', page)
            assert token
            served.token = token[1]
        return served

    yield start
    for served in started:
        served.client.close()
        served.process.kill()
        served.process.wait()
