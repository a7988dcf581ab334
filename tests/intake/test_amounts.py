"""Amounts in every convention, against the numbers that were written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm_core.intake.parse.numbers import parse_numbers

CENTS = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)
# How thousands and decimals are divided, and how the groups are cut.
CONVENTIONS = {
    "English": (",", "."), "German": (".", ","), "French": (" ", ","), "narrow": ("\u202f", ","),
    "Swiss": ("'", "."), "curly": ("’", "."), "none": ("", "."), "none, comma": ("", ","),
}  # fmt: skip
AROUND = ("{}", "${}", "{} €", "EUR {}", "{} USD", "£ {}", "CHF {}")


def written(number: Decimal, thousands: str, decimal: str, *, indian: bool = False) -> str:
    whole, _, part = f"{number:.2f}".partition(".")
    groups = [whole[-3:]]
    rest, size = whole[:-3], 2 if indian else 3
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return thousands.join(groups) + decimal + part


@settings(max_examples=300, deadline=None)
@given(numbers=st.lists(CENTS, min_size=1, max_size=12),
       convention=st.sampled_from(sorted(CONVENTIONS)), around=st.sampled_from(AROUND),
       minus=st.sampled_from(["{}", "-{}", "({})", "{}-"]))  # fmt: skip
def test_amounts_with_two_decimals_in_any_convention(
    numbers: list[Decimal], convention: str, around: str, minus: str
) -> None:
    cells = [minus.format(around.format(written(one, *CONVENTIONS[convention]))) for one in numbers]
    parsed, _ = parse_numbers(cells)
    sign = 1 if minus == "{}" else -1
    assert parsed.problems == {}
    assert parsed.values == [sign * float(one) for one in numbers]


@settings(max_examples=100, deadline=None)
@given(st.lists(CENTS, min_size=1, max_size=12))
def test_amounts_in_lakh_and_crore(numbers: list[Decimal]) -> None:
    cells = [written(one, ",", ".", indian=True) for one in numbers]
    assert parse_numbers(cells)[0].values == [float(one) for one in numbers]


@settings(max_examples=100, deadline=None)
@given(number=st.integers(1, 999), unit=st.sampled_from(
    [("K", 3), ("k", 3), ("M", 6), ("MM", 6), ("mn", 6), (" Mio.", 6), ("m", 6), ("B", 9),
     ("bn", 9), (" Mrd.", 9), (" million", 6), (" billion", 9), ("T", 12)]))  # fmt: skip
def test_multiples(number: int, unit: tuple[str, int]) -> None:
    name, zeros = unit
    found = parse_numbers([f"${number}{name}", f"{number}.5{name}"])[0].values
    assert found == [number * 10**zeros, (number * 10 + 5) * 10 ** (zeros - 1)]


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-3, 1e15, allow_nan=False))
def test_scientific_notation(number: float) -> None:
    assert parse_numbers([f"{number!r}", f"{number:.6E}"])[0].values == [
        number, float(f"{number:.6E}")
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(alphabet="0123456789.,-+()$€ KMe'%", max_size=12), min_size=1, max_size=5))
def test_every_cell_is_a_number_a_problem_or_missing(cells: list[str]) -> None:
    """Nothing is lost and nothing breaks, whatever stands in the cells."""
    parsed, currencies = parse_numbers(cells)
    assert len(parsed.values) == len(currencies) == len(cells)
    for row, text in enumerate(cells):
        says_nothing = text.strip() in ("", "-")
        assert (parsed.values[row] is not None) + (row in parsed.problems) + says_nothing == 1


@pytest.mark.parametrize(("cell", "code"), [
    ("1.200 €", "EUR"), ("US$ 5", "USD"), ("5 CHF", "CHF"), ("R$5", "BRL"), ("₹5", "INR"),
])  # fmt: skip
def test_currencies(cell: str, code: str) -> None:
    assert parse_numbers([cell])[1] == [code]
