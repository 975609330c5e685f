"""What the gazetteer is made of: one `Entry` a place, with all its names; and the rule files they come
from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extract.rules.loader import RuleModel, load

STRONG, WEAK = "strong", "weak"


@dataclass(slots=True)
class Entry:
    """One place on its way into the gazetteer.

    `zh` are Simplified names, the standard first; `scan` the ones a text is searched for, True where the
    name alone is evidence (a weak one needs a suffix, a qualifier or a slot). `short` are
    abbreviations (N.C.), `admin1` is GeoNames' code
    of the first-level division, `names` how many names GeoNames has of the place, those in Han
    characters not counted. `curated` says that the rules name the place, `own` which of its names are
    theirs (None: all).
    """

    kind: str
    country: str | None
    level: str
    zh: list[str] = field(default_factory=list)
    tw: str | None = None
    en: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    scan: dict[str, bool] = field(default_factory=dict)
    geonames_id: int | None = None
    iso: str | None = None
    gbt: str | None = None
    short: tuple[str, ...] = ()
    admin1: str | None = None
    parent: Entry | None = None
    population: int = 0
    names: int = 0
    source: str = "rules"
    curated: bool = False
    own: frozenset[str] | None = None

    @property
    def key(self) -> str:
        if self.geonames_id:
            return f"gn:{self.geonames_id}"
        if self.iso:
            return f"iso:{self.iso}"
        if self.gbt:
            return f"gbt:{self.gbt}"
        name = self.zh[0] if self.zh else self.en[0]
        return f"{self.country or ''}|{self.level}|{name}"

    def add_zh(self, *names: str) -> None:
        self.zh.extend(n for n in dict.fromkeys(names) if n and n not in self.zh)

    def add_en(self, *names: str) -> None:
        self.en.extend(n for n in dict.fromkeys(names) if n and n not in self.en)


class China(RuleModel):
    provinces: dict[int, str]
    english: dict[str, str]
    added: dict[int, str]
    aliases: dict[str, int]
    extra: list[str]
    taiwan: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A parsed value of the gazetteer rules: `names tw:name | English; English @ City | rest`.

    `quiet` are the names in brackets: no text is searched for them, since they are too plain.
    """

    zh: tuple[str, ...]
    standard: str | None
    tw: str | None
    en: tuple[str, ...]
    city: str | None
    rest: str
    quiet: frozenset[str] = frozenset()


def parse_line(text: str) -> Line:
    """Read one value of a file in rules/gazetteer.

    >>> parse_line("万象 tw:永珍 | Vientiane; Viangchan @ Vientiane").tw
    '永珍'
    """
    parts = [part.strip() for part in text.split("|")] + ["", ""]
    zh, standard, tw, quiet = [], None, None, set()
    for token in parts[0].split():
        if token.startswith("("):
            token = token.strip("()")
            quiet.add(token)
        if token.startswith("tw:"):
            tw = token[3:]
            zh.append(tw)
        elif token.startswith("zh:"):
            standard = token[3:]
            zh.append(standard)
        else:
            zh.append(token)
    english, _, city = parts[1].partition("@")
    en = tuple(e.strip() for e in english.split(";") if e.strip())
    return Line(tuple(dict.fromkeys(zh)), standard, tw, en, city.strip() or None, parts[2], frozenset(quiet))


@dataclass(frozen=True, slots=True)
class Rules:
    """All of rules/gazetteer."""

    countries: dict[str, str]
    divisions: dict[str, dict[str, str]]
    cities: dict[str, dict[str, str]]
    counties: dict[str, dict[str, list[str]]]
    regions: list[str]
    admin1: dict[str, dict[str, str]]
    china: China
    gbt2260: dict[int, str]
    taiwan_towns: dict[str, str]
    japan_towns: dict[str, list[str]]
    abbreviations: dict[str, list[str]]


def abbreviations(folder: Path) -> dict[str, list[str]]:
    """How English shortens first-level divisions, by ISO 3166-2 code."""
    return load(folder / "abbreviations.yaml", dict[str, list[str]])


def load_rules(folder: Path) -> Rules:
    """Read and check every file of rules/gazetteer. Raises RuleError naming file and line."""
    divisions: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "divisions").glob("*.yaml")):
        for country, named in load(path, dict[str, dict[str, str]]).items():
            divisions.setdefault(country, {}).update(named)
    return Rules(
        load(folder / "countries.yaml", dict[str, str]),
        divisions,
        load(folder / "cities.yaml", dict[str, dict[str, str]]),
        load(folder / "counties.yaml", dict[str, dict[str, list[str]]]),
        load(folder / "regions.yaml", list[str]),
        load(folder / "admin1.yaml", dict[str, dict[str, str]]),
        load(folder / "china.yaml", China),
        load(folder / "gbt2260.yaml", dict[int, str]),
        load(folder / "taiwan_towns.yaml", dict[str, str]),
        load(folder / "japan_towns.yaml", dict[str, list[str]]),
        abbreviations(folder),
    )
