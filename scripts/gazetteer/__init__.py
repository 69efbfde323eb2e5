"""The parts of make_gazetteer.py: what each kind of place is called, and how names inflect."""
