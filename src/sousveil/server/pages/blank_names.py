"""Why a cell is blank, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from sousveil.model.edition import BlankReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

BLANK_SIGNS: Final[Mapping[BlankReason, str]] = {
    BlankReason.NOT_SEARCHED: "?",
    BlankReason.NOTHING_FOUND: "0",
    BlankReason.EVIDENCE_REJECTED: "×",
    BlankReason.EVIDENCE_INSUFFICIENT: "–",
    BlankReason.NOT_TICKED: "·",
}
BLANK_NAMES: Final[Mapping[BlankReason, StrPromise]] = {
    BlankReason.NOT_SEARCHED: _("not searched"),
    BlankReason.NOTHING_FOUND: _("searched, nothing found"),
    BlankReason.EVIDENCE_REJECTED: _("evidence rejected"),
    BlankReason.EVIDENCE_INSUFFICIENT: _("evidence insufficient"),
    BlankReason.NOT_TICKED: _("not ticked in the published table"),
}
BLANK_MEANINGS: Final[Mapping[BlankReason, StrPromise]] = {
    BlankReason.NOT_SEARCHED: _("No search that names this country has read a document."),
    BlankReason.NOTHING_FOUND: _(
        "Searches covered this country and found nothing. That is no evidence of absence."
    ),
    BlankReason.EVIDENCE_REJECTED: _("There are claims, and decisions rejected all of them."),
    BlankReason.EVIDENCE_INSUFFICIENT: _(
        "Claims were accepted, but from fewer sources than the codebook asks for, "
        "or of a sort that the codebook does not count."
    ),
    BlankReason.NOT_TICKED: _(
        "The index was taken over from a published table, which has no tick here."
    ),
}
