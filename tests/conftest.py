"""What holds for all tests."""

from hypothesis import settings

# A busy machine fails no test: what may take no longer than so is told by tests of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
