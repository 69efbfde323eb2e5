"""Charts as SVG of their own: marks and text, nothing to run, no style sheet to load."""
