"""Windows hold every sentence whole, overlap, and are never longer than they may be."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sousveil.claims.llm.windows import Window, split_windows
from sousveil.claims.text.sentences import split_sentences

SENTENCES = st.lists(
    st.sampled_from(
        ["It rained.", "The police of Lima bought nothing at all this year.", "警察。"]
    ),
    max_size=60,
)


@given(SENTENCES, st.integers(60, 300), st.integers(0, 150))
def test_every_sentence_is_whole_in_some_window(
    sentences: list[str], size: int, overlap: int
) -> None:
    text = " ".join(sentences)
    windows = split_windows(text, size=size, overlap=min(overlap, size // 2))
    for sentence in split_sentences(text):
        assert any(w.start <= sentence.start and sentence.end <= w.end for w in windows)
    assert all(w.end - w.start <= size for w in windows)
    assert all(one.start < other.start and one.end < other.end for one, other in pairwise(windows))


def test_neighbours_share_sentences_up_to_the_overlap() -> None:
    text = " ".join(f"This is sentence {n:02}." for n in range(30))
    windows = split_windows(text, size=200, overlap=50)
    for one, other in pairwise(windows):
        assert 20 <= one.end - other.start <= 50


def test_a_sentence_longer_than_a_window_has_its_own() -> None:
    text = f"Short one. {'A long one ' * 30}. Short two."
    windows = split_windows(text, size=100, overlap=20)
    assert "".join(text[w.start : w.end] for w in windows).count("A long one") >= 30


def test_a_short_text_is_one_window_and_an_empty_one_none() -> None:
    assert split_windows("It rained. It poured.", size=100, overlap=50) == (
        Window(start=0, end=21),
    )
    assert split_windows(" \n\t ", size=100, overlap=50) == ()
