"""The grammar of a pattern, and its way to a linear regular expression.

A pattern is a row of elements separated by spaces, matched against a sentence in which every place with
its qualifiers, every date and so on has been masked to one character (see `extract.relate.mask`):

    {ps} …8 <conclude> …6 <term>
    {a:ps} <and> {b:ps} 分别|各自? <conclude> …10 <term>

* `{name:type}` or `{type}` is a slot: it takes what the caller's `slots` say its type takes (a place with
  its qualifiers, a coordination of places, a date) and captures it under `name`.
* `<class>` is any word of a class from a words file; `<name:class>` captures it under `name`.
* `…N` is a gap of at most N characters of the folded text (a masked mention counts as one). It never
  holds a place, the end of a sentence, or one of `,;:`; with a comma behind, `…N,`, it may hold these.
* Anything else is literal text, `_` standing for a space; `|` separates alternatives and reaches as far
  as the element, never over a space. A class may be one of the alternatives.
* A `?` at the end of an element makes it optional. `^` and `$` stand for the sentence's two ends.

Elements may have white space between them. An English word matches whole; patterns and words are lower
case, and so must be the text. There are no nested quantifiers and every gap is bounded, so matching is
linear in the length of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

GAP = re.compile(r"…(\d{1,2})(,?)")
SLOT = re.compile(r"\{(?:(\w+):)?(\w+)\}")
CLASS = re.compile(r"<(?:(\w+):)?(\w+)>")
LONGEST_GAP = 60
_BETWEEN = re.compile("[ -]+")
_GROUP = re.compile(r"\(\?P<(\w+)>")
_JOINT = "\x1f"  # stands for a hyphen or a space between the parts of a Latin word


class PatternError(ValueError):
    """A pattern that breaks the grammar; the message says which element and why."""


def compile_pattern(
    pattern: str, *, slots: Mapping[str, str], words: Mapping[str, Sequence[str]], no_gap: str
) -> re.Pattern[str]:
    """The regular expression of a pattern, compiled; see `pattern_source`."""
    return re.compile(pattern_source(pattern, slots=slots, words=words, no_gap=no_gap))


def pattern_source(
    pattern: str, *, slots: Mapping[str, str], words: Mapping[str, Sequence[str]], no_gap: str
) -> str:
    """The regular expression of a pattern.

    `slots` maps slot types to regex fragments, `words` class names to their words, `no_gap` lists, in the
    syntax of a regex character class, what a gap may never hold. Raises PatternError for what could not be
    compiled; compiling itself, which takes milliseconds, is left to whoever comes to need it.
    """
    parts = [_element(element, slots, words, no_gap) for element in pattern.split()]
    if not parts:
        raise PatternError("the pattern is empty")
    source = r"\s*".join(parts)
    names = _GROUP.findall(source)
    if twice := [name for at, name in enumerate(names) if name in names[:at]]:
        raise PatternError(f"a slot stands twice under one name: {twice[0]}")
    return source


def requirements(pattern: str, words: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """What a text must hold for a pattern to match at all: slot types, and lists of words, one of each.

    Testing these first is many times cheaper than the pattern, and they are shared between patterns.
    """
    types: list[str] = []
    needed: list[list[str]] = []
    for element in pattern.split():
        if element in ("^", "$") or element.startswith("…") or element.endswith("?"):
            continue
        if found := SLOT.fullmatch(element):
            types.append(found[2])
        elif "{" not in element:
            parts = [(part, CLASS.fullmatch(part)) for part in element.split("|")]
            needed.append(
                [w for part, of in parts for w in (words[of[2]] if of else [part.replace("_", " ")])]
            )
    return types, needed


def _element(element: str, slots: Mapping[str, str], words: Mapping[str, Sequence[str]], no_gap: str) -> str:
    if element in ("^", "$"):
        return r"\A" if element == "^" else r"\Z"
    if found := GAP.fullmatch(element):
        size = int(found[1])
        if not 1 <= size <= LONGEST_GAP:
            raise PatternError(f"the gap {element} must be of 1 to {LONGEST_GAP} characters")
        return f"[^{no_gap}{'' if found[2] else ',;:'}]{{0,{size}}}?"
    if element.startswith("…"):
        raise PatternError(f"the gap {element!r} has no bound: write …N")
    optional = element.endswith("?") and len(element) > 1
    if optional:
        element = element[:-1]
    alternatives = [_alternative(part, slots, words) for part in element.split("|")]
    body = alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"
    return f"(?:{body})?" if optional else body


def _alternative(part: str, slots: Mapping[str, str], words: Mapping[str, Sequence[str]]) -> str:
    if not part:
        raise PatternError("an empty alternative: remove the stray '|'")
    if found := SLOT.fullmatch(part):
        name, kind = found[1] or found[2], found[2]
        if kind not in slots:
            raise PatternError(f"unknown slot type {kind!r}; there are {', '.join(sorted(slots))}")
        return f"(?P<{name}>{slots[kind]})"
    if found := CLASS.fullmatch(part):
        name, kind = found[1], found[2]
        if not words.get(kind):
            known = ", ".join(sorted(filter(words.get, words)))
            raise PatternError(f"unknown word class {kind!r}; there are {known}")
        body = alternation(words[kind])
        return f"(?P<{name}>{body})" if name else body
    if re.search(r"[{}<>…*+]", part):
        raise PatternError(f"{part!r} is neither a slot, a class, a gap nor plain text")
    return literal(part.replace("_", " "))


def alternation(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest first; hyphen and space are one in Latin words.
    Of no words it matches nowhere.

    Words are merged by their common beginnings, so that a place where none begins costs next to nothing.
    """
    return _alternation(tuple(words))


@lru_cache(maxsize=512)  # many patterns have a class of words in common
def _alternation(words: tuple[str, ...]) -> str:
    if not words:
        return "(?!)"
    edges: dict[tuple[str, str], list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        edges.setdefault((_head(word), _tail(word)), []).append(_inner(word))
    groups = [f"{head}{_merged(bodies)}{tail}" for (head, tail), bodies in edges.items()]
    return groups[0] if len(groups) == 1 else f"(?:{'|'.join(groups)})"


def literal(word: str) -> str:
    """A word as a regex: whole words only at a Latin edge, hyphens and spaces interchangeable in between."""
    return f"{_head(word)}{_escaped(_inner(word))}{_tail(word)}"


def _head(word: str) -> str:
    return r"(?<![A-Za-z])" if _is_latin(word[:1]) else ""


def _tail(word: str) -> str:
    return r"(?![A-Za-z])" if _is_latin(word[-1:]) else ""


def _inner(word: str) -> str:
    """A word with its hyphens and spaces as one mark, where it is Latin."""
    return _BETWEEN.sub(_JOINT, word) if any(map(_is_latin, word)) else word


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _escaped(text: str) -> str:
    return "".join(r"[\s-]+" if char == _JOINT else re.escape(char) for char in text)


def _merged(words: Sequence[str]) -> str:
    """A regex for any of the words; of two of which one begins the other, the longer is tried first."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], []).append(word[1:])
    parts = []
    for first, rests in sorted(by_first.items(), key=lambda item: (item[0] == "", item[0])):
        parts.append(_escaped(first) + (_merged(rests) if any(rests) else ""))
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
