"""The fields of a claim as a form, offered from codebook and registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sousveil.server.pages.code_names import (
    FIELD_NAMES,
    SAFEGUARD_FINDING_NAMES,
    SAFEGUARD_KIND_NAMES,
    STATUS_NAMES,
)
from sousveil.server.pages.queue_filter import find_vendor

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.server.pages.register_names import RegisterNames

_TEXT_LIMIT = 300
_DATE = RegexValidator(
    r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    _("Write 2019, 2019-09 or 2019-09-17."),
)


class ClaimFieldsForm(forms.Form):
    """What a claim says. Every field but country and status can be empty."""

    country_iso3 = forms.ChoiceField(label=FIELD_NAMES["country_iso3"])
    technology_code = forms.ChoiceField(label=FIELD_NAMES["technology_code"], required=False)
    vendor_id = forms.CharField(
        label=FIELD_NAMES["vendor_id"],
        required=False,
        max_length=200,
        help_text=_("A name or id of the vendor register."),
    )
    supplier_iso3 = forms.ChoiceField(
        label=FIELD_NAMES["supplier_iso3"],
        required=False,
        help_text=_("Where the source names a country and no company."),
    )
    status = forms.ChoiceField(label=FIELD_NAMES["status"])
    place = forms.CharField(label=FIELD_NAMES["place"], required=False, max_length=_TEXT_LIMIT)
    agency = forms.CharField(label=FIELD_NAMES["agency"], required=False, max_length=_TEXT_LIMIT)
    start_date = forms.CharField(
        label=FIELD_NAMES["start_date"], required=False, validators=[_DATE], max_length=10
    )
    end_date = forms.CharField(
        label=FIELD_NAMES["end_date"], required=False, validators=[_DATE], max_length=10
    )
    safeguard_kind = forms.ChoiceField(label=FIELD_NAMES["safeguard_kind"], required=False)
    safeguard_finding = forms.ChoiceField(label=FIELD_NAMES["safeguard_finding"], required=False)

    def __init__(self, names: RegisterNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names
        statuses = [(code.value, name) for code, name in STATUS_NAMES.items()]
        kinds = [(code.value, name) for code, name in SAFEGUARD_KIND_NAMES.items()]
        findings = [(code.value, name) for code, name in SAFEGUARD_FINDING_NAMES.items()]
        self._offer("country_iso3", names.units(), blank=_("choose a country"))
        self._offer("technology_code", names.technologies(), blank=_("none named"))
        self._offer("supplier_iso3", names.countries(), blank=_("none named"))
        self._offer("status", statuses)
        self._offer("safeguard_kind", kinds, blank=_("none"))
        self._offer("safeguard_finding", findings, blank=_("none"))
        self.fields["vendor_id"].widget.attrs |= {"list": "vendors", "autocomplete": "off"}
        for name in ("vendor_id", "place", "agency"):
            self.fields[name].widget.attrs["dir"] = "auto"
        for name in ("start_date", "end_date"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "placeholder": "2019-09-17"}

    @classmethod
    def of_claim(cls, names: RegisterNames, claim: Claim, data: Any = None) -> ClaimFieldsForm:
        """Return the form with what a claim says, be it known to the registers or not."""
        said = fields_of(claim)
        form = cls(names, data, initial=said | {"vendor_id": names.vendor(claim.vendor_id)})
        for name, value in said.items():
            field = form.fields[name]
            if isinstance(field, forms.ChoiceField):
                if value and not field.valid_value(value):
                    field.choices = [*field.choices, (value, value)]  # type: ignore[misc]
            elif len(value) > _TEXT_LIMIT and isinstance(field, forms.CharField):
                field.validators = []
                field.widget.attrs.pop("maxlength", None)
        return form

    def clean_vendor_id(self) -> str:
        """Find the vendor by name or id."""
        text: str = self.cleaned_data["vendor_id"].strip()
        if text == self.initial.get("vendor_id"):
            return text
        return find_vendor(self._names, text)

    def clean(self) -> dict[str, Any]:
        """Make sure that a safeguard has a kind and a finding, and that the claim is about something."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(said.get("safeguard_kind")) != bool(said.get("safeguard_finding")):
            self.add_error(
                "safeguard_finding",
                _("Say which safeguard, and what the source says of it; or neither."),
            )
        about = ("technology_code", "vendor_id", "supplier_iso3", "safeguard_kind")
        if not self.errors and not any(said.get(name) for name in about):
            raise forms.ValidationError(
                _("Name a technology, a vendor, a supplier's country or a safeguard.")
            )
        return said

    def changes_to(self, claim: Claim) -> tuple[tuple[str, str], ...]:
        """Return what the valid form says otherwise than a claim; an empty value empties."""
        before = fields_of(claim)
        shown = before | {"vendor_id": self.initial.get("vendor_id", "")}
        return tuple(
            (name, self.cleaned_data[name])
            for name in FIELD_NAMES
            if not {_plain(before[name]), _plain(shown[name])} & {_plain(self.cleaned_data[name])}
        )

    def _offer(self, field: str, choices: list[tuple[str, Any]], *, blank: Any = None) -> None:
        chosen = self.fields[field]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [*([("", blank)] if blank is not None else []), *choices]


def fields_of(claim: Claim) -> dict[str, str]:
    """Return what a claim says in each field that can be recoded, nothing as an empty text."""
    said = claim.as_record()
    return {name: str(said.get(name) or "") for name in FIELD_NAMES}


def _plain(text: str) -> str:
    """Return a text as a form gives it back: of white space it keeps less."""
    return " ".join(text.split())
