"""What several statements of one pair of places make of each other: a paper and the tie it founds, a tie
renewed, a vague kind beside a certain one, a letter of intent and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.layers import DateMention, Event, Sentence
from extract.relate.statement import Statement

VAGUE = "unspecified"
CONSENTS = ("council_consent", "approved")
ORDER = ("sister_city", "friendly_exchange", "friendly_cooperation", "unspecified", "intent", "alliance")


def fold(by_relation: dict[str, list[Statement]]) -> None:
    """Bring the statements of one pair of places, by kind of tie (in place), under the kinds that stand on
    their own."""
    _join_weak(by_relation)
    _drop_denied(by_relation)
    _fold_paper(by_relation)
    _fold_renewed(by_relation)
    _fold_vague(by_relation)
    _fold_intent(by_relation)


def said(statement: Statement) -> list[Sentence]:
    """The sentences that state a tie, without the heading above a row."""
    return statement.sentences[-1:] if statement.frame == "list" else statement.sentences


def lang_of(statement: Statement) -> str:
    lines = said(statement)
    return lines[0].lang if lines else "zh"


def day_of(statement: Statement) -> str | None:
    return statement.when.value if isinstance(statement.when, DateMention) else None


def _join_weak(by_relation: dict[str, list[Statement]]) -> None:
    """What names no kind of tie by itself adds to the kind that is stated, of several to the sister tie; but
    its day is that of the kind which has it."""
    firm = [relation for relation, same in by_relation.items() if not all(s.weak for s in same)]
    main = "sister_city" if "sister_city" in firm else firm[0]
    for relation in [r for r in by_relation if r not in firm]:
        weak = by_relation.pop(relation)
        for other in firm:
            days = [s.when for s in by_relation[other] if s.when is not None and other != main]
            theirs = [s for s in weak if any(s.when is day for day in days)]
            by_relation[other] += theirs
            weak = [replace(s, when=None) if s in theirs else s for s in weak]
        if relation == "intent" and any(".cue.intent" in rule for s in weak for rule in s.kept_by):
            _lead(weak, by_relation[main][0])
        elif len(firm) == 1 or main == "sister_city":
            by_relation[main] += weak


def _lead(letters: Sequence[Statement], tie: Statement) -> None:
    """Make letters of intent stages of the tie that they led to."""
    for letter in letters:
        tie.events += [Event("intent", day_of(letter), *letter.term), *letter.events]
        tie.sentences = [*tie.sentences, *letter.sentences]


def _drop_denied(by_relation: dict[str, list[Statement]]) -> None:
    """A denial takes back what is only mentioned, and if it refutes it, what a clause of its own states. But
    the end of a tie that is told stands, and that an end is no more than a rumour leaves the tie."""
    for relation, statements in list(by_relation.items()):
        if refuted := [s for s in statements if s.denied and s.refuted]:
            ends = all(s.status == "ended" for s in refuted)
            by_relation[relation] = [s for s in statements if not s.denied and (ends or s.status == "ended")]
        elif any(s.denied for s in statements):
            by_relation[relation] = [s for s in statements if not s.denied and s.frame != "mention"]


def _fold_paper(by_relation: dict[str, list[Statement]]) -> None:
    """A paper by which two became sister cities is of that tie, whatever its name:
    签署友好交流协定,结为姊妹市."""
    sister = by_relation.get("sister_city", [])
    made = [s for s in sister if _is_act(s) and not s.upgrades]
    for relation in ("friendly_exchange", VAGUE):
        papers = [s for s in by_relation.get(relation, []) if any(_is_same_act(s, tie) for tie in made)]
        if papers:
            sister += papers
            by_relation[relation] = [s for s in by_relation[relation] if s not in papers]


def _is_act(statement: Statement) -> bool:
    return statement.status == "established" and statement.frame == "predicate" and not statement.weak


def _is_same_act(paper: Statement, tie: Statement) -> bool:
    """Whether one sentence tells of a paper and of the tie, on no two days."""
    days = {day for s in (paper, tie) if (day := day_of(s))}
    same = {s.start for s in paper.sentences} & {s.start for s in tie.sentences}
    return _is_act(paper) and lang_of(paper) == lang_of(tie) == "zh" and bool(same) and len(days) < 2


def _fold_renewed(by_relation: dict[str, list[Statement]]) -> None:
    """A paper of sister cities that is renewed is theirs, whatever its name: 续签友好交流合作协议."""
    sister = by_relation.get("sister_city", [])
    if not any(s.status == "established" and not s.weak for s in sister):
        return
    for relation in ("friendly_exchange", "friendly_cooperation"):
        same = by_relation.get(relation, [])
        if same and all(_renews(s) for s in same):
            sister += by_relation.pop(relation)


def _renews(statement: Statement) -> bool:
    """Whether a clause tells of a renewal alone: no date of its own for the tie but that of a feast."""
    dated = isinstance(statement.when, DateMention)
    return not dated and any(event.kind == "renewed" for event in statement.events)


def _fold_vague(by_relation: dict[str, list[Statement]]) -> None:
    """友好关系 beside 友好城市 of the same two places is the same tie, less plainly put; so is an English
    `friendship city` beside a Chinese kind."""
    if len(by_relation) == 1 and VAGUE not in by_relation:
        return
    stated = [r for r in ORDER if r not in (VAGUE, "intent", "alliance") and by_relation.get(r)]
    if VAGUE in by_relation and (stated or all(s.weak for s in by_relation[VAGUE])):
        vague = by_relation.pop(VAGUE)
        made = stated and any(s.status != "proposed" for s in by_relation[stated[0]])
        if stated:
            by_relation[stated[0]] += [s for s in vague if made or s.weak]
        if apart := [s for s in vague if not made and not s.weak]:
            by_relation[VAGUE] = apart  # 友好关系 that is to become 友好城市 is not that yet
    zh = [r for r in ORDER if any(lang_of(s) == "zh" for s in by_relation.get(r, ()))]
    english = [r for r in by_relation if r not in zh and by_relation[r]]
    if len(zh) == 1 and zh[0] not in ("intent", "alliance"):
        for relation in english:
            if relation not in ("intent", "alliance"):
                by_relation[zh[0]] += by_relation.pop(relation)


def _fold_intent(by_relation: dict[str, list[Statement]]) -> None:
    """A letter of intent that led to a tie is a stage of that tie."""
    letters = by_relation.get("intent", [])
    if not letters:
        return
    signed = min((day for s in letters if (day := day_of(s))), default="9999")
    made = {
        relation: [
            s
            for s in by_relation.get(relation, ())
            if s.frame != "list"
            and (
                s.status in ("established", "ended")
                or any(e.kind in CONSENTS for e in s.events)
                or (s.status == "proposed" and (day_of(s) or "") > signed)
            )
        ]
        for relation in ("sister_city", "friendly_exchange")
    }
    later = [s for s in made["friendly_exchange"] if (day_of(s) or "") > signed]
    tie = made["sister_city"] or later
    if not tie:
        return
    _lead(by_relation.pop("intent"), tie[0])
