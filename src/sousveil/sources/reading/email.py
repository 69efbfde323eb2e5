"""Read an e-mail: its subject, its date and the text of its body.

Sender and receivers are private persons until shown otherwise: no name or address is kept.
"""

from __future__ import annotations

from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default

from sousveil.errors import BadInput
from sousveil.sources.reading.characters import decode_text
from sousveil.sources.reading.dates import parse_mail_day
from sousveil.sources.reading.html import read_html
from sousveil.sources.reading.reading import Reading, tidy

LARGEST_MESSAGE = 50 * 1024 * 1024
# The library's parser of headers fails on malformed ones in all of these ways.
EMAIL_ERRORS = (
    MessageError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    OverflowError,
)


def read_email(data: bytes, _charset: str | None = None) -> Reading:
    """Read the plain text, or else the HTML, of a message; attachments are counted, not read."""
    if len(data) > LARGEST_MESSAGE:
        raise BadInput(f"a message of {len(data):,} bytes, at most {LARGEST_MESSAGE:,} are read")
    message = message_from_bytes(data, EmailMessage, policy=default)
    body = message.get_body(("plain", "html"))
    attachments = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    return Reading(
        reader="email",
        text=_read_body(body) if isinstance(body, EmailMessage) else "",
        reason=f"attachments that are not read: {attachments}" if attachments else None,
        title=tidy(_header(message, "subject")),
        published_date=parse_mail_day(_header(message, "date")),
        declared_language=tidy(_header(message, "content-language")),
    )


def _read_body(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_param("charset")
    label = charset if isinstance(charset, str) else None
    if part.get_content_type() == "text/html":
        return read_html(data, label).text
    return decode_text(data, [label])


def _header(message: EmailMessage, name: str) -> str | None:
    """Give a header, or None where it is malformed: that is no reason to lose the body."""
    try:
        value = message.get(name)
    except EMAIL_ERRORS:
        return None
    return None if value is None else str(value)
