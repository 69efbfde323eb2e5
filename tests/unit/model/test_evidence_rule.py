from __future__ import annotations

import pytest

from sousveil.errors import InvalidData
from sousveil.model.claim import ClaimStatus
from sousveil.model.evidence_rule import DateBasis, DateRule, EvidenceRule
from sousveil.model.structuring import structure

DEPLOYED = (ClaimStatus.DEPLOYED,)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (EvidenceRule(statuses=DEPLOYED, minimum_sources=0), "must be 1 or more"),
        (EvidenceRule(statuses=DEPLOYED, unreviewed_from=("magic",)), "magic is no extractor"),
        (
            EvidenceRule(statuses=DEPLOYED, reviewed_only=True, unreviewed_from=("rules",)),
            "exclude each other",
        ),
        (
            EvidenceRule(statuses=DEPLOYED, dates=DateRule(of=DateBasis.EVENT)),
            "give from_date, to_date or both",
        ),
    ],
)
def test_a_rule_that_cannot_be_meant_is_told(rule: EvidenceRule, problem: str) -> None:
    (found,) = rule.problems()
    assert problem in found


def test_a_rule_is_read_from_yaml_and_a_word_that_it_does_not_know_is_refused() -> None:
    text = "statuses: [pilot]\nsource_kinds: [court_record]\nmakers: [person]\n"
    text += "dates: {of: publication, to_date: '2024-12-31'}\n"
    rule = structure(text, EvidenceRule, where="rule")
    assert rule.dates == DateRule(of=DateBasis.PUBLICATION, to_date="2024-12-31")
    with pytest.raises(InvalidData, match="makers"):
        structure(text.replace("[person]", "[robot]"), EvidenceRule, where="rule")
