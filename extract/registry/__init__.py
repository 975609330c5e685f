"""The registry: records of many runs become one list of ties, each with its life and its evidence.

Knows records, the gazetteer and the rule loader, never the pipeline or a stage. See docs/registry.md.
"""
