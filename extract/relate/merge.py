"""From statements to ties: what several clauses, in either language, say of one pair of places and kind."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

from extract import layers
from extract.layers import Anniversary, DateMention, Event, Pair, PairDate, PlaceMention, Sentence
from extract.relate.context import Context, identity
from extract.relate.doubles import join_doubles
from extract.relate.folds import CONSENTS, ORDER, VAGUE, day_of, fold, lang_of, said
from extract.relate.statement import Statement
from extract.territory import is_chinese

Key = tuple[str, str]
NEXT = 60  # characters between a tie and the one that it was raised to without a word for it


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
    zh_keys = {key: same for key, same in by_key.items() if any(lang_of(s) == "zh" for s in same)}
    joined = list(zh_keys.values())
    alone = {key: s for key, s in zh_keys.items() if all(lang_of(statement) == "zh" for statement in s)}
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
    en_indices = {s.index for statement in same for s in said(statement)}
    zh_indices = {i for zh, en in beads if en & en_indices for i in zh}
    near = [
        (zh_key, statements)
        for zh_key, statements in zh_keys.items()
        if any(s.index in zh_indices for statement in statements for s in said(statement))
    ]
    sharing = [statements for zh_key, statements in near if set(zh_key) & set(key)]
    if len(sharing) == 1:
        return sharing[0]
    return near[0][1] if len(near) == 1 and not sharing else None


def _pairs_of(context: Context, same: list[Statement]) -> list[Pair]:
    """The ties of one pair of places: one for each kind that stands on its own."""
    by_relation: dict[str, list[Statement]] = {}
    for statement in same:
        by_relation.setdefault(statement.relation, []).append(statement)
    fold(by_relation)
    pairs = {
        relation: _pair(relation, statements) for relation, statements in by_relation.items() if statements
    }
    _move_consents(pairs, raised=any(s.upgrades for s in by_relation.get("sister_city", ())))
    _upgrade(context, pairs, by_relation)
    for pair in pairs.values():
        pair.events = _unique(pair.events)
    return list(pairs.values())


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
        firm = [s for s in proposed if not s.weak]
        events += [Event("proposed", day_of(s), *s.term) for s in firm if not _dated_by_event(s)]
    if ended:
        over = max((day_of(s) or "" for s in ended), default="")
        begun = [(day, s) for s in established if (day := day_of(s)) and (not s.weak or day < over)]
        events += [Event("signed", day, *s.term) for day, s in begun]
        spans = [(s, (day_of(s) or "").partition("/")) for s in ended]
        events += [Event("signed", first, *s.term) for s, (first, slash, _) in spans if slash]
    return _unique(_without_translations(events, statements))


def _unique(events: list[Event]) -> list[Event]:
    """Each stage once, in order of the text, with its fullest date."""
    unique: dict[tuple[str, str | None], Event] = {}
    for event in sorted(events, key=lambda e: (e.start, e.end)):
        unique.setdefault((event.kind, event.date), event)
    return [event for event in unique.values() if not any(_says_less(event, e) for e in unique.values())]


def _without_translations(events: list[Event], statements: list[Statement]) -> list[Event]:
    """The stages in their Chinese words, where both languages tell as many of a kind."""
    english = {id(e) for s in statements if lang_of(s) == "en" for e in s.events}
    count = Counter((e.kind, id(e) in english) for e in events)
    return [e for e in events if id(e) not in english or count[e.kind, True] > count[e.kind, False]]


def _dated_by_event(statement: Statement) -> bool:
    """Whether a stage of a proposal (審議通過) is all that dates it."""
    return bool(statement.events) and day_of(statement) in (None, *(e.date for e in statement.events))


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
    if raised[0].status == higher.status == "established":
        date = higher.date.value if higher.date else day_of(raised[0])
        lower.events.append(Event("upgraded", date, *raised[0].term))
        lower.evidence = _evidence([*by_relation[lower.relation], raised[0]])
