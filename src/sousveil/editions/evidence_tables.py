"""The tables of an edition that tell what it rests on: claims, evidence, sources, objections."""

from __future__ import annotations

from sousveil.editions.columns import (
    COUNTRY,
    SAFEGUARD_KINDS,
    EditionTable,
    boolean,
    integer,
    number,
    text,
)

CLAIMS = EditionTable(
    "claims",
    "claims of the codebook's sources that are accepted or rejected, as decided, counted or not",
    ("claim_id",),
    (
        text("claim_id", "name made from the claim's content as first made"),
        COUNTRY,
        text("technology_code", "technology; empty where the source names none"),
        text("vendor_id", "vendor; empty where the source names none"),
        text("supplier_iso3", "home country of the supplier where no vendor is named"),
        text("place", "place within the country"),
        text("agency", "authority that uses it"),
        text("status", "planned, pilot, procured, deployed, ended, banned or denied"),
        text("safeguard_kind", f"{SAFEGUARD_KINDS}; empty in a claim about a use"),
        text("safeguard_finding", "present, absent or partial"),
        text("start_date", "ISO 8601"),
        text("end_date", "ISO 8601"),
        text("made_by", "coder or extractor that made the claim"),
        text("made_by_version", "version of it"),
        text("maker_kind", "person, extractor or published_table"),
        text("verdict", "accept, recode or reject"),
        text("decided_by", "coder of the decision"),
        text("decision_reason", "reason given"),
        integer(
            "decision_number",
            "entry of the decision log; 0 where the codebook counts a claim without a decision",
        ),
        boolean("is_reviewed", "whether a person decided, and not an import or the codebook"),
        boolean("is_counted", "whether it counts towards its cell, supply link or safeguard"),
        text(
            "not_counted_because",
            "rejected, status, maker, not_reviewed, source_kind or date; empty if it counts",
        ),
    ),
)
EVIDENCE = EditionTable(
    "evidence",
    "what each claim rests on: quote, place and snapshot",
    ("claim_id", "position"),
    (
        text("claim_id", "the claim"),
        integer("position", "0 for the first piece of evidence"),
        text("source_id", "the source"),
        text("snapshot_sha256", "SHA-256 of the source's bytes as retrieved"),
        text("locator", "where in the snapshot: sheet, row and column, or page and characters"),
        text("quote", "the exact words there"),
    ),
)
SOURCES = EditionTable(
    "sources",
    "the sources of the claims",
    ("source_id",),
    (
        text("source_id", "id"),
        text("kind", "media_report, government_record, ngo_report, ..."),
        text("title", "title"),
        text("publisher", "publisher"),
        text("published_date", "ISO 8601"),
        text("language", "ISO 639-1"),
        text("licence", "terms of the source"),
        text("url", "address"),
        text("citation", "how to cite it"),
        text(
            "cluster_id",
            "syndication cluster: sources of one carry one story; its own id if it stands alone",
        ),
        integer("cluster_size", "documents known to carry the story; 1 if it stands alone"),
    ),
)
CONTESTS = EditionTable(
    "contests",
    "what speaks against accepted claims; a claim without a row here is not contested",
    ("claim_id", "contest_kind", "objection"),
    (
        text("claim_id", "the claim"),
        text(
            "contest_kind",
            "coding (a coder rejected it or was unsure), denial or reply (a claim denies the use)",
        ),
        text("objection", "entry of the decision log, or the claim that denies the use"),
        text("objection_by", "coder of the entry, or who decided on the claim that denies"),
        text("reason", "reason given there"),
    ),
)
CONFLICTS = EditionTable(
    "conflicts",
    "what an older of the published tables that the codebook merges says, and the newest does not",
    ("country_iso3", "subject", "technology_code", "vendor_id", "supplier_iso3", "earlier_table"),
    (
        COUNTRY,
        text("subject", "country, cell, vendor or supplier"),
        text("technology_code", "technology of the cell"),
        text("vendor_id", "vendor"),
        text("supplier_iso3", "home country of the supplier"),
        text("earlier_table", "the older table"),
        text("earlier_says", "what it says"),
        text("later_table", "the newest table"),
        text("later_says", "how it is silent"),
        text(
            "rule",
            "country_dropped, not_ticked_any_more, vendor_columns_full, not_named_any_more or claim_rejected",
        ),
        text("stands", "table whose word stands; empty where a coder rejected its claim"),
        text("claim_ids", "claims of the older table, parted by a semicolon"),
    ),
)
FINANCING = EditionTable(
    "financing",
    "accepted claims that say how a supply is paid for",
    ("claim_id",),
    (
        text("claim_id", "the claim"),
        COUNTRY,
        text("supplier_iso3", "home country of the supplier"),
        text("financing_kind", "soft_loan, grant or loan"),
        text("lender_iso3", "country of the lender; empty for a lender of many countries"),
        text("lender", "lender"),
        number("amount", "amount as written, never converted"),
        text("currency", "ISO 4217 code of the amount"),
        number("amount_usd", "amount, if it is written in US dollars"),
    ),
)
REPLIES = EditionTable(
    "replies",
    "what vendors and authorities answered when they were asked about a claim",
    ("claim_id", "party", "asked_date"),
    (
        text("claim_id", "the claim"),
        text("party", "name of the vendor or authority"),
        text("party_kind", "vendor or authority"),
        text("state", "asked, sent, answered, declined or no_answer"),
        text("asked_date", "ISO 8601"),
        text("answered_date", "ISO 8601"),
        text("source_id", "source that the answer is kept as"),
    ),
)
ISSUES = EditionTable(
    "issues",
    "what was odd in the imported tables, and what was made of it",
    ("sheet", "row", "column", "rule", "found"),
    (
        text("sheet", "sheet of the published table"),
        integer("row", "row as numbered there"),
        text("column", "title of the column"),
        text("rule", "name of the rule that found or mended it"),
        text("severity", "repaired, kept or left_out"),
        text("found", "what stood there"),
        text("made", "what was made of it"),
        text("note", "remark"),
    ),
)
