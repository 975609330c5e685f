"""Each attack on the page is tried against the real server."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from serving import Served

from extract.review.security import COOKIE, is_password, read_password, write_password

Serve = Callable[..., Served]


def first_item(served: Served) -> str:
    found = re.search('data-key="([0-9a-f]{32})"', served.client.get("/").text)
    assert found
    return found[1]


def accept(served: Served, gesture: str = "f00df00df00df00d") -> dict[str, object]:
    change = {"item": first_item(served), "revision": 0, "judgement": {"verdict": "accept"}}
    return {"gesture": gesture, "changes": [change]}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example", ""])
def test_another_host_is_not_served(served: Served, host: str) -> None:
    """DNS rebinding: the browser thinks that it talks to evil.example."""
    assert served.client.get("/", headers={"host": host}).status_code == 421


def test_two_hosts_are_none(served: Served) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"))
    connection.putrequest("GET", "/", skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "https://localhost:1"])
def test_a_change_from_another_origin_is_refused(served: Served, origin: str) -> None:
    assert served.post("/decide", accept(served), origin=origin).status_code == 403


def test_a_change_without_origin_is_refused(served: Served) -> None:
    answer = served.client.post("/decide", json=accept(served), headers={"x-youcheng-token": served.token})
    assert answer.status_code == 403


def test_a_form_of_another_site_is_refused(served: Served) -> None:
    """A form can send neither our header nor JSON, and its browser says where it stands."""
    form = served.client.post("/decide", data={"gesture": "x"}, headers={"origin": "http://evil.example"})
    own = served.client.post("/decide", data={"gesture": "x"}, headers={"origin": served.address})
    typed = served.client.post(
        "/decide", data={"gesture": "x"}, headers=served.headers | {"content-type": "text/plain"}
    )
    assert [form.status_code, own.status_code, typed.status_code] == [403, 403, 415]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_fetches_is_refused(served: Served, site: str) -> None:
    assert served.client.get("/", headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("path", ["/decide", "/undo", "/redo", "/draft", "/watch", "/assign"])
def test_nothing_changes_by_get_or_without_the_token(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 405
    assert served.post(path, {}, **{"x-youcheng-token": "guess"}).status_code == 403
    no_token = served.client.post(path, json={}, headers={"origin": served.address})
    assert no_token.status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    assert served.client.request(method, "/decide", headers=served.headers).status_code in (405, 411)


@pytest.mark.parametrize("path", ["/", "/item/0", "/queue", "/places?q=x", "/ties", "/archive/0"])
def test_nobody_is_shown_anything_without_being_let_in(served: Served, path: str) -> None:
    assert httpx.get(served.address + path).status_code == 401
    guess = {"cookie": f"{COOKIE}=guess"}
    assert httpx.get(served.address + path, headers=guess).status_code == 401


def test_a_link_opens_once(served: Served) -> None:
    """A link that was used, read over a shoulder or from a history, opens nothing."""
    replay = httpx.get(served.link)
    assert (replay.status_code, "set-cookie" in replay.headers) == (403, False)
    assert httpx.get(f"{served.address}/open?token=").status_code == 403


def test_the_token_of_one_session_is_no_good_in_another(serve: Serve, run_dir: Path) -> None:
    served = serve(run_dir)
    other = httpx.Client(base_url=served.address)
    assert other.get(served.next_link()).status_code == 303
    answer = other.post("/decide", json=accept(served), headers=served.headers)
    assert answer.status_code == 403


def test_a_replayed_change_changes_nothing(served: Served) -> None:
    body = accept(served)
    first, again = served.post("/decide", body), served.post("/decide", body)
    assert first.json() == again.json()
    assert first.json()["kept"][0]["revision"] == 1


def test_the_cookie_is_for_this_site_alone(serve: Serve, run_dir: Path) -> None:
    served = serve(run_dir, let_in=False)
    cookie = served.client.get(served.link).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py", "/static/..%2fserver.py", "/static/%2e%2e/%2e%2e/records.py",
        "/static//etc/passwd", "/static/..\\..\\server.py", "/archive/..%2f..%2fetc%2fpasswd",
        "/archive/" + "0" * 64, "/archive/%00", "/item/..%2f..%2fetc%2fpasswd", "/item/'%20OR%201=1%20--",
    ],
)  # fmt: skip
def test_no_path_leads_outside(served: Served, path: str) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"))
    connection.request("GET", path, headers={"cookie": f"{COOKIE}={served.client.cookies[COOKIE]}"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status in (400, 404)
    assert b"root:" not in body and b"import " not in body


def test_every_answer_says_what_a_page_may_do(served: Served) -> None:
    key = first_item(served)
    for path in ("/", f"/item/{key}", "/queue", "/static/review.js", "/nowhere"):
        headers = served.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
    page = served.client.get("/").text
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b'{"gesture": "short"}', b"\xff\xfe",
        b'{"gesture": "0123456789abcdef", "changes": []}',
        b'{"gesture": "0123456789abcdef", "changes": [{"item": "none", "revision": 0, "judgement": {}}]}',
        b'{"gesture": "0123456789abcdef", "by": "boss"}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(served: Served, body: bytes) -> None:
    headers = served.headers | {"content-type": "application/json"}
    assert served.client.post("/decide", content=body, headers=headers).status_code == 422


def test_too_much_is_refused(served: Served) -> None:
    headers = served.headers | {"content-type": "application/json"}
    assert served.client.post("/decide", content=b" " * 300_000, headers=headers).status_code == 413
    chunks = served.client.post("/decide", content=iter([b"{}"]), headers=headers)
    assert chunks.status_code == 411


def test_archived_pages_are_nobodys(serve: Serve, run_dir: Path, tmp_path: Path) -> None:
    import hashlib

    pages = tmp_path / "pages"
    pages.mkdir()
    content = b"<script>top.location='http://127.0.0.1:9/'</script>"
    (pages / "a.html").write_bytes(content)
    (pages / "secret.txt").write_text("secret")
    served = serve(run_dir, "--pages", pages)
    answer = served.client.get(f"/archive/{hashlib.sha256(content).hexdigest()}")
    assert answer.content == content
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and policy.endswith("sandbox")
    secret = hashlib.sha256(b"secret").hexdigest()
    assert served.client.get(f"/archive/{secret}").status_code == 404
    assert served.client.get("/archive/a.html").status_code == 404


def review(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract.cli", "review", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def test_others_on_the_network_need_a_password(run_dir: Path, tmp_path: Path) -> None:
    refused = review(run_dir, "--host", "0.0.0.0", "--db", str(tmp_path / "r.db"))
    assert refused.returncode == 2 and "needs a password" in refused.stderr
    (tmp_path / "plain").write_text("hunter2")
    elsewhere = ("--host", "0.0.0.0", "--db", str(tmp_path / "r.db"))
    refused = review(run_dir, *elsewhere, "--password-file", tmp_path / "plain")
    assert refused.returncode == 2 and "no argon2 hash" in refused.stderr


def test_a_password_lets_in(serve: Serve, run_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "password"
    assert review("new-password", path, input="correct horse\n").returncode == 0
    assert path.stat().st_mode & 0o077 == 0 and "correct" not in path.read_text()
    served = serve(run_dir, "--password-file", path, let_in=False)
    origin = {"origin": served.address}

    def login(password: str, headers: dict[str, str] = origin) -> httpx.Response:
        return served.client.post("/login", data={"by": "lm", "password": password}, headers=headers)

    assert login("wrong").status_code == 403
    assert login("correct horse", {}).status_code == 403
    assert login("correct horse", {"origin": "http://evil.example"}).status_code == 403
    assert served.client.get("/").status_code == 401
    assert login("correct horse").status_code == 303
    assert re.search(r'class="who">\s*lm\s*<', served.client.get("/").text)


def test_passwords_are_hashed(tmp_path: Path) -> None:
    write_password(tmp_path / "p", "correct horse")
    hashed = read_password(tmp_path / "p")
    assert hashed.startswith("$argon2id$")
    assert is_password(hashed, "correct horse") and not is_password(hashed, "wrong")
