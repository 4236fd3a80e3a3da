"""Clinical notes of many kinds, composed from phrases, with gold spans."""
