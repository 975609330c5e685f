"""The report as one HTML page that opens offline and asks nobody for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.review.messages import LANGUAGES
from extract.review.report import plot
from extract.review.report.judged import CATEGORIES
from extract.rules.loader import load

_HERE = Path(__file__).parent


def page(measured: dict[str, Any], language: str = "en") -> str:
    """The page of a report. What came from documents and reviewers is text in it, never markup."""
    import jinja2

    words = load(_HERE / "words.yaml", dict[str, tuple[str, str]])
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("report.html").render(
        t={key: both[LANGUAGES.index(language)] for key, both in words.items()},
        language=language,
        r=measured,
        categories=CATEGORIES,
        columns=(*CATEGORIES, "disputed"),
        plot=plot.plot(measured["calibration"]["bins"]),
        p=plot,
        style=(_HERE / "report.css").read_text(encoding="utf-8"),
    )
