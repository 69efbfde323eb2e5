"""List orders: the orders in which someone may have had the countries when pasting values.

Which list a table was made from is not published, and a country stands elsewhere in it under
another name: Burma long before Myanmar. So several orders are tried; the shift check pays
for each of them by its correction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.audit.numeric_table import NumericTable
    from sousveil.editions.audit.observation import RowKey
    from sousveil.model.country import CountryRegister

NAMES_TRIED = 4


@frozen(kw_only=True)
class ListOrder:
    """An order of units; ``name`` says what it is, for the report."""

    name: str
    units: tuple[str, ...]


def list_orders(
    reference: NumericTable, countries: CountryRegister, published: Iterable[RowKey]
) -> tuple[ListOrder, ...]:
    """Return the orders to try: by each of the names, by code, and as the table is printed.

    The order by the n-th alias takes a country that has fewer under its name. Names are
    compared without regard to case, as spreadsheets sort them.
    """
    units = [key.unit for key in reference.keys]
    names = {
        unit: (country.name, *country.aliases)
        for unit in units
        if (country := countries.by_iso3.get(unit)) is not None
    }
    orders = []
    for n in range(NAMES_TRIED):
        title = "list by name" if n == 0 else f"list by name, alias {n} where there is one"
        named = sorted((_nth_name(names.get(unit, (unit,)), n).casefold(), unit) for unit in units)
        orders.append(ListOrder(name=title, units=tuple(unit for _, unit in named)))
    orders.append(ListOrder(name="list by code", units=tuple(sorted(units))))
    orders.append(
        ListOrder(name="rows as printed", units=tuple(dict.fromkeys(key.unit for key in published)))
    )
    return tuple(orders)


def _nth_name(names: tuple[str, ...], n: int) -> str:
    return names[n] if n < len(names) else names[0]
