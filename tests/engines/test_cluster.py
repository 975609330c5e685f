"""A real Ray on this machine, with two workers: the same bytes as without it."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from extract.engines.run import Settings, run

ray = pytest.importorskip("ray", reason="pip install 'youcheng[ray]'")

TIE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有{}对友好城市。\n"


def content(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


def test_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(TIE.format(number), encoding="utf-8")
    (folder / "again.txt").write_text(TIE.format(7), encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\xff\xfe\xfd\x81\x00\xff")
    run([str(folder)], tmp_path / "one", Settings())
    ray.init(num_cpus=2, log_to_driver=False)
    run([str(folder)], tmp_path / "ray", Settings(engine="ray"))
    assert content(tmp_path / "ray") == content(tmp_path / "one")


def test_from_and_to_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    files = fsspec.filesystem("memory")
    for number in range(20):
        files.pipe_file(f"/cluster/in/{number}.txt", TIE.format(number).encode())
    ray.init(num_cpus=2, log_to_driver=False)
    run(["memory://cluster/in"], "memory://cluster/ray", Settings(engine="ray"))
    run(["memory://cluster/in"], tmp_path / "one", Settings())
    theirs = {name.removeprefix("/cluster/ray/"): files.cat_file(name) for name in files.find("/cluster/ray")}
    assert {name: data for name, data in theirs.items() if name != "timing.json"} == content(tmp_path / "one")
