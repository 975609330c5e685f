"""When a page was published, as it says itself: which of its dates is the stamp, and which are not.

In order: a date beside a label (发布时间:), a bare date in the head of the page, a dateline with its year, a
bare date at the very end, the day a report was given or a decision taken, the month of a paper's issue, the
only day under the title beside a name, the date of the last change, one in a URL, a dateline whose year
another of these gives, one in a picture's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.layers import Boilerplate, Published, Range, Sentence
from extract.text.adopted import adopted
from extract.text.bylines import EN_WEEKDAY, TIME, WEEKDAY, ZH_WEEKDAY, agency_stamps, opening_text
from extract.text.datelines import dated_lines, yearless, yearless_days
from extract.text.datestamp import Day, days, month_first
from extract.text.fields import field_dates, short_year, without_rows
from extract.text.labels import Label
from extract.text.lines import BULLETS
from extract.text.linkdates import image_dates, url_dates
from extract.text.pagelines import Candidate, PageLine, first_text, page_lines
from extract.text.subheads import subheads
from extract.text.vocabulary import furniture_rules, sentence_rules, stamp_rules

_ORDER = ("label", "head", "dateline", "tail", "given", "issue", "subhead", "updated", "url", "image")
_BASIS = {
    "label": "stamp", "head": "stamp", "tail": "stamp", "given": "stamp", "issue": "stamp",
    "subhead": "stamp", "dateline": "dateline", "updated": "updated", "url": "url", "image": "image_name",
}  # fmt: skip
_CLOCK = "\\d{1,2}:\\d{2}(?:\\s?[ap]\\.?m\\.?)?(?:\\s?[a-z]{2,4}t?(?:[+-]\\d{1,2})?)?,?\\s"
_GAP = re.compile(f"[\\s:|\\]】)\\-–—]*(?:{_CLOCK})?(?:{ZH_WEEKDAY}|\\(?{EN_WEEKDAY}\\)?)?[\\s:,|]*$")
_BY_ON = re.compile(f"\\s(?:by )?[^\\d:\\n]{{1,50}}(?: on (?:{EN_WEEKDAY},? )?|, )$")
_COUNTER = re.compile("\\d+[ -](?:min|comment|view|share|read)")
_TIME_BEFORE = re.compile("\\d{1,2}:\\d{2}(?::\\d{2})?\\s?(?:[ap]\\.?m\\.?)?,?\\s?$")
_DESK = re.compile("(?:\\s?[^\\d\\s。,;:!?]{2,12}(?:/[^\\d\\s。,;:!?]{2,12})?)?$")
_CLOSED = re.compile("[\\s|)\\]】>—。.-]*$")
_PAGE_BEFORE = re.compile("第?[a-z]?\\d{1,3}版(?::[^。,]{1,10})?$")
_PAGE_AFTER = re.compile(
    "[\\s,(|]*(?:第?\\s?(?:[a-z]?\\d{1,3}|[头一二三四五六七八九十]{1,3})\\s?版[^。,]{0,12}|\\|[^|。,]{1,12})[)】]?$"
)
_TITLE = "《[^《》]{1,20}》"
_WORD_BEFORE = re.compile("(?:[a-z]+ ){1,2}$")
_SEPARATORS = "|([【·•>;"
_ONLY_DAY = re.compile("[\\d.]{0,3}\\s?\\d{2,4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?\\s*$")
_FOREIGN = ("related", "rights", "breadcrumb", "menu")
_HEAD_LINES, _TAIL_LINES, _MAX_STAMP, _MAX_TOPIC = 14, 4, 160, 60


def published(
    low: str,
    sentences: list[Sentence],
    furniture: list[Boilerplate],
    labels: list[Label],
    languages: tuple[str, ...],
) -> Published | None:
    """The publication date a page prints, or None.

    `low` is the folded text in lower case; `languages` are the page's, most of it first. In Traditional
    characters a year of two or three digits is counted from 1911.
    """
    hant = "zh-Hant" in languages or any(word in low for word in stamp_rules().republic)
    skip = [(span.start, span.end) for span in furniture if span.kind in _FOREIGN]
    lines = page_lines(sentences, skip)
    read = list(_labelled(low, labels, skip, hant))
    body = first_text(low, lines)
    labelled = without_rows(read, lines[body].start if body < len(lines) else len(low))
    known = {candidate.day.start for candidate in read}
    chinese = languages[:1] != ("en",)
    bare = [c for c in _bare(low, lines, body, hant, short=chinese) if c.day.start not in known]
    found = [
        *field_dates(low),
        *labelled,
        *bare,
        *dated_lines(low, lines, body),
        *adopted(low),
        *(agency_stamps(low) if hant else ()),
        *url_dates(low),
        *image_dates(low, furniture),
    ]
    if all(_ORDER.index(candidate.why) > _ORDER.index("subhead") for candidate in found):
        found += subheads(low, lines, body)
    found.sort(key=lambda c: (_ORDER.index(c.why), c.day.start))
    if any(candidate.day.swapped for candidate in found):
        said = {day.value for day in days(low, 0, len(low)) if not day.numeric}
        said |= {f"{c.day.value[:4]}-{day}" for c in found for day in yearless_days(low, lines)}
        found = _in_order(found, said, month_first(low, english=languages == ("en",)))
    if not found:
        return None
    why, day = found[0]
    if why == "image":
        day = max((candidate.day for candidate in found), key=lambda d: d.value)
    if why in ("updated", "url", "image"):
        return yearless(low, lines, day) or Published(day.value, _BASIS[why], day.start, day.end)
    return Published(day.value, _BASIS[why], day.start, day.end)


def _in_order(found: list[Candidate], spelled: set[str], months_first: bool | None) -> list[Candidate]:
    """The candidates with day and month in the page's order; without those for which nothing tells it.

    One of whose two readings is `spelled` out elsewhere (May 4, 2021, or May 4 in an agency's dateline) is
    read so.
    """
    read = []
    for why, day in found:
        said = {day.value, day.swapped} & spelled if day.swapped else ()
        swaps = day.swapped in said if len(said) == 1 else months_first
        if day.swapped and swaps is None:
            continue
        read.append(Candidate(why, day._replace(value=day.swapped) if swaps and day.swapped else day))
    return read


def _labelled(low: str, labels: list[Label], skip: list[Range], hant: bool) -> Iterator[Candidate]:
    """Dates right after a label: 发布时间:2024-03-07, Posted on March 6, 2024."""
    rules = stamp_rules()
    for kind, start, end in labels:
        name = low[start:end]
        by = kind == "publisher" and name.endswith(" by")
        if not (by or kind in ("published", "updated")) or any(a <= start < b for a, b in skip):
            continue
        first = next(iter(days(low, end, _line_end(low, end))), None)
        first = short_year(low, first, hant=hant, timed=name.isascii()) if first else None
        if first is None or (first.roc and not hant):
            continue
        gap = low[end : first.start]
        if not _GAP.match(gap) and not (name in ("posted", "uploaded") or by):
            continue
        parted = ":" in gap or "|" in gap
        if not parted and (by or name in rules.verbs):
            if not _stands_as_label(low, start, first, gap):
                continue
        elif not _GAP.match(gap) or (name in rules.need_colon and (not parted or _of_event(low, start))):
            continue
        if not (_other(low, start) or low[max(0, start - 24) : end].endswith(rules.other_labels)):
            plain = "plain" if name in rules.plain else "label"
            yield Candidate("updated" if kind == "updated" else plain, first)


def _line_end(low: str, start: int) -> int:
    """Where the line ends, or what may follow a label does."""
    end = low.find("\n", start, start + 60)
    return min(len(low), start + 60) if end < 0 else end


def _line_start(low: str, offset: int) -> int:
    """Where the line begins, or the last of it does."""
    from_ = max(0, offset - _MAX_STAMP)
    found = low.rfind("\n", from_, offset)
    return from_ if found < 0 else found + 1


def _stands_as_label(low: str, start: int, day: Day, gap: str) -> bool:
    """Whether a verb (发布于, posted, issued on) before a date is a label, not a sentence's.

    It begins its line or a cell of it, and after the date comes nothing, a clock time, or who it was by.
    """
    before = low[_line_start(low, start) : start]
    name_before = len(before) <= 16 and before[-1:].isspace() and not low[start].isascii()
    credit = before.rstrip().endswith(".") and ":" in before
    separate = before.rstrip()[-1:] in _SEPARATORS or not before[-2:].strip() or name_before or credit
    if before.strip() and not separate:
        return False
    if not (_GAP.match(gap) or _BY_ON.match(gap)):
        return False
    rest = low[day.end : day.end + _MAX_STAMP].split("\n", 1)[0].rstrip()
    clock = TIME.match(rest)
    rest = rest[clock.end() if clock else 0 :].strip(")]】")
    if rest.startswith(("  ", " |", "\t")):
        return True  # another cell of the line: Updated October 1, 2019   Page ID: 12077
    rest = rest.strip(" )]】")
    return (
        not rest.strip(".。")
        or rest.startswith(". ")
        or (rest.startswith(stamp_rules().after_verbs) and rest[-1] not in ".。")
    )


def _of_event(low: str, start: int) -> bool:
    """Whether a plain 时间 or `date` is an event's: a place stands beside it, or another word before it."""
    line = _line_start(low, start)
    if _WORD_BEFORE.fullmatch(low, line, start):
        return True
    here_and_below = "\n".join(low[start : start + _MAX_STAMP].split("\n", 3)[:3])
    beside = low[_line_start(low, max(0, line - 1)) : start] + here_and_below
    return any(venue in beside for venue in stamp_rules().venues)


def _other(low: str, start: int) -> bool:
    """Whether the words before an offset say that the date is of something else (签署时间:)."""
    before = low[max(0, start - 24) : start].rstrip(" (:的")
    return before.endswith(stamp_rules().others) and not before.endswith(stamp_rules().printed)


def _bare(low: str, lines: list[PageLine], body: int, hant: bool, *, short: bool) -> Iterator[Candidate]:
    """Dates without a label: alone or beginning a line in the page's head, or alone at its very end.

    `body` is the number of the first line of running text; `short` takes years of two digits where a clock
    time stands behind them (24-03-07 08:05), as Chinese pages print them.
    """
    top = min(body, _HEAD_LINES)
    captions = sentence_rules().captions
    heads = [line for line in lines[:top] if line.end - line.start <= _MAX_STAMP]
    dates = [(line, day) for line in heads for day in days(low, line.start, line.end)]
    opening = {d.value for line, d in dates if not _before(low, line, d).strip(" [(【|-")}
    sole, lone = len(opening) <= 1, len({day.value for _, day in dates}) == 1
    if body < len(lines) and body <= _HEAD_LINES:
        yield from opening_text(low, lines[body])
    for line in lines[body + 1 : _HEAD_LINES]:
        yield from opening_text(low, line, timed=True)
    for i, line in enumerate(lines):
        head = i < top
        tail = i >= max(len(lines) - _TAIL_LINES, body)
        changed = _changed().match(low, line.start, line.end) is not None
        if not (head or tail or changed) or line.end - line.start > _MAX_STAMP:
            continue
        if line.item:
            yield from _fact(low, line, lines, lone=lone) if head else ()
            continue
        if low.startswith(captions.begins, line.start) or low.endswith(captions.ends, line.start, line.end):
            continue
        found = days(low, line.start, line.end)
        if head and _doubled(low, line, found):
            yield Candidate("head", found[0])
            continue
        alone = len(found) == 1 or ":" in low[line.start : line.end] or _updates(low, found)
        for day in found if alone else ():
            if (head or tail) and _of_issue(low, line, day):
                yield Candidate("issue", day)
            day = short_year(low, day, hant=hant, timed=True) if head and short else day
            if len(day.value) < 10 or (day.roc and not hant) or _other(low, day.start):
                continue
            timed = TIME.match(low, day.end, line.end)
            more = low[line.start : day.start] + low[timed.end() if timed else day.end : line.end]
            ends = day.start == line.start or (timed.end() if timed else day.end) == line.end
            set_off = head and ends and len(more) <= 24 and not re.search("[,。;:!?]", more)
            if day.roc and not day.numeric and more.strip(" ()") and not set_off:
                continue
            if changed and day.numeric:
                yield Candidate("updated", day)
                break
            if head and _stands_as_stamp(low, line, day, sole=sole, lone=lone):
                updated = low[day.end : day.end + 3].strip().startswith(stamp_rules().updated)
                given = re.match(stamp_rules().given, low[day.end : line.end]) is not None
                yield Candidate("updated" if updated else "given" if given else "head", day)
                break
            if tail and _stands_alone(low, line, day):
                yield Candidate("tail", day)
                break


def _fact(low: str, line: PageLine, lines: list[PageLine], *, lone: bool) -> Iterator[Candidate]:
    """The date in a list of the page's facts, above the text: an item of nothing but a day and a time, or
    but a day where no other date stands there, nor a day alone in another cell of a table."""
    for day in days(low, line.start, line.end)[:1]:
        lone = lone and not any(
            _ONLY_DAY.match(low, other.start, other.end) for other in lines if other != line
        )
        clock = TIME.match(low, day.end, line.end)
        whole = (clock.end() if clock else day.end) == line.end and len(day.value) == 10 and not day.roc
        if whole and (clock or lone) and not low[line.start : day.start].strip(f" {BULLETS}*-–—"):
            yield Candidate("head", day)


def _of_issue(low: str, line: PageLine, day: Day) -> bool:
    """Whether a month is all that stands behind the name of a paper or the number of its issue: Lakeport
    Newsletter, July 2024; 第27期 2018年11月."""
    name = low[line.start : day.start].strip(" |,(-–—·:")
    named = name.endswith((*stamp_rules().media, *furniture_rules().site_names)) and len(name) <= 30
    paper = named or (len(name) <= _MAX_TOPIC and re.search(f"{stamp_rules().issue}$", name) is not None)
    rest = low[day.end : line.end].strip(" )|")
    return len(day.value) < 10 and (rest in stamp_rules().issued if not name else paper and not rest)


@lru_cache(maxsize=1)
def _changed() -> re.Pattern[str]:
    """A line anywhere that begins with a day in figures and says that the page was changed: 108-01-08更新."""
    return re.compile(
        f"\\d{{2,4}}[-/.]\\d{{1,2}}[-/.]\\d{{1,2}} ?(?:{'|'.join(map(re.escape, stamp_rules().updated))})"
    )


def _updates(low: str, found: list[Day]) -> bool:
    """Whether the second of two dates is that of the last change: Mar 5, 2024 Updated Mar 6, 2024."""
    return len(found) == 2 and low[found[0].end : found[1].start].strip(" |:,(") in stamp_rules().updated


def _doubled(low: str, line: PageLine, found: list[Day]) -> bool:
    """Whether a line begins with two days and nothing between, as blogs print those of the first and of the
    last version: March 7, 2024March 8, 2024."""
    if len(found) != 2 or found[0].end != found[1].start or low[line.start : found[0].start].strip():
        return False
    return len(found[0].value) == 10 and found[0].value <= found[1].value


def _before(low: str, line: PageLine, day: Day) -> str:
    """What stands before a date in its line, but for the day of the week."""
    return WEEKDAY.sub("", low[line.start : day.start])


def _stands_as_stamp(low: str, line: PageLine, day: Day, *, sole: bool, lone: bool) -> bool:
    """Whether a date in the page's head dates the page: it begins the line, or ends it after a byline.

    Where several lines begin with different dates (`sole` is False) each is a row of a list; `lone` says that
    no other date stands in the head at all.
    """
    rules = stamp_rules()
    written = _before(low, line, day)
    timed = _TIME_BEFORE.search(written)
    written = written[: timed.start()] if timed else written
    before = written.strip(" [(【|/-–—·:,")
    after = low[day.end : line.end]
    clock, weekday = TIME.match(after), WEEKDAY.match(after)
    rest = after[clock.end() if clock else weekday.end() if weekday else 0 :]
    plain = not rest.strip(" )]】|-—")
    if not before:
        if clock or timed or weekday:
            return True
        if plain:
            return sole
        if rest.strip(" |/([【〔").startswith(rules.after) or re.match(rules.given, rest):
            return True
        paper = rest.rstrip(" )]】").endswith(rules.media)
        in_cell = day.numeric or rest[0] in " |\t([【〔/"
        return sole and in_cell and (len(rest) <= 24 or paper or ":" in rest)
    if written.rstrip(" ,(").endswith(":") or before.endswith(rules.plain):  # a label that is none of ours
        return False
    paper = before.rstrip("》)").endswith((*furniture_rules().site_names, *rules.agencies, *rules.media))
    paper = paper or re.fullmatch(rules.wrote, before) is not None
    paper = paper or (before.startswith(rules.agencies) and before.endswith(rules.dateline))
    page = _PAGE_BEFORE.search(before) is not None
    signed = any(c in written for c in "|·•") or before.startswith("by ")
    most = _MAX_TOPIC if before.startswith("by ") and (clock or timed) else 40
    if (line.heading and not (clock or timed or paper or page or signed)) or len(before) > most:
        return False
    if re.search("[。;!?]" if signed else "[。,;!?]", before):
        return False
    if clock or timed:
        return True
    counted = _COUNTER.match(rest.strip(" |/([【〔·•")) is not None
    bylined = paper or page or signed or counted or ":" in before
    bylined = bylined or (day.numeric and lone and not written.endswith("("))
    credited = rest[:1] in (" ", "[", "(", "【", "|", "·") and (
        counted
        or rest.strip(" |/([【〔·•").startswith(rules.after)
        or (signed and rest.strip()[0] in "|·•" and len(rest) <= _MAX_TOPIC)
    )
    closed = _CLOSED.match(rest) is not None or credited
    return bylined and (closed or (paper and _PAGE_AFTER.match(rest) is not None))


@lru_cache(maxsize=1)
def _paper() -> re.Pattern[str]:
    """The title of a paper where nothing says that it is one: 《湖上日报》."""
    return re.compile(f"《[^《》]{{1,16}}(?:{'|'.join(map(re.escape, stamp_rules().media))})》")


@lru_cache(maxsize=1)
def _signed() -> re.Pattern[str]:
    """What may stand before the date in a page's foot: nothing, 编辑:某甲 审核:某乙, 原载《某报》, Ends."""
    rules = stamp_rules()
    signers, printed, ends = (
        "|".join(map(re.escape, names)) for names in (rules.signers, rules.printed, rules.closings)
    )
    byline = f"(?:{signers})\\s?:[^。;!?]{{1,60}}(?<!:)|(?:{signers})?:?{_paper().pattern}"
    return re.compile(f"(?:{rules.wrote}|{byline}|(?:{printed}):?(?:{_TITLE})?|(?:{ends}))?$")


def _stands_alone(low: str, line: PageLine, day: Day) -> bool:
    """Whether a date is all of a line but for brackets or the name of who signs before it."""
    before = _before(low, line, day).strip(" ([【/#,-—")
    after = low[day.end : line.end]
    weekday = WEEKDAY.match(after)
    rest = after[weekday.end() if weekday else 0 :]
    office = before.endswith(furniture_rules().site_names) and len(before) <= 30
    clock = TIME.match(after)
    desk = clock is not None and _DESK.match(after, clock.end()) is not None
    alone = not rest.strip(" )]】。.") or desk
    alone = alone or (not before and _paper().fullmatch(rest.strip(" )]】")) is not None)
    printed = before.endswith(("》", *stamp_rules().printed))
    if printed:
        rest = re.sub(f"^{_TITLE}", "", rest)
        alone = alone or not rest.strip(" )]】")
    if printed or not before:
        alone = alone or _PAGE_AFTER.match(rest) is not None
    return alone and (office or _signed().match(before) is not None)
