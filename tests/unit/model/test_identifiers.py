"""The same content has the same name everywhere."""

from __future__ import annotations

import pytest

from sousveil.model.identifiers import canonical_json, content_id, sha256_of


def test_equal_values_have_one_text() -> None:
    assert canonical_json({"b": [1, None, True], "a": "é\n"}) == '{"a":"é\\n","b":[1,null,true]}'
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        canonical_json(value)


def test_a_hash_is_sha256() -> None:
    assert sha256_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_an_id_says_what_it_names() -> None:
    assert content_id("clm", {}) == "clm_44136fa355b3678a1146ad16f7e8649e"
    assert content_id("doc", {}).startswith("doc_44136fa3")
    assert content_id("clm", {"a": 1}) != content_id("clm", {"a": "1"})
