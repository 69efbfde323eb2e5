"""Pages: one thin view per route; each parses, calls one function and renders."""
