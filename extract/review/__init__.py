"""Review: a person judges every tie beside the words that state it. See docs/review.md.

Knows records, the gazetteer, the rule loader and the registry, never the pipeline or a stage.
"""
