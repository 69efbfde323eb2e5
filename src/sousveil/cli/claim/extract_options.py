"""The options of ``sousveil claim extract`` as one value, and which of them go together."""

from __future__ import annotations

import os
from pathlib import Path

import click
from attrs import field, frozen


def _count_workers(given: int | None) -> int:
    return given or os.cpu_count() or 1


@frozen(kw_only=True)
class ExtractOptions:
    """What is asked for; the names are those of the command's parameters."""

    folder: Path | None
    archives: tuple[str, ...]
    base: str | None
    allowed_hosts: tuple[str, ...]
    file: Path | None
    output: str | None
    cluster: str | None
    extractor: str
    max_cost: float | None
    max_tokens: int | None
    minimum: float | None
    workers: int = field(converter=_count_workers)
    output_format: str | None

    def check(self) -> None:
        """See to it that the options go together.

        Raises:
            click.UsageError: two do not; the message says which and what to do.
        """
        for is_wrong, message in (
            (self.folder and self.archives, "give --from or --warc, not both"),
            (
                not self.archives and (self.output or self.base or self.allowed_hosts),
                "--to, --base and --allow-host go with --warc",
            ),
            (
                self.cluster and not self.output,
                "--cluster goes with --to, a folder for its results",
            ),
            (
                self.output and (self.file or self.output_format or self.minimum is not None),
                "--to writes every proposal, as Parquet: leave out --output, --format and --minimum",
            ),
            (
                self.output and self.extractor == "llm",
                "--to does not go with --extractor llm, whose budget processes cannot share",
            ),
            (
                self.file and self.output_format,
                "the name of the --output file says the format: leave out --format",
            ),
            (
                not self.searches_files and (self.file or self.minimum is not None),
                "--output and --minimum go with --from or --warc; see also `sousveil claim list --minimum`",
            ),
        ):
            if is_wrong:
                raise click.UsageError(message)

    @property
    def searches_files(self) -> bool:
        """Whether files are searched, and nothing is stored in the workspace."""
        return self.folder is not None or bool(self.archives)
