from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.editions.audit.list_order import list_orders
from sousveil.model.country import Country, CountryRegister

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.audit.numeric_table import NumericTable


def test_a_country_is_tried_under_each_of_its_names(number: Callable[..., NumericTable]) -> None:
    countries: Any = [
        Country(country_iso3="ZZB", name="bravo", region_code="AF"),
        Country(country_iso3="MMR", name="Burma", aliases=("Myanmar",), region_code="EAP"),
        Country(country_iso3="AAC", name="Charlie", region_code="AF"),
    ]
    register = CountryRegister(countries=countries)
    reference = number(["MMR", "ZZB", "AAC", "XXX"], n=[1, 2, 3, 4])
    printed = number(["AAC", "ZZB"], n=[1, 2])
    orders = list_orders(reference, register, printed.keys)
    assert [order.units for order in orders] == [
        ("ZZB", "MMR", "AAC", "XXX"),
        ("ZZB", "AAC", "MMR", "XXX"),
        ("ZZB", "MMR", "AAC", "XXX"),
        ("ZZB", "MMR", "AAC", "XXX"),
        ("AAC", "MMR", "XXX", "ZZB"),
        ("AAC", "ZZB"),
    ]
    assert orders[0].name == "list by name"
    assert orders[1].name.startswith("list by name, alias 1")
