"""Runs in stores: in fsspec's own in memory, and in a real S3 server where its packages are installed."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from typer.testing import CliRunner

from extract.cli import app
from extract.emit.folder import OutputError
from extract.emit.store import Store, run_folder
from extract.engines.run import Settings, run

TIE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有{}对友好城市。\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def memory() -> Iterator[str]:
    yield "memory://bucket"
    files = fsspec.filesystem("memory")
    if files.exists("/bucket"):
        files.rm("/bucket", recursive=True)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    pytest.importorskip("s3fs", reason="pip install s3fs 'moto[server]'")
    server = pytest.importorskip("moto.server", reason="pip install s3fs 'moto[server]'")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3").clear_instance_cache()
    fsspec.filesystem("s3").mkdir("bucket")
    yield "s3://bucket"
    fsspec.filesystem("s3").rm("bucket", recursive=True)
    fsspec.filesystem("s3").clear_instance_cache()
    running.stop()


@pytest.fixture(params=["memory", "s3"])
def bucket(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(TIE.format(number), encoding="utf-8")
    return folder


def stored(url: str) -> dict[str, bytes]:
    system, root = fsspec.core.url_to_fs(url)
    system.invalidate_cache()
    files = {path.removeprefix(root).lstrip("/"): system.cat_file(path) for path in system.find(root)}
    return {name: data for name, data in files.items() if name != "timing.json"}


def content(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def change(releases: Path) -> None:
    (releases / "1.txt").write_text(TIE.format(11), encoding="utf-8")
    (releases / "2.txt").unlink()


def test_the_bytes_of_a_folder_from_and_to_a_store(bucket: str, releases: Path, tmp_path: Path) -> None:
    system, root = fsspec.core.url_to_fs(bucket)
    for path in releases.iterdir():
        system.pipe_file(f"{root}/in/{path.name}", path.read_bytes())
    run([f"{bucket}/in"], f"{bucket}/run", Settings())
    run([str(releases)], tmp_path / "run", Settings())
    ours, theirs = content(tmp_path / "run"), stored(f"{bucket}/run")
    assert {name for name in ours if ours[name] != theirs.get(name)} == {"manifest.json"}  # names its inputs
    assert set(ours) == set(theirs)


def test_again_only_what_is_new_is_done_on_any_machine(
    bucket: str, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{bucket}/run"
    run([str(releases)], url, Settings())
    run([str(releases)], tmp_path / "run", Settings())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another machine"))
    change(releases)
    summary = run([str(releases)], url, Settings())
    run([str(releases)], tmp_path / "run", Settings())
    assert (summary.worked, summary.carried) == (1, 1)
    assert stored(url) == content(tmp_path / "run")
    assert run([str(releases)], url, Settings(fresh=True)).worked == 3
    run([str(releases)], tmp_path / "fresh", Settings())
    assert stored(url) == content(tmp_path / "fresh")


def test_broken_off_anywhere_on_the_way_it_is_put_there_next(
    memory: str, releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([str(releases)], tmp_path / "run", Settings())
    run([str(releases)], f"{memory}/0", Settings())
    before = stored(f"{memory}/0")
    change(releases)
    run([str(releases)], tmp_path / "run", Settings())
    wanted = content(tmp_path / "run")
    system = type(fsspec.filesystem("memory"))
    steps = {name: getattr(system, name) for name in ("put_file", "rm_file", "makedirs")}
    left, number, whole = 0, 0, False

    def counted(name: str) -> Any:
        def step(self: Any, *args: Any, **kwargs: Any) -> Any:
            nonlocal left
            if left == 0:
                raise ConnectionError("gone")
            left -= 1
            return steps[name](self, *args, **kwargs)

        return step

    while not whole:
        url = f"{memory}/{number}"
        for name, data in before.items():
            fsspec.filesystem("memory").pipe_file(f"/bucket/{number}/{name}", data)
        with monkeypatch.context() as patched:
            for name in steps:
                patched.setattr(system, name, counted(name))
            left = number
            try:
                run([str(releases)], url, Settings())
                whole = True
            except OSError as error:
                assert "gone" in str(error)
        there = stored(url)
        assert "manifest.json" not in there or there in (before, wanted)
        run([str(releases)], url, Settings())
        assert stored(url) == wanted
        number += 1
    assert number > 10


def test_commands_on_a_run_in_a_store(memory: str, releases: Path) -> None:
    old, new = f"{memory}/old", f"{memory}/new"
    run([str(releases)], old, Settings())
    change(releases)
    run([str(releases)], new, Settings())
    pair = json.loads((run_folder(old) / "pairs.jsonl").read_text("utf-8").splitlines()[0])
    for words, code, said in (
        (["show", old], 0, "Uiwang"),
        (["explain", pair["id"], "--run", old], 0, "结为友好城市"),
        (["diff", old, new], 1, "11"),
        (["verify", old], 0, ""),
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == code and said in done.output, (words, done.output)
    fsspec.filesystem("memory").pipe_file("/bucket/old/pairs.jsonl", b"{}\n")
    assert CliRunner().invoke(app, ["verify", old]).exit_code == 1


def test_what_a_url_may_not_be(memory: str, releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    fsspec.filesystem("memory").pipe_file("/bucket/theirs/a.txt", b"x")
    for url, said in (
        (f"{memory}/theirs", "no run of youcheng"),
        ("nosuchscheme://a", "nosuchscheme"),
        ("gs://bucket/run", "install gcsfs"),
    ):
        with pytest.raises(OutputError, match=said):
            run([str(releases)], url, Settings())
    done = CliRunner().invoke(app, ["show", f"{memory}/none"])
    assert done.exit_code == 2 and "no run" in done.output


def test_a_file_url_is_the_folder_itself(releases: Path, tmp_path: Path, cache: Path) -> None:
    run([f"file://{releases}"], f"file://{tmp_path}/run", Settings())
    run([str(releases)], tmp_path / "other", Settings())
    assert (tmp_path / "run" / "pairs.jsonl").read_bytes() == (
        tmp_path / "other" / "pairs.jsonl"
    ).read_bytes()
    assert not (cache / "youcheng" / "runs").exists()


def test_only_one_command_at_a_time_writes_to_a_url(memory: str, releases: Path) -> None:
    from extract.emit.folder import held

    run([str(releases)], f"{memory}/run", Settings())
    with held(Store(f"{memory}/run").copy), pytest.raises(OutputError, match="another run"):
        run([str(releases)], f"{memory}/run", Settings())
