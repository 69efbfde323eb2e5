from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sousveil.publication.site_paths import file_stem, web_address


@given(st.text())
def test_a_file_stem_is_safe_on_every_file_system(identifier: str) -> None:
    stem = file_stem(identifier)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", stem)
    assert stem.split(".")[0] not in {"con", "nul", "aux", "prn", "index"}


@given(st.text(), st.text())
def test_two_identifiers_of_one_kind_never_share_a_file(one: str, other: str) -> None:
    if one != other:
        assert file_stem(f"new-{one}").lower() != file_stem(f"new-{other}").lower()


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"
    for address in (
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://a b",
        "x\nhttps://a",
    ):
        assert web_address(address) is None
