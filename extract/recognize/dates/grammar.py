"""The grammar of dates as a linguist writes it (`rules/dates/*.yaml`), and the one regular expression it
becomes.

A rule's `pattern` is a regular expression with slots. `{lower}` takes a value: a field of the expression
(`year`, `month`, `day`, `n` …), written as `parts` say, or a word of a `lexicon`, which brings the features
listed beside it. `{UPPER}` stands for a part. A slot with a 2 behind its name (`{day2}`) belongs to the end
of a range. A rule's own `parts` go before those of the file. `set` gives features that the rule always
brings. Groups are never captured by hand. `context` names one of the file's `contexts`: the rule counts
only in texts that hold its pattern. `capital` asks for a capital in the source, `not_name` keeps off names
(China Today), `not_surname` off those that go on (April Jones, not the April Fair), `first` puts the rule
before those of the other files. The rules of a language are tried in order wherever a trigger stands: those
that can begin as the text does there, and have what follows its `figures`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pydantic

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.first import Sparse, beginning, gated
from extract.rules.loader import RuleModel

FIELDS = frozenset(
    {"year", "short_year", "roc_year", "era_year", "decade_year", "century", "decade", "month", "day", "n"}
    | {"quarter", "nth", "window", "figure_month", "figure_day"}
)
_SLOT = re.compile(r"\{([A-Za-z][A-Za-z_0-9]*)\}")
Features = dict[str, int | str | bool]


class Example(RuleModel):
    """A text with its dates as `[span, EDTF]`; `published` is 2024-03-07 (a Thursday) unless given."""

    text: str
    dates: list[tuple[str, str]]
    published: str = "2024-03-07"


class DateRule(RuleModel):
    id: str
    pattern: str
    set: Features = {}
    parts: dict[str, str] = {}
    context: str | None = None
    first: bool = False
    not_name: bool = False
    not_surname: bool = False
    capital: bool = False
    examples: list[Example] = pydantic.Field(min_length=1)

    @pydantic.field_validator("pattern")
    @classmethod
    def _linear(cls, pattern: str) -> str:
        return linear(pattern)


class Trigger(RuleModel):
    """A place where a date may begin: one of `words`, or one of `chars` (a character class), and then
    `then`.

    In `then` a lookbehind sees the first character, too. Words begin at a word's start.
    """

    words: list[str] = []
    chars: str = ""
    then: str = ""


class DateGrammar(RuleModel):
    language: str
    figures: str = ""
    triggers: list[Trigger] = []
    not_before: str | None = None
    not_after: str | None = None
    connector: str = "(?!)"
    between_before: str = "(?!)"
    between_after: str = "(?!)"
    one: str = "(?!)"
    contexts: dict[str, str] = {}
    parts: dict[str, str] = {}
    lexicons: dict[str, dict[str, Features]] = {}
    rules: list[DateRule]


def linear(pattern: str) -> str:
    """A pattern without unbounded repetition or captured groups, or ValueError."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "x", pattern)
    if re.search(r"[*+]|\{[0-9]*,\}", bare):
        raise ValueError("unbounded repetition: give a bound, as in {0,6}")
    if re.search(r"\((?!\?)", bare):
        raise ValueError("captured group: use (?:…)")
    return pattern


@dataclass(frozen=True, slots=True)
class Slot:
    """A group of the compiled pattern: what it fills, and whether that lies at the end of a range."""

    name: str
    group: int
    second: bool


@dataclass(frozen=True)
class Expression:
    """A rule as a regular expression, compiled when a text first has what it begins with.

    `first` matches what its first character can be, `behind_figures` what the first that is no figure can.
    """

    rule: DateRule
    source: str
    slots: tuple[Slot, ...]
    first: re.Pattern[str]
    behind_figures: re.Pattern[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The rules of a language, ready to run. `walk` matches from anywhere up to the next trigger."""

    language: str
    message: bool
    walk: re.Pattern[str]
    figures: re.Pattern[str]
    expressions: tuple[Expression, ...]
    lexicons: dict[str, tuple[tuple[re.Pattern[str], Features], ...]]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    connector: re.Pattern[str]
    between_before: re.Pattern[str]
    between_after: re.Pattern[str]
    one: re.Pattern[str]

    def expressions_at(self, text: str, start: int) -> tuple[Expression, ...]:
        """The rules that may match at a place of the text, in order."""
        behind = self.figures.match(text, start).end()  # type: ignore[union-attr]
        return self._expressions(text[start : start + 1], text[behind : behind + 1])

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - one object for the life of the process
    def _expressions(self, first: str, behind_figures: str) -> tuple[Expression, ...]:
        return tuple(
            e for e in self.expressions if e.first.match(first) and e.behind_figures.match(behind_figures)
        )

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def words(self, lexicon: str, first: str) -> tuple[tuple[re.Pattern[str], Features], ...]:
        """The words of a lexicon that can begin with a character."""
        return tuple(w for w in self.lexicons[lexicon] if beginning(w[0].pattern).match(first))


@lru_cache(maxsize=16)
def grammar(language: str, message: bool = False, contexts: tuple[str, ...] = ()) -> Compiled:
    """The compiled grammar of `zh` or `en`, with the rules of these contexts.

    `message` adds what only chat and queries write (`tmrw`, `the 27th`).
    """
    names = [language, "numeric", f"{language}_message"]
    return _compile([_file(name) for name in (names if message else names[:2])], contexts)


@lru_cache(maxsize=8)
def _file(stem: str) -> DateGrammar:
    return load(rules_dir() / "dates" / f"{stem}.yaml", DateGrammar)


@lru_cache(maxsize=4)
def _contexts(language: str) -> tuple[tuple[str, Sparse], ...]:
    return tuple((name, Sparse(pattern)) for name, pattern in _file(language).contexts.items())


def contexts_of(language: str, text: str) -> tuple[str, ...]:
    """The contexts that a folded text is in."""
    return tuple(name for name, pattern in _contexts(language) if any(True for _ in pattern.finditer(text)))


def files() -> list[tuple[str, DateGrammar, bool]]:
    """Every file of the grammar with its language, and whether it belongs to messages: for the checks."""
    stems = ("en", "en_message", "numeric", "zh", "zh_message")
    return [(stem.removesuffix("_message"), _file(stem), stem.endswith("_message")) for stem in stems]


@lru_cache(maxsize=256)
def _gated(pattern: str) -> str:
    return gated(pattern)


def _expression(
    rule: DateRule, parts: dict[str, str], lexicons: dict[str, dict[str, Features]], figures: str
) -> Expression:
    """A rule with its parts written out, each slot a group."""
    slots: list[Slot] = []

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        base = name.removesuffix("2")
        if base not in FIELDS and base not in lexicons:
            return f"(?:{_SLOT.sub(fill, parts[name])})"
        slots.append(Slot(base, len(slots) + 1, name != base))
        if base in parts:
            return f"({_plain(parts[base], parts)})"
        return f"({_gated(_plain('|'.join(lexicons[base]), parts))})"

    source = _SLOT.sub(fill, rule.pattern)
    return Expression(rule, source, tuple(slots), beginning(source), beginning(source, figures))


def _compile(files: list[DateGrammar], contexts: tuple[str, ...]) -> Compiled:
    lexicons = {name: words for file in files for name, words in file.lexicons.items()}
    main = files[0]
    expressions = [
        _expression(rule, {**main.parts, **file.parts, **rule.parts}, lexicons, main.figures)
        for file in files
        for rule in file.rules
        if rule.context is None or rule.context in contexts
    ]
    expressions.sort(key=lambda e: not e.rule.first)
    triggers = [t for file in files for t in file.triggers]
    parts = {name: body for file in files for name, body in file.parts.items()}
    return Compiled(
        language=main.language,
        message=len(files) > 2,
        walk=re.compile(_walk(triggers, parts)),
        figures=re.compile(f"[{re.escape(main.figures)}]*"),
        expressions=tuple(expressions),
        lexicons={
            name: tuple((re.compile(_plain(word, main.parts)), features) for word, features in words.items())
            for name, words in lexicons.items()
        },
        not_before=re.compile(main.not_before) if main.not_before else None,
        not_after=re.compile(main.not_after) if main.not_after else None,
        connector=re.compile(main.connector),
        between_before=re.compile(main.between_before),
        between_after=re.compile(main.between_after),
        one=re.compile(main.one),
    )


def _walk(triggers: list[Trigger], parts: dict[str, str]) -> str:
    """A pattern that goes from anywhere to the next trigger, or to the end, and matches what lies between.

    All is passed over in one go: what no trigger begins with, and, where none stands, a Latin word or
    any other character that one could begin with.
    """
    first: set[str] = set()
    ways: list[str] = []
    by_letter: dict[str, list[str]] = {}
    for trigger in triggers:
        then = _plain(trigger.then, parts)
        if trigger.chars:
            first.add(trigger.chars)
            ways.append(f"[{trigger.chars}](?:{then})")
        for word in trigger.words:
            by_letter.setdefault(word[0], []).append(re.escape(word[1:]) + f"(?:{then})")
    for letter, rests in by_letter.items():
        first.add(re.escape(letter))
        whole = "(?<![a-z][a-z])" if letter.isascii() and letter.isalpha() else ""
        ways.append(f"{re.escape(letter)}{whole}(?:{'|'.join(rests)})")
    between = f"[^a-z{''.join(sorted(first))}]*+"
    return f"{between}(?:(?!{'|'.join(ways)})(?:[a-z]++|(?s:.)){between})*+"


def _plain(pattern: str, parts: dict[str, str]) -> str:
    """A pattern with its parts written out and nothing captured."""
    return _SLOT.sub(lambda found: "(?:" + _plain(parts[found.group(1)], parts) + ")", pattern)
