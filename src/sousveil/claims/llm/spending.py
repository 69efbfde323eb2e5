"""The ledger: tokens are reserved before a request at the most that it can take, settled after.

What is reserved and spent together never exceeds the budget, so a run stops before it.
"""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from sousveil.claims.llm.settings import Spending


@frozen(kw_only=True)
class Usage:
    """Tokens of a request: those sent and those answered."""

    tokens_in: int
    tokens_out: int

    def plus(self, other: Usage, sign: int = 1) -> Usage:
        """Return the sum, or with ``sign`` -1 the difference."""
        return Usage(
            tokens_in=self.tokens_in + sign * other.tokens_in,
            tokens_out=self.tokens_out + sign * other.tokens_out,
        )


_NOTHING = Usage(tokens_in=0, tokens_out=0)


@frozen(kw_only=True)
class Spent:
    """What was spent: ``tokens_assumed`` of the tokens the server never told, and are upper bounds.

    ``retries`` of the requests asked again what had failed.
    """

    requests: int = 0
    retries: int = 0
    usage: Usage = _NOTHING
    tokens_assumed: int = 0
    cost_usd: float | None = None


class BudgetSpent(Exception):
    """The next request could exceed the budget."""


class Ledger:
    """Accounts of one run, shared by its threads."""

    def __init__(self, spending: Spending) -> None:
        self._spending = spending
        self._changed = Condition()
        self._spent = Spent()
        self._reserved = _NOTHING
        self._under_way = 0

    @property
    def spent(self) -> Spent:
        """What was spent until now."""
        with self._changed:
            usage = self._spent.usage
            cost = self._spending.cost_usd(usage.tokens_in, usage.tokens_out)
            return evolve(self._spent, cost_usd=cost)

    def reserve(self, most: Usage) -> None:
        """Set aside the most that a request can take; wait for requests under way if need be.

        Raises:
            BudgetSpent: it does not fit into what is left.
        """
        with self._changed:
            while not self._fits(most):
                if self._under_way == 0:
                    raise BudgetSpent(self._shortage(most))
                self._changed.wait()
            self._under_way += 1
            self._reserved = self._reserved.plus(most)

    def count_retry(self) -> None:
        """Count a request that asks again."""
        with self._changed:
            self._spent = evolve(self._spent, retries=self._spent.retries + 1)

    def settle(self, most: Usage, used: Usage | None) -> None:
        """Book a request: what it used, or all that was set aside if nobody knows."""
        with self._changed:
            self._under_way -= 1
            self._reserved = self._reserved.plus(most, -1)
            booked = most if used is None else used
            assumed = 0 if used is not None else most.tokens_in + most.tokens_out
            self._spent = evolve(
                self._spent,
                requests=self._spent.requests + 1,
                usage=self._spent.usage.plus(booked),
                tokens_assumed=self._spent.tokens_assumed + assumed,
            )
            self._changed.notify_all()

    def _shortage(self, most: Usage) -> str:
        """Say what the next request could take, and what is left for it."""
        told = []
        bound = self._spending.max_tokens
        wanted, spent = (one.tokens_in + one.tokens_out for one in (most, self._spent.usage))
        if bound is not None:
            told.append(f"{wanted:,} tokens, of {bound:,} {max(0, bound - spent):,} are left")
        limit = self._spending.max_cost_usd
        dear = self._spending.cost_usd(most.tokens_in, most.tokens_out)
        paid = self._spending.cost_usd(self._spent.usage.tokens_in, self._spent.usage.tokens_out)
        if limit is not None and dear is not None and paid is not None:
            told.append(f"{dear:.4f} USD, of {limit:.4f} {max(0.0, limit - paid):.4f} are left")
        return f"the budget does not cover another request: up to {'; '.join(told)}"

    def _fits(self, most: Usage) -> bool:
        total = self._spent.usage.plus(self._reserved).plus(most)
        tokens = total.tokens_in + total.tokens_out
        if self._spending.max_tokens is not None and tokens > self._spending.max_tokens:
            return False
        cost = self._spending.cost_usd(total.tokens_in, total.tokens_out)
        limit = self._spending.max_cost_usd
        return limit is None or cost is None or cost <= limit
