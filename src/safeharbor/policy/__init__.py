"""Policy: what a person decided about every column, and what the law allows under its method."""
