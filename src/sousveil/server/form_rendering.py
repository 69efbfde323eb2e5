"""How forms are written: as Django writes them, but lists of choices in one go.

A form that offers every country has hundreds of options, and Django fills in two templates
for each: most of what a claim's page cost.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

_SELECT = "django/forms/widgets/select.html"


class ChoicesInOneGo(DjangoTemplates):
    """Django's own renderer, apart from lists of choices."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """Write what a template of Django's would."""
        if template_name == _SELECT:
            # Every name, value and label that goes in is escaped below.
            return mark_safe("".join(_write_select(context["widget"])))  # noqa: S308
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  # Django's


def _write_select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>'
    for name, options, _index in widget["optgroups"]:
        if name:
            yield f'\n  <optgroup label="{_escaped(name)}">'
        for option in options:
            value = f'value="{_escaped(option["value"])}"{_attributes(option["attrs"])}'
            yield f"\n  <option {value}>{_escaped(option['label'])}</option>\n"
        if name:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    """Return attributes as HTML has them: True stands for the name alone, False for nothing."""
    written = (
        f" {_escaped(name)}" + ("" if value is True else f'="{_escaped(value)}"')
        for name, value in attributes.items()
        if value is not False
    )
    return "".join(written)


def _escaped(value: Any) -> str:
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)
