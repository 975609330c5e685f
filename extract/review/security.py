"""Who may ask the server what: every request passes here, before anything else sees it.

- The Host must be one of ours (no DNS rebinding), the Origin too, where a browser says it, and it must be
  said with every change; `Sec-Fetch-Site` must not say that another site asks.
- A browser becomes a session by a link with a token that opens once, or by the password. The session is a
  cookie (`HttpOnly`, `SameSite=Strict`), and each change carries the session's own token in a header, which
  no form of another site can send.
- Pages may load nothing but our own script, style and requests (Content-Security-Policy).
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "youcheng-session"
TOKEN_HEADER = "x-youcheng-token"
LARGEST_BODY = 256 * 1024
_SAFE = ("GET", "HEAD")
# Pages that a browser without a session may see.
_OPEN = ("/open", "/login", "/static/")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# An archived page is shown without scripts, styles, pictures or requests, as nobody's.
ARCHIVE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that was let in: who sits there, and the token that its changes carry."""

    by: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


def session_of(request: Request) -> Session:
    """Whose request it is; the guard has let it through."""
    session: Session = request.scope["session"]
    return session


class Sessions:
    """The browsers that were let in since the server started, and the link by which the next one is."""

    def __init__(self, told: Callable[[str], None] = lambda _: None) -> None:
        """`told` is called with each new opening token."""
        self._sessions: dict[str, Session] = {}
        self._told = told
        self._opening = ""
        self.renew()

    def renew(self) -> str:
        """A new token for the link; the one before opens nothing any more."""
        self._opening = secrets.token_urlsafe(32)
        self._told(self._opening)
        return self._opening

    def open(self, token: str, by: str) -> str | None:
        """The cookie of a new session for the token of the link, which is spent by that; None for another."""
        if not hmac.compare_digest(token.encode(), self._opening.encode()):
            return None
        self.renew()
        return self.start(by)

    def start(self, by: str) -> str:
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(by)
        return cookie

    def find(self, cookie: str | None) -> Session | None:
        return self._sessions.get(cookie or "")


class Guard:
    """ASGI middleware: lets through what may pass, with the session in `scope["session"]`."""

    def __init__(self, app: ASGIApp, sessions: Sessions, hosts: Iterable[str]) -> None:
        """`hosts` are the values of the Host header that are ours, such as `127.0.0.1:8765`."""
        self._app, self._sessions = app, sessions
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self._sessions.find(_cookie(headers))
        scope["session"] = session
        refusal = self._refusal(scope, headers, session)
        if refusal is not None:
            status, message = refusal
            await PlainTextResponse(message, status)(scope, receive, _secured(send))
            return
        await self._app(scope, receive, _secured(send))

    def _refusal(self, scope: Scope, headers: Headers, session: Session | None) -> tuple[int, str] | None:
        """The status and reason with which a request is turned away; None where it may pass."""
        path, method = scope["path"], scope.get("method", "")
        if scope["type"] != "http":
            return 403, "no such connection"
        if headers.getlist("host") == [] or headers["host"].lower() not in self._hosts:
            return 421, "this host is not served here"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self._origins():
            return 403, "asked by another site"
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and path != "/open":
            return 403, "asked by another site"
        if session is None and not path.startswith(_OPEN):
            return 401, "not let in: open the link that `youcheng review` printed, or /login"
        if method in _SAFE:
            return None
        if method != "POST":
            return 405, "only GET and POST"
        return _refused_body(headers) or (None if path == "/login" else _refused_change(headers, session))

    def _origins(self) -> set[str]:
        return {f"{scheme}://{host}" for scheme in ("http", "https") for host in self._hosts}


def _refused_body(headers: Headers) -> tuple[int, str] | None:
    """Why what is sent is not read: nobody says where it comes from, or it is too long."""
    if headers.get("origin") is None:
        return 403, "sent without Origin"
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        return 411, "sent without length"
    return (413, "too much to be sent") if int(length) > LARGEST_BODY else None


def _refused_change(headers: Headers, session: Session | None) -> tuple[int, str] | None:
    """Why a change is not made: it comes from no page of this session."""
    token = session.token if session else ""
    if not token or not hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), token.encode()):
        return 403, "a change without the page's token: load the page anew"
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return 415, "changes are JSON"
    return None


def _cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def cookie_header(cookie: str) -> str:
    """The Set-Cookie header of a session: for this browser window's life, for us alone."""
    return f"{COOKIE}={cookie}; HttpOnly; SameSite=Strict; Path=/"


def _secured(send: Send) -> Send:
    """Adds what every answer says of itself."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("content-security-policy", PAGE_POLICY)
            headers["x-content-type-options"] = "nosniff"
            # Not `no-referrer`: with that, browsers send the login form without saying where it comes from.
            headers["referrer-policy"] = "same-origin"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return answer


def read_password(path: Path) -> str:
    """The argon2 hash in a password file. Raises ValueError with what to do where it holds none."""
    try:
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"no password file: {error}") from error
    if not found.startswith("$argon2"):
        raise ValueError(f"{path} holds no argon2 hash: youcheng review new-password {path}")
    return found


def write_password(path: Path, password: str) -> None:
    """Write the hash of a password to a file that only its owner reads."""
    from argon2 import PasswordHasher

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(PasswordHasher().hash(password) + "\n")


def is_password(hashed: str, password: str) -> bool:
    """Whether a password is that of the hash; takes some 50 ms, whatever the answer."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    try:
        return PasswordHasher().verify(hashed, password)
    except VerificationError:
        return False
