"""The HTTP API, asked over loopback of a server that the command started."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from registry_runs import (
    BRISBANE,
    HOUSTON,
    JINAN,
    LAIWU,
    NAMPA,
    SHENZHEN,
    XIANGYANG,
    Registry,
    document,
    pair,
)
from typer.testing import CliRunner

from extract.cli import app
from extract.registry.build import build


@pytest.fixture
def serve() -> Iterator[Callable[..., httpx.Client]]:
    """Starts the server on any free port; a client of it."""
    started: list[subprocess.Popen[str]] = []
    clients: list[httpx.Client] = []

    def start(path: Path, *options: str) -> httpx.Client:
        command = [sys.executable, "-m", "extract.cli", "registry", "serve", "--db", str(path), "--port", "0"]
        started.append(subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout is not None
        address = started[-1].stdout.readline().split()[0]
        clients.append(httpx.Client(base_url=address, timeout=30))
        return clients[-1]

    yield start
    for client in clients:
        client.close()
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture
def filled(registry: Registry) -> Registry:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03-11")),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992"), pair(XIANGYANG, HOUSTON, status="proposed")),
        document("d3", pair(LAIWU, NAMPA, date="2005")),
    )
    return registry


def names(answer: dict[str, Any]) -> list[str]:
    return sorted(f"{tie['a']['name_en']}-{tie['b']['name_en']}" for tie in answer["items"])


def test_ties_are_found_by_what_they_are(filled: Registry, serve: Callable[..., httpx.Client]) -> None:
    client = serve(filled.path)
    asked = {
        "": ["Jinan-Nampa", "Shenzhen-Brisbane", "Shenzhen-Houston", "Xiangyang-Houston"],
        "?country=AU": ["Shenzhen-Brisbane"],
        "?place=襄樊": ["Xiangyang-Houston"],
        f"?place={BRISBANE}": ["Shenzhen-Brisbane"],
        "?status=proposed": ["Xiangyang-Houston"],
        "?name=休斯敦": ["Shenzhen-Houston", "Xiangyang-Houston"],
        "?name=BRIS": ["Shenzhen-Brisbane"],
        "?name=莱芜": ["Jinan-Nampa"],
        "?since_from=1987&since_to=2005": ["Jinan-Nampa", "Shenzhen-Brisbane"],
        "?relation=friendly_exchange": [],
    }
    assert {query: names(client.get("/ties" + query).json()) for query in asked} == asked


def test_pages_miss_and_repeat_nothing_though_another_is_published_meanwhile(
    filled: Registry, serve: Callable[..., httpx.Client]
) -> None:
    client = serve(filled.path)
    whole = [tie["id"] for tie in client.get("/ties").json()["items"]]
    page = client.get("/ties", params={"limit": 1}).json()
    found = [tie["id"] for tie in page["items"]]
    filled.add(document("d2"), document("d4", pair(JINAN, BRISBANE)))
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [tie["id"] for tie in page["items"]]
    assert found == whole
    assert len(client.get("/ties").json()["items"]) == 3


def test_an_answer_that_is_known_is_not_sent_again(
    filled: Registry, serve: Callable[..., httpx.Client]
) -> None:
    client = serve(filled.path)
    first = client.get("/ties")
    same = client.get("/ties", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    filled.add(document("d5", pair(JINAN, BRISBANE)))
    later = client.get("/ties", headers={"If-None-Match": first.headers["etag"]})
    assert (later.status_code, len(later.json()["items"])) == (200, 5)


def test_a_tie_says_what_it_rests_on_and_quotes_nothing(
    filled: Registry, serve: Callable[..., httpx.Client]
) -> None:
    client = serve(filled.path)
    (tie,) = client.get("/ties?since_to=1986").json()["items"]
    assert client.get(f"/ties/{tie['id']}").json() == tie
    (signed,) = client.get(f"/ties/{tie['id']}/statements?field=signed").json()["items"]
    assert (signed["value"], signed["source_id"]) == ("1986-03-11", "https://example.org/d1")
    assert signed["evidence"] == [{"lang": "zh", "start": 0, "end": 9}]
    quoting = serve(filled.path, "--evidence", "full")
    (signed,) = quoting.get(f"/ties/{tie['id']}/statements?field=signed").json()["items"]
    assert signed["evidence"][0]["text"] == "深圳市与休斯敦结好。"


def test_ties_that_are_gone_say_why(filled: Registry, serve: Callable[..., httpx.Client]) -> None:
    client = serve(filled.path)
    (tie,) = client.get("/ties?status=proposed").json()["items"]
    retract = ["registry", "retract", tie["id"], "--reason", "a hoax", "--by", "me", "--db", str(filled.path)]
    assert CliRunner().invoke(app, retract).exit_code == 0
    gone = client.get(f"/ties/{tie['id']}")
    assert (gone.status_code, gone.json()) == (410, {"detail": "RETRACT: a hoax"})
    assert client.get("/ties/Tnone").status_code == 404
    feed = client.get("/changes?since=1").json()
    assert [(c["operation"], c["reason"], c["after"]) for c in feed["items"]] == [("RETRACT", "a hoax", None)]


def test_a_merged_tie_is_found_by_the_id_it_had(
    registry: Registry, serve: Callable[..., httpx.Client]
) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)), document("d2", pair(SHENZHEN, BRISBANE)))
    client = serve(registry.path)
    before = {tie["b"]["name_en"]: tie["id"] for tie in client.get("/ties").json()["items"]}
    same = ["registry", "decide", "same", HOUSTON, "--other", BRISBANE, "--reason", "r", "--by", "me"]
    assert CliRunner().invoke(app, [*same, "--db", str(registry.path)]).exit_code == 0
    build([], registry.path)
    answers = {client.get(f"/ties/{id_}").json()["id"] for id_ in before.values()}
    assert len(answers) == 1 and answers < set(before.values())


def test_places_are_named_as_the_server_was_told(
    filled: Registry, serve: Callable[..., httpx.Client]
) -> None:
    client = serve(filled.path, "--naming", "taiwan")
    assert client.get("/").json()["naming"] == "taiwan"
    (tie,) = client.get("/ties?place=休斯敦&since_to=1986").json()["items"]
    assert (tie["b"]["name"], tie["b"]["country_name"], tie["b"]["name_zh"]) == ("休士頓", "美國", "休斯敦")
    place = client.get(f"/places/{tie['b']['id']}").json()
    assert (place["name"], place["country_name"]) == ("休士頓", "美國")
    (added,) = (c for c in client.get("/changes").json()["items"] if c["tie"] == tie["id"])
    assert added["after"]["b"]["name"] == "休士頓"


def test_places_are_found_by_names_they_had(filled: Registry, serve: Callable[..., httpx.Client]) -> None:
    client = serve(filled.path)
    (place,) = client.get("/places?name=襄樊").json()["items"]
    assert (place["name_zh"], place["former_names"]) == ("襄阳市", ["Xiangfan", "襄樊市"])
    assert client.get(f"/places/{place['id']}").json() == place
    assert client.get("/places/Pnone").status_code == 404


def test_it_writes_nothing_and_answers_to_its_own_name(
    filled: Registry, serve: Callable[..., httpx.Client]
) -> None:
    client = serve(filled.path)
    writing = ("POST", "PUT", "DELETE", "PATCH")
    assert {client.request(method, "/ties").status_code for method in writing} == {405}
    assert client.get("/ties", headers={"Host": "rebound.example"}).status_code == 400


def test_every_address_it_describes_answers(filled: Registry, serve: Callable[..., httpx.Client]) -> None:
    client = serve(filled.path)
    (tie,) = client.get("/ties?since_to=1986").json()["items"]
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    for path, methods in described["paths"].items():
        assert list(methods) == ["get"]
        assert client.get(path.format(tie=tie["id"], place=tie["a"]["id"])).status_code == 200, path


@pytest.mark.parametrize("query", ["limit=0", "limit=9999", "publication=x", "since_from=0", "name="])
def test_what_is_asked_wrongly_is_told(
    filled: Registry, serve: Callable[..., httpx.Client], query: str
) -> None:
    answer = serve(filled.path).get("/ties?" + query)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", query.partition("=")[0]]


def test_a_port_that_is_taken_is_told(filled: Registry, serve: Callable[..., httpx.Client]) -> None:
    port = str(serve(filled.path).base_url.port)
    done = CliRunner().invoke(app, ["registry", "serve", "--db", str(filled.path), "--port", port])
    assert done.exit_code == 2
    assert f"127.0.0.1:{port}" in done.output
