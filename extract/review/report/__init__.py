"""What the decisions tell: how far reviewers agree, how often the extraction is right, how much it misses.

    from extract.review.report.page import page
    from extract.review.report.whole import report

    measured = report(store)                    # all that needs only the decisions, as plain data
    measured = report(store, index)             # recall too, and what a threshold means for all ties
    page(measured, "en")                        # the same as one HTML page

Measures are of items that were decided; each share has an interval at 95 %.
"""
