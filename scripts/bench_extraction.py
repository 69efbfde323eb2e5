"""Measure the extraction of claims from an archive, beside its floor and beside the usual stack.

Run: python -m scripts.bench_extraction [--gold FILE]

The archive is made here, the same on every run: pages of 145 kB like those of news sites, in eight
languages, with 10 to 20 images, of which one in 200 states a claim; ordinary words that terms begin or
end with (police, camera, border, data) are among the text, as they are in news. All figures are of the
processor's time of one process, on which other work of the machine weighs least, except the
throughput of two processes. The usual stack is also compared by what it finds in labelled documents:
those that ours was developed on, and those of any other file of the form that evaluations read.
A target that is missed is printed as missed; nothing here fails for it.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scripts import bench_usual
from sousveil.claims.archive.extracting import Counters, extract_warc, scan_records
from sousveil.claims.archive.matching import HAS_HYPERSCAN, AhoCorasickMatcher, make_matcher
from sousveil.claims.archive.scan import PAGES_IN_PYTHON, PageScan, bundled_scan
from sousveil.claims.archive.sought import find_sought
from sousveil.claims.archive.steps import IN_PYTHON, make_steps
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
RECORDS = 1_000
CLAIM_EVERY = 200
PAGE_BYTES = 145_000
USUAL_RECORDS = 40
FLOOR_TARGET, USUAL_TARGET = 0.5, 50
_CHILD = "--child"

WORDS = {
    "en": "the of and to in a is that for it was on with as by at from this have or an be not are but "
    "they which you one all were her would there their we him been has when who will more if out "
    "so said what up its about than into them can only other new some could time these two may "
    "then do first any my now such like our over man me even most made after also did many before "
    "must through years where much your way down should because long each just state people those "
    "too mister good make world still own see men work long get here between both life being "
    "under never day same another know while last might us great old year off come since against "
    "team match season week market price company share game win coach player court minister "
    "election vote party weather rain school teacher hospital doctor road train flight hotel film "
    "music song actor show",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le "
    "ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde "
    "todo nos durante todos uno les ni contra otros ese eso ante ellos e esto antes algunos qué "
    "unos yo otro otras otra él tanto esa estos mucho partido equipo temporada semana mercado "
    "precio empresa gobierno ministro elección escuela camino tren música",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il "
    "sont la les mais ou avec son elle aux cette ses comme nous leur été fait tout même sans deux "
    "aussi bien peut ces entre encore match équipe saison semaine marché prix entreprise "
    "gouvernement ministre élection école route musique film",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum "
    "war haben nur oder aber vor zur Spiel Mannschaft Woche Markt Preis Unternehmen Regierung "
    "Minister Wahl Schule Straße Zug Musik Film Wetter",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele "
    "das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela "
    "entre era depois sem mesmo aos jogo equipe temporada semana mercado preço empresa governo "
    "ministro eleição escola estrada trem música filme",
    "ru": "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой от так "
    "о же ты все год для мочь человек один такой если только еще день другой наш время команда "
    "матч сезон неделя рынок цена компания министр выборы школа дорога поезд музыка фильм погода "
    "врач больница",
    "ar": "في من على أن إلى هذا مع كان عن لا ما هو بعد كل التي الذي قال بين أو هذه قد ذلك لم عند يوم "
    "حتى كما وقد فريق مباراة أسبوع سوق سعر شركة وزير انتخابات مدرسة طريق قطار موسيقى فيلم طقس "
    "طبيب",
    "zh": "的 一 是 在 不 了 有 和 人 这 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到 作 地 于 出 就 分 对 成 会 可 主 发 年 比赛 球队 赛季 市场 价格 "  # noqa: E501
    "公司 选举 学校 道路 火车 音乐 电影 天气 医生 医院",
}
NEAR = (
    "police", "camera", "cameras", "border", "data", "network", "city", "cities", "control", "media",
    "security", "government", "council", "smart", "video", "safety", "face", "track", "public",
    "identification",
    "monitor", "plate", "scan", "system", "technology", "digital", "customs", "president", "army",
)  # fmt: skip
NEAR_SHARE = 0.005
CLAIMS = (
    "Police in Nairobi now use facial recognition cameras in the centre, Kenya's interior ministry said.",
    "The government of Serbia has bought a facial recognition system from Huawei for Belgrade's police.",
    "Kampala police have deployed a safe city platform supplied by Huawei, Ugandan officials said.",
    "The Chicago Police Department uses predictive policing software to forecast crime.",
)
STYLE = (
    ".nav-{0}{{border:1px solid #ccc;border-collapse:collapse;color:#{0}a{0}b;margin:0 auto}} "
    "@font-face{{font-family:'f{0}';src:url(/f/{0}.woff2)}} .social-links .track-{0}:hover{{display:block}} "
)
SCRIPT = (
    "window.dataLayer=window.dataLayer||[];function t{0}(){{dataLayer.push({{'event':'page_{0}',"
    "'tracking':{{'social':true,'media':'print','control':{0}}}}});}}var monitor{0}=new Image();"
    "monitor{0}.src='/pixel.gif?id={0}&amp;p={1}';"
)


def make_script(chance: random.Random) -> str:
    """Make a piece of script, of which a third is as random as the keys in real ones."""
    return SCRIPT.format(chance.randrange(10**6), f"{chance.getrandbits(320):080x}")


def make_page(chance: random.Random, language: str, claim: str | None) -> bytes:
    """Make a page with the parts that one of a news site has, in about their shares."""
    words = WORDS[language].split()
    weights = [1 / (rank + 3) for rank in range(len(words))]

    def text(amount: int) -> str:
        picked = chance.choices(words, weights, k=amount)
        return " ".join(chance.choice(NEAR) if chance.random() < NEAR_SHARE else w for w in picked)

    paragraphs = [f'<p class="story-text">{text(60)}.</p>' for _ in range(12)]
    if claim is not None:
        paragraphs.insert(2, f"<p>{claim}</p>")
    images = [
        f'<figure><img class="lazy" src="/i/{chance.random()}.jpg?w=640&amp;h=360" srcset="/i/a.jpg 1x" '
        f'width="640" height="360" alt="{text(7)}"><figcaption>{text(9)}.</figcaption></figure>'
        for _ in range(chance.randint(10, 20))
    ]
    links = "".join(
        f'<li class="nav-item"><a class="link" href="https://example.org/{chance.random()}/x.html" '
        f'title="{text(4)}">{text(6)}</a></li>\n'
        for _ in range(120)
    )
    parts = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{text(8)}</title><style>',
        "".join(STYLE.format(chance.randrange(1000)) for _ in range(120)),
        "</style>",
        "".join(
            f"<script>{''.join(make_script(chance) for _ in range(3))}</script>\n"
            for _ in range(40)
        ),
        f"</head><body><ul>{links}</ul><article><h1>{text(9)}</h1>{''.join(paragraphs)}</article>",
        f"<aside>{''.join(images)}</aside><script>",
    )
    page = "".join(parts).encode()
    filler = "".join(make_script(chance) for _ in range(500)).encode()
    return page + filler[: max(0, PAGE_BYTES - len(page))] + b"</script></body></html>"


def write_archive(path: Path, records: int) -> None:
    """Write an archive of pages, gzipped record by record."""
    chance = random.Random(2019)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(records):
            has_claim = number % CLAIM_EVERY == CLAIM_EVERY // 2
            language = "en" if has_claim or chance.random() < 0.5 else chance.choice(list(WORDS))
            page = make_page(chance, language, chance.choice(CLAIMS) if has_claim else None)
            headers = [("Content-Type", "text/html; charset=utf-8")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://example.org/{number}",
                    "response",
                    payload=io.BytesIO(page),
                    http_headers=http,
                )
            )


def main() -> None:
    """Run every measurement and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, help="labelled documents that nothing was fitted on")
    gold = parser.parse_args().gold
    matcher = "Hyperscan" if HAS_HYPERSCAN else "Aho-Corasick (Hyperscan is not installed)"
    print(
        f"scanned with {matcher}, steps {make_steps().name}; "
        f"vocabularies: {', '.join(list_languages())}"
    )
    with tempfile.TemporaryDirectory(prefix="sousveil-bench-") as folder:
        path = Path(folder) / "bench.warc.gz"
        write_archive(path, RECORDS)
        warm_up()
        bench_floor(path)
        bench_fallback(path)
        bench_usual_stack(path, gold)
        bench_memory(path)
        bench_processes(path)


def bench_floor(path: Path) -> None:
    """Measure extraction against reading the same archive and doing nothing, in turns."""
    seconds: dict[str, list[float]] = {"floor": [], "scan": [], "ours": []}
    for _ in range(ROUNDS):
        seconds["floor"].append(timed(lambda: read_only(path)))
        seconds["scan"].append(
            timed(lambda: sum(page is not None for page in scan_records(str(path))))
        )
        seconds["ours"].append(timed(lambda: extract(path, Counters())))
    counters = Counters()
    extract(path, counters)
    floor, scan, ours = (statistics.median(seconds[name]) for name in ("floor", "scan", "ours"))
    ratio = floor / ours
    print(
        f"{counters.records:,} pages of {PAGE_BYTES:,} bytes, {counters.passed:,} passed "
        f"({counters.passed / counters.records:.2%}), {counters.with_claims:,} with claims "
        f"of {RECORDS // CLAIM_EVERY:,} that state one, {counters.failures.total():,} failed"
    )
    print(f"  fastwarc alone, doing nothing   {rate(floor)}")
    print(f"  reading and scanning            {rate(scan)}  {floor / scan:.2f} of the floor")
    print(
        f"  extraction of claims            {rate(ours)}  {ratio:.2f} of the floor  "
        f">= {FLOOR_TARGET}: {'met' if ratio >= FLOOR_TARGET else 'MISSED'}"
    )


def bench_fallback(path: Path) -> None:
    """Measure the scan where Hyperscan is not to be had, and where Numba is not."""
    sought = find_sought(map(load_vocabulary, list_languages()))
    without, usual = AhoCorasickMatcher(sought.literals), make_matcher(sought.literals)
    scans = {
        "scanning with Aho-Corasick      ": PageScan(sought, without, make_steps()),
        "scanning with steps in Python   ": PageScan(sought, usual, IN_PYTHON),
    }
    for name, scan in scans.items():
        scan.passes(b"")
        seconds = timed(lambda: count_passed(path, scan))  # noqa: B023  # called at once
        print(f"  {name}{rate(seconds)}")


def count_passed(path: Path, scan: PageScan) -> int:
    """Scan an archive; return how many of its pages pass."""
    return sum(page is not None for page in scan_records(str(path), scan=scan))


def bench_usual_stack(path: Path, gold: Path | None) -> None:
    """Measure what a user would write: its speed, and what it finds in labelled documents."""
    if not bench_usual.is_installed():
        print(bench_usual.MISSING)
        return
    model = bench_usual.load_model()
    usual = timed(lambda: bench_usual.run_usual_stack(path, model, USUAL_RECORDS)) / USUAL_RECORDS
    ours = timed(lambda: extract(path, Counters())) / RECORDS
    ratio = usual / ours
    print(
        f"  usual stack, {USUAL_RECORDS} pages           {1 / usual:,.1f} documents/s; ours is "
        f"{ratio:,.0f} times faster  >= {USUAL_TARGET}: {'met' if ratio >= USUAL_TARGET else 'MISSED'}"
    )
    compared = {
        "the development set, which ours was developed and fitted on": bench_usual.DEVELOPMENT
    }
    if gold is not None:
        compared[f"{gold.name}, given by hand"] = gold
    for name, file in compared.items():
        print(f"  countries and technologies in English documents of {name}:")
        for line in bench_usual.compare_scores(file, model):
            print(line)


def bench_memory(path: Path) -> None:
    """Measure the peak memory of a process that reads the archive once, and five times."""
    once, often = (int(run_child(path, times)[1]) // 1024 for times in (1, 5))
    print(
        f"  peak memory                     {once:,} MiB after one reading, {often:,} MiB after five"
    )


def bench_processes(path: Path) -> None:
    """Measure two processes at once against one, by the clock; each reads the archive five times."""
    one = float(run_child(path, 5)[0])
    started = [start_child(path, 5) for _ in range(2)]
    two = max(float(finish_child(child)[0]) for child in started)
    print(f"  two processes at once           {2 * one / two:.2f} times one, by the clock")


def read_only(path: Path) -> None:
    """Read every response of an archive and do nothing with it."""
    count = 0
    for record in ArchiveIterator(path, record_types=WarcRecordType.response):
        count += len(record.reader.read()) > 0
    if count != RECORDS:
        raise SystemExit(f"{count:,} records were read of {RECORDS:,}")


def extract(path: Path, counters: Counters) -> None:
    """Extract the claims of an archive."""
    for _ in extract_warc(str(path), RulesExtractor(), counters=counters):
        pass


def start_child(path: Path, times: int) -> subprocess.Popen[str]:
    """Start a process that reads the archive so often and tells its time and memory."""
    command = [sys.executable, "-m", "scripts.bench_extraction", _CHILD, str(path), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish_child(child: subprocess.Popen[str]) -> list[str]:
    """Return what a process tells at its end."""
    output, _ = child.communicate()
    if child.returncode:
        raise SystemExit(f"a process ended with {child.returncode}")
    return output.split()


def run_child(path: Path, times: int) -> list[str]:
    """Run such a process to its end."""
    return finish_child(start_child(path, times))


def be_child(path: Path, times: int) -> None:
    """Read the archive so often; print the seconds by the clock and the peak memory in KiB."""
    warm_up()
    started = time.monotonic()
    for _ in range(times):
        extract(path, Counters())
    print(time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def warm_up() -> None:
    """Scan as many pages as it takes until the compiled steps are loaded."""
    for _ in range(PAGES_IN_PYTHON + 1):
        bundled_scan().passes(b"")


def timed(work: Callable[[], object]) -> float:
    """Return the processor's time, on which other work of the machine weighs least."""
    started = time.process_time()
    work()
    return time.process_time() - started


def rate(seconds: float) -> str:
    """Write the documents and bytes a second and core."""
    megabytes = RECORDS * PAGE_BYTES / 1e6
    return f"{RECORDS / seconds:6,.0f} documents/s {megabytes / seconds:5,.0f} MB/s"


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        be_child(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
