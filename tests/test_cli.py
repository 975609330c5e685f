"""The commands as a user runs them."""

from __future__ import annotations

import json
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app

RELEASE = (
    "发布时间:2024年3月7日\n2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有5对友好城市。\n"
)


def youcheng(*words: object, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(RELEASE, encoding="utf-8")
    return path


@pytest.fixture
def done(release: Path, tmp_path: Path) -> Path:
    out = tmp_path / "out"
    assert youcheng("run", release, "--out", out, "--quiet").exit_code == 0
    return out


def test_run_says_what_it_found(release: Path, tmp_path: Path) -> None:
    result = youcheng("run", release, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 documents: ")


def test_run_quietly(release: Path, tmp_path: Path) -> None:
    assert youcheng("run", release, "--out", tmp_path / "out", "--quiet").output == ""


def test_run_says_what_it_left_out_and_where_that_stands(release: Path, tmp_path: Path) -> None:
    for name in ("a.css", "b.css", "c.css", "d.css"):
        (tmp_path / name).touch()
    result = youcheng("run", tmp_path, "--out", tmp_path / "out")
    named = "a.css (unsupported_type), b.css (unsupported_type), c.css (unsupported_type), …"
    assert f"  skipped: {named}; all are in {tmp_path}/out/skipped.jsonl\n" in result.stdout


def test_run_of_an_empty_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = youcheng("run", tmp_path / "empty", "--out", tmp_path / "out", "--json")
    assert result.exit_code == 0
    assert "nothing to read" in result.stderr
    assert json.loads(result.stdout)["conservation"]["inputs"] == 0


def test_run_as_json(release: Path, tmp_path: Path) -> None:
    result = youcheng("run", release, "--out", tmp_path / "out", "--json")
    summary = json.loads(result.stdout)
    assert summary["conservation"]["processed"] == 1
    assert {"records", "errors", "timing"} < summary.keys()


def test_run_reads_standard_input(tmp_path: Path) -> None:
    result = youcheng("run", "-", "--out", tmp_path / "out", given=RELEASE)
    assert result.exit_code == 0
    (document,) = (tmp_path / "out" / "documents.jsonl").read_text("utf-8").splitlines()
    assert json.loads(document)["uri"] == "-"


@pytest.mark.parametrize(
    "words",
    [
        ["run", "missing.txt", "--out", "out"],
        ["run", ".", "--out", "strangers"],
        ["run", "release.txt", "--out", "release.txt"],
        ["run", "release.txt", "--out", "release.txt/below"],
        ["run", "release.txt", "--out", "out", "--published", "7. März"],
        ["run", "release.txt", "--out", "out", "--max-rejects", "7"],
        ["run", "release.txt"],
        ["run", "--out", "out"],
        ["eval", "gold", "out"],
        ["show", "out"],
        ["explain", "abc", "--run", "out"],
        ["dates", "--published", "yesterday"],
        ["counts", "--lang", "fr"],
        ["no-such-command"],
    ],
)
def test_bad_use_is_exit_2_before_any_work(
    words: list[str], release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(release.parent)
    (release.parent / "strangers").mkdir()
    (release.parent / "strangers" / "thesis.doc").write_text("")
    result = youcheng(*words)
    assert result.exit_code == 2
    assert result.stderr
    assert not (release.parent / "out").exists()


def test_too_many_rejects_are_exit_3(release: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x00\xff\xfe\xfd\x81\x00\xff")
    result = youcheng("run", release, broken, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "rejects.jsonl" in result.stderr
    assert (tmp_path / "out" / "manifest.json").exists()
    assert youcheng("run", release, broken, "--out", tmp_path / "out", "--max-rejects", "0.5").exit_code == 0


def test_schema_is_json_schema() -> None:
    assert "pairs" in json.loads(youcheng("schema").stdout)["kinds"]


def test_show_says_where_things_lie(done: Path) -> None:
    result = youcheng("show", done)
    assert result.exit_code == 0
    assert "release.txt" in result.stdout


def test_show_says_what_a_date_dates_and_how_sure_it_is(tmp_path: Path) -> None:
    (tmp_path / "ends.txt").write_text(
        "1986年，花莲市与奥克斯纳德市结为姊妹市，2006年终止姊妹市关系。\n2001年，花莲市与盛冈市结为友好城市，2011年续签友好城市协议。\n",
        encoding="utf-8",
    )
    assert youcheng("run", tmp_path / "ends.txt", "--out", tmp_path / "out", "--quiet").exit_code == 0
    shown = youcheng("show", tmp_path / "out").stdout
    stages = ("ended 2006", "signed 1986", "established 2001", "renewed 2011")
    assert all(stage in shown for stage in stages)
    pairs = map(json.loads, (tmp_path / "out" / "pairs.jsonl").read_text("utf-8").splitlines())
    assert all(f"{pair['confidence']:.2f}" in shown for pair in pairs)


def test_show_names_the_place_of_a_count_in_the_language_of_its_text(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("Nanjing has 24 sister cities around the world.\n", encoding="utf-8")
    assert youcheng("run", tmp_path / "en.txt", "--out", tmp_path / "out", "--quiet").exit_code == 0
    shown = youcheng("show", tmp_path / "out").stdout
    assert "Nanjing" in shown and "南京" not in shown


def test_dates_and_counts_of_standard_input() -> None:
    text = "去年5月，运城市有24对友好城市。In May 1985 Houston had 19 sister cities."
    dates = youcheng("dates", "--published", "2024-03-07", given=text)
    assert [json.loads(line)["value"] for line in dates.stdout.splitlines()] == ["2023-05", "1985-05"]
    counts = youcheng("counts", "--lang", "en", given=text)
    assert [json.loads(line)["value"] for line in counts.stdout.splitlines()] == [19]


def test_dates_on_a_terminal_are_a_table_unless_json_is_wanted() -> None:
    """`script` gives the command a terminal."""

    def on_a_terminal(*words: str) -> str:
        command = shlex.join([sys.executable, "-m", "extract.cli", "dates", *words])
        line = ["script", "-qec", f"echo 2024年3月7日 | {command}", "/dev/null"]
        return subprocess.run(
            line, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
        ).stdout

    shown = on_a_terminal()
    assert "value" in shown and "2024-03-07" in shown and "{" not in shown
    assert json.loads(on_a_terminal("--json"))["value"] == "2024-03-07"


def test_explain_shows_source_rules_and_value(done: Path) -> None:
    (pair,) = map(json.loads, (done / "pairs.jsonl").read_text("utf-8").splitlines())
    result = youcheng("explain", pair["id"][:10], "--run", done)
    assert result.exit_code == 0
    assert "⟦运城市⟧" in result.stdout and "⟦义王市⟧" in result.stdout
    assert all(rule in result.stdout for rule in pair["rules"])
    assert "relation: sister_city" in result.stdout
    assert "such as: " in result.stdout and "patterns:" not in result.stdout
    assert "patterns:" in youcheng("explain", pair["id"], "--run", done, "--full").stdout


def test_explain_names_the_records_that_an_id_may_mean(done: Path) -> None:
    result = youcheng("explain", "", "--run", done)
    assert result.exit_code == 2
    places = [json.loads(line)["id"] for line in (done / "places.jsonl").read_text("utf-8").splitlines()]
    assert all(f"\n  {id_}  places: " in result.stderr for id_ in places)
    missing = youcheng("explain", "zz", "--run", done)
    assert missing.exit_code == 2 and "youcheng show" in missing.stderr


def test_explain_says_of_a_step_without_a_rule_that_it_is_one(done: Path) -> None:
    (place, *_) = map(json.loads, (done / "places.jsonl").read_text("utf-8").splitlines())
    assert "a step of the program" in youcheng("explain", place["id"], "--run", done).stdout


def test_version() -> None:
    assert youcheng("--version").stdout.startswith("youcheng 0.")


def test_rules_test_runs_all_examples() -> None:
    result = youcheng("rules", "test")
    assert result.exit_code == 0, result.output
    assert result.stdout.rstrip().endswith("0 do not")


def test_help_imports_nothing_heavy() -> None:
    """`youcheng --help` is to answer in half a second; what costs is spaCy, jieba, pydantic.

    Nor what only an extra brings: the command works without.
    """
    heavy = ("spacy", "jieba", "pydantic", "numpy", "opencc", "yaml")
    extras = ("sqlalchemy", "jinja2", "starlette", "uvicorn", "argon2", "pyarrow", "rdflib", "ray")
    code = (
        "import sys; from typer.testing import CliRunner; from extract.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        f"print([m for m in {heavy + extras} if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_help_shows_the_names_of_extras() -> None:
    """Square brackets are markup to what prints the help, unless they are escaped."""
    shown = "".join(youcheng("run", "--help").stdout.split()) + "".join(
        youcheng("align", "--help").stdout.split()
    )
    shown = shown.replace("│", "")
    assert all(name in shown for name in ("'youcheng[ray]'", "assertions[release]", "youcheng[embeddings]"))


def test_what_an_extra_brings_is_asked_for(tmp_path: Path) -> None:
    """Without the extra `web` there is no sqlalchemy: the commands that need it say what to install."""
    code = (
        "import sys; sys.modules['sqlalchemy'] = None; sys.modules['fastapi'] = None;"
        "from extract.cli import app; app()"
    )
    (tmp_path / "registry.db").touch()
    for command in (["review", str(tmp_path)], ["review", "report", "--db", str(tmp_path / "registry.db")]):
        shown = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
        assert shown.returncode == 2
        assert shown.stderr.startswith("youcheng: this command needs sqlalchemy: pip install 'youcheng[web]'")


def test_one_small_file_takes_little_time(release: Path, tmp_path: Path) -> None:
    """`make bench` measures the 2.5 s; here CPU time, which a busy machine does not stretch."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "extract.cli", "run", str(release), "--out", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 4


def test_inspect_shows_encoding_and_text(release: Path) -> None:
    result = youcheng("inspect", release)
    assert result.exit_code == 0
    assert "utf-8" in result.stdout and RELEASE.splitlines()[1] in result.stdout
    assert youcheng("inspect", release.parent / "missing.txt").exit_code == 2


def test_inspect_lists_layers_where_colours_do_not_show() -> None:
    result = youcheng("inspect", "-", given=RELEASE)
    assert result.exit_code == 0
    start = RELEASE.index("义王市")
    assert "\nplaces\n" in result.stdout and f"\n  {start}–{start + 3}  义王市\n" in result.stdout
    assert "pair      运城市 Yuncheng (CN) – 义王市 Uiwang (KR): sister city, established 2024-03-01; 0." in (
        result.stdout
    )


@pytest.mark.parametrize(
    ("name", "data", "said", "code"),
    [
        ("broken.pdf", b"%PDF-1.4 [red] nothing", "rejected  ", 3),
        ("a.html", b"<p>weather</p>", "skipped   a.html: no_trigger", 0),
    ],
)
def test_inspect_says_why_a_file_is_not_read(
    name: str, data: bytes, said: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    result = youcheng("inspect", tmp_path / name)
    assert result.exit_code == code
    assert said.replace("a.html", str(tmp_path / "a.html")) in result.stdout
    assert "Record(" not in result.stdout
