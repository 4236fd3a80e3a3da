"""The command line: one command per file; parse, call, print."""

from safeharbor.cli.app import main

__all__ = ["main"]
