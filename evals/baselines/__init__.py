"""What the product is measured against: one plain request to the same model, and rules without one.

PYTHONPATH=evals python -m baselines [--gold DIR] [--articles DIR] [--out DIR] [--systems NAMES]
"""
