"""Cited facts as data: Census populations by ZIP3, states and territories. No code beyond reading them."""
