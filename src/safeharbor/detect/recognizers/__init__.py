"""One module for each family of identifiers, found by shape and context."""
