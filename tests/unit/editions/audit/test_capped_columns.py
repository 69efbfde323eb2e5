from __future__ import annotations

from collections.abc import Callable, Sequence

from sousveil.editions.audit.capped_columns import check_capped_columns
from sousveil.editions.audit.observation import Confidence, RowKey
from sousveil.editions.audit.plan import ValueList
from sousveil.model.published_table import PublishedTable

Publish = Callable[..., PublishedTable]
Key = Callable[[PublishedTable], dict[int, RowKey]]

GROUP = ValueList(columns=("v1", "v2", "v3", "v4"))


def _rows(lengths: Sequence[int]) -> list[dict[str, str | None]]:
    """Rows with so many of the columns v1 to v4 filled, and what is over in X."""
    return [
        {"country": f"C{i}"}
        | {f"v{k}": f"vendor {k}" if k <= n else None for k in range(1, 5)}
        | {"X": "one more" if n > 4 else None}
        for i, n in enumerate(lengths)
    ]


def test_lists_of_falling_length_are_not_capped(publish: Publish, key: Key) -> None:
    table = publish(_rows([1] * 40 + [2] * 20 + [3] * 10 + [4] * 5 + [0] * 7))
    assert check_capped_columns(table, key(table), GROUP) == ()


def test_a_row_that_goes_on_past_the_last_title_proves_the_cap(publish: Publish, key: Key) -> None:
    table = publish(_rows([1] * 10 + [2] * 5 + [4, 5]), untitled=["X"])
    (observation,) = check_capped_columns(table, key(table), GROUP)
    assert observation.confidence is Confidence.CERTAIN
    assert [(row.row, row.note) for row in observation.rows] == [
        (17, ""),
        (18, "goes on: one more"),
    ]


def test_too_many_full_rows_make_a_cap_likely(publish: Publish, key: Key) -> None:
    table = publish(_rows([1] * 20 + [2] * 10 + [3] * 5 + [4] * 25))
    (observation,) = check_capped_columns(table, key(table), GROUP)
    assert observation.confidence is Confidence.INFERRED
    assert len(observation.rows) == 25


def test_a_list_that_cannot_overflow_its_columns_is_not_checked(publish: Publish, key: Key) -> None:
    table = publish(_rows([4] * 30))
    assert check_capped_columns(table, key(table), ValueList(columns=("v1", "v2"))) == ()


def test_rows_that_are_all_full_give_no_measure_of_a_cap(publish: Publish, key: Key) -> None:
    table = publish(_rows([4] * 30))
    assert check_capped_columns(table, key(table), GROUP) == ()
