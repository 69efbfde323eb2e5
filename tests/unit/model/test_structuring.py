"""YAML becomes values strictly: every mistake is reported with its line and column."""

from __future__ import annotations

import pytest
from attrs import field, frozen

from sousveil.errors import BadInput, InvalidData
from sousveil.model.claim import ClaimStatus
from sousveil.model.structuring import structure, structure_record


@frozen(kw_only=True)
class Part:
    """A nested value."""

    name: str
    is_good: bool = True


@frozen(kw_only=True)
class Whole:
    """A value with a field of every sort that the project's YAML has."""

    title: str
    number: int = 0
    share: float = 0.0
    note: str | None = None
    status: ClaimStatus = ClaimStatus.DEPLOYED
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    part: Part | None = None
    names: dict[str, str] = field(factory=dict)
    parameters: dict[str, str | int | float] = field(factory=dict)

    def problems(self) -> list[str]:
        return ["title: must not be 'wrong'", "and more"] if self.title == "wrong" else []


def read(text: str) -> Whole:
    return structure(text, Whole, where="w.yaml")


def test_a_whole_value_is_read() -> None:
    text = """
        title: Überwachung
        number: -3
        share: 1
        note: null
        status: planned
        words: [a, "1", "yes"]
        parts: [{name: p, is_good: false}, {name: q}]
        part: {name: r}
        names: {a b: c}
        parameters: {a: x, b: 1, c: 1.5}
    """
    assert read(text) == Whole(
        title="Überwachung",
        number=-3,
        share=1.0,
        status=ClaimStatus.PLANNED,
        words=("a", "1", "yes"),
        parts=(Part(name="p", is_good=False), Part(name="q")),
        part=Part(name="r"),
        names={"a b": "c"},
        parameters={"a": "x", "b": 1, "c": 1.5},
    )


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("note: 1", "2:7 note", "expected str"),
        ("note: yes", "2:7 note", "expected str"),
        ("note: 2020-01-01", "2:7 note", "expected str"),
        ("note: [a]", "2:7 note", "expected str"),
        ('number: "1"', "2:9 number", "expected int"),
        ("number: 1.5", "2:9 number", "expected int"),
        ("number: true", "2:9 number", "expected int"),
        ("number: null", "2:9 number", "expected int"),
        ('share: "1"', "2:8 share", "expected float"),
        ("share: true", "2:8 share", "expected float"),
        ("status: rumoured", "2:9 status", "expected ClaimStatus"),
        ("status: 1", "2:9 status", "expected ClaimStatus"),
        ("words: a", "2:8 words", "expected tuple"),
        ("words: {a: b}", "2:8 words", "expected tuple"),
        ("words: [a, 2]", "2:12 words[1]", "expected str"),
        ("parts: [{name: a}, {}]", "2:20 parts[1].name", "required field missing"),
        ('parts: [{name: a, is_good: "no"}]', "2:28 parts[0].is_good", "expected bool"),
        ("part: {nam: a}", "2:7 part", "extra fields found (nam)"),
        ("part: a", "2:7 part", "Part | None"),
        ("part: [a]", "2:7 part", "Part | None"),
        ("names: {a: 1}", "2:12 names['a']", "expected str"),
        ("names: [a]", "2:8 names", "expected a mapping"),
        ("parameters: {a: [1]}", "2:17 parameters['a']", ""),
        ("parameters: {a: true}", "2:17 parameters['a']", ""),
        ("colour: red", "1:1 document", "extra fields found (colour)"),
    ],
)
def test_each_mistake_is_reported_where_it_is(line: str, place: str, reason: str) -> None:
    with pytest.raises(InvalidData) as caught:
        read(f"title: t\n{line}\n")
    messages = [problem for problem in caught.value.problems if problem.startswith(f"{place}: ")]
    assert messages, caught.value.problems
    assert any(reason in message for message in messages), messages
    assert caught.value.where == "w.yaml"


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(InvalidData) as caught:
        read("number: a\nshare: b\nwords: [1, a, 2]\nparts: [{}]\ncolour: red\n")
    assert len(caught.value.problems) == 7
    assert str(caught.value).count("\n  ") == 8


def test_a_value_is_asked_for_its_own_problems() -> None:
    with pytest.raises(InvalidData) as caught:
        read("title: wrong")
    assert caught.value.problems == ("title: must not be 'wrong'", "and more")


@pytest.mark.parametrize("text", ["", "# remark", "[title]", "title", "3", "null"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a list of fields with their values") as caught:
        read(text)
    assert caught.value.where == "w.yaml"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: [a", "w.yaml:1:10"),
        ("title: a\n  b: c", "w.yaml:2:4"),
        ("a: 1\n---\nb: 2", "w.yaml:2:1"),
        ("title: !!python/name:os.system", "w.yaml:1:8"),
        ("title: *nobody", "w.yaml:1:8"),
        ("title: 2020-13-45", "w.yaml"),
        ("title: \x07", "w.yaml"),
        ("[" * 1500, "w.yaml"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(BadInput, match="not readable as YAML") as caught:
        read(text)
    assert caught.value.where == place
    assert caught.value.next_step == "correct w.yaml"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: a\nnote: b\ntitle: c", "3:1 title: stands twice"),
        ("title: a\nparts: [{name: a, name: b}]", "2:19 name: stands twice"),
        ("title: a\n1: b", "2:1 the key '1' is not text: put it in quotes"),
        ("title: a\nnames: {yes: b}", "2:9 the key 'yes' is not text: put it in quotes"),
        ("title: a\n? [b]\n: c", "not readable as YAML: found unhashable key"),
    ],
)
def test_keys_are_texts_and_stand_once(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert caught.value.what == problem


def test_anchors_may_be_used_again() -> None:
    text = "title: t\npart: &p {name: a}\nparts: [*p, *p, {<<: *p, is_good: false}]"
    a = Part(name="a")
    assert read(text).parts == (a, a, Part(name="a", is_good=False))


def test_a_value_that_contains_itself_is_refused() -> None:
    with pytest.raises(BadInput):
        read("title: t\nparts: &p [*p]")


def test_plain_values_are_read_as_strictly_as_yaml() -> None:
    assert structure_record({"title": "t", "words": ["a"]}, Whole) == Whole(title="t", words=("a",))
    with pytest.raises(InvalidData) as caught:
        structure_record({"unknown": 1, "words": "ab", "parts": [{"name": 3}]}, Whole)
    assert sorted(caught.value.problems) == [
        "extra fields found (unknown)",
        "parts[0].name: invalid value for type, expected str",
        "title: required field missing",
        "words: invalid value for type, expected tuple",
    ]
