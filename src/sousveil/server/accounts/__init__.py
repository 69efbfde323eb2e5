"""Accounts: who may sign in, in which role, and what the decision log calls them."""
