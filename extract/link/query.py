"""Single names asked by hand or in bulk, outside of any document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from extract.link.evidence import Query
from extract.link.gazetteer import open_gazetteer
from extract.link.names import HAN, en_norm, en_strip, zh_norm
from extract.link.rank import Candidate, Ranker

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


def country_code(ranker: Ranker, said: str) -> str:
    """The ISO 3166-1 code of a country said by its code or name: `gb`, `UK`, `英国`; UnknownCountry."""
    code = said.strip().upper()
    if len(code) == 2 and ranker.gazetteer.find(f"iso:{code}") is not None:
        return code
    found = ranker.country(_plain(said, "zh" if HAN.search(said) else "en"))
    if found is None:
        raise UnknownCountry(f"no such country: {said}; say a code as GB or a name as Japan")
    return found
