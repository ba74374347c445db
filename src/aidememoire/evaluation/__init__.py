"""The eval suite: gold records, scores against them, runs and their comparison.

Needs the extra `evals` (`pip install aidememoire[evals]`). It knows records and articles and no
model: what it measures is any async callable that takes an `Article` and returns an `Extraction`.
"""
