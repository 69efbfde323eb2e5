"""The procedures by name, each loaded when it is first used: statsmodels takes a second to load."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from sousveil.findings.statistics.input_table import InputTable
    from sousveil.model.statistic import Parameters, StatisticQuery, StatisticResult

Run = Callable[["InputTable", "StatisticQuery"], "StatisticResult"]

_CHANCE = ("seed", "replicates")


@frozen(kw_only=True)
class Procedure:
    """A procedure: where it is, the parameters that it must have and those that it may have."""

    module: str
    function: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def load(self) -> Run:
        """Import it."""
        run: Run = getattr(import_module(f"sousveil.findings.{self.module}"), self.function)
        return run

    def problems(self, parameters: Parameters, in_sql: set[str]) -> list[str]:
        """Say which parameters are missing, and which neither it nor its SQL knows."""
        missing = [name for name in self.required if name not in parameters]
        known = {*self.required, *self.optional, *in_sql}
        strange = [name for name in parameters if name not in known]
        return [f"the parameter {name} is missing" for name in missing] + [
            f"neither the procedure nor its SQL knows the parameter {name}" for name in strange
        ]


PROCEDURES = {
    "difference_in_proportions": Procedure(
        module="statistics.proportions", function="difference_in_proportions", optional=_CHANCE
    ),
    "trend_over_groups": Procedure(
        module="statistics.trend", function="trend_over_groups", optional=_CHANCE
    ),
    "rank_association": Procedure(
        module="statistics.association",
        function="rank_association",
        required=("x", "y"),
        optional=_CHANCE,
    ),
    "topmost_adopters": Procedure(
        module="statistics.association",
        function="topmost_adopters",
        required=("top",),
        optional=_CHANCE,
    ),
    "logistic_regression": Procedure(
        module="statistics.logistic", function="logistic_regression", required=("focus",)
    ),
    "paired_change": Procedure(module="statistics.paired", function="paired_change"),
    "vendor_concentration": Procedure(
        module="statistics.concentration", function="vendor_concentration", optional=_CHANCE
    ),
    "vendor_network": Procedure(
        module="statistics.network", function="vendor_network", optional=_CHANCE
    ),
    "list_overlap": Procedure(module="underreporting.overlap", function="list_overlap"),
}
