"""The documents that were collected, to find the one that a claim is missing from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sousveil.pipeline.finding_documents import DocumentFilter, FoundDocument, list_documents
from sousveil.server.pages.code_names import SOURCE_KIND_NAMES, language_choices, language_name
from sousveil.server.pages.queue import read_page
from sousveil.server.pages.queue_filter import filter_query
from sousveil.server.pages.register_names import RegisterNames

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

PER_PAGE = 25


class DocumentFilterForm(forms.Form):
    """What to look for; an empty field asks for nothing."""

    words = forms.CharField(
        label=_("Words of the title or address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    country = forms.ChoiceField(label=_("Has a claim about"), required=False)

    def __init__(self, names: RegisterNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("language", language_choices()), ("country", names.countries())):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("any")), *choices]


@frozen(kw_only=True)
class _Row:
    found: FoundDocument
    source_kind: object
    language: str


@require_safe
def show_documents(request: WorkRequest) -> HttpResponse:
    """List the documents that fit, the one published last first."""
    form = DocumentFilterForm(RegisterNames(bench=request.workbench), request.GET)
    is_valid = form.is_valid()
    said: dict[str, str] = form.cleaned_data if is_valid else {}
    wanted = DocumentFilter(
        words=tuple(said.get("words", "").split()), language=said.get("language") or None
    )
    country = said.get("country") or None
    page = read_page(request)
    listed = list_documents(
        request.workbench, wanted, country_iso3=country, page=page, per_page=PER_PAGE
    )
    query = filter_query(request, DocumentFilterForm)
    context = {
        "form": form,
        "is_valid": is_valid,
        "listed": listed,
        "rows": [_row(one) for one in listed.items] if is_valid else [],
        "query": query,
        "is_filtered": bool(query),
    }
    return render(request, "coding/documents.html", context, status=200 if is_valid else 422)


def _row(found: FoundDocument) -> _Row:
    document = found.document
    return _Row(
        found=found,
        source_kind=SOURCE_KIND_NAMES[document.source_kind],
        language=language_name(document.language),
    )
