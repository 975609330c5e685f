"""Label Studio: tasks with predictions, and what its JSON export says.

A place, date or count is a region (`labels`), a tie a relation from one place to the other, named after the
kind of tie. `labeling.xml` is the labelling interface to give the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from extract.review.exchange.documents import LABELS, Annotated, Mark
from extract.review.exchange.offsets import Offsets, Unit
from extract.review.exchange.returned import ExchangeError, Region, Returned
from extract.review.judgement import RELATIONS

_COLOURS = {"PLACE": "#0b57b0", "DATE": "#1f6b28", "COUNT": "#6a35b0"}
_FROM, _TO = "label", "text"


def interface() -> str:
    """The labelling interface. White space is kept, or what is selected is not what is written."""
    labels = [
        f"    <Label value={quoteattr(v)} background={quoteattr(_COLOURS[v])}/>" for v in LABELS.values()
    ]
    relations = [f"    <Relation value={quoteattr(relation)}/>" for relation in RELATIONS]
    return "\n".join([
        "<View>",
        "  <Style>.htx-text { white-space: pre-wrap; }</Style>",
        "  <Relations>", *relations, "  </Relations>",
        f'  <Labels name="{_FROM}" toName="{_TO}">', *labels, "  </Labels>",
        f'  <Text name="{_TO}" value="$text" saveTextResult="yes"/>',
        "</View>", "",
    ])  # fmt: skip


def task(document: Annotated, model: str, unit: Unit = "code-points") -> dict[str, Any]:
    """A task with the run's findings as its prediction, of `model`."""
    offsets = Offsets(document.text, unit)
    regions = [
        _marked(f"m{number}", mark, document.text, offsets) for number, mark in enumerate(document.marks)
    ]
    relations = [
        {
            "type": "relation",
            "from_id": f"m{tie.a}",
            "to_id": f"m{tie.b}",
            "direction": "right",
            "labels": [tie.record["relation"]],
        }
        for tie in document.ties
    ]
    sure = [float(tie.record["confidence"]) for tie in document.ties]
    return {
        "data": {
            "text": document.text,
            "doc_id": document.doc_id,
            "uri": document.record["uri"],
        },
        "predictions": [
            {"model_version": model, "score": min(sure, default=1.0), "result": [*regions, *relations]}
        ],
    }


def _marked(id_: str, mark: Mark, text: str, offsets: Offsets) -> dict[str, Any]:
    start, end = offsets.of(mark.start, mark.end)
    value = {"start": start, "end": end, "text": text[mark.start : mark.end], "labels": [mark.label]}
    return {"id": id_, "from_name": _FROM, "to_name": _TO, "type": "labels", "value": value}


def read(tasks: list[dict[str, Any]]) -> Iterator[Returned | ExchangeError]:
    """What each annotator said of each task; predictions that nobody took over say nothing.

    A region's own text tells in which unit its offsets are; where neither fits, the annotation is an
    ExchangeError, and the others go on.
    """
    for number, each in enumerate(tasks, 1):
        for annotation in each.get("annotations") or ():
            if annotation.get("was_cancelled"):
                continue
            try:
                yield _annotation(each, annotation)
            except (KeyError, TypeError, ValueError, IndexError) as error:
                yield ExchangeError(f"task {each.get('id', number)}: {error!r}")


def _annotation(each: dict[str, Any], annotation: dict[str, Any]) -> Returned:
    text = str(each["data"]["text"])
    results = annotation["result"]
    regions = {
        result["id"]: _region(text, result["value"]) for result in results if result["type"] == "labels"
    }
    relations = []
    for result in results:
        if result["type"] == "relation" and result["from_id"] in regions and result["to_id"] in regions:
            name = (result.get("labels") or [None])[0]
            ends = (regions[result["from_id"]], regions[result["to_id"]])
            relations.append((*(ends[::-1] if result.get("direction") == "left" else ends), name))
    by = annotation.get("completed_by")
    seconds = annotation.get("lead_time")
    return Returned(
        doc_id=str(each["data"]["doc_id"]),
        text=text,
        by=str(by["id"] if isinstance(by, dict) else by),
        regions=list(regions.values()),
        relations=relations,
        seconds=None if seconds is None else float(seconds),
    )


def _region(text: str, value: dict[str, Any]) -> Region:
    """A region at code points: as written, or as UTF-16, whichever quotes what the region says it quotes."""
    start, end = int(value["start"]), int(value["end"])
    quoted = value.get("text")
    if quoted is None or _same(text[start:end], quoted):
        return Region(start, end, value["labels"][0])
    units = Offsets(text, "utf-16")
    first, last = units.to_code_point(start), units.to_code_point(end)
    if not _same(text[first:last], quoted):
        raise ValueError(f"{start} to {end} is not {quoted!r}, counted in code points or in UTF-16")
    return Region(first, last, value["labels"][0])


def _same(text: str, quoted: str) -> bool:
    """Label Studio may drop white space from what it quotes, and write a line end as backslash and n."""
    return "".join(text.split()) == "".join(quoted.replace("\\n", " ").split())
