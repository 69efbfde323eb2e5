"""Work, the partitions of its inputs, and what became of each of them.

A partition is named by its content: the same work on the same inputs has the same name, so
that what is finished is known by name alone, and nothing is written under two names.
"""

from __future__ import annotations

import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Mapping  # attrs reads them
from itertools import chain
from typing import TYPE_CHECKING, Any

from attrs import asdict, field, frozen
from attrs.validators import matches_re, min_len

from sousveil.engine.columns import Column
from sousveil.engine.process import Limits
from sousveil.errors import BadInput
from sousveil.model.identifiers import canonical_bytes, content_id

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 5


@frozen(kw_only=True)
class Work:
    """What is done with every document of every input.

    ``read`` gives the documents of an input as (name, document), always in the same order. An
    OSError that it raises, or an error caused by one, means that the input cannot be had for
    the moment; any other that the input is damaged, and is kept up to there.
    ``apply`` gives the rows of a document: mappings with exactly the ``columns``. Both are
    pure and importable by name. ``version`` says all that rows depend on beside the input:
    extractor, vocabularies, parameters.
    """

    name: str = field(validator=matches_re(r"[a-z][a-z0-9_.-]{0,99}"))
    version: str
    columns: tuple[Column, ...] = field(validator=min_len(1))
    read: Callable[[str], Iterable[tuple[str, Any]]]
    apply: Callable[[Any], Iterable[Mapping[str, Any]]]


@frozen(kw_only=True)
class Partition:
    """Some inputs, such as paths of WARC files, that are worked on in one go."""

    partition_id: str
    inputs: tuple[str, ...]


@frozen(kw_only=True)
class Task:
    """A partition on its way to a worker, with all that the worker needs."""

    partition: Partition
    work: bytes
    columns: tuple[Column, ...]
    output: str
    limits: Limits
    retries: int
    version: str


@frozen(kw_only=True)
class Problem:
    """A document that gave no rows, or an input that could not be read to its end.

    ``document`` is None for an input.
    """

    input: str
    document: str | None
    reason: str


@frozen(kw_only=True)
class Receipt:
    """A finished partition: its rows are stored, and this is what was searched for them."""

    partition_id: str
    inputs: tuple[str, ...]
    documents: int
    rows: int
    problems: tuple[Problem, ...]

    def to_bytes(self) -> bytes:
        """Write it as JSON."""
        return canonical_bytes(asdict(self)) + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Receipt:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: this is no receipt.
        """
        try:
            value = json.loads(data)
            value["inputs"] = tuple(value["inputs"])
            value["problems"] = tuple(Problem(**problem) for problem in value["problems"])
            return cls(**value)
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a receipt: {error}") from error


@frozen(kw_only=True)
class Failure:
    """A partition that is not finished: nothing of it is stored, and another run tries it again."""

    partition_id: str
    inputs: tuple[str, ...]
    reason: str


def divide(inputs: Iterable[str], *, per_partition: int = 1) -> list[tuple[str, ...]]:
    """Divide inputs, in whatever order they come, into partitions of so many.

    >>> divide(["c.warc.gz", "a.warc.gz", "b.warc.gz"], per_partition=2)
    [('a.warc.gz', 'b.warc.gz'), ('c.warc.gz',)]
    """
    ordered = sorted(inputs)
    return [
        tuple(ordered[start : start + per_partition])
        for start in range(0, len(ordered), per_partition)
    ]


def name_partitions(work: Work, partitions: Iterable[Sequence[str]]) -> tuple[Partition, ...]:
    """Give every partition the name that work and inputs make.

    Raises:
        BadInput: an input is in two partitions, or twice in one: its rows would be doubled.
    """
    whole = [tuple(inputs) for inputs in partitions]
    doubled = [name for name, count in Counter(chain.from_iterable(whole)).items() if count > 1]
    if doubled:
        raise BadInput(
            f"{len(doubled)} inputs are given twice: {', '.join(sorted(doubled)[:SHOWN])}",
            where=work.name,
            next_step="give every input once",
        )
    columns = [[column.name, column.kind.value] for column in work.columns]
    return tuple(
        Partition(
            partition_id=content_id("prt", [work.name, work.version, columns, inputs]),
            inputs=inputs,
        )
        for inputs in whole
        if inputs
    )


def pack_work(work: Work) -> bytes:
    """Make the bytes that bring work to another process.

    Raises:
        BadInput: a function is not importable by name there.
    """
    for function in (work.read, work.apply):
        inner = getattr(function, "func", function)  # of functools.partial
        if getattr(inner, "__module__", None) == "__main__":
            raise _not_importable(work, f"{inner!r} is in the script that is run")
    try:
        return pickle.dumps(work)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise _not_importable(work, str(error)) from error


def _not_importable(work: Work, why: str) -> BadInput:
    return BadInput(
        f"the work cannot be sent to a worker: {why}",
        where=work.name,
        next_step="use functions of a module that workers can import, and plain parameters",
    )
