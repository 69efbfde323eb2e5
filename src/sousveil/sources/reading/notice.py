"""Read a procurement notice: OCDS releases and TED notices, as labelled lines of text.

The collectors know the formats; they are loaded when the first notice is met. The dates of
a notice are its channel's to describe: most of them are dates of events.
"""

from __future__ import annotations

from sousveil.errors import BadInput
from sousveil.sources.reading.reading import Reading

LARGEST_NOTICE = 32 * 1024 * 1024
NOTICE_ERRORS = (ValueError, LookupError)  # what is no notice is a BadInput already


def read_ocds(data: bytes, _charset: str | None = None) -> Reading:
    """Read the releases of a JSON document: one, a package or a record."""
    from sousveil.sources.collectors.json_reading import parse_json  # noqa: PLC0415  # see above
    from sousveil.sources.collectors.ocds_notice import render_notice  # noqa: PLC0415
    from sousveil.sources.collectors.ocds_package import (  # noqa: PLC0415
        PackagedRelease,
        Packaging,
        read_entry,
    )

    _check_size(data)
    entries = list(read_entry(parse_json(data), Packaging(locator="")))
    releases = [entry.release for entry in entries if isinstance(entry, PackagedRelease)]
    if not releases:
        raise BadInput("JSON that holds no OCDS release")
    left_out = len(entries) - len(releases)
    return Reading(
        reader="notice-ocds",
        text="\n\n".join(map(render_notice, releases)),
        reason=f"entries that are not OCDS releases: {left_out:,}" if left_out else None,
    )


def read_ted(data: bytes, _charset: str | None = None) -> Reading:
    """Read a TED notice, of eForms or TED_EXPORT."""
    from sousveil.sources.collectors.ted_notice import render_notice  # noqa: PLC0415  # see above

    _check_size(data)
    return Reading(reader="notice-ted", text=render_notice(data))


def _check_size(data: bytes) -> None:
    if len(data) > LARGEST_NOTICE:
        raise BadInput(f"a notice of {len(data):,} bytes, at most {LARGEST_NOTICE:,} are read")
