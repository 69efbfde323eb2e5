"""Under-reporting as a diagnostic: what the overlap of independent lists says of what none has."""
