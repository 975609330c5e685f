"""Listening: the socket, the names by which browsers may reach it, and the link that lets one in."""

from __future__ import annotations

import ipaddress
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from extract.review.desk import Desk


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(host: str, password_file: Path | None) -> None:
    """Raise ValueError where others could reach the page without a password."""
    if not is_loopback(host) and password_file is None:
        raise ValueError(
            f"--host {host} lets others on the network in, so it needs a password: make one with"
            " `youcheng review new-password FILE` and give --password-file FILE"
        )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(256)
    return listening


class Running:
    """The server while it runs."""

    def __init__(self, listening: socket.socket, host: str, allowed: list[str]) -> None:
        """`allowed` are further values of the Host header, such as `review.example.org:443`."""
        self._socket = listening
        port = listening.getsockname()[1]
        names = ["127.0.0.1", "localhost", "[::1]"] if is_loopback(host) else [_bracketed(host)]
        self.hosts = [f"{name}:{port}" for name in names] + allowed
        self.address = f"http://{_bracketed(host)}:{port}"
        self._opened = False

    def tell(self, token: str, browser: bool) -> None:
        """Print the link that opens the page once; open it the first time."""
        link = f"{self.address}/open?token={token}"
        typer.echo(f"{'Another window' if self._opened else 'Review'}: {link}")
        if browser and not self._opened:
            webbrowser.open(link)
        self._opened = True

    def serve(self, desk: Desk, by: str) -> None:
        """Answer until the process is ended."""
        import uvicorn

        from extract.review.server import make_app

        config = uvicorn.Config(
            make_app(desk, self.hosts, by), log_level="warning", access_log=False, server_header=False,
            lifespan="off", timeout_graceful_shutdown=5,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[self._socket])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
