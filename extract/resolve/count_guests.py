"""Who comes, and from where: places and ties counted only because they sent somebody, or got something."""

from __future__ import annotations

from extract.resolve.count_cues import has, shape
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_setting import Setting


def where_guests_are(s: Setting) -> bool:
    """Are these the countries of those who came (delegates from 40 sister cities in 22 countries)?"""
    last = s.last
    return (
        s.lang == "en"
        and last is not None
        and last.measure == "part"
        and shape("in_countries").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def attends(s: Setting) -> bool:
    """Do these places come or send somebody (13个友城派出代表团, twelve sister cities sent delegations)?"""
    if s.lang == "en":
        return shape("sends").match(s.text[s.mention.end : s.mention.end + 40]) is not None
    clause_end = s.clause_end()
    tail = s.text[s.mention.end : min(clause_end, s.mention.end + 20)]
    if shape("people_come").search(tail) is None:
        return _sends_people(s)
    words = s.kinds(s.mention.end, clause_end)
    return not any(
        k.kind in COUNTED and shape("people_come").search(s.text, s.mention.end, k.start) for k in words
    )


def delegates(s: Setting, clause: int) -> bool:
    """Do people of these ties come (来自18个国家的26个友城代表)?"""
    head, tail = s.text[clause : s.mention.start], s.text[s.mention.end : s.mention.end + 14]
    if s.lang == "en" and shape("people_from").search(head):
        return True
    if s.lang == "en":
        return shape("comes_from").search(head) is not None and has("attend", "en", s.sentence)
    came = has("attend", "zh", tail) or any(p.what == "participants" for p in s.peers)
    return came and shape("comes_from").search(head) is not None


def _sends_people(s: Setting) -> bool:
    """Does a number of people follow at once (34国逾500名嘉宾)?"""
    following = next((m for m in s.peers if m.start >= s.mention.end), None)
    if following is None or following.start - s.mention.end > 4:
        return False
    return has("people", s.lang, s.text[slice(*(following.noun or (0, 0)))])


def comes_from(s: Setting, clause: int) -> bool:
    """Is this where people came from, or who got something (来自28个国家, 20个省市获得)?"""
    if s.lang == "en":
        tied = any(k.kind in COUNTED for k in s.kinds(s.start, s.mention.start))
        return not tied and has("attend", "en", s.text[s.start : s.end])
    if shape("comes_from").search(s.text[clause : s.mention.start]) or _sends_people(s):
        return True
    return has("recipients", "zh", s.text[s.start : s.end]) and not any(
        k.kind in COUNTED and k.start > s.mention.start
        for k in s.kinds(s.mention.end, min(s.after, s.clause_end()))
    )
