"""The report of an edition: a PDF with the figures of the site, typeset to be printed and cited."""
