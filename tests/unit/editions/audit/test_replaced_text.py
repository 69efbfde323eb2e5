from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.editions.audit.plan import TextColumns
from sousveil.editions.audit.replaced_text import (
    check_replaced_text,
    infer_damage,
    infer_repairs,
)
from sousveil.model.published_table import Damage, PublishedTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.audit.observation import RowKey

COUNTRIES = (
    "Canada", "France", "Iran", "Iraq", "Japan", "Kenya", "New Zealand", "South Korea",
    "Sweden", "Switzerland", "Uganda", "United Kingdom", "United States",
    "United States of America", "East Timor",
)  # fmt: skip
VENDORS = (
    "AnyVision", "BrainChip", "BriefCam", "CloudWalk", "CrowdOptic", "FaceFirst", "InfiNet",
    "Infinova", "NtechLab", "PredPol", "SenseTime", "iOmniscient",
)  # fmt: skip


def test_expanded_abbreviations_are_inferred_from_single_cells() -> None:
    cells = [
        "UnitElectoral Democracy States of AmeriClosed Autocracy",
        "SwElectoral Democracyen",
        "South KorElectoral Autocracy",
        "Japan",
    ]
    assert infer_damage(cells, COUNTRIES) == (
        Damage(original="ca", replacement="Closed Autocracy"),
        Damage(original="ea", replacement="Electoral Autocracy"),
        Damage(original="ed", replacement="Electoral Democracy"),
    )
    assert [repair.word for repair in infer_repairs(cells, COUNTRIES)] == [
        "United States of America",
        "Sweden",
        "South Korea",
    ]


def test_any_replacement_is_inferred_where_two_cells_agree() -> None:
    cells = ["UgLarge Ordersda", "FrLarge Ordersce", "IrLarge Orders"]
    assert infer_damage(cells, COUNTRIES) == (Damage(original="an", replacement="Large Orders"),)
    assert [r.word for r in infer_repairs(cells, COUNTRIES)] == ["Uganda", "France", "Iran"]


def test_a_phrase_right_after_the_capital_of_a_name_is_found() -> None:
    cells = ["BQuick Orderzil", "FQuick Ordernce", "IQuick Ordern", "IBM"]
    assert infer_damage(cells, ["Brazil", "France", "Iran"]) == (
        Damage(original="ra", replacement="Quick Order"),
    )


def test_one_cell_alone_proves_no_replacement() -> None:
    assert infer_damage(["UgLarge Ordersda"], COUNTRIES) == ()


def test_a_phrase_at_the_start_of_a_word_is_found_once_the_damage_is_known() -> None:
    cells = ["South KorElectoral Autocracy", "Electoral Autocracyst Timor"]
    assert [r.word for r in infer_repairs(cells, COUNTRIES)] == ["South Korea", "East Timor"]


@pytest.mark.parametrize("missing", VENDORS)
def test_names_with_capitals_inside_raise_no_alarm_when_unknown(missing: str) -> None:
    known = [name for name in VENDORS if name != missing]
    assert infer_damage(VENDORS, known) == ()


def test_names_with_capitals_inside_are_not_taken_for_countries() -> None:
    assert infer_damage(VENDORS, COUNTRIES) == ()


def test_a_cell_in_the_vocabulary_but_for_case_is_sound() -> None:
    assert infer_damage(["SWEDEN", "uganda", "McDonald Islands"], COUNTRIES) == ()


def test_every_damaged_text_is_reported_with_its_row_and_word(
    publish: Callable[..., PublishedTable],
    key: Callable[[PublishedTable], dict[int, RowKey]],
) -> None:
    table = publish(
        [
            {"country": "Japan", "others": None},
            {"country": "Kenya", "others": "Japan, SwElectoral Democracyen, Kenya"},
            {"country": "SwElectoral Democracyen", "others": "Japan"},
        ]
    )
    texts = TextColumns(columns=("country", "others"), separator=",")
    (observation,) = check_replaced_text(table, key(table), texts, COUNTRIES)
    assert [(r.row, r.column, r.found, r.expected) for r in observation.rows] == [
        (3, "others", "SwElectoral Democracyen", "Sweden"),
        (4, "country", "SwElectoral Democracyen", "Sweden"),
    ]
    assert "'ed' by 'Electoral Democracy'" in observation.summary
