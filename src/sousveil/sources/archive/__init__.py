"""The archive: every retrieval as a WARC record, and the archives that others made.

``writing`` keeps what was retrieved before anything parses it, ``snapshots`` gives back the
bytes that evidence cites, ``reading`` streams WARC and WACZ files from anywhere, ``wacz``
packs an archive for a reader with a browser.
"""
