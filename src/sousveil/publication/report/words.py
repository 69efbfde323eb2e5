"""The words of the report that no page of the site has: its headings, and the rules in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.model.codebook import Codebook
    from sousveil.publication.languages import Language


def say_headings(language: Language) -> dict[str, str]:
    """Return the headings and leads of the report by the name that its template has for them."""
    say = language.say
    return {
        "contents": say("Contents"),
        "figures": say("Figures and tables"),
        "summary": say("Summary"),
        "findings": say("Findings"),
        "findings_lead": say(
            "Every published statement of the index, recomputed from its edition. A verdict holds "
            "to the digits that were printed."
        ),
        "no_findings": say("No statement has been published of this edition."),
        "statistics": say("Statistics"),
        "statistics_lead": say(
            "Associations, not effects. Corrected p values hold for all tests of one family together."
        ),
        "countries": say("Countries"),
        "changes": say("Changes since the edition before"),
        "methodology": say("Methodology"),
        "technologies": say("Technologies"),
        "rules": say("Rules of the codebook"),
        "blanks": say("What a blank means"),
        "covariates": say("Covariates"),
        "agreement": say("Agreement between coders"),
        "no_agreement": say(
            "No claim on these technologies was coded by two people in this edition."
        ),
        "sources": say("Sources"),
        "files": say("Files and their hashes"),
        "files_lead": say(
            "The same log, codebook and covariates give the same files, byte for byte."
        ),
    }


def say_rules(codebook: Codebook, language: Language) -> list[str]:
    """Return what a cell needs to be counted, one rule to a line."""
    rule = codebook.evidence
    statuses = language.comma.join(say_code(status, language) for status in rule.statuses)
    lines = [
        language.say("Claims of these statuses count: {statuses}.", statuses=statuses),
        language.say_many(
            "A cell needs {count} independent source.",
            "A cell needs {count} independent sources.",
            rule.minimum_sources,
        ),
    ]
    if codebook.double_coding.share:
        share = language.number(round(100 * codebook.double_coding.share, 1))
        lines.append(
            language.say(
                "{share} % of the claims are coded by two people who do not see each other's work.",
                share=share,
            )
        )
    return lines
