"""Single names asked by hand or in bulk, outside of any document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from extract.link.evidence import Query
from extract.link.gazetteer import open_gazetteer
from extract.link.names import HAN, en_norm, en_strip, zh_norm
from extract.link.rank import Candidate, Ranker

# Wider than any table: what goes to a file or another command is not folded.
_UNCUT = 1_000
_BEHIND = re.compile(r"\s*[,，(（]\s*")


class UnknownCountry(ValueError):
    """What was said to be a country is none that we know."""


def candidates(ranker: Ranker, name: str, country: str | None) -> tuple[Candidate, ...]:
    """Candidates for a name in Chinese or Latin script, best first.

    What stands behind a comma or in brackets says where it lies: `Portland, Maine`, `大分市（日本）`.
    """
    lang = "zh" if HAN.search(name) else "en"
    head, *behind = _BEHIND.split(name.strip().rstrip(")）"))
    within = tuple(_plain(part, lang) for part in reversed(behind) if part)
    for part in within:
        country = country or ranker.country(part)
    return ranker.rank(Query(_plain(head, lang) if lang == "zh" else head, country, within, lang))


def _plain(name: str, lang: str) -> str:
    return zh_norm(name) if lang == "zh" else en_norm(en_strip(name))


def answers(lines: Iterable[str], *, chinese: bool = True, minimum: int = 500) -> Iterator[str]:
    """One JSON line for each query line `{"id", "name", "country"}`; a line that is none gets `error`."""
    ranker = Ranker(open_gazetteer(), chinese=chinese, minimum=minimum)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            name, country = str(asked["name"]), asked.get("country")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            yield json.dumps({"id": None, "error": f"line {number}: {error}"}, ensure_ascii=False) + "\n"
            continue
        found = candidates(ranker, name, country)
        best = found[0] if found else None
        answer = {
            "id": asked.get("id"),
            "geonames_id": best.place.geonames_id if best else None,
            "name_en": best.place.name_en if best else None,
            "confidence": round(best.probability, 4) if best else 0.0,
            "method": best.method if best else None,
            "candidates": [[c.place.geonames_id, round(c.probability, 4)] for c in found[:5]],
        }
        yield json.dumps(answer, ensure_ascii=False) + "\n"


def country_code(ranker: Ranker, said: str) -> str | None:
    """The ISO 3166-1 code of a country said by its code or name (`gb`, `UK`, `英国`); None of any other."""
    code = said.strip().upper()
    if ranker.gazetteer.find(f"iso:{code}") is not None and len(code) == 2:
        return code
    return ranker.country(_plain(said, "zh" if HAN.search(said) else "en"))


def table(name: str, country: str | None, *, chinese: bool = True, minimum: int = 500) -> bool:
    """Print the candidates for one name; whether there are any. UnknownCountry where there is no such one."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    ranker = Ranker(open_gazetteer(), chinese=chinese, minimum=minimum)
    code = None if country is None else country_code(ranker, country)
    if country is not None and code is None:
        raise UnknownCountry(f"no such country: {country}; say a code as GB or a name as Japan")
    found = candidates(ranker, name, code)
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=_UNCUT, highlight=False)
    if not found:
        console.print(f"no place is called {name}" + (f" in {code}" if code else ""), markup=False)
        return False
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("p", "key", "names", "country", "level", "people", "evidence"):
        shown.add_column(head, overflow="fold", no_wrap=head in ("p", "key", "people"))
    for c in found[:10]:
        names = dict.fromkeys((c.place.name_zh, c.place.name_zh_hant, c.place.name_en))
        shown.add_row(
            f"{c.probability:.3f}", c.place.key, " ".join(name for name in names if name), c.place.country,
            c.place.level, f"{c.row.population:,}", c.method,
        )  # fmt: skip
    console.print(shown)
    return True
