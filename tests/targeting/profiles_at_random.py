"""Profiles of every shape, for properties that must hold for all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from abm_core.targeting.profile import MAX_CRITERIA, Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo

# Few different words and numbers, so that two profiles are often alike in part.
words = st.sampled_from(["a", "b", "A", "extra.a", "é 日", "x, y", "'", '"', "→", "a ", "", "1"])
numbers = st.one_of(
    st.sampled_from([0.0, 1.0, 10.0, 10.000001, 0.1 + 0.2, 1e-9, 1e7, -5.0]),
    st.floats(-1e12, 1e12, allow_nan=False),
)
shares = st.one_of(st.sampled_from([0.0, 0.5, 0.57, 1.0]), st.floats(0, 1))
scores = st.one_of(st.sampled_from([0.0, 40.0, 60.5, 80.0, 100.0]), st.floats(0, 100))


@st.composite
def bands(draw: st.DrawFn) -> Bands:
    """Bands whose lower ends rise."""
    ends = sorted(draw(st.sets(numbers, min_size=1, max_size=3)))
    return Bands(tuple((end, draw(shares)) for end in ends))


rules: st.SearchStrategy[Rule] = st.one_of(
    bands(),
    st.tuples(numbers, numbers).filter(lambda n: n[0] != n[1]).map(lambda n: Ramp(*n)),
    st.builds(
        Categories,
        st.dictionaries(words, shares, max_size=3).map(lambda table: tuple(table.items())),
        shares,
    ),
    st.builds(AnyOf, st.lists(words, max_size=3).map(tuple)),
    st.builds(YesNo, st.booleans()),
    st.builds(Recency, st.integers(1, 10**6)),
)
criteria = st.builds(
    Criterion, words, words, rules, scores, st.sampled_from(["fit", "timing"])
)
exclusions = st.builds(
    Exclusion, words, st.lists(words, min_size=1, max_size=2).map(tuple), words
)


def _three(of: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float, float]]:
    return st.tuples(of, of, of)


profiles = st.builds(
    Profile,
    words,
    st.lists(criteria, max_size=4, unique_by=lambda c: c.name).map(tuple),
    st.lists(exclusions, max_size=3).map(tuple),
    _three(scores).map(lambda three: tuple(sorted(three, reverse=True))),
    _three(shares),
    st.tuples(*[st.integers(0, 10**6)] * 3),
)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Profile, Profile]:
    """Two profiles that differ in one place, or not at all."""
    one, other = draw(profiles), draw(profiles)
    field = draw(st.sampled_from(
        ["name", "criteria", "exclusions", "cutoffs", "gates", "capacities", "order", "one"]
    ))  # fmt: skip
    if field == "order":
        shuffled = tuple(draw(st.permutations(one.criteria)))
        return one, replace(one, criteria=shuffled)
    if field == "one" and one.criteria and len(one.criteria) < MAX_CRITERIA:
        place = draw(st.integers(0, len(one.criteria) - 1))
        old = one.criteria[place]
        new = draw(criteria)
        part = draw(st.sampled_from(["field", "rule", "weight", "part"]))
        changed = replace(old, **{part: getattr(new, part)})
        return one, one.with_criterion(changed, replaces=old.name)
    if field == "one":
        return one, one
    return one, replace(one, **{field: getattr(other, field)})
