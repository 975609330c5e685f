"""Names by a policy, in each way out of the registry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from registry_runs import SHENZHEN, XIANGYANG, Registry, document, pair
from typer.testing import CliRunner

from extract.cli import app
from extract.registry import naming
from extract.registry.naming import Naming, check_examples, load_naming, policies
from extract.registry.store import RegistryError
from extract.rules import RuleError

SYDNEY, KAOHSIUNG = "gn:2147714", "gn:1673820"


@pytest.fixture
def filled(registry: Registry) -> Registry:
    """Sydney, written thrice as Taiwan does, of which two are copies, and twice as the mainland does."""
    written = {
        ("雪梨", "zh-Hant"): ("d1", "d2", "d3"),
        ("悉尼市", "zh-Hans"): ("d4", "d5"),
        ("City of Sydney", "en"): ("d6",),
    }
    documents = []
    for (text, language), names in written.items():
        for name in names:
            told = pair(SHENZHEN, SYDNEY, date="1991")
            told["b"]["text"] = text
            copy = {"near_duplicate_of": "sha256:d1"} if name in ("d2", "d3") else {}
            documents.append(document(name, told, languages=[language], **copy))
    registry.add(*documents, document("d7", pair(XIANGYANG, KAOHSIUNG, date="1995")))
    return registry


def youcheng(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("policy", "sydney", "australia", "taiwan"),
    [
        ("standard", "悉尼", "澳大利亚", "中国台湾"),
        ("source", "悉尼市", "Australia", "Taiwan"),
        ("iso", "Sydney", "Australia", "Taiwan (Province of China)"),
        ("prc", "悉尼", "澳大利亚", "中国台湾"),
        ("taiwan", "雪梨", "澳洲", "臺灣"),
    ],
)
def test_each_policy_names_places_and_countries(
    filled: Registry, policy: str, sydney: str, australia: str, taiwan: str
) -> None:
    lines = youcheng("registry", "list", "--naming", policy, "--db", filled.path).splitlines()
    partners = {(side["name"], side["country_name"]) for side in (json.loads(line)["b"] for line in lines)}
    assert (sydney, australia) in partners
    assert taiwan in {country for _, country in partners}


def test_source_is_by_language_and_script(filled: Registry) -> None:
    db = filled.open()
    ((sydney,),) = db.execute("SELECT id FROM place WHERE key = ?", (SYDNEY,))
    by_source = Naming(db, "source")
    assert [by_source.of(sydney, reader) for reader in naming.READERS] == [
        "悉尼市", "City of Sydney", "悉尼市", "雪梨",
    ]  # fmt: skip
    db.close()


def test_ids_and_keys_follow_no_policy(filled: Registry) -> None:
    told = [
        [{k: json.loads(line)[side][k] for k in ("id", "key", "country")} for side in ("a", "b")]
        for policy in policies()
        for line in youcheng("registry", "list", "--naming", policy, "--db", filled.path).splitlines()
    ]
    ties = len(filled.ties())
    assert told == told[:ties] * len(policies())


def test_what_is_written_follows_the_policy(filled: Registry, tmp_path: Path) -> None:
    asked = ("--naming", "taiwan", "--db", filled.path)
    youcheng("registry", "export", "csv", "--out", tmp_path / "csv", *asked)
    assert "雪梨" in (tmp_path / "csv" / "tie.csv").read_text("utf-8-sig")
    youcheng("registry", "export", "geojson", "--out", tmp_path / "ties.geojson", *asked)
    shown = json.loads((tmp_path / "ties.geojson").read_text("utf-8"))
    assert shown["naming"] == "taiwan"
    assert "臺灣" in {feature["properties"].get("country_name") for feature in shown["features"]}
    youcheng("report", filled.path, "-o", tmp_path / "report.html", "--naming", "taiwan")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert '"Sydney","雪梨","雪梨"' in page
    assert "悉尼" in page  # not shown, but found by who searches for it
    assert "深圳市 – 雪梨" in youcheng("registry", "digest", "--since", "0", *asked)
    assert "襄陽市 – 高雄市" in youcheng("registry", "diff", "0", "1", *asked)


def test_a_name_at_signing_follows_it_too(filled: Registry, tmp_path: Path) -> None:
    for policy, then in (("prc", "襄樊市"), ("taiwan", "襄樊市"), ("iso", "Xiangfan")):
        out = tmp_path / policy
        youcheng("registry", "export", "csv", "--out", out, "--naming", policy, "--db", filled.path)
        assert f",{then}," in (out / "tie.csv").read_text("utf-8-sig")


def test_the_policy_may_stand_in_the_environment(filled: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_NAMING", "iso")
    assert "Shenzhen – Sydney" in youcheng("registry", "diff", "0", "1", "--db", filled.path)


def test_a_policy_that_there_is_not_is_told(filled: Registry) -> None:
    done = CliRunner().invoke(app, ["registry", "list", "--naming", "mars", "--db", str(filled.path)])
    assert done.exit_code == 2
    assert "there are standard, iso, prc, source, taiwan" in done.output


def test_the_policies_do_what_their_examples_say() -> None:
    found = list(check_examples())
    assert len(found) > 20
    assert [told for told in found if not told[2]] == []


def test_a_policy_file_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "naming"
    folder.mkdir()
    (folder / "ours.yaml").write_text("title: ours\nnames: {alone: [name_zh]}\nexamples: []\n")
    (folder / "odd.yaml").write_text("title: odd\nnames: {alone: [nickname]}\nexamples: []\n")
    monkeypatch.setattr(naming, "rules_dir", lambda: tmp_path)
    with pytest.raises(RuleError, match="says nothing of en, zh-Hans, zh-Hant"):
        load_naming("ours")
    with pytest.raises(RuleError, match=r"odd.yaml:2: names\.alone"):
        load_naming("odd")
    with pytest.raises(RegistryError, match="there are odd, ours"):
        load_naming("none")
