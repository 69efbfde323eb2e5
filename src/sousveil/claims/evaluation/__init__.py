"""Evaluation: how well proposed claims agree with those of a careful coder, and how sure that is."""
