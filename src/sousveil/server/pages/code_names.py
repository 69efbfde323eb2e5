"""What the codes of the model are called on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from sousveil.decisions.replies import ReplyState
from sousveil.decisions.verdicts import Standing
from sousveil.model.claim import ClaimStatus
from sousveil.model.decision import Action
from sousveil.model.evidence_rule import NotCounted
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

STATUS_NAMES: Final[Mapping[ClaimStatus, StrPromise]] = {
    ClaimStatus.PLANNED: _("planned"),
    ClaimStatus.PILOT: _("pilot"),
    ClaimStatus.PROCURED: _("procured"),
    ClaimStatus.DEPLOYED: _("deployed"),
    ClaimStatus.ENDED: _("ended"),
    ClaimStatus.BANNED: _("banned"),
    ClaimStatus.DENIED: _("denied"),
}
STANDING_NAMES: Final[Mapping[Standing, StrPromise]] = {
    Standing.OPEN: _("open"),
    Standing.AWAITING_SECOND: _("awaits a second coder"),
    Standing.AWAITING_ADJUDICATION: _("awaits adjudication"),
    Standing.DECIDED: _("decided"),
}
SOURCE_KIND_NAMES: Final[Mapping[SourceKind, StrPromise]] = {
    SourceKind.MEDIA_REPORT: _("media report"),
    SourceKind.GOVERNMENT_RECORD: _("government record"),
    SourceKind.PROCUREMENT_NOTICE: _("procurement notice"),
    SourceKind.COURT_RECORD: _("court record"),
    SourceKind.COMPANY_STATEMENT: _("company statement"),
    SourceKind.NGO_REPORT: _("report of an NGO"),
    SourceKind.ACADEMIC_WORK: _("academic work"),
}
ACTION_NAMES: Final[Mapping[Action, StrPromise]] = {
    Action.ACCEPT: _("accepted"),
    Action.REJECT: _("rejected"),
    Action.UNSURE: _("unsure"),
    Action.RECODE: _("recoded"),
    Action.WITHDRAW: _("taken back"),
}
SAFEGUARD_KIND_NAMES: Final[Mapping[SafeguardKind, StrPromise]] = {
    SafeguardKind.LEGAL_BASIS: _("legal basis"),
    SafeguardKind.OVERSIGHT: _("independent oversight"),
    SafeguardKind.IMPACT_ASSESSMENT: _("impact assessment"),
    SafeguardKind.RULING: _("ruling of a court or regulator"),
    SafeguardKind.DOCUMENTED_MISUSE: _("documented misuse"),
    SafeguardKind.BAN_OR_MORATORIUM: _("ban or moratorium"),
}
SAFEGUARD_FINDING_NAMES: Final[Mapping[SafeguardFinding, StrPromise]] = {
    SafeguardFinding.PRESENT: _("present"),
    SafeguardFinding.ABSENT: _("absent"),
    SafeguardFinding.PARTIAL: _("partial"),
}
REPLY_STATE_NAMES: Final[Mapping[ReplyState, StrPromise]] = {
    ReplyState.ASKED: _("to be asked"),
    ReplyState.SENT: _("asked"),
    ReplyState.ANSWERED: _("answered"),
    ReplyState.DECLINED: _("declined to answer"),
    ReplyState.NO_ANSWER: _("did not answer"),
}
NOT_COUNTED_NAMES: Final[Mapping[NotCounted, StrPromise]] = {
    NotCounted.REJECTED: _("a decision rejected it"),
    NotCounted.STATUS: _("the codebook does not count this status"),
    NotCounted.MAKER: _("the codebook does not count what this maker claims"),
    NotCounted.NOT_REVIEWED: _("no person reviewed it"),
    NotCounted.SOURCE_KIND: _("the codebook does not count sources of this kind"),
    NotCounted.DATE: _("the codebook does not count this time"),
}
CONTEST_NAMES: Final[Mapping[str, StrPromise]] = {
    "coding": _("Contested by a coder:"),
    "denial": _("Contested by a claim that denies the use:"),
    "reply": _("Contested by a reply that denies the use:"),
}
"""What speaks against a claim, by the kinds of an edition's table of contests."""
FIELD_NAMES: Final[Mapping[str, StrPromise]] = {
    "country_iso3": _("Country"),
    "technology_code": _("Technology"),
    "vendor_id": _("Vendor"),
    "supplier_iso3": _("Supplier's country"),
    "status": _("Status"),
    "place": _("Place"),
    "agency": _("Agency"),
    "start_date": _("Start"),
    "end_date": _("End"),
    "safeguard_kind": _("Safeguard"),
    "safeguard_finding": _("Finding on the safeguard"),
}
"""The fields that a decision can recode, in the order of pages."""
TECHNOLOGY_NAMES: Final[Mapping[str, StrPromise]] = {
    "Smart city or safe city platform": _("Smart city or safe city platform"),
    "Facial recognition": _("Facial recognition"),
    "Smart policing": _("Smart policing"),
    "Social media surveillance": _("Social media surveillance"),
    "Automated border control": _("Automated border control"),
    "Other state use": _("Other state use"),
}
"""What bundled codebooks call technologies; one's own codebook may call them otherwise."""


_CHINESE = "zh"
LANGUAGE_CODES: Final = (*(code for code in LANG_INFO if len(code) == 2), _CHINESE)
"""The languages (ISO 639-1) that have a name here."""


def name_safeguard(safeguard: Safeguard) -> str:
    """Return what a safeguard is called, with what the source says of it."""
    said = {
        "kind": SAFEGUARD_KIND_NAMES[safeguard.kind],
        "finding": SAFEGUARD_FINDING_NAMES[safeguard.finding],
    }
    return gettext("%(kind)s: %(finding)s") % said


def language_choices() -> list[tuple[str, str]]:
    """Return the languages by their names, as forms offer them."""
    named = ((code, language_name(code)) for code in LANGUAGE_CODES)
    return sorted(named, key=lambda one: one[1].casefold())


def language_name(code: str | None) -> str:
    """Return what a language is called in the reader's own, or its code where that is unknown."""
    if not code:
        return ""
    try:
        return str(get_language_info("zh-hans" if code == _CHINESE else code)["name_translated"])
    except KeyError:
        return code
