"""The pairs stage: which ties between which places a document states, and where."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extract.layers import Group
from extract.relate import asides, chronicle, echoes, lists, profiles, sentences, sequels, verdicts
from extract.relate.confidence import rate
from extract.relate.context import Context, Unit
from extract.relate.merge import merge
from extract.relate.statement import Statement


@Language.component(
    "youcheng_pairs",
    requires=["doc._.places", "doc._.dates", "doc._.folded", "doc._.home"],
    assigns=["doc._.pairs", "doc._.groups"],
)
def pairs(doc: Doc) -> Doc:
    """Reads sentences, places, dates, anniversaries, beads, home; sets `doc._.pairs` and `doc._.groups`."""
    context = Context.of(doc)
    units = list(context.units())
    found: list[Statement] = []
    groups: list[Group] = []
    for statement in _by_sentence(context, units):
        if isinstance(statement, Group):
            groups.append(statement)
        else:
            found.append(statement)
    spoken: dict[int, list[Statement]] = {}
    for said in found:
        if not said.weak:
            spoken.setdefault(said.start, []).append(said)
    years = chronicle.heads(context, units) if any(context.terms.values()) else {}
    found += lists.statements(context, units, spoken, years)
    found += list(profiles.statements(context, units, found))
    chronicle.date(found, years)
    asides.extend(context, found)
    echoes.extend(context, units, found)
    sequels.extend(context, units, found)
    verdicts.extend(context, units, found)
    echoes.across(context, found)
    merged = merge(context, found)
    for pair in merged:
        rate(pair)
    doc._.pairs, doc._.groups = merged, groups
    return doc


def _by_sentence(context: Context, units: list[Unit]) -> Iterator[Statement | Group]:
    for unit in units:
        if unit.telling:
            yield from sentences.statements(context, unit.masked)
