"""Measure reading beside the main-text library alone, and isolation beside a plain loop.

Run: python -m scripts.bench_reading

The pages are synthetic, the same on every run: 130 kB of which a tenth is the article, as
on the web. Both sides read every page several times in turn, and the best time counts, so
that a busy machine costs both the same.
"""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING

import trafilatura

from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.sources.reading.read import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.reading import ReadResult

PAGES = 200
ROUNDS = 5
TARGET = 0.9
TEXT = (
    "police camera city face recognition ministry tender contract supplier station border "
    "software system officials said pilot programme budget million court privacy rights group "
    "report minister network"
)
WORDS = TEXT.split()


def main() -> None:
    """Print a line for each measurement."""
    print(bench_reading())
    print(bench_isolation())


def bench_reading() -> str:
    """Read the pages with ``read_snapshot`` and with trafilatura alone, metadata left out."""
    pages = [make_page(number) for number in range(PAGES)]
    sides: list[Callable[[bytes], object]] = [_read, partial(trafilatura.extract, fast=True)]
    best = [[float("inf")] * PAGES for _ in sides]
    order = random.Random(2022)
    for _ in range(ROUNDS):
        for number, page in enumerate(pages):
            for side in order.sample(range(len(sides)), len(sides)):
                best[side][number] = min(best[side][number], _seconds(sides[side], page))
    ours, alone = (PAGES / sum(times) for times in best)
    verdict = "met" if ours / alone >= TARGET else "MISSED"
    return (
        f"reading: {ours:,.0f} pages/s, trafilatura alone {alone:,.0f}, "
        f"ratio {ours / alone:.2f} (target >= {TARGET}: {verdict})"
    )


def bench_isolation() -> str:
    """Read the pages in this process and in one isolated worker, whose start counts."""
    items = [(number, make_page(number)) for number in range(PAGES)] * ROUNDS
    started = time.perf_counter()
    for _, page in items:
        _read(page)
    plain = len(items) / (time.perf_counter() - started)
    started = time.perf_counter()
    results = map_isolated(_read, items, workers=1, timeout_seconds=60, memory_bytes=1024**3)
    crashes = sum(isinstance(result, Crash) for _, result in results)
    isolated = len(items) / (time.perf_counter() - started)
    return (
        f"isolation: {isolated:,.0f} pages/s in one worker, {plain:,.0f} in this process, "
        f"ratio {isolated / plain:.2f}, {crashes} crashes"
    )


def make_page(number: int) -> bytes:
    """Make a news page: navigation, an article, teasers and scripts."""
    chance = random.Random(number)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(8, 25))).capitalize() + "."

    def paragraph() -> str:
        text = " ".join(sentence() for _ in range(chance.randint(2, 6)))
        return f'<p>{text} <a href="/{chance.random()}">{sentence()}</a></p>\n'

    article = "".join(paragraph() for _ in range(chance.randint(10, 40)))
    menu = "".join(
        f'<li class="menu-item menu-item-{entry}"><a href="/section/{entry}">'
        f'<span class="label">{chance.choice(WORDS)}</span></a></li>'
        for entry in range(150)
    )
    teasers = "".join(
        f'<div class="card teaser"><div class="img"><img src="/i/{entry}.jpg" alt=""></div>'
        f'<h3><a href="/s/{entry}">{sentence()}</a></h3><span class="time">2 h</span></div>'
        for entry in range(60)
    )
    script = f"<script>var a={list(range(6_000))}</script>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{sentence()}</title>'
        '<meta property="og:site_name" content="Courier">'
        '<meta property="article:published_time" content="2021-03-04T08:00:00Z">'
        f"{script}</head><body><header><nav><ul>{menu}</ul></nav></header><main><article>"
        f"<h1>{sentence()}</h1>{article}</article></main><aside>{teasers}</aside>"
        f"<footer>{menu}</footer>{script}</body></html>"
    ).encode()


def _read(page: bytes) -> ReadResult:
    return read_snapshot(page, media_type="text/html", name="bench.html", http_charset="utf-8")


def _seconds(work: Callable[..., object], argument: object) -> float:
    """Measure the processor's time, which other programs lengthen less than the clock's."""
    started = time.process_time()
    work(argument)
    return time.process_time() - started


if __name__ == "__main__":
    main()
