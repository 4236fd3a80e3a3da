"""The trained recogniser and its recipe; not part of the installed package."""
