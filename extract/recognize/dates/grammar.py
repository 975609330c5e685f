"""The grammar of dates as a linguist writes it (`rules/dates/*.yaml`), and the one regular expression it
becomes.

A rule's `pattern` is a regular expression with slots. `{lower}` takes a value: a field of the expression
(`year`, `month`, `day`, `n` …), written as `parts` say, or a word of a `lexicon`, which brings the features
listed beside it. `{UPPER}` stands for a part. A slot with a 2 behind its name (`{day2}`) belongs to the end
of a range. A rule's own `parts` go before those of the file. `set` gives features that the rule always
brings. Groups are never captured by hand. `context` names one of the file's `contexts`: the rule counts
only in texts that hold its pattern. `capital` asks for a capital at its month or weekday, `not_name` keeps
off names (China Today), `not_surname` off those that go on (April Jones, not the April Fair), `first` puts
the rule before those of the other files. The rules of a language are tried in order wherever a trigger
stands: those that can match there by the characters around it, `figures` passed over (`choice.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pydantic

from extract.recognize.dates.choice import Choice
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.first import Sparse, beginning, gated
from extract.rules.loader import RuleModel
from extract.rules.tree import SLOT, Trees

FIELDS = frozenset(
    {"year", "short_year", "roc_year", "era_year", "decade_year", "century", "decade", "month", "day", "n"}
    | {"quarter", "nth", "window", "figure_month", "figure_day"}
)
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
    habit_before: str = "(?!)"
    habit_after: str = "(?!)"
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


@dataclass(frozen=True, eq=False)
class Expression:
    """A rule as a regular expression, compiled when a text first has what it begins with; `lexical` are the
    slots that take a word of a lexicon."""

    rule: DateRule
    source: str
    slots: tuple[Slot, ...]
    lexical: tuple[Slot, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.source)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The rules of a language, ready to run. `walk` matches from anywhere up to the next trigger; `contexts`
    are what to find in a text, and the rules that count only then, as bits of `expressions`."""

    language: str
    message: bool
    walk: re.Pattern[str]
    expressions: Choice[Expression]
    everywhere: int
    contexts: tuple[tuple[Sparse, int], ...]
    lexicons: dict[str, tuple[tuple[re.Pattern[str], Features], ...]]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    habit_before: re.Pattern[str]
    habit_after: re.Pattern[str]
    connector: re.Pattern[str]
    between_before: re.Pattern[str]
    between_after: re.Pattern[str]
    one: re.Pattern[str]

    def allowed(self, text: str) -> int:
        """The rules that count in a text, as bits of `expressions`."""
        bits = self.everywhere
        for pattern, further in self.contexts:
            if next(pattern.finditer(text), None) is not None:
                bits |= further
        return bits

    def entry(self, lexicon: str, text: str, start: int, end: int) -> int | None:
        """Which entry of a lexicon the word at `[start, end)` is; None where no entry ends there."""
        for n in self._entries(lexicon, text[start]):
            found = self.lexicons[lexicon][n][0].match(text, start)
            if found is not None and found.end() == end:
                return n
        return None

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - one object for the life of the process
    def _entries(self, lexicon: str, first: str) -> tuple[int, ...]:
        """The entries of a lexicon that can begin with a character."""
        words = enumerate(self.lexicons[lexicon])
        return tuple(n for n, (word, _) in words if beginning(word.pattern).match(first))


@lru_cache(maxsize=4)
def grammar(language: str, message: bool = False) -> Compiled:
    """The compiled grammar of `zh` or `en`.

    `message` adds what only chat and queries write (`tmrw`, `the 27th`).
    """
    names = [language, "numeric", f"{language}_message"]
    return _compile([_file(name) for name in (names if message else names[:2])])


@lru_cache(maxsize=8)
def _file(stem: str) -> DateGrammar:
    return load(rules_dir() / "dates" / f"{stem}.yaml", DateGrammar)


def files() -> list[tuple[str, DateGrammar, bool]]:
    """Every file of the grammar with its language, and whether it belongs to messages: for the checks."""
    stems = ("en", "en_message", "numeric", "zh", "zh_message")
    return [(stem.removesuffix("_message"), _file(stem), stem.endswith("_message")) for stem in stems]


@lru_cache(maxsize=256)
def _gated(pattern: str) -> str:
    return gated(pattern)


def _expression(
    rule: DateRule, parts: dict[str, str], lexicons: dict[str, dict[str, Features]]
) -> Expression:
    """A rule with its parts written out, each slot a group."""
    slots: list[Slot] = []

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        base = name.removesuffix("2")
        if base not in FIELDS and base not in lexicons:
            return f"(?:{SLOT.sub(fill, parts[name])})"
        slots.append(Slot(base, len(slots) + 1, name != base))
        if base in parts:
            return f"({_plain(parts[base], parts)})"
        return f"({_gated(_plain('|'.join(lexicons[base]), parts))})"

    source = SLOT.sub(fill, rule.pattern)
    return Expression(rule, source, tuple(slots), tuple(slot for slot in slots if slot.name in lexicons))


def _compile(files: list[DateGrammar]) -> Compiled:
    lexicons = {name: words for file in files for name, words in file.lexicons.items()}
    main = files[0]
    rules = sorted(_rules(files, lexicons), key=lambda found: not found[0].first)
    expressions = [_expression(rule, parts, lexicons) for rule, parts, _ in rules]
    triggers = [t for file in files for t in file.triggers]
    parts = {name: body for file in files for name, body in file.parts.items()}
    return Compiled(
        language=main.language,
        message=len(files) > 2,
        walk=re.compile(_walk(triggers, parts)),
        expressions=Choice(expressions, [trees.of(rule.pattern) for rule, _, trees in rules], main.figures),
        everywhere=_of_context(expressions, None),
        contexts=tuple((Sparse(p), _of_context(expressions, name)) for name, p in main.contexts.items()),
        lexicons={
            name: tuple((re.compile(_plain(word, main.parts)), features) for word, features in words.items())
            for name, words in lexicons.items()
        },
        not_before=re.compile(main.not_before) if main.not_before else None,
        not_after=re.compile(main.not_after) if main.not_after else None,
        habit_before=re.compile(main.habit_before),
        habit_after=re.compile(main.habit_after),
        connector=re.compile(main.connector),
        between_before=re.compile(main.between_before),
        between_after=re.compile(main.between_after),
        one=re.compile(main.one),
    )


def _rules(
    files: list[DateGrammar], lexicons: dict[str, dict[str, Features]]
) -> Iterator[tuple[DateRule, dict[str, str], Trees]]:
    """The rules of files, each with its parts and with the trees of what its slots take."""
    words = {name: "|".join(lexicon) for name, lexicon in lexicons.items()}

    def trees(parts: dict[str, str]) -> Trees:
        bodies = {**words, **parts}
        return Trees(bodies | {f"{name}2": bodies[name] for name in (FIELDS | words.keys()) & bodies.keys()})

    for file in files:
        parts = {**files[0].parts, **file.parts}
        shared = trees(parts)
        for rule in file.rules:
            own = {**parts, **rule.parts}
            yield rule, own, trees(own) if rule.parts else shared


def _of_context(expressions: list[Expression], name: str | None) -> int:
    """The rules of a context, or of none, as bits."""
    return sum(1 << n for n, expression in enumerate(expressions) if expression.rule.context == name)


def _walk(triggers: list[Trigger], parts: dict[str, str]) -> str:
    """A pattern that goes from anywhere to the next trigger, or to the end, and matches what lies between.

    All is passed over in one go: what no trigger begins with, and, where none stands, a Latin word or
    any other character that one could begin with.
    """
    first = {trigger.chars for trigger in triggers if trigger.chars}
    ways = [f"[{t.chars}](?:{_plain(t.then, parts)})" for t in triggers if t.chars]
    words: dict[str, dict[str, list[str]]] = {}  # by their first letter and what is behind them
    for trigger in triggers:
        then = f"(?:{_plain(trigger.then, parts)})"
        for word in trigger.words:
            words.setdefault(word[0], {}).setdefault(then, []).append(word[1:])
    latin = {letter for letter in words if letter.isascii() and letter.isalpha()}
    for letter, by_then in words.items():
        first.add(re.escape(letter))
        whole = "(?<![a-z][a-z])" if letter in latin else ""
        rests = "|".join(_tree(rest) + then for then, rest in by_then.items())
        ways.append(f"{re.escape(letter)}{whole}(?:{rests})")
    between = f"[^{'a-z' if latin else ''}{''.join(sorted(first))}]*+"
    passed = "(?:[a-z]++|(?s:.))" if latin else "(?s:.)"
    return f"{between}(?:(?!{'|'.join(ways)}){passed}{between})*+"


def _tree(words: list[str]) -> str:
    """A pattern of words in which they share the letters they begin with."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    ways = [re.escape(letter) + (_tree(rest) if letter else "") for letter, rest in by_letter.items()]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _plain(pattern: str, parts: dict[str, str]) -> str:
    """A pattern with its parts written out and nothing captured."""
    return SLOT.sub(lambda found: "(?:" + _plain(parts[found.group(1)], parts) + ")", pattern)
