"""Recognise numbers of counted things: exact spans, values, modifiers."""

from extract.recognize.counts.component import mentions_of, recognize_counts

__all__ = ["mentions_of", "recognize_counts"]
