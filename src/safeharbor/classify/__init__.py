"""What a column is: by locus, by name, by value and by its neighbours; and the policy drafted from it."""
