"""Named statistical procedures: input table -> effect, interval, tests, checks."""
