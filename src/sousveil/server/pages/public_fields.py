"""The fields of a claim as the public is asked for them: few, and none that takes a codebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sousveil.server.pages.code_names import FIELD_NAMES, STATUS_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.server.pages.register_names import RegisterNames

_LONGEST = 200
_DATE = RegexValidator(r"^\d{4}(-\d{2}(-\d{2})?)?$", _("Write 2019, 2019-09 or 2019-09-17."))
PUBLIC_FIELDS = ("country_iso3", "technology_code", "vendor_id", "status", "agency", "place")
_FREE = ("vendor_id", "agency", "place")


class PublicFieldsForm(forms.Form):
    """What somebody outside can say of a use; a vendor by any name, known to the register or not."""

    country_iso3 = forms.ChoiceField(label=FIELD_NAMES["country_iso3"], required=False)
    technology_code = forms.ChoiceField(label=FIELD_NAMES["technology_code"], required=False)
    vendor_id = forms.CharField(label=FIELD_NAMES["vendor_id"], required=False, max_length=_LONGEST)
    status = forms.ChoiceField(label=FIELD_NAMES["status"], required=False)
    agency = forms.CharField(label=FIELD_NAMES["agency"], required=False, max_length=_LONGEST)
    place = forms.CharField(label=FIELD_NAMES["place"], required=False, max_length=_LONGEST)
    start_date = forms.CharField(
        label=FIELD_NAMES["start_date"], required=False, max_length=10, validators=[_DATE]
    )

    def __init__(self, names: RegisterNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        statuses = [(code.value, name) for code, name in STATUS_NAMES.items()]
        offered: Mapping[str, list[tuple[str, Any]]] = {
            "country_iso3": names.units(),
            "technology_code": names.technologies(),
            "status": statuses,
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "—"), *choices]
        for name in _FREE:
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["start_date"].widget.attrs |= {"dir": "ltr", "placeholder": "2019-09-17"}

    def clean_vendor_id(self) -> str:
        """Return the vendor's id where the register knows the name, else what was written."""
        text: str = self.cleaned_data["vendor_id"].strip()
        match = self.names.bench.vendors.find(text) if text else None
        return match.vendor.vendor_id if match is not None else text

    def said(self) -> dict[str, str]:
        """Return the fields of the claim that say something."""
        names = (*PUBLIC_FIELDS, "start_date")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


def name_fields(names: RegisterNames, said: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Return the fields of a claim that say something, named, in the order of forms."""
    return [
        (str(title), names.value(field, said[field]))
        for field, title in FIELD_NAMES.items()
        if said.get(field)
    ]
