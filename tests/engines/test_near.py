"""Copies of a release on other sites and in the other script, and releases that differ in one fact."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.engines.run import Settings, run
from extract.text.script import traditional

RELEASE = """运城市与义王市缔结友好城市关系
发布时间：2024年3月7日
2024年3月1日，山西省运城市与韩国义王市在运城签署协议，正式缔结友好城市关系。
运城市市长表示，两市将在文化、教育、旅游等领域开展务实合作，推动青少年交流，造福两地人民。
义王市代表团一行参观了关帝庙和盐湖博物馆，并与当地企业举行了座谈会，就农产品贸易深入交换意见。
目前，运城市已与5个国家的7个城市建立友好城市关系，其中日本3个、德国2个。
1995年，运城市与日本奈良市结为友好交流城市。
"""
FURNITURE = [
    "首页 > 新闻中心 > 正文\n{}\n【打印本页】【关闭窗口】\n",
    "您所在的位置：首页 > 要闻\n{}\n浏览次数：1863\n上一篇：无\n",
    "{}\n版权所有 转载请注明出处\n",
]
EDITS = [
    ("7个城市", "8个城市"),
    ("1995年", "1996年"),
    ("3月1日", "3月2日"),
    ("友好交流城市", "友好城市"),
    ("正式缔结友好城市关系", "正式终止友好城市关系"),
    ("义王市", "水原市"),
    ("1995年，运城市与日本奈良市结为友好交流城市。\n", ""),
    ("运城市与日本奈良市结为", "运城市未与日本奈良市结为"),
    ("日本3个、德国2个", "日本2个、德国3个个"),
]


def documents(folder: Path) -> list[dict[str, Any]]:
    out = folder.parent / "out"
    run([str(folder)], out, Settings())
    return [json.loads(line) for line in (out / "documents.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "0.txt").write_text(RELEASE, encoding="utf-8")
    return folder


def test_copies_are_not_extracted_and_every_place_is_kept(folder: Path) -> None:
    for number, furniture in enumerate(FURNITURE, 1):
        (folder / f"{number}.txt").write_text(furniture.format(RELEASE), encoding="utf-8")
        in_traditional = furniture.format(traditional(RELEASE))
        (folder / f"{number}t.txt").write_text(in_traditional, encoding="utf-8")
    first, *copies = documents(folder)
    assert {copy["duplicate_of"] for copy in copies} == {first["doc_id"]}
    assert {copy["near_duplicate_of"] for copy in copies} == {first["doc_id"]}
    assert first["uris"] == [document["uri"] for document in (first, *copies)]
    out = folder.parent / "out"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["conservation"]["duplicates"] == len(copies)
    before = (out / "documents.jsonl").read_bytes()
    assert run([str(folder)], out, Settings(workers=2)).worked == 0
    assert (out / "documents.jsonl").read_bytes() == before


@pytest.mark.parametrize(("was", "is_"), EDITS)
def test_one_fact_changed_is_news(was: str, is_: str, folder: Path) -> None:
    edited = RELEASE.replace(was, is_)
    assert edited != RELEASE
    (folder / "1.txt").write_text(edited, encoding="utf-8")
    first, second = documents(folder)
    assert second["duplicate_of"] is None
    assert second["near_duplicate_of"] == first["doc_id"]


def test_a_copy_has_its_facts_again_when_the_first_is_gone(folder: Path) -> None:
    (folder / "1.txt").write_text(FURNITURE[0].format(RELEASE), encoding="utf-8")
    documents(folder)
    (folder / "0.txt").unlink()
    (only,) = documents(folder)
    assert only["duplicate_of"] is None and only["records"]["pairs"] > 0


def test_other_releases_are_not_alike(folder: Path) -> None:
    text = "In May 1985 Houston and Perth signed a sister city agreement, the first of its kind in Texas.\n"
    (folder / "1.txt").write_text(text, encoding="utf-8")
    assert [d["near_duplicate_of"] for d in documents(folder)] == [None, None]
