"""What is said of lift: each sentence with the numbers that call for it, and no forbidden word."""

from __future__ import annotations

import ast
import math
import re
from datetime import date
from pathlib import Path

import pytest
from lift_findings import estimate, finding, win_rate

from abm_core.lift import (
    doubts_wording,
    gates,
    lift_wording,
    metrics,
    refusals_wording,
    sources,
    verdicts,
)
from abm_core.lift.gates import Shortfall
from abm_core.lift.placebo import Calibration

HOUSE = Path(lift_wording.__file__).parent
CATALOGUE = ("lift_wording", "refusals_wording", "doubts_wording", "looks_wording", "metrics")
NEVER = (
    r"caus(?:e|es|ed|ing|al)\b", r"prov(?:e|es|ed|en|ing)\b", "proof", r"\bimpact", r"\broi\b",
    "uplift", "significan", r"p-value", r"\bsmd\b", r"\bess\b", "jackknife", "bootstrap",
    "propensity", "entropy", "covariate", "estimand", "confidence", "regress", "influenced",
    "caliper", "mahalanobis", "weighted least", "null hypothesis", "deal was", "!",
)  # fmt: skip


def _texts() -> list[str]:
    """Every string of the catalogue that is printed: all but docstrings and keys of mappings."""
    found = []
    for name in CATALOGUE:
        tree = ast.parse((HOUSE / f"{name}.py").read_text(encoding="utf-8"))
        silent = {
            id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
            and isinstance(node.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in silent:
                found.append(node.value)
    return found


@pytest.mark.parametrize("never", NEVER)
def test_the_catalogue_holds_no_forbidden_word(never: str) -> None:
    """Nothing is claimed that comparing cannot show, and nothing is said in jargon."""
    held = [text for text in _texts() if re.search(never, text, re.IGNORECASE)]
    assert held == []


def test_the_walk_sees_the_catalogue() -> None:
    texts = _texts()
    assert len(texts) > 150
    assert any("would have come anyway" in text for text in texts)
    assert any("fragile" in text for text in texts)


def test_the_result_says_what_the_notes_ask_for() -> None:
    assert lift_wording.result(finding()) == (
        "In the 13 weeks after launch your 200 target accounts made 15,200 visits. Similar "
        "accounts that you did not target suggest about 12,400 would have come anyway: 23 % more, "
        "plausible range 9 % to 38 % more. It rests on comparing like with like, not on an "
        "experiment. It assumes that they were not about to grow 9 % faster anyway: then nothing "
        "would be left of it."
    )


def test_a_loss_is_told_as_one() -> None:
    said = lift_wording.result(finding(value=-0.2, low=-0.31, high=-0.06, observed=9_920.0))
    assert "20 % fewer, plausible range 6 % to 31 % fewer" in said
    assert "grow 6 % slower anyway" in said


def test_a_win_rate_is_told_in_points() -> None:
    said = lift_wording.result(win_rate())
    assert "won 31 % of their closed opportunities" in said
    assert "similar accounts that you did not target: 24 %" in said
    assert "7 points higher, plausible range 3 points lower to 16 points higher" in said


def test_an_experiment_is_told_as_one() -> None:
    said = lift_wording.result(finding(is_experiment=True))
    assert "held out at random suggest" in said
    assert "random draw" in said
    assert "assumes" not in said


@pytest.mark.parametrize(
    ("metric", "value", "told"),
    [("minutes", -0.1, "10 % less"), ("days to close", -6.8, "6.8 days sooner"),
     ("typical deal size", 0.17, "17 % larger"), ("win rate", -0.01, "1 point lower"),
     ("visits", 0.004, "0.4 % more")],
)  # fmt: skip
def test_directions(metric: str, value: float, told: str) -> None:
    assert lift_wording.one(value, metrics.METRICS[metric]) == told


def test_numbers_beside_the_picture() -> None:
    assert lift_wording.interval(estimate(0.07, -0.03, 0.16), metrics.METRICS["win rate"]) == (
        "+7 pts (−3 to +16)")
    assert lift_wording.interval(estimate(-6.8, -12, 1), metrics.METRICS["days to close"]) == (
        "−6.8 days (−12.0 to +1.0)")
    assert lift_wording.interval(estimate(math.nan, 0, 0), metrics.METRICS["visits"]) == "–"
    unknown = estimate(0.3, -math.inf, math.inf)
    assert lift_wording.interval(unknown, metrics.METRICS["visits"]) == "+30 % (? to ?)"


# --- verdicts -----------------------------------------------------------------------------------


def test_supported_needs_range_balance_and_agreement() -> None:
    assert verdicts.verdict(finding()) == "supported"
    assert verdicts.verdict(finding(low=-0.01)) == "inconclusive"
    assert verdicts.verdict(finding(band="amber")) == "inconclusive"
    assert verdicts.verdict(finding(is_fragile=True)) == "inconclusive"
    assert verdicts.verdict(finding(blocked=["not alike"])) == "not measurable yet"
    assert verdicts.verdict(finding(shortfalls=[Shortfall("targets", "won", 3, 10)])) == (
        "not measurable yet")
    assert verdicts.verdict(finding(value=math.nan)) == "not measurable yet"
    # Both groups are equal up to the last digit of a sum.
    assert verdicts.verdict(finding(value=2e-16, low=1e-16, high=3e-16)) == "inconclusive"


def test_a_metric_beside_the_declared_one_needs_more() -> None:
    assert verdicts.verdict(finding(p_among=0.04)) == "supported"
    assert verdicts.reasons(finding(p_among=0.06)) == ["one of many"]
    assert "by chance" in lift_wording.verdict(finding(p_among=0.06))


@pytest.mark.parametrize(("seen", "given"), [(0.08, "supported"), (0.12, "inconclusive"),
                                             (-0.4, "supported"), (math.nan, "supported")])
def test_nothing_is_supported_that_drift_before_launch_would_explain(
    seen: float, given: str
) -> None:
    """9 % of drift would be needed: seen before launch 12 %, the result falls."""
    assert verdicts.verdict(finding(drift_seen=seen)) == given


def test_a_loss_is_overturned_by_drift_downwards() -> None:
    lost = finding(value=-0.2, low=-0.31, high=-0.06, drift_seen=-0.1)
    assert verdicts.verdict(lost) == "inconclusive"
    assert verdicts.verdict(lost._replace(drift_seen=0.1)) == "supported"
    assert verdicts.verdict(lost._replace(is_experiment=True)) == "supported"


def test_the_drift_that_would_overturn_it_is_said_with_what_was_seen() -> None:
    said = doubts_wording.drift(finding(drift_seen=0.12))
    assert "assumes that these accounts were not about to grow 9 % faster" in said
    assert "Before launch they grew 12 % faster" in said
    assert said.endswith("not supported.")
    assert "not supported" not in doubts_wording.drift(finding(drift_seen=0.05))
    assert "assumes" in doubts_wording.drift(finding(low=-0.1))
    assert "assumes" in doubts_wording.drift(win_rate())


def test_the_verdict_gives_its_reason() -> None:
    assert lift_wording.verdict(finding()).startswith("Supported. ")
    assert lift_wording.verdict(finding(low=-0.1)) == (
        "Inconclusive: no difference at all lies within the plausible range.")
    amber = lift_wording.verdict(finding(band="amber", drift_seen=0.2))
    assert "associated with" in amber
    assert "already before launch" in amber
    assert lift_wording.verdict(finding(blocked=["not alike"])).startswith("Not measurable yet.")


# --- headlines ----------------------------------------------------------------------------------


def test_headline_of_a_supported_metric() -> None:
    found = finding("opportunities", 0.31, 0.04, 0.64)
    size = finding("typical deal size", 0.1, -0.2, 0.5)
    assert lift_wording.headline(found, [win_rate(), size]) == (
        "Target accounts had 31 % more opportunities than similar accounts (plausible range 4 % "
        "to 64 % more); win rate and typical deal size cannot be told apart yet."
    )


def test_headline_without_an_answer() -> None:
    low = finding("opportunities", 0.31, -0.04, 0.64)
    assert lift_wording.headline(low).startswith(
        "Target accounts cannot be told from similar accounts by opportunities: 31 % more, "
        "plausible range 4 % fewer to 64 % more")
    none = low._replace(blocked=["too few alike"])
    assert lift_wording.headline(none, [none, none, none]) == (
        "Target accounts: opportunities cannot be measured yet; none of the other 3 metrics can "
        "be told apart yet."
    )
    assert "inconclusive" in lift_wording.headline(finding(band="amber"), who="Tier 1")


def test_headline_of_days_and_rates() -> None:
    days = finding("days to close", -6.8, -12.0, -1.5, kind="days")
    assert "closed deals 6.8 days sooner than similar accounts" in lift_wording.headline(days)
    rate = win_rate()._replace(estimate=estimate(0.07, 0.01, 0.13))
    assert "have a win rate 7 points higher than that of" in lift_wording.headline(rate)


def test_the_strongest_group_leads() -> None:
    one, two, three = finding(), finding(value=0.4, low=0.2), finding(low=-0.1)
    assert lift_wording.by_part([("Tier 1", one), ("Tier 2", two), ("Tier 3", three)]) == (
        "Tier 2 had 40 % more visits than similar accounts (plausible range 20 % to 38 % more); "
        "Tier 3 cannot be told from them."
    )
    assert lift_wording.by_part([("Tier 1", three)]) == (
        "No group can be told from accounts that nobody targeted.")


def test_groups_speak_where_the_whole_list_cannot_be_measured() -> None:
    whole = finding(blocked=["too few alike"])
    one = [("Tier 1", finding()), ("Tier 2", whole)]
    assert lift_wording.screen(whole, [], one).startswith("Tier 1 had 23 % more visits")
    assert lift_wording.screen(whole, [], [("Tier 2", whole)]) == (
        "Target accounts: visits cannot be measured yet.")
    assert lift_wording.screen(finding(), [], one).startswith("Target accounts had 23 %")
    low = [("Tier 1", finding(low=-0.1)), ("Tier 2", whole)]
    assert lift_wording.screen(whole, [], low) == (
        "No group can be told from accounts that nobody targeted. 1 of 2 cannot be measured yet.")


# --- refusals -----------------------------------------------------------------------------------


def test_gates_say_what_would_be_needed() -> None:
    short = [Shortfall("targets", "won", 3, 10), Shortfall("others", "not won", 9, 10)]
    assert refusals_wording.gate(short, 640) == (
        "Not measurable yet: it needs 10 won deals among targets (3 so far) and 10 deals not won "
        "among similar accounts (9 so far). About 640 per side would be needed for a difference "
        "this size."
    )
    assert refusals_wording.short_gate(short, 640) == "too few: about 640 per side"
    assert refusals_wording.short_gate(short) == "too few: 3 of 10 won deals"
    assert refusals_wording.short_gate([]) == "not measurable yet"
    assert refusals_wording.undecided(finding(needed=640)).startswith("About 640 per side")
    assert refusals_wording.undecided(finding()) == ""


def test_every_need_of_a_gate_has_its_word() -> None:
    whats = {need.what for needs in gates.NEEDS.values() for need in needs}
    assert whats <= set(refusals_wording.THINGS)


def test_every_reason_to_refuse_a_comparison_is_a_sentence() -> None:
    bad = gates.Comparison(200, 31.4, 0.22, 0.4, 0.35)
    said = refusals_wording.comparison(bad)
    assert len(said) == len(gates.blocks(bad)) == 4
    assert "worth 31 accounts, and 200 would be needed" in said[0]
    assert "carries 22 %" in said[1]
    assert "35 % of the targets" in said[2]
    assert refusals_wording.comparison(gates.Comparison(100, 180.0, 0.02, 0.05)) == []


def test_balance_in_words() -> None:
    assert refusals_wording.alike(0.04).startswith("Alike before launch")
    assert "associated with" in refusals_wording.alike(-0.2)
    assert refusals_wording.alike(0.3).startswith("Not alike")


def test_smallest_effect_is_said_before_the_result() -> None:
    assert "about 24 % on" in refusals_wording.smallest(0.24)
    assert refusals_wording.smallest(math.inf).startswith("With so few accounts")


def test_who_is_left_out() -> None:
    assert refusals_wording.left_out({}, {}) == ""
    said = refusals_wording.left_out({"younger": 1}, {"related": 1_200, "late": 3})
    assert said == ("Not in the comparison: 1 target account: 1 younger; 1,203 other accounts: "
                    "1,200 related and 3 late.")


# --- doubts -------------------------------------------------------------------------------------


def test_second_opinion_and_fragility() -> None:
    second = estimate(0.2, 0.02, 0.4)
    agreed = doubts_wording.second_opinion(second, "visits", is_fragile=False)
    assert "+20 % (+2 to +40)" in agreed
    assert "fragile" in doubts_wording.second_opinion(second, "visits", is_fragile=True)
    nothing = estimate(math.nan, 0, 0)
    assert "no second opinion" in doubts_wording.second_opinion(
        nothing, "visits", is_fragile=True)


def test_concentration() -> None:
    assert "No single account" in doubts_wording.concentration(0.08, "Acme", flips=False)
    assert "Acme alone carries 40 %" in doubts_wording.concentration(0.4, "Acme", flips=False)
    assert "turns round" in doubts_wording.concentration(0.1, "Acme", flips=True)


def test_fake_lists() -> None:
    rare = Calibration(500, 0, 0.048, 0.1, 4 / 501)
    assert doubts_wording.calibration(rare) == (
        "Of 500 made-up lists, 3 differ as much as the real one: chance alone seldom makes a "
        "difference this large. 5 % of them would have looked like a difference; 5 % is what the "
        "ranges promise."
    )
    usual = doubts_wording.calibration(rare._replace(p=61 / 501, n_refused=12))
    assert "60 differ as much" in usual
    assert "chance alone makes a difference" in usual
    assert usual.endswith("12 more could not be made alike.")
    none = Calibration(0, 500, math.nan, math.nan, math.nan)
    assert "No made-up lists" in doubts_wording.calibration(none)


def test_a_source_that_only_targets_got_is_told() -> None:
    pixel = sources.shifts({"web": (100, 100), "new pixel": (0, 100)}, {"web": (100, 100)})
    said = doubts_wording.sources(pixel)
    assert "new pixel from 0 % to 50 %, of the others from 0 % to 0 %" in said
    assert said.endswith("would itself make a difference.")
    assert doubts_wording.sources(sources.shifts({"web": (1, 2)}, {"web": (3, 4)})) == ""


def test_rank_of_one_account() -> None:
    assert doubts_wording.rank(4, 300, 0.8) == (
        "Of 300 comparable accounts you did not target, 4 rose this much over the same weeks.")
    assert "fell this much" in doubts_wording.rank(4, 300, -0.8)


def test_before_and_after_is_answered() -> None:
    said = doubts_wording.before_after(estimate(-0.28, -0.35, -0.2), finding())
    assert said.startswith("Before and after alone says −28 % (−35 to −20). Against similar "
                           "accounts it is +23 % (+9 to +38).")


def test_specifications_and_several_metrics() -> None:
    assert doubts_wording.specification(1, 3).startswith("Specification 1 of 3")
    assert doubts_wording.specification(1, 1).startswith("The only")
    said = doubts_wording.several(7, "opportunities")
    assert said.startswith("Opportunities created is the metric that decides. The other 6")
    assert "by chance" in said


def test_the_rest_of_the_catalogue_speaks() -> None:
    assert "190 of 200 targets have" in doubts_wording.frozen(190, 200, 570)
    assert doubts_wording.drawn(30, 200, 2, 7, date(2026, 5, 4)) == (
        "30 accounts of 200 that would join tier 2 are held out at random until 4 May 2026 "
        "(seed 7). Leave them alone until then."
    )
    assert doubts_wording.segments(8, ["Tier 1", "Tier 2"]) == (
        "Of the 8 groups 2 stand out: Tier 1 and Tier 2; up to 10 % of those named so may be by "
        "chance.")
    assert doubts_wording.segments(8, []).startswith("Of the 8 groups none stands out")
    assert doubts_wording.segments(1, []) == ""
    assert "4 moved by more than chance" in doubts_wording.standing_out(4, 27)
    assert "none moved by more" in doubts_wording.standing_out(0, 27)
    assert doubts_wording.several(5, "opportunities", is_here=False).startswith(
        "Opportunities created is the metric that decides. The 5 here are looked at beside it")
    assert doubts_wording.reach(400, 0.02).startswith("8 of 400 targets were likelier")
    assert doubts_wording.reach(400, 0.0).startswith("For every target")
    assert "0.19 times the spread" in doubts_wording.matched_alike(0.19)
    assert doubts_wording.matched_alike(math.nan) == ""
