"""Trains adapters for the embedded models: see README.md. It is not installed with the package."""
