"""One name for one country, whatever the file calls it; what is none stays and is said."""

from __future__ import annotations

import pycountry
import pytest
from intake_files import rows, take_in

from abm_core.intake.parse.countries import find, parse_countries
from abm_core.store import Store
from sample_data import names


@pytest.mark.parametrize("country", list(pycountry.countries), ids=lambda one: one.alpha_2)
def test_every_country_is_known_by_its_codes_and_names(country: object) -> None:
    said = [country.alpha_2, country.alpha_3.lower(), country.name]  # type: ignore[attr-defined]
    said += [getattr(country, name) for name in ("official_name", "common_name")
             if hasattr(country, name)]  # fmt: skip
    found = {find(text) for text in said}
    assert len(found) == 1
    (one,) = found
    assert one is not None
    assert not one.is_near
    assert "," not in one.name or one.name.count(",") == country.name.count(",")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("USA", "United States"), ("U.S.", "United States"), ("the United States", "United States"),
        ("U.K.", "United Kingdom"), ("England", "United Kingdom"), ("Deutschland", "Germany"),
        ("ALLEMAGNE", "Germany"), ("Österreich", "Austria"), ("Espana", "Spain"),
        ("Côte d'Ivoire", "Côte d'Ivoire"), ("Ivory Coast", "Côte d'Ivoire"),
        ("Korea, Republic of", "South Korea"), ("Viet Nam", "Vietnam"),
        ("Czech Republic", "Czechia"),
        ("Russian Federation", "Russia"), ("Schweiz", "Switzerland"), ("no", "Norway"),
        ("Niger", "Niger"), ("Nigeria", "Nigeria"), ("UAE", "United Arab Emirates"),
    ],
)  # fmt: skip
def test_names_in_other_tongues(text: str, name: str) -> None:
    assert find(text) == (name, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Philipines", "Philippines"), ("Columbia", "Colombia"), ("Germnay", "Germany"),
     ("Austrailia", "Australia"), ("Swizerland", "Switzerland"),
     ("Untied States", "United States")],
)  # fmt: skip
def test_a_slip_is_seen_through(text: str, name: str) -> None:
    assert find(text) == (name, True)


@pytest.mark.parametrize("text", [
    "EMEA", "Europe", "Indiana", "California", "Bavaria", "Alberta", "New Mexico", "Kingdom",
    "San Francisco", "Norfolk", "Virginia", "Nether",
])  # fmt: skip
def test_what_is_no_country(text: str) -> None:
    assert find(text) is None


def test_no_part_of_a_country_is_read_as_another_by_a_slip() -> None:
    near = [one.name for one in pycountry.subdivisions
            if (found := find(one.name)) is not None and found.is_near]  # fmt: skip
    assert near == []


def test_the_countries_of_the_sample_are_their_own_names() -> None:
    assert [find(one.name).name for one in names.COUNTRIES] == [  # type: ignore[union-attr]
        one.name for one in names.COUNTRIES
    ]


def test_a_column_says_what_it_could_not_read() -> None:
    parsed = parse_countries(["USA", "Philipines", "EMEA", "Bavaria", None, "n/a", "EMEA"])
    assert parsed.values == ["United States", "Philippines", "EMEA", "Bavaria", None, None, "EMEA"]
    assert parsed.problems == {}
    assert parsed.notes == [
        "1 row says 'Philipines', read as Philippines",
        "2 rows say 'EMEA', which is no country that is known; kept as it is",
        "1 row says 'Bavaria', which is no country that is known; kept as it is",
    ]


def test_letters_of_states_name_no_country() -> None:
    parsed = parse_countries(["CA", "NY", "DE"])
    assert parsed.values == ["CA", "NY", "DE"]
    assert parse_countries(["CA", "DE"]).values == ["Canada", "Germany"]


def test_stored_by_one_name_and_known_again(store: Store) -> None:
    take_in(store, "Account name,Country\nAcme,USA\nBeta,Deutschland\n")
    report = take_in(store, "Account name,Country\nAcme,United States\nBeta,DE\n")
    assert report.files[0].n_unchanged == 2
    assert rows(store, "SELECT country FROM accounts ORDER BY name") == [
        ("United States",), ("Germany",)
    ]
