"""Find identifiers in free text."""
