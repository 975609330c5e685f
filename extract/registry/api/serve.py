"""The API on a socket: bound first, so that a port that is taken is told, then served until interrupted."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import typer
import uvicorn

from extract.registry.api.app import make_app
from extract.registry.exports.tables import Evidence


def serve(path: Path, host: str, port: int, evidence: Evidence, naming: str) -> None:
    """Answer on host:port until interrupted. Raises OSError where it cannot listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()  # before its address is told: whoever comes at once waits, and is not refused
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"http://{shown}:{listening.getsockname()[1]}/  (addresses: openapi.json)")
        app = make_app(path, evidence, naming, _names(host))
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


def _names(host: str) -> list[str] | None:
    """On loopback only its own names: no page in a browser is to read it by a name of its choice."""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return ["localhost", "127.0.0.1", "[::1]", host] if loopback else None
