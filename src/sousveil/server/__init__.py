"""The review application: pages for an index team, served from one workspace."""
