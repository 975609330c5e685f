"""All rules against their own examples.

Each module that owns rules has `check_examples()`: for every example in its files, the rule's id, the
example's text, whether the rule does with it what the file says, and if not, what it did instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

# Modules that own rules; imported only when their examples are asked for.
MODULES = (
    "extract.text.boilerplate",
    "extract.text.notices",
    "extract.temporal",
    "extract.relate.tolerance",
    "extract.relate.examples",
    "extract.relate.asides",
    "extract.relate.sequel_words",
    "extract.relate.verdicts",
    "extract.align.field",
    "extract.recognize.examples",
    "extract.registry.naming",
    "extract.resolve.epithets",
)

Checked = tuple[str, str, bool, str]


def check_all(modules: Iterable[str] = MODULES) -> Iterator[tuple[str, Checked]]:
    """Every example of every module, as (module, (rule id, example, ok, message)), in order."""
    for name in modules:
        for checked in import_module(name).check_examples():
            yield name, checked
