"""What the product is compared with in one run: a plain request, and langextract. See README.md.

PYTHONPATH=evals:benchmarks python -m bench [--corpus DIR] [--out DIR] [--systems NAMES] …
"""
