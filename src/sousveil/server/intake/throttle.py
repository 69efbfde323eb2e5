"""How much the public may send in: a few an hour from one address, and a bound for all together.

An address is kept as a keyed hash that changes every day, for a day: enough to count by, and
nothing that tells who sent what. No third party is asked.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import Enum, auto
from ipaddress import ip_address

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sousveil.server.intake.models import Slot

PER_SENDER_AND_HOUR = 6
PER_SENDER_AND_DAY = 20
ALL_PER_HOUR = 120
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one has all of its network."""


class Answer(Enum):
    """Whether a submission may come in."""

    COME_IN = auto()
    WAIT = auto()
    SENT_BEFORE = auto()


def take_slot(address: str | None, form_key: str) -> Answer:
    """Take a slot for a sender's form, if there is one left and the form was not sent before.

    The slot is taken first and counted then, so that of many at once none slips through.
    """
    now = timezone.now()
    sender = name_sender(address, now.date().isoformat())
    key = hashlib.sha256(form_key.encode()).hexdigest()
    Slot.objects.filter(taken_at__lt=now - _DAY).delete()
    try:
        with transaction.atomic():
            slot = Slot.objects.create(sender=sender, form_key=key, taken_at=now)
    except IntegrityError:
        return Answer.SENT_BEFORE
    own = Slot.objects.filter(sender=sender)
    is_within = (
        own.filter(taken_at__gt=now - _HOUR).count() <= PER_SENDER_AND_HOUR
        and own.count() <= PER_SENDER_AND_DAY
        and Slot.objects.filter(taken_at__gt=now - _HOUR).count() <= ALL_PER_HOUR
    )
    if is_within:
        return Answer.COME_IN
    slot.delete()
    return Answer.WAIT


def name_sender(address: str | None, day: str) -> str:
    """Return what an address is counted by on a day; it does not tell the address."""
    return salted_hmac(
        f"sousveil.intake {day}", _network(address or ""), algorithm="sha256"
    ).hexdigest()


def _network(address: str) -> str:
    """Return what is counted as one sender.

    >>> _network("2001:db8::1") == _network("2001:db8::2"), _network("192.0.2.1")
    (True, '192.0.2.1')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return hex(int(parsed) >> (128 - _NETWORK_BITS))
