"""Exchange with tools that people annotate and train with.

A run goes out with what it found as pre-annotations; what people made of it comes back as decisions; what was
decided becomes training data and gold files. See docs/review.md.
"""
