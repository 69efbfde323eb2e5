from __future__ import annotations

import gc
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from sousveil.data import read_bundled
from sousveil.editions.freezing import Rules, Told, freeze_edition
from sousveil.editions.manifest import MANIFEST_FILE
from sousveil.editions.opening import open_edition
from sousveil.editions.tables import TABLES
from sousveil.errors import BadInput, EditionCorrupt
from sousveil.model.claim import Claim, Financing, FinancingKind
from sousveil.model.codebook import DoubleCoding
from sousveil.model.collection import FinishedRun, SearchEffort
from sousveil.model.decision import Action, Decision, Stage
from sousveil.model.edition import PartyKind, ReplyRow
from sousveil.model.evidence import Evidence
from sousveil.model.identifiers import sha256_of
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline import find_edition, freeze, load_rules, open_workspace
from sousveil.settings import Settings, read_settings
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.model.edition import Manifest

CLAIMS = tuple(
    Claim(
        country_iso3=country,
        technology_code="smart_city",
        vendor_id=vendor,
        financing=Financing(
            kind=FinancingKind.LOAN, lender_iso3="CHN", amount=1_000_000.5, currency="USD"
        ),
        made_by="ada",
        made_by_version="1",
        evidence=(
            Evidence(
                source_id="s1", snapshot_sha256="0" * 64, locator="page=2;char=0,9", quote="cameras"
            ),
        ),
    )
    for country, vendor in (("KEN", "new-safari"), ("UGA", "huawei"), ("TZA", None))
)


RUN = FinishedRun(
    run_id="run_1",
    channel_kind="feed",
    channel_name="https://example.org/feed",
    effort=SearchEffort(languages=("sw",), countries=("KEN", "TZA")),
    documents_read=412,
    finished_at="2026-01-01T00:00:00Z",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a workspace with three claims: one accepted, one rejected, one undecided."""
    settings = read_settings({}, home=str(tmp_path / "home"))
    source = Source(source_id="s1", kind=SourceKind.MEDIA_REPORT, title="A report")
    snapshot = Snapshot(
        sha256="0" * 64,
        source_id="s1",
        media_type="text/html",
        size_bytes=9,
        retrieved_at="2026-01-01T00:00:00Z",
    )
    with open_workspace(settings) as database, database.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, CLAIMS)
        actions = (Action.ACCEPT, Action.REJECT)
        append_decisions(
            connection,
            [
                Decision(
                    claim_id=claim.claim_id,
                    action=action,
                    coder="ada",
                    reason="read it",
                    decided_at="2026-01-02T00:00:00Z",
                )
                for claim, action in zip(CLAIMS, actions, strict=False)
            ],
        )
    return settings


def living(settings: Settings) -> str:
    """Give a file of the living codebook by which one coder decides on each claim."""
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / "living.yaml"
    text = read_bundled("codebooks/sousveil.yaml").decode()
    path.write_text(text.replace("share: 0.2", "share: 0"), encoding="utf-8")
    return str(path)


def freeze_under(
    settings: Settings,
    rules: Rules,
    target: Path,
    runs: tuple[FinishedRun, ...] = (),
    replies: tuple[ReplyRow, ...] = (),
) -> Manifest:
    with open_workspace(settings) as database, database.reading() as connection:
        log, claims = DecisionLog(connection), ClaimStore(connection)
        told = Told(runs=runs, replies=replies)
        return freeze_edition(log.read(), claims, told, rules, target)


def decide(
    settings: Settings, claim: Claim, coder: str, action: Action = Action.ACCEPT, **fields: Any
) -> None:
    values = {"reason": "read it", "decided_at": "2026-01-03T00:00:00Z"} | fields
    decision = Decision(claim_id=claim.claim_id, action=action, coder=coder, **values)
    with open_workspace(settings) as database, database.writing() as connection:
        append_decisions(connection, [decision])


def test_claims_of_people_take_the_way_of_imported_ones(settings: Settings, tmp_path: Path) -> None:
    freeze(settings, living(settings), tmp_path / "edition")
    edition = open_edition(tmp_path / "edition")
    present = [row for row in edition.rows("cells") if row["is_present"]]
    assert [(row["country_iso3"], row["technology_code"]) for row in present] == [
        ("KEN", "smart_city")
    ]
    blanks = {
        row["country_iso3"]: row["blank_reason"]
        for row in edition.rows("cells")
        if row["technology_code"] == "smart_city"
    }
    assert (blanks["UGA"], blanks["TZA"]) == ("evidence_rejected", "not_searched")
    verdicts = {row["country_iso3"]: row["verdict"] for row in edition.rows("claims")}
    assert verdicts == {"KEN": "accept", "UGA": "reject"}


def test_what_nobody_decided_on_changes_no_byte_of_an_edition(
    settings: Settings,
    tmp_path: Path,
    make_claim: Callable[..., Claim],
    make_evidence: Callable[..., Evidence],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    freeze(settings, living(settings), tmp_path / "before")
    source = Source(source_id="s2", kind=SourceKind.MEDIA_REPORT, title="Another report")
    snapshot = Snapshot(
        sha256="9" * 64,
        source_id="s2",
        media_type="text/html",
        size_bytes=9,
        retrieved_at="2026-01-01T00:00:00Z",
    )
    evidence = make_evidence(source_id="s2", snapshot_sha256="9" * 64, locator="char=0,1")
    claim = make_claim(made_by="rules", vendor_id="new-one", evidence=(evidence,))
    with open_workspace(settings) as database, database.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, [claim])
    freeze(settings, living(settings), tmp_path / "after")
    assert hash_folder(tmp_path / "after") == hash_folder(tmp_path / "before")
    accept = Decision(
        claim_id=claim.claim_id,
        action=Action.ACCEPT,
        coder="ada",
        reason="read it",
        decided_at="2026-01-03T00:00:00Z",
    )
    with open_workspace(settings) as database, database.writing() as connection:
        append_decisions(connection, [accept])
    freeze(settings, living(settings), tmp_path / "decided")
    sources = open_edition(tmp_path / "decided").rows("sources")
    assert [row["source_id"] for row in sources] == ["s1", "s2"]


def test_a_vendor_in_no_register_is_kept_and_says_so(settings: Settings, tmp_path: Path) -> None:
    freeze(settings, living(settings), tmp_path / "edition")
    vendors = list(open_edition(tmp_path / "edition").rows("vendors"))
    assert [(row["vendor_id"], row["home_iso3"], row["note"]) for row in vendors] == [
        ("new-safari", None, "in no vendor register")
    ]


def test_the_financing_of_accepted_claims_alone_is_in_the_edition(
    settings: Settings, tmp_path: Path
) -> None:
    freeze(settings, living(settings), tmp_path / "edition")
    rows = list(open_edition(tmp_path / "edition").rows("financing"))
    assert [(r["country_iso3"], r["financing_kind"], r["amount_usd"]) for r in rows] == [
        ("KEN", "loan", 1_000_000.5)
    ]


def test_the_manifest_pins_the_log_the_codebook_and_every_file(
    settings: Settings, tmp_path: Path
) -> None:
    manifest = freeze(settings, living(settings), tmp_path / "edition")
    rules = load_rules(living(settings))
    with open_workspace(settings) as database, database.reading() as connection:
        head = DecisionLog(connection).head()
    assert (manifest.log_count, manifest.log_head) == (2, head.entry_hash)
    assert manifest.codebook_sha256 == sha256_of(rules.codebook_text.encode())
    assert manifest.covariates_sha256 == rules.covariates_sha256
    on_disk = {p.name for p in (tmp_path / "edition").iterdir()} - {"manifest.json"}
    assert {entry.path for entry in manifest.files} == on_disk
    assert on_disk == {
        f"{name}.{kind}"
        for name in (*(table.name for table in TABLES), "covariates")
        for kind in ("csv", "parquet")
    } | {"codebook.yaml", "covariates.yaml"}


def test_the_id_of_an_edition_changes_with_the_codebook_the_covariates_and_the_log(
    settings: Settings, tmp_path: Path
) -> None:
    rules = load_rules(living(settings))
    other_text = evolve(rules, codebook_text=rules.codebook_text + "# another word\n")
    other_covariates = evolve(rules, covariates_sha256="1" * 64)
    ids = [
        freeze_under(settings, r, tmp_path / str(number)).edition_id
        for number, r in enumerate((rules, rules, other_text, other_covariates))
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    with open_workspace(settings) as database, database.writing() as connection:
        decision = Decision(
            claim_id=CLAIMS[2].claim_id,
            action=Action.UNSURE,
            coder="ben",
            reason="no idea",
            decided_at="2026-01-03T00:00:00Z",
        )
        append_decisions(connection, [decision])
    assert freeze_under(settings, rules, tmp_path / "later").edition_id not in ids


def test_the_id_of_an_edition_changes_with_the_finished_runs_and_its_files_pin_them(
    settings: Settings, tmp_path: Path
) -> None:
    rules = load_rules(living(settings))
    manifests = [
        freeze_under(settings, rules, tmp_path / str(number), runs)
        for number, runs in enumerate(((), (RUN,), (evolve(RUN, documents_read=413),), (RUN,)))
    ]
    assert manifests[1] == manifests[3]
    assert len({manifest.edition_id for manifest in manifests}) == 3
    assert len({manifest.search_effort_sha256 for manifest in manifests}) == 3
    rows = {entry.path: entry.rows for entry in manifests[1].files}
    assert (rows["search_effort.csv"], rows["search_effort.parquet"]) == (1, 1)
    with open_edition(tmp_path / "1").connect() as connection:
        query = "SELECT countries, documents_read FROM search_effort"
        assert connection.execute(query).fetchall() == [("KEN;TZA", 412)]


REPLIES = (
    ReplyRow(
        claim_id=CLAIMS[0].claim_id,
        party="new-safari",
        kind=PartyKind.VENDOR,
        state="answered",
        asked_date="2026-02-01",
        answered_date="2026-02-09",
        source_id="s1",
    ),
    ReplyRow(
        claim_id=CLAIMS[0].claim_id,
        party="Ministry of Works",
        kind=PartyKind.AUTHORITY,
        state="no_answer",
        asked_date="2026-02-01",
    ),
)


def test_replies_are_in_the_edition_and_pinned_whatever_order_they_come_in(
    settings: Settings, tmp_path: Path
) -> None:
    rules = load_rules(living(settings))
    manifests = [
        freeze_under(settings, rules, tmp_path / str(number), replies=replies)
        for number, replies in enumerate(((), REPLIES, REPLIES[::-1], REPLIES[:1]))
    ]
    assert manifests[1] == manifests[2]
    assert len({manifest.replies_sha256 for manifest in manifests}) == 3
    rows = list(open_edition(tmp_path / "1").rows("replies"))
    assert [(row["party"], row["party_kind"], row["state"]) for row in rows] == [
        ("Ministry of Works", "authority", "no_answer"),
        ("new-safari", "vendor", "answered"),
    ]
    assert [row["answered_date"] for row in rows] == [None, "2026-02-09"]


def test_a_drawn_claim_is_in_no_edition_before_two_coders_agree(
    settings: Settings, tmp_path: Path
) -> None:
    rules = load_rules(living(settings))
    rules = evolve(rules, codebook=evolve(rules.codebook, double_coding=DoubleCoding(share=1.0)))
    freeze_under(settings, rules, tmp_path / "one")
    assert list(open_edition(tmp_path / "one").rows("claims")) == []
    assert list(open_edition(tmp_path / "one").rows("agreement")) == []
    decide(settings, CLAIMS[0], "ben")
    decide(settings, CLAIMS[1], "ben")
    freeze_under(settings, rules, tmp_path / "two")
    edition = open_edition(tmp_path / "two")
    assert [(row["country_iso3"], row["decided_by"]) for row in edition.rows("claims")] == [
        ("KEN", "ben")
    ]
    agreement = {
        row["variable"]: row for row in edition.rows("agreement") if row["group_kind"] == "all"
    }
    assert (agreement["decision"]["claim_count"], agreement["decision"]["coder_count"]) == (2, 2)
    assert agreement["decision"]["percent_agreement"] == 50.0
    assert agreement["status"]["claim_count"] == 1
    assert agreement["status"]["alpha"] is None
    assert agreement["status"]["note"]
    decide(settings, CLAIMS[1], "eve", Action.REJECT, stage=Stage.ADJUDICATION)
    freeze_under(settings, rules, tmp_path / "settled")
    settled = {
        row["country_iso3"]: row["verdict"]
        for row in open_edition(tmp_path / "settled").rows("claims")
    }
    assert settled == {"KEN": "accept", "UGA": "reject"}


def test_an_edition_as_of_a_date_is_the_one_that_was_frozen_then(
    settings: Settings, tmp_path: Path, hash_folder: Callable[[Path], dict[str, str]]
) -> None:
    freeze(settings, living(settings), tmp_path / "then")
    decide(settings, CLAIMS[2], "ben")
    decide(settings, CLAIMS[0], "ben", Action.REJECT, decided_at="2026-01-05T00:00:00Z")
    freeze(settings, living(settings), tmp_path / "later", as_of="2026-01-02")
    assert hash_folder(tmp_path / "later") == hash_folder(tmp_path / "then")
    between = freeze(settings, living(settings), tmp_path / "between", as_of="2026-01-04T00:00:00Z")
    now = freeze(settings, living(settings), tmp_path / "now")
    assert (between.log_count, now.log_count) == (3, 4)
    with pytest.raises(BadInput, match="'then' is no time"):
        freeze(settings, living(settings), tmp_path / "wrong", as_of="then")


@pytest.mark.parametrize("is_enabled", [True, False])
def test_a_freeze_leaves_the_cycle_collector_as_it_was(
    settings: Settings, tmp_path: Path, is_enabled: bool
) -> None:
    during: list[bool] = []
    was_enabled = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        freeze(
            settings,
            "sousveil",
            tmp_path / "edition",
            lambda _step: during.append(gc.isenabled()),
        )
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
    assert set(during) == {False}


def test_progress_is_told_step_by_step(settings: Settings, tmp_path: Path) -> None:
    steps: list[str] = []
    freeze(settings, living(settings), tmp_path / "edition", steps.append)
    assert len(steps) == len(set(steps)) == 5


def test_an_empty_log_freezes_into_an_edition_of_blanks(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    freeze_under(settings, load_rules(living(settings)), tmp_path / "edition")
    edition = open_edition(tmp_path / "edition")
    assert {row["blank_reason"] for row in edition.rows("cells")} == {"not_searched"}
    assert list(edition.rows("supply")) == []
    with edition.connect() as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (0,)


def test_an_edition_kept_since_before_clusters_is_frozen_anew(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    first = find_edition(settings, "aigs-2019").manifest
    kept = settings.editions / "aigs-2019" / MANIFEST_FILE
    told = json.loads(kept.read_text(encoding="utf-8"))
    del told["clusters_sha256"]
    kept.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(EditionCorrupt, match="not the one that the edition's id"):
        open_edition(settings.editions / "aigs-2019")
    assert find_edition(settings, "aigs-2019").manifest == first


def test_an_edition_kept_by_name_stays_under_the_codebook_that_it_was_frozen_under(
    tmp_path: Path,
) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    own = tmp_path / "own.yaml"
    bundled = read_bundled("codebooks/sousveil.yaml").decode()
    own.write_text(re.sub(r"(?m)^version:.*$", "version: '7.7'", bundled), encoding="utf-8")
    kept = settings.editions / "sousveil"
    under_own = freeze(settings, str(own), kept)
    told: list[str] = []
    assert find_edition(settings, "sousveil", told.append).manifest == under_own
    assert "version 7.7 (sha256 " + under_own.codebook_sha256[:12] in told[0]
    assert f"sousveil edition freeze sousveil --to {kept}" in told[0]
    under_bundled = freeze(settings, "sousveil", kept)
    assert under_bundled.codebook_version != "7.7"
    assert find_edition(settings, "sousveil", told.append).manifest == under_bundled
    assert len(told) == 1
