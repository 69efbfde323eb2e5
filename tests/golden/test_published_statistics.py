"""Analyses that others have published, done with our functions, to the digits that they print.

The figures are facts of the works cited; where a package printed them, it is named too.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import fisher_exact

from sousveil.findings.statistics.firth import fit_firth
from sousveil.findings.statistics.input_table import InputTable
from sousveil.findings.statistics.intervals import newcombe, newcombe_paired
from sousveil.findings.statistics.logistic import separates
from sousveil.findings.statistics.multiplicity import adjust
from sousveil.findings.statistics.paired import mcnemar_exact, odds_of_change
from sousveil.findings.statistics.proportions import difference_in_proportions, exact_odds_ratio
from sousveil.findings.statistics.trend import cochran_armitage
from sousveil.findings.underreporting.histories import Histories
from sousveil.findings.underreporting.log_linear import fit_model, fit_models
from sousveil.findings.underreporting.two_lists import chapman, lincoln_petersen
from sousveil.model.statistic import StatisticQuery

# Heinze and Schemper (2002), Statistics in Medicine 21, 2409-2419, table of 79 cases of
# endometrial cancer (E. Asseryanis): neovasculization, pulsatility index, endometrium height
# in tenths of the unit, high grade; as in the R packages brglm2 and logistf.
ENDOMETRIAL_LOW = """
0,13,164 0,16,226 0,8,314 0,34,268 0,20,128 0,5,231 0,17,180 0,10,168 0,26,156 0,17,231
0,8,201 0,7,189 0,20,315 0,10,123 0,18,127 0,16,176 0,18,200 0,28,150 0,11,133 0,19,237
0,10,182 0,10,313 0,18,131 0,14,192 0,21,164 0,11,201 0,17,188 0,25,193 0,16,211 0,19,129
0,15,172 0,33,75 0,24,192 0,29,202 0,15,229 0,12,233 0,3,290 0,20,170 0,23,141 0,12,225
0,22,154 0,42,197 0,15,175 0,13,216 0,14,257 0,19,137 0,12,361 0,13,204 0,10,217
"""
ENDOMETRIAL_HIGH = """
0,8,264 0,29,88 0,12,127 0,20,137 1,38,97 1,22,114 1,7,88 1,25,91 1,15,58 0,7,97
0,48,184 0,12,111 0,19,161 0,2,118 1,22,144 1,40,118 1,5,93 1,0,117 0,21,119 0,15,106
0,12,169 1,49,27 0,6,184 0,5,130 0,17,96 1,11,101 1,21,98 0,5,35 1,19,102 0,33,85
"""

# Bruno et al. (1994), Diabetes Care 17, 548-556: known diabetics of Casale Monferrato on four
# lists (clinic or family physician, hospital discharges, prescriptions, reagent strips).
# The counts are in the order 1111, 1110, 1101, ..., 0001.
DIABETES = (58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10)

# Graubard and Korn (1987): malformations and births by average drinks a day of the mother.
MALFORMATIONS = (
    np.array([48, 38, 5, 1, 1], np.float64),
    np.array([17114, 14502, 793, 127, 38], np.float64),
)


def endometrial_data() -> tuple[np.ndarray, np.ndarray]:
    rows = []
    for grade, text in enumerate((ENDOMETRIAL_LOW, ENDOMETRIAL_HIGH)):
        for case in text.split():
            vessels, index, height = map(int, case.split(","))
            rows.append((1, vessels, index, height / 100, grade))
    table = np.array(rows, np.float64)
    return table[:, :4], table[:, 4]


def diabetes() -> Histories:
    names = ("clinic", "hospital", "prescriptions", "strips")
    histories = tuple(product((1, 0), repeat=4))[:-1]
    return Histories(names=names, counts=tuple(zip(histories, DIABETES, strict=True)))


def test_firths_coefficients_of_the_endometrial_data_are_those_printed_by_logistf() -> None:
    """Heinze and Schemper (2002); logistf 1.26: coefficients and profile intervals."""
    design, outcome = endometrial_data()
    assert (len(outcome), int(outcome.sum())) == (79, 30)
    fit = fit_firth(design, outcome)
    found = [fit.profile(place, str(place)) for place in range(4)]
    assert [c.value for c in found] == pytest.approx(
        [3.77455951, 2.92927330, -0.03475175, -2.60416387], abs=5e-7
    )
    assert [c.low for c in found] == pytest.approx(
        [1.0825371, 0.6097244, -0.1244587, -4.3651832], abs=5e-7
    )
    assert [c.high for c in found] == pytest.approx(
        [7.20928050, 7.85463171, 0.04045547, -1.23272106], abs=5e-7
    )


def test_the_endometrial_data_separate_as_heinze_and_schemper_say() -> None:
    design, outcome = endometrial_data()
    assert separates(design, outcome)
    assert not separates(np.delete(design, 1, axis=1), outcome)


@pytest.mark.parametrize(
    ("counts", "interval"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0000)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ],
)
def test_newcombes_intervals_are_those_of_his_table_ii(
    counts: tuple[int, int, int, int], interval: tuple[float, float]
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    assert tuple(round(bound, 4) for bound in newcombe(*counts)) == interval


def test_newcombes_paired_interval_is_that_of_the_airway_data() -> None:
    """Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33, 2850-2875: 1, 1, 7, 12."""
    low, high = newcombe_paired(1, 1, 7, 12)
    assert (round(low, 3), round(high, 3)) == (-0.507, -0.026)


def test_fishers_tea_gives_fishers_p_and_its_odds_ratio() -> None:
    """Fisher (1935), The Design of Experiments; Agresti (1990), p. 61; R's fisher.test."""
    tea = np.array([[3, 1], [1, 3]])
    assert round(float(fisher_exact(tea, alternative="greater").pvalue), 4) == 0.2429
    estimate = exact_odds_ratio(tea)
    assert estimate.value == pytest.approx(6.4083, abs=5e-5)


def test_our_comparison_of_two_groups_gives_barnards_and_fishers_p() -> None:
    """Mehta and Senchaudhuri (2003), a vaccine trial: Fisher .0641, Barnard .0341, one-sided."""
    groups = [(1, 1)] * 7 + [(1, 0)] * 8 + [(0, 1)] * 12 + [(0, 0)] * 3
    rows = tuple((str(n), o, e, "one") for n, (e, o) in enumerate(groups))
    table = InputTable(
        columns=("country_iso3", "outcome", "exposed", "region"), rows=rows, where="test"
    )
    query = StatisticQuery(finding_id="f", statement="s", procedure="p", table="t")
    result = difference_in_proportions(table, query)
    tests = {test.name: test for test in result.tests}
    one_sided = float(fisher_exact([[7, 8], [12, 3]], alternative="less").pvalue)
    assert round(one_sided, 4) == 0.0641
    assert tests["Fisher exact"].p == pytest.approx(2 * one_sided, abs=1e-9)
    assert tests["Barnard exact"].statistic == pytest.approx(-1.894, abs=5e-4)
    assert tests["Barnard exact"].p == pytest.approx(2 * 0.0341, abs=2e-4)


@pytest.mark.parametrize(
    ("scores", "one_sided"), [((0, 0.5, 1.5, 4, 8), 0.0039), ((1, 2, 3, 4, 5), 0.0882)]
)
def test_the_trend_in_malformations_is_that_printed_by_statxact(
    scores: tuple[float, ...], one_sided: float
) -> None:
    """Graubard and Korn (1987), Biometrics 43, 471-476; asymptotic p of StatXact, one-sided."""
    z, p = cochran_armitage(*MALFORMATIONS, np.array(scores))
    assert z > 0
    assert round(p / 2, 4) == one_sided


def test_the_trend_in_malformations_is_that_of_agresti() -> None:
    """Agresti (2002), Categorical Data Analysis, section 3.4: M squared 6.57, p .01."""
    z, p = cochran_armitage(*MALFORMATIONS, np.array([0, 0.5, 1.5, 4, 7]))
    assert (round(z**2, 2), round(p, 2)) == (6.57, 0.01)


def test_mcnemar_of_the_sputum_specimens_is_that_of_armitage_and_berry() -> None:
    """Armitage and Berry (1994), p. 127; exact p, ratio and interval as StatsDirect prints them."""
    assert round(mcnemar_exact(12, 2), 4) == 0.0129
    ratio = odds_of_change(12, 2)
    assert ratio.value == 6
    assert ratio.low == pytest.approx(1.335744, abs=5e-7)
    assert ratio.high == pytest.approx(55.197091, abs=5e-7)


def test_benjamini_and_hochberg_reject_four_where_holm_rejects_three() -> None:
    """Benjamini and Hochberg (1995), JRSS B 57, 289-300, section 3.2: fifteen hypotheses."""
    values = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000),
    ]
    holm, discovery = adjust(values)
    assert sum(p <= 0.05 for p in holm) == 3
    assert sum(p <= 0.05 for p in discovery) == 4


@pytest.mark.parametrize(
    ("pair", "printed"),
    [
        ((0, 1), (2353, 2351, 58, 2250, 2478)),
        ((0, 2), (2185, 2185, 22, 2146, 2233)),
        ((0, 3), (2264, 2261, 88, 2117, 2468)),
        ((1, 2), (2060, 2057, 77, 1922, 2224)),
        ((1, 3), (806, 803, 47, 725, 913)),
        ((2, 3), (1558, 1555, 67, 1445, 1712)),
    ],
)
def test_pairs_of_the_diabetes_lists_give_the_sizes_that_care_prints(
    pair: tuple[int, int], printed: tuple[int, ...]
) -> None:
    """Chao et al. (2001), Statistics in Medicine 20, 3123-3157; R package CARE1."""
    histories = diabetes()
    sizes = histories.size(pair[0]), histories.size(pair[1]), histories.overlap(*pair)
    found = chapman(*sizes)
    values = (lincoln_petersen(*sizes), found.value, found.error, found.low, found.high)
    assert tuple(round(value) for value in values) == printed


def test_the_lists_of_diabetics_add_up_as_published() -> None:
    histories = diabetes()
    assert histories.observed == 2069
    assert [histories.size(place) for place in range(4)] == [1754, 452, 1135, 173]


def test_the_log_linear_model_of_the_diabetes_lists_is_the_published_one() -> None:
    """Bruno et al. (1994) chose by AIC, and estimated 2771 diabetics; independence gives 2251."""
    histories = diabetes()
    best = fit_models(histories)[0]
    assert best.pairs == ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3))
    assert round(histories.observed + best.unseen) == 2771
    assert (best.degrees, round(best.deviance, 1)) == (5, 7.6)
    independent = fit_model(histories, ())
    assert independent is not None
    assert round(histories.observed + independent.unseen) == 2251
