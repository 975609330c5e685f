"""Which export goes by which name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extract.registry.exports.databases import write_postgresql, write_sqlite
from extract.registry.exports.geojson import write_geojson
from extract.registry.exports.linked import write_linked
from extract.registry.exports.parquet import write_parquet
from extract.registry.exports.sheets import write_csv, write_xlsx
from extract.registry.exports.tables import Source
from extract.registry.exports.wikidata import write_quickstatements, write_reconciliation
from extract.registry.store import RegistryError


@dataclass(frozen=True, slots=True)
class Options:
    bom: bool = True
    neutralise: bool = True


def export(source: Source, form: str, out: str, options: Options = Options()) -> str:
    """Write the last publication in a form of FORMS to `out`; what was written, in words.

    `out` is a file, for csv and parquet a folder, for postgresql a server's address. Raises RegistryError
    where it cannot be written, or a package of the extra is lacking.
    """
    if form not in FORMS:
        raise RegistryError(f"no such export: {form}; there are {', '.join(FORMS)}")
    source.publication  # noqa: B018 - raises where nothing was published, before anything is written
    try:
        written = FORMS[form](source, out, options)
    except ModuleNotFoundError as error:
        raise RegistryError(f"{form} needs {error.name}: pip install 'youcheng[registry]'") from error
    except OSError as error:
        raise RegistryError(f"{out}: {error.strerror}") from error
    return written or f"{source.ties} ties"


# A form says what it wrote where that is not all ties.
FORMS: dict[str, Callable[[Source, str, Options], str | None]] = {
    "csv": lambda source, out, o: write_csv(source, Path(out), bom=o.bom, neutralise=o.neutralise),
    "xlsx": lambda source, out, o: write_xlsx(source, Path(out), neutralise=o.neutralise),
    "parquet": lambda source, out, _: write_parquet(source, Path(out)),
    "sqlite": lambda source, out, _: write_sqlite(source, Path(out)),
    "postgresql": lambda source, out, _: write_postgresql(source, out),
    "geojson": lambda source, out, _: write_geojson(source, Path(out)),
    "jsonld": lambda source, out, _: write_linked(source, Path(out), "json-ld"),
    "turtle": lambda source, out, _: write_linked(source, Path(out), "turtle"),
    "quickstatements": lambda source, out, _: write_quickstatements(source, Path(out)),
    "reconciliation": lambda source, out, _: write_reconciliation(source, Path(out)),
}
