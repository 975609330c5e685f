"""Recognise date expressions: typed, with exact spans, not yet resolved."""

from extract.recognize.dates.component import recognize_dates
from extract.recognize.dates.find import Found, find

__all__ = ["Found", "find", "recognize_dates"]
