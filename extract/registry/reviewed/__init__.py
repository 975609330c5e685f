"""What reviewers decided on the review page, put into effect.

The page keeps its decisions in tables of its own (extract/review/store.py); those that stand are taken over
with every build, and those undone are taken back. Each kind has its file: ties, counts, events, places.
"""

from __future__ import annotations

from extract.registry.reviewed.standing import has_reviews, standing, take_over

__all__ = ["has_reviews", "standing", "take_over"]
