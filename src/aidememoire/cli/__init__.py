"""The command line. Nothing else imports it."""

from aidememoire.cli.app import app, main

__all__ = ["app", "main"]
