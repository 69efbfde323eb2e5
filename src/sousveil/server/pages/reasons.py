"""Why somebody decides: the usual reasons, and their own words.

The log is written in one language: a usual reason is stored in English, whatever language
the page was in; a coder's own words stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sousveil.model.decision import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict
    from django_stubs_ext import StrPromise

REASON_LIMIT: Final = 2_000
"""Characters of a reason; a longer argument belongs into a document."""

REASONS: Final[Mapping[Action, Mapping[str, StrPromise]]] = {
    Action.REJECT: {
        "other-country": _("It is not about this country"),
        "no-use": _("It tells of no use by an authority"),
        "other-technology": _("It is another technology"),
        "opinion": _("It is an opinion, a forecast or an advertisement"),
        "unreliable": _("The source cannot be relied on"),
        "duplicate": _("It says what another claim says already"),
    },
    Action.UNSURE: {
        "unclear": _("The text can be read in two ways"),
        "context": _("It takes more than this document to tell"),
        "language": _("I do not read this language well enough"),
    },
    Action.RECODE: {
        "as-written": _("The source says otherwise than the claim"),
        "incomplete": _("The source says more than the claim"),
    },
    Action.WITHDRAW: {
        "slip": _("It was a slip"),
        "reread": _("I read the text again"),
    },
}


def read_reason(sent: QueryDict, action: Action) -> str:
    """Return the reason that a form gives, empty if it gives none."""
    usual = REASONS.get(action, {}).get(sent.get("usual_reason", ""))
    own = sent.get("own_reason", "").replace("\r\n", "\n").strip()[:REASON_LIMIT]
    with override(None):
        text = str(usual) if usual is not None else ""
    return f"{text}: {own}" if text and own else text or own
