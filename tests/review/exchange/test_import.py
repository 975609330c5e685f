"""What comes back becomes decisions; what was decided becomes gold and training data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from typer.testing import CliRunner

from extract.cli import app
from extract.review.store import Store, open_decisions

runner = CliRunner()
VALIDATE = Path(__file__).parents[4] / "shared" / "gold" / "validate.py"
Tasks = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path / "data"))


@pytest.fixture
def exchange(party_run: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Sends the run to Label Studio, lets people work on the tasks, and takes in what they give back."""

    def work(change: Callable[[Tasks], None], *options: str) -> dict[str, Any]:
        runner.invoke(app, ["export", "labelstudio", str(party_run), "-o", str(tmp_path)])
        tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
        for number, task in enumerate(tasks, 1):
            result = task.pop("predictions")[0]["result"]
            task["id"] = number
            task["annotations"] = [{"completed_by": {"id": 7}, "lead_time": 30.0, "result": result}]
        change(tasks)
        back = tmp_path / "project-1.json"
        back.write_text(json.dumps(tasks), encoding="utf-8")
        arguments = [str(back), str(party_run), "--db", str(tmp_path / "registry.db"), "--json", *options]
        result = runner.invoke(app, ["decisions", "import", *arguments])
        assert result.exit_code in (0, 1), result.output
        told: dict[str, Any] = json.loads(result.stdout)
        assert bool(told["problems"]) == (result.exit_code == 1)
        return told

    return work


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_decisions(tmp_path / "registry.db")


def of(tasks: Tasks, name: str) -> dict[str, Any]:
    return next(task for task in tasks if task["data"]["uri"].startswith(name))


def party(tasks: Tasks) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = of(tasks, "party")["annotations"][0]["result"]
    return found


def relations(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in result if each["type"] == "relation"]


def names(decision: Any) -> set[str]:
    return {decision.shown.names["a.text"], decision.shown.names["b.text"]}


def test_what_stayed_is_accepted_once(exchange: Any, store: Store) -> None:
    told = exchange(lambda tasks: None)
    assert (told["accepted"], told["rejected"], told["problems"]) == (3, 0, [])
    decisions = list(store.standing())
    assert {d.by for d in decisions} == {"7"} and {d.track for d in decisions} == {""}
    assert sorted(d.seconds for d in decisions) == [15.0, 15.0, 30.0]
    again = exchange(lambda tasks: None)
    assert (again["accepted"], again["stood"]) == (0, 3)
    assert len(list(store.decisions())) == 3


def test_what_went_is_rejected_and_another_name_is_an_edit(exchange: Any, store: Store) -> None:
    def work(tasks: Tasks) -> None:
        result = party(tasks)
        gone, renamed = relations(result)
        result.remove(gone)
        renamed["labels"] = ["friendly_exchange"]

    told = exchange(work)
    assert (told["accepted"], told["rejected"], told["edited"]) == (1, 1, 1)
    by_verdict = {(d.after.verdict, bool(d.after.edits)): d for d in store.standing()}
    rejected, edited = by_verdict["reject", False], by_verdict["accept", True]
    assert names(rejected) == {"运城市", "义王市"} and rejected.after.why == "extraction"
    assert edited.after.edits["relation"].value == "friendly_exchange"
    assert edited.after.edits["relation"].was == "sister_city"


def test_a_mended_name_and_a_relation_drawn_backwards_are_the_same_tie(exchange: Any) -> None:
    def work(tasks: Tasks) -> None:
        first, second = relations(party(tasks))
        first["from_id"], first["to_id"] = first["to_id"], first["from_id"]
        region = next(each for each in party(tasks) if each.get("id") == second["from_id"])
        region["value"] |= {"end": region["value"]["end"] - 1, "text": region["value"]["text"][:-1]}

    told = exchange(work)
    assert (told["accepted"], told["rejected"], told["edited"]) == (3, 0, 0)


def test_offsets_of_an_old_label_studio_are_utf_16(exchange: Any) -> None:
    def work(tasks: Tasks) -> None:
        for task in tasks:
            text = task["data"]["text"]
            for each in task["annotations"][0]["result"]:
                if each["type"] == "labels":
                    for end in ("start", "end"):
                        before = text[: each["value"][end]]
                        each["value"][end] = len(before.encode("utf-16-le")) // 2

    told = exchange(work)
    assert (told["accepted"], told["problems"]) == (3, [])


def test_a_new_relation_between_known_places_is_a_missed_tie(exchange: Any, store: Store) -> None:
    def work(tasks: Tasks) -> None:
        result = of(tasks, "town")["annotations"][0]["result"]
        at = {each["value"]["text"]: each["id"] for each in result if each["type"] == "labels"}
        result.append({
            "type": "relation", "from_id": at["芜湖市"], "to_id": at["首尔"], "direction": "right",
            "labels": ["friendly_exchange"],
        })  # fmt: skip

    told = exchange(work)
    assert (told["accepted"], told["added"], told["problems"]) == (3, 1, [])
    [added] = [d for d in store.standing() if d.shown.rules == ["reviewer"]]
    assert names(added) == {"芜湖市", "首尔"}
    assert added.shown.evidence[0]["text"].startswith("芜湖市代表团")


def test_several_annotators_are_reviewers_who_do_not_see_each_other(exchange: Any, store: Store) -> None:
    def work(tasks: Tasks) -> None:
        for task in tasks:
            second = json.loads(json.dumps(task["annotations"][0])) | {"completed_by": 8}
            second["result"] = [each for each in second["result"] if each["type"] != "relation"]
            cancelled = json.loads(json.dumps(second)) | {"completed_by": 9, "was_cancelled": True}
            task["annotations"] += [second, cancelled]

    told = exchange(work)
    assert (told["accepted"], told["rejected"]) == (3, 3)
    assert {d.track for d in store.decisions()} == {"7", "8"}
    assert len(list(store.disagreements())) == 3 and list(store.standing()) == []


def test_what_cannot_be_taken_in_is_told_and_changes_nothing(exchange: Any, store: Store) -> None:
    def work(tasks: Tasks) -> None:
        of(tasks, "town")["data"]["text"] += "!"
        party(tasks)[0]["value"]["text"] = "something else"

    told = exchange(work)
    assert len(told["problems"]) == 2 and told["accepted"] == 0
    assert any("came back changed" in problem for problem in told["problems"])
    assert list(store.decisions()) == []


def test_somebody_elses_word_is_not_overridden(exchange: Any) -> None:
    exchange(lambda tasks: None)
    told = exchange(lambda tasks: party(tasks).clear(), "--as", "zhou")
    assert (told["rejected"], told["stood"]) == (0, 3)


@pytest.mark.parametrize("unit", ["utf-16", "graphemes", "code-points"])
def test_doccano_goes_there_and_back(unit: str, party_run: Path, tmp_path: Path, store: Store) -> None:
    sent = tmp_path / "sent.jsonl"
    runner.invoke(app, ["export", "doccano", str(party_run), "-o", str(sent), "--offsets", unit])
    lines = [json.loads(line) for line in sent.read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate(lines):  # doccano numbers everything anew and adds fields
        for entity in line["entities"]:
            entity["id"] += 100
        for relation in line["relations"]:
            relation |= {"id": 900, "from_id": relation["from_id"] + 100, "to_id": relation["to_id"] + 100}
        line |= {"id": number, "Comments": []}
    gone = next(line for line in lines if line["uri"].startswith("party"))
    del gone["relations"][0]
    back = tmp_path / "lm.jsonl"
    back.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    arguments = ["decisions", "import", str(back), str(party_run), "--db", str(tmp_path / "registry.db")]
    unseen = runner.invoke(app, arguments)
    assert unseen.exit_code == 2 and "--approved" in unseen.output
    told = runner.invoke(app, [*arguments, "--approved"])
    assert told.exit_code == 0 and "2 accepted, 0 edited, 1 rejected" in told.output
    assert {d.by for d in store.standing()} == {"lm"}
    [rejected] = [d for d in store.standing() if d.after.verdict == "reject"]
    assert names(rejected) == {"运城市", "义王市"}


def test_doccano_says_which_lines_it_could_not_take(party_run: Path, tmp_path: Path) -> None:
    back = tmp_path / "lm.jsonl"
    back.write_text('{"text": "x", "label": [[0, 1, "A"]], "doc_id": "d"}\nno json\n', encoding="utf-8")
    arguments = [str(back), str(party_run), "--db", str(tmp_path / "registry.db"), "--approved", "--json"]
    problems = json.loads(runner.invoke(app, ["decisions", "import", *arguments]).stdout)["problems"]
    assert [problem.partition(":")[0] for problem in problems] == ["line 1", "line 2"]
    assert "JSONL(Relation)" in problems[0]


def test_accepted_decisions_become_gold_that_validates(
    exchange: Any, party_run: Path, tmp_path: Path
) -> None:
    exchange(lambda tasks: party(tasks).remove(relations(party(tasks))[0]))
    out, db = tmp_path / "decided", str(tmp_path / "registry.db")
    told = runner.invoke(app, ["export", "gold", str(party_run), "-o", str(out), "--db", db])
    assert told.exit_code == 0, told.output
    [pair] = json.loads((out / "gold" / "party.gold.json").read_text(encoding="utf-8"))["pairs"]
    assert (pair["a"]["zh"], pair["b"]["zh"], pair["date"]) == ("广州市", "福冈市", "1979-05-02")
    text = (out / "texts" / "party.txt").read_bytes().decode("utf-8")
    assert text[pair["a"]["start"] : pair["a"]["end"]] == "广州市"
    assert json.loads((out / "layers.json").read_text())["left_out"] == {}
    if VALIDATE.is_file():
        checked = subprocess.run(
            [sys.executable, VALIDATE, out / "gold", out / "texts"], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stdout


def test_only_documents_that_are_decided_become_training_data(
    exchange: Any, party_run: Path, tmp_path: Path
) -> None:
    def work(tasks: Tasks) -> None:
        tasks.remove(of(tasks, "town"))
        party(tasks).remove(relations(party(tasks))[0])

    exchange(work)
    out, db = tmp_path / "train.spacy", str(tmp_path / "registry.db")
    told = runner.invoke(app, ["export", "spacy", str(party_run), "-o", str(out), "--db", db])
    assert "1 documents; 1 left out" in told.output
    if not Doc.has_extension("rel"):
        Doc.set_extension("rel", default={})
    [doc] = DocBin().from_disk(out).get_docs(spacy.blank("xx").vocab)
    right = {doc[a].text: labels["sister_city"] for (a, _), labels in doc._.rel.items()}
    assert sorted(right.values()) == [0.0, 1.0] and right["运城市"] == 0.0
