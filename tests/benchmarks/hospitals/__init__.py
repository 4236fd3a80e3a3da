"""Hospitals to draft and run: described in text, a file a round, and the earlier ones written in Python."""
