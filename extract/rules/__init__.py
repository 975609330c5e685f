"""Loading what linguists write: the YAML files under `rules/`, checked against a model, with line numbers."""

from extract.rules.loader import RuleError, load

__all__ = ["RuleError", "load"]
