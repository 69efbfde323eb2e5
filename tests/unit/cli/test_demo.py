"""The demo goes the whole way, and leaves what it says that it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from sousveil.cli.root import root

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_leaves_editions_a_site_and_data_packages(tmp_path: Path) -> None:
    target = tmp_path / "demo"
    result = CliRunner().invoke(root, ["demo", "--to", str(target)], catch_exceptions=False)
    assert result.exit_code == 0
    for line in ("Replication of aigs-2019", "Audit of aigs-2022", "Oman, Rwanda"):
        assert line in result.stdout
    for name in ("aigs-2019", "aigs-2022", "sousveil"):
        assert (target / "editions" / name / "manifest.json").is_file()
        assert list((target / "site" / "downloads" / name).glob("*.zip"))
    assert (target / "site" / "index.html").is_file()
    again = CliRunner().invoke(root, ["demo", "--to", str(target)], catch_exceptions=False)
    assert again.exit_code == 0
