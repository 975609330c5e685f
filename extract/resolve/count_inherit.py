"""What a number that names nothing goes on counting (10对, 新增8个, 其中欧洲5个): what its sentence, or the
count before it, counts; else what the text was about."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.resolve.count_cues import has, kinds_in, measure_words, shape
from extract.resolve.count_joined import COUNTED, plain
from extract.resolve.count_order import share_out, told_in_order
from extract.resolve.count_page import Page
from extract.resolve.count_partner import ranked_region
from extract.resolve.count_setting import Setting
from extract.resolve.count_what_en import only_places

# how far back the ties may be told of that partners are
PARTNERS = 600
# how far back a list's heading may say what it lists
TOPIC = 800
# what tells where counted things are, and is not what a number without a noun goes on counting
_WHERE = ("countries", "continents", "places")


def inherited(s: Setting, earlier: Sequence[Setting], page: Page) -> str:
    """The kind of a bare number; `earlier` are the settings before it, in order of the text."""
    if s.lang == "en" and shape("partners").fullmatch(s.noun):
        return _partners(s)
    ends_list = _ends_list(s, page)
    of_region = ends_list or follows_region(s, page) or _shared_out(s, page)
    if of_region and has("recipients", s.lang, s.text[s.start : s.mention.start]):
        return "places"
    target = shape("target_label").search(s.text, s.start, s.mention.start) is not None
    same = [o for o in earlier if o.start == s.start]
    if shape("left_over").search(s.text, s.start, s.mention.start) and not _some_left(s, same):
        return "other"
    again = _counted_again(s, same)
    if again is None and not (of_region or target or _lies_there(s, page) or _may_go_on(s)):
        return "other"
    kind = again or _same_things(s, same) or _without_noun(s, same) or _of_places(s, earlier)
    if kind is not None:
        return kind
    if ends_list:
        said = [k.kind for k in s.kinds(s.start, s.mention.start) if k.kind in COUNTED]
        return said[-1] if said else topic(s) or "other"
    ties = [o for o in earlier if o.kind in COUNTED]
    s.source = next((o for o in ties if o.mention.start >= s.start), None)
    if s.source is not None:
        return _of_all(s, s.source, [o for o in ties if o.start == s.start]) or "other"
    named = [] if target else [k for k in s.kinds(s.start, s.end) if k.kind in COUNTED]
    if named:
        before = [k for k in named if k.end <= s.mention.start]
        return (before or named)[-1].kind
    if not (of_region or target or _goes_on(s)):
        return "other"
    if s.lang == "zh" and shape("short").search(s.text, s.start, s.mention.start):
        return "friends"  # 友城工作起步晚,目前仅有两个
    return _of_sentence_before(s, ties) or topic(s) or "other"


def _some_left(s: Setting, same: Sequence[Setting]) -> bool:
    """Were ties counted in the sentence, of which 另 or 其余 tells the rest?"""
    last = next((o for o in reversed(same) if o.noun == s.noun), None)
    return (last is None or last.kind != "other") and any(o.kind in COUNTED for o in same)


def _may_go_on(s: Setting) -> bool:
    """May a number that no place limits count what went before? In Chinese pairs do, and what certain words
    lead (新增8个)."""
    if s.lang == "en" or s.noun in measure_words("pairs") or _of_those(s):
        return True
    return shape("headless").search(s.text[max(s.before, s.clause_start()) : s.mention.start]) is not None


def _goes_on(s: Setting) -> bool:
    """Does the number go on from the count of an earlier sentence?"""
    head = s.text[s.before : s.mention.start]
    return (
        not s.noun
        or s.noun in measure_words("pairs")
        or shape("of_them").match(s.text[s.mention.end : s.mention.end + 24]) is not None
        or has("increase", s.lang, head)
        or has("grown", s.lang, head)
        or (s.lang == "zh" and (has("now", "zh", head) or _of_those(s)))
    )


def _of_those(s: Setting) -> bool:
    """Does it count ties told of before by how they fare, or by the table they stand in (往来较密切者3个)?"""
    return shape("of_those").search(s.text, s.clause_start(), s.mention.start) is not None


def _counted_again(s: Setting, same: Sequence[Setting]) -> str | None:
    """The kind of the count before, of which it tells the growth (由8个增至15个, 较上年增加4对)."""
    last = same[-1] if same else None
    if last is None or not last.kind:
        return None
    if shape("more_than_before").fullmatch(s.text, last.mention.end, s.mention.start):
        last = next((o for o in reversed(same) if o.kind not in _WHERE), last)
    elif shape("risen_to").fullmatch(s.text, last.mention.end, s.mention.start) is None:
        return None
    s.source = last if last.kind in COUNTED else None
    return last.kind


def _same_things(s: Setting, same: Sequence[Setting]) -> str | None:
    """The kind of what is counted with the same measure word and is no place, of which 其中 tells some
    (13家水族馆…,其中3家)."""
    last = same[-1] if same else None
    if s.lang == "en" or last is None or last.noun != s.noun or last.kind not in ("other", "agreements"):
        return None
    return last.kind if has("part", "zh", s.text[last.mention.end : s.mention.start]) else None


def _without_noun(s: Setting, same: Sequence[Setting]) -> str | None:
    """The kind of an English number without a noun, where its sentence tells: the number of its sister cities
    to 36, of 60 cities that had sister cities ten, nine of them."""
    if s.noun:
        return None
    numbered = next(reversed(s.kinds(s.before, s.mention.start)), None)
    if (
        numbered is not None
        and numbered.kind in (*COUNTED, "countries")
        and shape("number_to").fullmatch(s.text, numbered.end, s.mention.start)
    ):
        return numbered.kind
    last = same[-1] if same else None
    if last is not None and last.kind == "places" and last.own_noun and only_places(last):
        s.some = last
        return "places"
    last = next((o for o in reversed(same) if o.kind not in _WHERE), None)
    return last.kind if last is not None and last.kind not in COUNTED else None


def _of_places(s: Setting, earlier: Sequence[Setting]) -> str | None:
    """`places` for some of those before (12个盟市中,已有10个)."""
    if s.lang == "en" or s.own_noun or not shape("of_number").search(s.text, s.start, s.mention.start):
        return None
    whole = next((o for o in reversed(earlier) if o.mention.start >= s.start), None)
    return "places" if whole is not None and whole.kind == "places" else None


def _of_sentence_before(s: Setting, ties: Sequence[Setting]) -> str | None:
    """The kind of what the last sentence with a count of ties counts; the rows of a list stand together."""
    if not ties:
        return None
    counted = [o for o in ties if o.start == ties[-1].start]
    s.source = counted[0]
    if len(counted) == 1 and shape("line").fullmatch(s.sentence):
        counted = list(ties[-2:])
    return _of_all(s, s.source, counted)


def _of_all(s: Setting, first: Setting, counted: Sequence[Setting]) -> str | None:
    """The kind of all that is counted: of the first number, the total, but `ties` where two kinds stand side
    by side without one (友好城市9对、友好交流城市23对)."""
    for one, other in itertools.pairwise(counted[:2]):
        # 友城 may be short for sister cities, friendship cities beside sister cities are others
        kinds = {plain(o.kind) if s.lang == "zh" else o.kind for o in (one, other)}
        apart = len(kinds) == 2 and "ties" not in kinds and one.own_noun and other.own_noun
        if apart and shape("holds_other").search(s.text[one.mention.end : other.mention.start]) is None:
            s.source = None
            return "ties"
    return first.kind


def _partners(s: Setting) -> str:
    """The ties that partners are, by the kinds the text has told of a little before; partnerships are ties by
    their own sentence alone."""
    low = max(0, s.start - PARTNERS) if s.noun.endswith("partners") else s.start
    near = kinds_in(s.text, "en", low, s.end)
    told = {plain(k.kind) for k in near if k.kind in COUNTED}
    return "other" if not told else "ties" if len(told) > 1 else told.pop()


def topic(s: Setting) -> str | None:
    """The kind of tie that the text last spoke of before the sentence."""
    low = max(0, s.start - TOPIC)
    told = [k.kind for k in kinds_in(s.text, s.lang, low, s.start) if k.kind in COUNTED]
    if not told and (s.noun in measure_words("pairs") or shape("line").fullmatch(s.sentence)):
        # pairs are of ties wherever a text on ties counts them, and so are the lines of its tables
        high = min(len(s.text), s.end + TOPIC // 4)
        told = [k.kind for k in kinds_in(s.text, s.lang, s.end, high) if k.kind in COUNTED][:1]
    listed = s.noun in measure_words("pairs") or shape("line").fullmatch(s.sentence)
    if not told and listed and shape("short").search(s.text, low, s.start):
        return "friends"
    return told[-1] if told else None


def follows_region(s: Setting, page: Page) -> bool:
    """Does the name of a country or continent stand right before the number (日本（3个）, 欧洲：2个)?"""
    for place in reversed(page.places_of(s)):
        if place.end <= s.mention.start and place.kind in ("country", "region", "division"):
            of_region = shape("of_region").fullmatch(s.text, place.end, s.mention.start)
            return of_region is not None or ranked_region(s, place)
    return False


def _shared_out(s: Setting, page: Page) -> bool:
    """Does it stand in a list of numbers for countries in order (韩国、日本、美国分别有4个、3个、2个)?"""
    run = told_in_order(s) if s.lang == "zh" else []
    return s.mention.start in share_out(run, s, page.places_of(s)) if run else False


def _lies_there(s: Setting, page: Page) -> bool:
    """Does it say behind the number where they lie (1个在秘鲁)?"""
    behind = next((p for p in page.places_of(s) if p.start >= s.mention.end), None)
    return (
        behind is not None
        and behind.kind in ("country", "region", "division")
        and shape("there").fullmatch(s.text, s.mention.end, behind.start) is not None
    )


def _ends_list(s: Setting, page: Page) -> bool:
    """Does it number the cities listed right before it (鸣门市、怡保市等9个)?"""
    last = next((p for p in reversed(page.places_of(s)) if p.end <= s.mention.start), None)
    return (
        last is not None
        and last.kind == "division"
        and shape("listed_number").fullmatch(s.text, last.end, s.mention.start) is not None
    )
