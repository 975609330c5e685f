"""How well a run does on gold: the measures of the sister-city guideline, each with its errors."""

from extract.evaluate.scoring import MEASURES, Evaluation, evaluate

__all__ = ["MEASURES", "Evaluation", "evaluate"]
