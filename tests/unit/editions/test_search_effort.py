from __future__ import annotations

from sousveil.editions.search_effort import (
    covered_by,
    from_row,
    hash_search_effort,
    say_nothing_found,
    select_runs,
    to_row,
)
from sousveil.editions.tables import SEARCH_EFFORT
from sousveil.model.collection import FinishedRun, SearchEffort
from sousveil.store.registers import load_codebook


def make_run(number: int = 1, documents: int = 1, **effort: object) -> FinishedRun:
    return FinishedRun(
        run_id=f"run_{number}",
        channel_kind="folder",
        channel_name="reports",
        effort=SearchEffort(**effort),  # type: ignore[arg-type]
        documents_read=documents,
        finished_at=f"2026-01-0{number}T00:00:00Z",
    )


def test_the_sentence_sums_documents_and_joins_languages_over_the_runs_of_a_country() -> None:
    runs = [
        make_run(1, 400, languages=("pt",), countries=("BRA",)),
        make_run(2, 12, languages=("es", "pt"), countries=("BRA", "URY")),
        make_run(3, 999, languages=("en",), countries=("KEN",)),
        make_run(4, 999, languages=("fr",)),
    ]
    assert say_nothing_found("BRA", runs) == "searched in es, pt; 412 documents; nothing found"
    assert say_nothing_found("URY", runs) == "searched in es, pt; 12 documents; nothing found"
    assert say_nothing_found("UGA", runs) == "not searched"


def test_the_sentence_says_where_a_language_was_not_recorded() -> None:
    silent = make_run(1, 1, countries=("KEN",))
    spoken = make_run(2, 2000, languages=("sw",), countries=("KEN",))
    assert (
        say_nothing_found("KEN", [silent])
        == "searched in a language not recorded; 1 document; nothing found"
    )
    assert (
        say_nothing_found("KEN", [silent, spoken])
        == "searched in sw, a language not recorded; 2,001 documents; nothing found"
    )


def test_a_run_that_read_nothing_is_no_search_and_adds_no_language_to_the_sentence() -> None:
    empty = make_run(1, 0, languages=("en",), countries=("KEN",))
    read = make_run(2, 5, languages=("sw",), countries=("KEN",))
    assert say_nothing_found("KEN", [empty]) == "not searched"
    assert say_nothing_found("KEN", [empty, read]) == "searched in sw; 5 documents; nothing found"
    assert covered_by([empty]) == frozenset()
    assert covered_by([empty, read]) == {"KEN"}


def test_a_row_of_the_table_gives_the_run_back() -> None:
    run = make_run(
        query="cameras; 'faces'",
        outlet="The Example",
        languages=("en", "sw"),
        countries=("KEN", "UGA"),
        from_date="2025-01-01",
        to_date="2025-12-31",
    )
    assert from_row(dict(zip(SEARCH_EFFORT.column_names, to_row(run), strict=True))) == run
    bare = make_run()
    assert from_row(dict(zip(SEARCH_EFFORT.column_names, to_row(bare), strict=True))) == bare


def test_an_edition_of_an_imported_table_tells_of_no_run_and_any_other_of_all_in_order() -> None:
    runs = [make_run(2), make_run(1)]
    assert select_runs(runs, load_codebook("aigs-2019")) == ()
    assert [run.run_id for run in select_runs(runs, load_codebook("sousveil"))] == [
        "run_1",
        "run_2",
    ]


def test_the_hash_changes_with_anything_that_a_run_says() -> None:
    runs = [make_run(), make_run(documents=2), make_run(query="q"), make_run(languages=("en",))]
    assert len({hash_search_effort([run]) for run in runs} | {hash_search_effort([])}) == 5
