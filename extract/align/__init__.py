from extract.align.aligner import align

__all__ = ["align"]
