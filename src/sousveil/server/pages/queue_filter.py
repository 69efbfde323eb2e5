"""What a coder asks the queue for: a form by GET, so that a filter is an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sousveil.decisions.verdicts import Standing
from sousveil.model.source import SourceKind
from sousveil.pipeline.queueing import QueueFilter, QueueOrder
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.code_names import (
    SOURCE_KIND_NAMES,
    STANDING_NAMES,
    language_choices,
)
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

    from sousveil.server.requests import WorkRequest

ORDER_NAMES: Mapping[QueueOrder, StrPromise] = {
    QueueOrder.SUREST: _("surest first"),
    QueueOrder.LEAST_SURE: _("least sure first"),
    QueueOrder.OLDEST: _("oldest first"),
    QueueOrder.NEWEST: _("newest first"),
}


BY_CONFIDENCE: Final = ("surer_than", "less_sure_than")
"""Fields that only those see who assign claims: a coder would know how sure a machine is."""
_PLAIN_ORDERS: Final = (QueueOrder.OLDEST, QueueOrder.NEWEST)


class QueueFilterForm(forms.Form):
    """The filters; an empty one asks for nothing. An editor sees all of them, a coder does not.

    What a coder is shown does not tell how sure a machine is of a claim: no filter by it, and
    an order that has no name.
    """

    country = forms.ChoiceField(label=_("Country"), required=False)
    technology = forms.ChoiceField(label=_("Technology"), required=False)
    vendor = forms.CharField(label=_("Vendor"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("Language"), required=False)
    source = forms.ChoiceField(label=_("Kind of source"), required=False)
    standing = forms.ChoiceField(label=_("Waits for"), required=False)
    made_by = forms.CharField(label=_("Made by"), required=False, max_length=100)
    surer_than = forms.IntegerField(
        label=_("Sure by at least, %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("To assign claims by; the next claim is taken without regard to it."),
    )
    less_sure_than = forms.IntegerField(
        label=_("Sure by at most, %"), required=False, min_value=0, max_value=100
    )
    order = forms.ChoiceField(label=_("Order"), required=False)
    mine = forms.BooleanField(label=_("Assigned to me"), label_suffix="", required=False)

    def __init__(self, names: RegisterNames, *args: Any, is_editor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names
        offered: dict[str, list[tuple[str, Any]]] = {
            "country": names.units(),
            "technology": names.technologies(),
            "language": language_choices(),
            "source": [(one.value, name) for one, name in SOURCE_KIND_NAMES.items()],
            "standing": [(one.value, name) for one, name in STANDING_NAMES.items()],
        }
        for field, choices in offered.items():
            first = _("whatever waits for a coder") if field == "standing" else _("any")
            self._choices(field, [("", first), *choices])
        orders = ORDER_NAMES if is_editor else {one: ORDER_NAMES[one] for one in _PLAIN_ORDERS}
        named: list[tuple[str, Any]] = [(one.value, name) for one, name in orders.items()]
        self._choices("order", named if is_editor else [("", _("as the queue has them")), *named])
        if not is_editor:
            for field in BY_CONFIDENCE:
                del self.fields[field]
        self.fields["vendor"].widget.attrs |= {"list": "vendors", "dir": "auto"}
        self.fields["made_by"].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}

    def clean_vendor(self) -> str:
        """Find the vendor by name or id."""
        text: str = self.cleaned_data["vendor"].strip()
        return find_vendor(self._names, text)

    def _choices(self, field: str, choices: list[tuple[str, Any]]) -> None:
        chosen = self.fields[field]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = choices


def find_vendor(names: RegisterNames, text: str) -> str:
    """Return the id of the vendor that a text names, nothing for nothing.

    Raises:
        ValidationError: the register does not know it.
    """
    register = names.bench.vendors
    if not text or text in register.by_id:
        return text
    match = register.find(text)
    if match is None:
        raise forms.ValidationError(
            _("This vendor is not in the register. Take one of the list, or leave it empty.")
        )
    return match.vendor.vendor_id


def read_filter(request: WorkRequest, pseudonym: str) -> tuple[QueueFilterForm, QueueFilter]:
    """Return the form of a request and what it asks for; an invalid one asks for everything."""
    names = RegisterNames(bench=request.workbench)
    form = QueueFilterForm(names, request.GET, is_editor=_is_editor(request))
    if not form.is_valid():
        return form, QueueFilter()
    said = form.cleaned_data
    return form, QueueFilter(
        country_iso3=said["country"] or None,
        technology_code=said["technology"] or None,
        vendor_id=said["vendor"] or None,
        language=said["language"] or None,
        source_kind=SourceKind(said["source"]) if said["source"] else None,
        standing=Standing(said["standing"]) if said["standing"] else None,
        made_by=said["made_by"] or None,
        minimum_confidence=_share(said.get("surer_than")),
        maximum_confidence=_share(said.get("less_sure_than")),
        assigned_to=pseudonym if said["mine"] else None,
        order=QueueOrder(said["order"] or QueueOrder.SUREST),
    )


def filter_query(request: WorkRequest, form: type[forms.Form] = QueueFilterForm) -> str:
    """Return the filters of a request as the query of an address: none that says nothing."""
    kept = QueryDict(mutable=True)
    for name in form.base_fields:
        if name in BY_CONFIDENCE and not _is_editor(request):
            continue
        value = request.GET.get(name, "")
        if value:
            kept[name] = value
    return kept.urlencode()


def _is_editor(request: WorkRequest) -> bool:
    return account_of(request).may(Role.EDITOR)


def _share(percent: int | None) -> float | None:
    return percent / 100 if percent is not None else None
