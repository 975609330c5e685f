"""From statements to ties: what several clauses, in either language, say of one pair of places and kind."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from extract import layers
from extract.layers import Anniversary, DateMention, Event, Pair, PairDate, PlaceMention, Sentence
from extract.relate.context import Context, identity
from extract.relate.doubles import join_doubles
from extract.relate.statement import Statement
from extract.territory import is_chinese

Key = tuple[str, str]
VAGUE = "unspecified"
NEXT = 60  # characters between a tie and the one that it was raised to without a word for it
CONSENTS = ("council_consent", "approved")
ORDER = ("sister_city", "friendly_exchange", "friendly_cooperation", "unspecified", "intent", "alliance")


def merge(context: Context, statements: Sequence[Statement]) -> list[Pair]:
    """One Pair per pair of places and relation, in the order in which the document first states them."""
    by_key: dict[Key, list[Statement]] = {}
    for statement in sorted(statements, key=lambda s: (s.start, s.term)):
        by_key.setdefault(key_of(statement), []).append(statement)
    pairs: list[Pair] = []
    for same in _join_languages(context, join_doubles(by_key)):
        if not all(statement.weak for statement in same):
            pairs += _pairs_of(context, same)
    return sorted(pairs, key=lambda p: (p.evidence[0].start, p.a.start, p.b.start, ORDER.index(p.relation)))


def key_of(statement: Statement) -> Key:
    first, second = sorted((identity(statement.a), identity(statement.b)))
    return first, second


def _join_languages(context: Context, by_key: dict[Key, list[Statement]]) -> list[list[Statement]]:
    """English statements whose places could not be linked join the Chinese ones of their bead, where one
    of the two places is the same or the bead states one tie only."""
    beads = [(set(b.zh), set(b.en)) for b in layers.beads(context.doc) if b.zh and b.en]
    if not beads:
        return list(by_key.values())
    zh_keys = {key: same for key, same in by_key.items() if any(_lang(s) == "zh" for s in same)}
    joined = list(zh_keys.values())
    alone = {key: s for key, s in zh_keys.items() if all(_lang(statement) == "zh" for statement in s)}
    for key, same in by_key.items():
        if key in zh_keys:
            continue
        partner = _counterpart(same, alone, beads, key)
        if partner is not None:
            partner.extend(same)
        else:
            joined.append(same)
    return joined


def _counterpart(
    same: list[Statement],
    zh_keys: dict[Key, list[Statement]],
    beads: list[tuple[set[int], set[int]]],
    key: Key,
) -> list[Statement] | None:
    en_indices = {s.index for statement in same for s in _said(statement)}
    zh_indices = {i for zh, en in beads if en & en_indices for i in zh}
    near = [
        (zh_key, statements)
        for zh_key, statements in zh_keys.items()
        if any(s.index in zh_indices for statement in statements for s in _said(statement))
    ]
    sharing = [statements for zh_key, statements in near if set(zh_key) & set(key)]
    if len(sharing) == 1:
        return sharing[0]
    return near[0][1] if len(near) == 1 and not sharing else None


def _said(statement: Statement) -> list[Sentence]:
    """The sentences that state a tie, without the heading above a row."""
    return statement.sentences[-1:] if statement.frame == "list" else statement.sentences


def _lang(statement: Statement) -> str:
    said = _said(statement)
    return said[0].lang if said else "zh"


def _pairs_of(context: Context, same: list[Statement]) -> list[Pair]:
    """The ties of one pair of places: one for each kind that stands on its own."""
    by_relation: dict[str, list[Statement]] = {}
    for statement in same:
        by_relation.setdefault(statement.relation, []).append(statement)
    _join_weak(by_relation)
    _drop_denied(by_relation)
    _fold_paper(by_relation)
    _fold_renewed(by_relation)
    _fold_vague(by_relation)
    _fold_intent(by_relation)
    pairs = {
        relation: _pair(relation, statements) for relation, statements in by_relation.items() if statements
    }
    _move_consents(pairs, raised=any(s.upgrades for s in by_relation.get("sister_city", ())))
    _upgrade(context, pairs, by_relation)
    return list(pairs.values())


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
        tie.events += [Event("intent", _day(letter), *letter.term), *letter.events]
        tie.sentences = [*tie.sentences, *letter.sentences]


def _drop_denied(by_relation: dict[str, list[Statement]]) -> None:
    """A denial takes back what is only mentioned, and if it refutes it, what a clause of its own states."""
    for relation, statements in list(by_relation.items()):
        if any(s.denied and s.refuted for s in statements):
            by_relation[relation] = []
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
    days = {day for s in (paper, tie) if (day := _day(s))}
    same = {s.start for s in paper.sentences} & {s.start for s in tie.sentences}
    return _is_act(paper) and _lang(paper) == _lang(tie) == "zh" and bool(same) and len(days) < 2


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
    zh = [r for r in ORDER if any(_lang(s) == "zh" for s in by_relation.get(r, ()))]
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
    signed = min((day for s in letters if (day := _day(s))), default="9999")
    made = {
        relation: [
            s
            for s in by_relation.get(relation, ())
            if s.frame != "list"
            and (
                s.status == "established"
                or any(e.kind in CONSENTS for e in s.events)
                or (s.status == "proposed" and (_day(s) or "") > signed)
            )
        ]
        for relation in ("sister_city", "friendly_exchange")
    }
    later = [s for s in made["friendly_exchange"] if (_day(s) or "") > signed]
    tie = made["sister_city"] or later
    if not tie:
        return
    _lead(by_relation.pop("intent"), tie[0])


def _day(statement: Statement) -> str | None:
    return statement.when.value if isinstance(statement.when, DateMention) else None


def _pair(relation: str, statements: list[Statement]) -> Pair:
    established = [s for s in statements if s.status == "established"]
    ended = [s for s in statements if s.status == "ended"]
    proposed = [s for s in statements if s.status == "proposed"]
    if proposed and all(s.sentences and s.sentences[0].heading and s.when is None for s in established):
        established = []  # a headline leaves out that the vote is not the last word
    governing = ended or established or proposed
    a, b = _parties(statements)
    pair = Pair(a, b, relation, governing[0].status)
    pair.events = _events(statements, established, proposed, ended)
    pair.date = _date(governing, ended=bool(ended))
    pair.terms = sorted({s.term for s in statements if s.worded})
    pair.evidence = _evidence(statements)
    pair.rules = tuple(dict.fromkeys(rule for s in statements for rule in (s.rule, *s.kept_by)))
    return pair


def _parties(statements: Iterable[Statement]) -> tuple[PlaceMention, PlaceMention]:
    """One mention of each side: the Chinese side first, else the one named first; Chinese wording and
    proper names before anaphors and English, what stands in a sentence that tells the tie before the rest,
    and a name that says its kind before one that does not (光州广域市, 光州)."""
    statements = list(statements)
    told = sorted((s.start, s.end) for same in statements for s in same.sentences if not s.heading)
    starts, reach = [start for start, _ in told], list(accumulate((end for _, end in told), max))
    parties = [(_named(s.a), _named(s.b)) for s in statements]
    one, other = parties[0]
    ordered = [(a, b) if _runs_along(a, b, one, other) else (b, a) for a, b in parties]

    names = {mention.name for pair in ordered for mention in pair if mention.lang == "zh"}

    def rank(mention: PlaceMention) -> tuple[bool, bool, bool, int]:
        before = bisect_right(starts, mention.start)
        within = before > 0 and mention.start < reach[before - 1]
        bare = any(len(name) > len(mention.name) and name.startswith(mention.name) for name in names)
        return mention.lang != "zh", not within, bare, mention.start

    a, b = (min(side, key=rank) for side in zip(*ordered, strict=True))
    if is_chinese(b) and not is_chinese(a):
        return b, a
    if is_chinese(a) == is_chinese(b) and b.start < a.start:
        return b, a
    return a, b


def _named(mention: PlaceMention) -> PlaceMention:
    return _named(mention.refers) if mention.refers is not None else mention


def _runs_along(a: PlaceMention, b: PlaceMention, one: PlaceMention, other: PlaceMention) -> bool:
    """Whether `a` is the side of `one` and `b` that of `other`, and not the other way round: by what they
    are, else by whose side of the tie is Chinese."""
    if identity(a) == identity(one) or identity(b) == identity(other):
        return True
    if identity(a) == identity(other) or identity(b) == identity(one):
        return False
    return is_chinese(a) == is_chinese(one) or is_chinese(b) == is_chinese(other)


def _events(
    statements: list[Statement],
    established: list[Statement],
    proposed: list[Statement],
    ended: list[Statement],
) -> list[Event]:
    events = [e for s in statements for e in s.events]
    if established or ended:
        events += [Event("proposed", _day(s), *s.term) for s in proposed if not _dated_by_event(s)]
    if ended:
        over = max((_day(s) or "" for s in ended), default="")
        begun = [(day, s) for s in established if (day := _day(s)) and (not s.weak or day < over)]
        events += [Event("signed", day, *s.term) for day, s in begun]
        spans = [(s, (_day(s) or "").partition("/")) for s in ended]
        events += [Event("signed", first, *s.term) for s, (first, slash, _) in spans if slash]
    events = _without_translations(events, statements)
    unique: dict[tuple[str, str | None], Event] = {}
    for event in sorted(events, key=lambda e: (e.start, e.end)):
        unique.setdefault((event.kind, event.date), event)
    return [event for event in unique.values() if not any(_says_less(event, e) for e in unique.values())]


def _without_translations(events: list[Event], statements: list[Statement]) -> list[Event]:
    """The stages in their Chinese words, where both languages tell as many of a kind."""
    english = {id(e) for s in statements if _lang(s) == "en" for e in s.events}
    count = Counter((e.kind, id(e) in english) for e in events)
    return [e for e in events if id(e) not in english or count[e.kind, True] > count[e.kind, False]]


def _dated_by_event(statement: Statement) -> bool:
    """Whether a stage of a proposal (審議通過) is all that dates it."""
    return bool(statement.events) and _day(statement) in (None, *(e.date for e in statement.events))


def _says_less(event: Event, other: Event) -> bool:
    """Whether another event is the same stage with a fuller date."""
    one, fuller = event.date or "", other.date or ""
    return event.kind == other.kind and one != fuller and fuller.startswith(one)


def _date(statements: list[Statement], *, ended: bool) -> PairDate | None:
    """The tie's date: one that is stated before one counted back from an anniversary; of several, the first
    most precise one. Of the span of years of a tie that ended, its end."""
    stated = [(s.when, "stated") for s in statements if isinstance(s.when, DateMention) and s.when.value]
    counted = [
        (s.when, "anniversary") for s in statements if isinstance(s.when, Anniversary) and s.when.value
    ]
    best: tuple[DateMention | Anniversary, str] | None = None
    of_headings = _heading_dates(statements)
    stated.sort(key=lambda found: found[0].start in of_headings)
    for when, basis in stated or counted:
        if best is None or _refines(when.value, best[0].value):
            best = when, basis
    if best is None or best[0].value is None:
        return None
    value = best[0].value.rpartition("/")[2] if ended else best[0].value
    return PairDate(value, best[1], best[0].start, best[0].end)


def _heading_dates(statements: list[Statement]) -> set[int]:
    """Where the dates of headings stand: a headline is loose with them, so the text is believed first."""
    return {s.when.start for s in statements if s.when is not None and s.sentences and s.sentences[0].heading}


def _refines(new: str | None, old: str | None) -> bool:
    """Whether an EDTF value says the same as another, and more (2015-03 after 2015)."""
    return bool(new and old and len(new) > len(old) and new.startswith(old) and "/" not in new)


def _evidence(statements: Sequence[Statement]) -> list[Sentence]:
    """Every sentence that states the tie; what heads the entry of a list is none where its text states it."""
    told = [s for s in statements if not (s.bare and s.when is None) and not s.weak]
    if told:
        statements = [s for s in statements if not (s.bare and s.when is None)]
    found = {(s.start, s.end): s for statement in statements for s in statement.sentences}
    return [found[span] for span in sorted(found)]


def _lower_of(pairs: dict[str, Pair]) -> Pair | None:
    """The lesser tie beside a sister tie."""
    lesser = ("friendly_exchange", "friendly_cooperation", VAGUE)
    return next((pairs[r] for r in lesser if r in pairs), None) if "sister_city" in pairs else None


def _move_consents(pairs: dict[str, Pair], *, raised: bool) -> None:
    """What a council or an authority agreed to after the lesser tie was made was the sister tie; so is what
    it agreed to on no day told, where that tie was raised."""
    lower = _lower_of(pairs)
    if lower is None or lower.date is None:
        return
    least = lower.date.value
    later = [e for e in lower.events if e.kind in CONSENTS and (e.date > least if e.date else raised)]
    lower.events = [e for e in lower.events if e not in later]
    pairs["sister_city"].events = sorted([*pairs["sister_city"].events, *later], key=lambda e: e.start)


def _raised_next(
    context: Context, lower: Sequence[Statement], sister: Sequence[Statement]
) -> list[Statement]:
    """The sister ties to which a sentence goes on from a lesser one: 2008年签友好交流协议;2012年缔结友城."""
    return [
        tie
        for tie in sister
        if tie.status == "established" and tie.frame == "predicate"
        if any(_goes_on_to(context, low, tie) for low in lower)
    ]


def _goes_on_to(context: Context, low: Statement, tie: Statement) -> bool:
    if low.when is None or tie.when is None or (low.when.value or "9") >= (tie.when.value or ""):
        return False
    between = context.folded[low.term[1] : tie.term[0]] if low.term < tie.term else "\n"
    return len(between) <= NEXT and not set(between) & set("。!?\n")


def _upgrade(context: Context, pairs: dict[str, Pair], by_relation: dict[str, list[Statement]]) -> None:
    """Where the text says that an exchange tie was raised to a sister tie, both know of it."""
    if len(pairs) < 2:
        return
    lower = _lower_of(pairs)
    if lower is None:
        return
    sister = by_relation.get("sister_city", [])
    raised = [s for s in sister if s.upgrades] or _raised_next(context, by_relation[lower.relation], sister)
    if not raised:
        return
    higher = pairs["sister_city"]
    higher.supersedes = lower
    if raised[0].status == "established":
        date = higher.date.value if higher.date else _day(raised[0])
        lower.events.append(Event("upgraded", date, *raised[0].term))
        lower.evidence = _evidence([*by_relation[lower.relation], raised[0]])
