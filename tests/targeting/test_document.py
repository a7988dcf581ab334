"""Profiles as files: they come back as they went, and a broken file says what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_world import PROFILE

from abm_core.errors import AbmError
from abm_core.targeting import document
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo

EVERY_KIND = Profile(
    "Every kind: Ünïcode, #hash",
    (
        Criterion("Size", "employees", Bands(((0, 0.1), (1000.5, 1.0))), weight=20),
        Criterion("Growth", "extra.Growth (%)", Ramp(50, 0), weight=12.5),
        Criterion("Country", "country", Categories((("NO", 1.0), ("null", 0.5)), 0.2), weight=5),
        Criterion("Stack", "technologies", AnyOf(("SAP", "yes", "3")), weight=1),
        Criterion("Opted in", "extra.Opted in", YesNo(inverted=True), weight=0),
        Criterion("Visit", "extra.Last/visit", Recency(90), weight=100, part="timing"),
    ),
    (Exclusion("account_type", ("competitor", "partner"), "Not pursued"),),
    cutoffs=(79.5, 60.0, 0.0),
    gates=(1.0, 0.5, 0.0),
    capacities=(0, 1, 20000),
)


def minimal(**changes: object) -> dict[str, Any]:
    criterion = {"name": "Size", "field": "employees", "kind": "ramp", "weight": 20,
                 "zero_at": 0, "full_at": 100}  # fmt: skip
    return {"profile": "P", "criteria": [{**criterion, **changes}]}


def problem(found: object) -> AbmError:
    with pytest.raises(AbmError) as caught:
        document.from_document(found)
    return caught.value


def test_yaml_and_json_round_trip() -> None:
    assert document.from_yaml(document.to_yaml(EVERY_KIND)) == EVERY_KIND
    as_json = json.dumps(document.to_document(EVERY_KIND))
    assert document.from_yaml(as_json) == EVERY_KIND
    assert document.from_document(json.loads(as_json)) == EVERY_KIND


words = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable())
shares = st.floats(0, 1)
rules: st.SearchStrategy[Rule] = st.one_of(
    st.dictionaries(words, shares, max_size=4).map(lambda d: Categories(tuple(d.items()))),
    st.lists(words, max_size=3).map(lambda values: AnyOf(tuple(values))),
    st.builds(YesNo, st.booleans()),
    st.builds(Recency, st.integers(1, 9999)),
    st.lists(st.integers(-999, 10**9), min_size=1, max_size=4, unique=True).map(
        lambda ends: Bands(tuple((float(low), 0.25) for low in sorted(ends)))
    ),
)


@given(words, st.dictionaries(words, st.tuples(rules, st.floats(0, 100)), max_size=4))
def test_any_profile_comes_back(name: str, criteria: dict[str, tuple[Rule, float]]) -> None:
    profile = Profile(
        name,
        tuple(Criterion(n, f"extra.{n}", rule, weight) for n, (rule, weight) in criteria.items()),
    )
    assert document.from_yaml(document.to_yaml(profile)) == profile


def test_a_readable_document() -> None:
    assert document.to_document(PROFILE)["criteria"][1] == {
        "name": "Size", "field": "employees", "part": "fit", "weight": 10, "kind": "bands",
        "bands": [{"from": 100, "score": 0.5}, {"from": 1000, "score": 1.0}],
    }  # fmt: skip


def test_what_is_not_said_has_its_default() -> None:
    profile = document.from_document(minimal())
    assert (profile.cutoffs, profile.gates) == ((80.0, 60.0, 40.0), (0.6, 0.4, 0.3))
    assert profile.capacities == (25, 200, 2000)
    assert profile.criteria[0].part == "fit"
    assert profile.exclusions == ()


def test_norway_is_a_country() -> None:
    found = document.from_yaml(
        "criteria:\n- {name: Country, field: country, kind: category, weight: 1,"
        " scores: {NO: 1, SE: 0.5}}\n"
        "exclusions:\n- {field: country, any_of: [no, on], reason: Elsewhere}\n"
    )
    assert found.criteria[0].rule == Categories((("NO", 1.0), ("SE", 0.5)))
    assert found.exclusions[0].values == ("no", "on")


def test_a_single_value_is_a_list_of_one() -> None:
    stack = {"name": "Stack", "field": "technologies", "kind": "any_of", "weight": 1,
             "values": "SAP"}  # fmt: skip
    found = document.from_document(
        {"criteria": [stack],
         "exclusions": [{"field": "account_type", "any_of": "partner", "reason": "Partner"}]}
    )  # fmt: skip
    assert found.criteria[0].rule == AnyOf(("SAP",))
    assert found.exclusions == (Exclusion("account_type", ("partner",), "Partner"),)


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "just words", "[1, 2]", "a: 1"])
def test_a_file_without_a_profile(text: str) -> None:
    with pytest.raises(AbmError, match="holds no profile"):
        document.from_yaml(text)


@pytest.mark.parametrize("text", ["criteria: [", "a: b: c", "\tx: 1", "criteria: 2024-13-45"])
def test_a_file_that_is_no_yaml(text: str) -> None:
    with pytest.raises(AbmError, match="not readable YAML") as caught:
        document.from_yaml(text)
    assert caught.value.fix.startswith("Look here: ")


def test_yaml_cannot_run_code() -> None:
    with pytest.raises(AbmError, match="not readable YAML"):
        document.from_yaml("criteria: !!python/object/apply:os.getcwd []")


def test_an_unknown_kind_suggests_a_known_one() -> None:
    found = problem(minimal(kind="categry"))
    assert found.problem == "Criterion 'Size': 'categry' is no kind of criterion."
    assert found.fix == "Did you mean 'category'?"


def test_an_unknown_kind_that_resembles_nothing_lists_all() -> None:
    fix = problem(minimal(kind="xyz")).fix
    assert fix == "Use one of: bands, ramp, category, any_of, yes_no, recency."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weight": 101}, "weight of 'Size' is 101"),
        ({"weight": "heavy"}, "criterion 'Size' of the profile cannot be read"),
        ({"part": "timeing"}, "'Size' has the part 'timeing'"),
        ({"full_at": None}, "criterion 'Size' of the profile cannot be read"),
        ({"full_at": 0}, "ramp has no length"),
        ({"kind": "bands"}, "criterion 'Size' of the profile cannot be read"),
        ({"kind": "bands", "bands": [{"from": 1}]}, "cannot be read"),
        ({"kind": "bands", "bands": []}, "bands do not rise"),
        ({"kind": "category", "scores": ["SAP"]}, "cannot be read"),
        ({"kind": "category", "scores": {"SAP": 2}}, "The value 'SAP' scores 2"),
        ({"kind": "any_of"}, "cannot be read"),
        ({"kind": "yes_no", "inverted": "no"}, "inverted is no, not true or false"),
        ({"kind": "recency", "days": 0}, "recency criterion has no length"),
    ],
)
def test_a_malformed_criterion(changes: dict[str, object], said: str) -> None:
    assert said in str(problem(minimal(**changes)))


@pytest.mark.parametrize("missing", ["field", "kind", "weight"])
def test_an_incomplete_criterion(missing: str) -> None:
    found = minimal()
    del found["criteria"][0][missing]
    assert "cannot be read" in str(problem(found))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"cutoffs": [40, 60, 80]}, "a better tier asks for less"),
        ({"cutoffs": [180, 60, 40]}, "The cutoffs are 180 / 60 / 40"),
        ({"cutoffs": [80, 60]}, "cutoffs are not three numbers"),
        ({"cutoffs": 80}, "cutoffs are not three numbers"),
        ({"cutoffs": None}, "cutoffs are not three numbers"),
        ({"cutoffs": [True, 0, 0]}, "cutoffs are not three numbers"),
        ({"completeness_gates": [60, 40, 30]}, "completeness gates are 60 / 40 / 30"),
        ({"completeness_gates": ["a", "b", "c"]}, "gates are not three numbers"),
        ({"capacities": [25.5, 200, 2000]}, "capacities are not three whole numbers"),
        ({"capacities": [-1, 200, 2000]}, "A capacity is below zero"),
        ({"criteria": 5}, "criteria are not a list"),
        ({"criteria": {"name": "Size"}}, "criteria are not a list"),
        ({"criteria": ["Size"]}, "criterion '?' of the profile cannot be read"),
        ({"exclusions": "competitor"}, "exclusions are not a list"),
        ({"exclusions": [{"field": "account_type"}]}, "An exclusion of the profile is incomplete"),
        ({"exclusions": ["competitor"]}, "An exclusion of the profile is incomplete"),
    ],
)
def test_a_malformed_profile(parts: dict[str, object], said: str) -> None:
    assert said in str(problem({**minimal(), **parts}))


def test_two_criteria_of_one_name() -> None:
    entry = minimal()["criteria"][0]
    assert "Two criteria are called 'Size'" in str(problem({"criteria": [entry, entry]}))


def test_a_profile_without_criteria_is_one() -> None:
    assert document.from_document({"profile": "New", "criteria": None}).criteria == ()


# --- Where a file is wrong, and words that nobody reads ----------------------------------------

LINES = """\
profile: Clinics
criteria:
- name: Size
  field: employees
  kind: ramp
  weight: 20
  zero_at: 0
  full_at: 100
- name: Country
  field: country
  kind: category
  weight: 10
  scores: {NO: 1}
exclusions:
- field: account_type
  any_of: [partner]
  reason: Partner
"""


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ("full_at: 100", "full_at: 0",
         "Criterion 'Size': The ramp has no length (line 3).", "Let it end"),
        ("weight: 10", "weight: 101", "The weight of 'Country' is 101 (line 9).", "Use importance"),
        ("weight: 10", "weight: much", "(could not convert string to float: 'much') (line 9).", ""),
        ("weight: 10", "weight: .inf", "(inf is no number) (line 9).", ""),
        ("weight: 10", "weight: true", "(True is no number) (line 9).", ""),
        ("  weight: 10\n", "", "('weight' is missing) (line 9).", "Each needs"),
        ("  weight: 10", "  wieght: 10\n  weight: 5",
         "'wieght' is nothing that a criterion of kind category has (line 9).",
         "Did you mean 'weight'?"),
        ("  weight: 10", "  weight: 10\n  weight: 5",
         "'weight' stands twice in one entry of the profile file (line 9).", "Keep one"),
        ("profile: Clinics", "profile: Clinics\ncutofs: [3, 2, 1]",
         "'cutofs' is nothing that a profile has (line 1).", "Did you mean 'cutoffs'?"),
        ("profile: Clinics", "format: 2\nprofile: Clinics",
         "The profile file is written in format 2; this program reads 1.", "Update"),
        ("  reason: Partner", "", "An exclusion of the profile is incomplete (line 15).", ""),
        ("  reason: Partner", "  reason: Partner\n  why: so",
         "'why' is nothing that an exclusion has (line 15).", "Use one of"),
    ],
)  # fmt: skip
def test_a_broken_file_names_the_criterion_and_its_line(
    old: str, new: str, problem: str, fix: str
) -> None:
    assert document.from_yaml(LINES).name == "Clinics"
    assert old in LINES
    with pytest.raises(AbmError) as caught:
        document.from_yaml(LINES.replace(old, new, 1))
    assert problem in caught.value.problem and fix in caught.value.fix


def test_json_files() -> None:
    assert document.from_yaml(document.to_json(EVERY_KIND)) == EVERY_KIND
    tabs = json.dumps(document.to_document(EVERY_KIND), indent="\t")
    assert document.from_yaml(tabs) == EVERY_KIND
    with pytest.raises(AbmError, match="'profile' stands twice"):
        document.from_yaml('{"profile": "A",\t"profile": "B", "criteria": []}')


def test_a_file_can_say_what_it_is() -> None:
    text = document.to_yaml(PROFILE, "Clinics, version 3:\nstricter # than before")
    assert text.startswith("# Clinics, version 3: stricter # than before\nformat: 1\n")
    assert document.from_yaml(text) == PROFILE


def test_days_are_whole() -> None:
    visit = {"name": "Visit", "field": "visited", "kind": "recency", "weight": 1}
    assert document.from_document({"criteria": [{**visit, "days": 90.0}]}).criteria[0].rule == (
        Recency(90))  # fmt: skip
    for days in (90.5, "soon", float("inf")):
        assert "cannot be read" in str(problem({"criteria": [{**visit, "days": days}]}))


def test_a_nameless_profile_has_the_default_name() -> None:
    assert document.from_document({"profile": None, "criteria": []}).name == "Ideal customer"


def test_deep_nesting_is_a_sentence() -> None:
    with pytest.raises(AbmError, match="not readable"):
        document.from_yaml("criteria: " + "[" * 50_000)
