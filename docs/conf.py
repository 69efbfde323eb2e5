"""Sphinx configuration: MyST pages, the API and the command line documented from the code."""

import sys
from pathlib import Path

from sousveil import __version__

project = "Sousveil"
author = "The Sousveil maintainers"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Sousveil"
exclude_patterns = ["build", "reference/http-operations.md"]  # which http-api.md includes
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_class_signature = "separated"
nitpicky = False
# Two modules may each have a class of one name; annotations are then left without a link.
# DuckDB's SQL (lists, $parameters) has no lexer of its own.
suppress_warnings = ["ref.python", "misc.highlighting_failure"]

sys.path.insert(0, str(Path(__file__).parents[1]))
from scripts.make_reference import write_reference  # noqa: E402

write_reference(Path(__file__).parent / "reference")
