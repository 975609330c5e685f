"""A run over texts whose offsets differ by how one counts: emoji, rare characters, carriage returns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PARTY = (
    "🎉 友城资讯 𠮷林新闻\r\n发布日期：2024年3月2日\r\n"
    "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\r\n"
    "👨‍👩‍👧 1979年5月2日，广东省广州市与日本福冈市缔结友好城市关系。\r\n"
    "🎊🎊 广州市已结好24对友城。\r\n"
)
TOWN = "🎉 1985年4月19日，安徽省芜湖市与日本高知市缔结友好城市关系。\n芜湖市代表团随后访问了韩国首尔。\n"


@pytest.fixture(scope="session")
def party_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("party")
    (folder / "texts").mkdir()
    for name, text in (("party", PARTY), ("town", TOWN)):
        (folder / "texts" / f"{name}.txt").write_bytes(text.encode("utf-8"))
    out = folder / "run"
    command = [sys.executable, "-m", "extract.cli", "run", folder / "texts", "--out", out, "--quiet"]
    subprocess.run(command, check=True)
    return out
