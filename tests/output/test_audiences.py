"""Uploads in the templates of the platforms, to the letter, and who is in none of them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from coverage_world import TODAY, contact, opened, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.output import audiences
from abm_core.output.audiences import GOOGLE, LINKEDIN_COMPANIES, LINKEDIN_CONTACTS


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Two target accounts; people who can be in an upload, and people who cannot."""
    with opened(tmp_path) as one:
        target(one, "acme", "1", domain="acme.example", industry="Retail", country="Germany")
        target(one, "bolt", "2", name="=Bolt")
        contact(one, "ida", "acme", name="Ida Maria Holm", email=" Ida@Acme.example ",
                phone="0049 (0) 30 123456", title="=CFO")  # fmt: skip
        contact(one, "bo", "acme", first_name="Bo", last_name="Berg", email="b.o@gmail.com",
                phone="030 123456")  # fmt: skip
        contact(one, "twin", "acme", email="ida@acme.example")
        contact(one, "out", "acme", opted_out=True)
        contact(one, "bounced", "acme", bounced=True)
        contact(one, "left", "acme", left_on=date(2026, 1, 1))
        contact(one, "odd", "acme", email="none")
        contact(one, "silent", "acme", email=None)
        yield one


def lines(made: audiences.Audience) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.content.decode("utf-8"))))


def make(cursor: DuckDBPyConnection, kind: str, hashed: bool = False) -> audiences.Audience:
    return audiences.make(cursor, kind, ["acme", "bolt"], as_of=TODAY, hashed=hashed)


@pytest.mark.parametrize(("kind", "header"), [
    (LINKEDIN_COMPANIES, "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,"
     "stocksymbol,industry,city,state,companycountry,zipcode"),
    (LINKEDIN_CONTACTS, "email,firstname,lastname,jobtitle,employeecompany,country,googleaid"),
    (GOOGLE, "Email,Phone,First Name,Last Name,Country,Zip"),
])  # fmt: skip
def test_headers_are_those_of_the_templates(
    cursor: DuckDBPyConnection, kind: str, header: str
) -> None:
    made = make(cursor, kind)
    assert made.content.decode("utf-8").split("\n")[0] == header
    assert {len(line) for line in lines(made)} == {header.count(",") + 1}
    assert made.n_rows == len(lines(made)) - 1


def test_companies(cursor: DuckDBPyConnection) -> None:
    made = make(cursor, LINKEDIN_COMPANIES)
    assert lines(made)[1:] == [
        ["Acme", "acme.example", "acme.example", "", "", "Retail", "", "", "Germany", ""],
        ["Bolt", "", "", "", "", "", "", "", "", ""]]  # fmt: skip
    assert made.notes[0].startswith("LinkedIn asks for at least 300 rows; this list has 2")


def test_who_opted_out_bounced_or_left_is_in_no_list(cursor: DuckDBPyConnection) -> None:
    assert lines(make(cursor, LINKEDIN_CONTACTS))[1:] == [
        ["b.o@gmail.com", "Bo", "Berg", "", "Acme", "Germany", ""],
        ["Ida@Acme.example", "Ida Maria", "Holm", "CFO", "Acme", "Germany", ""]]  # fmt: skip
    assert lines(make(cursor, GOOGLE))[1:] == [
        ["b.o@gmail.com", "", "Bo", "Berg", "DE", ""],
        ["Ida@Acme.example", "+4930123456", "Ida Maria", "Holm", "DE", ""]]  # fmt: skip


def test_hashes_as_the_platforms_normalise(cursor: DuckDBPyConnection) -> None:
    def of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    assert [row[0] for row in lines(make(cursor, LINKEDIN_CONTACTS, hashed=True))[1:]] == [
        of("b.o@gmail.com"), of("ida@acme.example")]  # fmt: skip
    assert lines(make(cursor, GOOGLE, hashed=True))[1:] == [
        [of("bo@gmail.com"), "", of("bo"), of("berg"), "DE", ""],
        [of("ida@acme.example"), of("+4930123456"), of("ida maria"), of("holm"), "DE", ""]]
    # The well-known hash of nothing but "test@example.com", to tie the rule to the outside.
    assert audiences.sha256(audiences.normal_email(" Test@Example.com")) == (
        "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b")
    with pytest.raises(AbmError, match="holds no people"):
        make(cursor, LINKEDIN_COMPANIES, hashed=True)


def test_limits(cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (audiences.FEWEST, audiences.MOST, audiences.LARGEST) == (300, 300_000, 20_000_000)
    monkeypatch.setattr(audiences, "FEWEST", 2)
    assert "at least 300 of them are matched" in make(cursor, LINKEDIN_CONTACTS).notes[0]
    monkeypatch.setattr(audiences, "LARGEST", 100)
    with pytest.raises(AbmError, match="more than LinkedIn takes"):
        make(cursor, LINKEDIN_CONTACTS)
    monkeypatch.setattr(audiences, "LARGEST", 20_000_000)
    monkeypatch.setattr(audiences, "MOST", 1)
    with pytest.raises(AbmError, match="2 contacts are more than LinkedIn takes"):
        make(cursor, LINKEDIN_CONTACTS)
    with pytest.raises(AbmError, match="Nobody on the list"):
        audiences.make(cursor, GOOGLE, ["bolt"], as_of=TODAY)
    with pytest.raises(AbmError, match="Did you mean 'google'"):
        make(cursor, "gogle")


def test_lists_by_name(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.PROGRAMMES, [{"programme_id": "p", "name": "Nordic growth"},
                                             {"programme_id": "q", "name": "Empty"}])
    store.insert(cursor, schema.TARGET_LIST, [
        {"programme_id": "p", "account_id": "acme", "tier": "1", "joined_on": TODAY},
        {"programme_id": "p", "account_id": "bolt", "tier": "2", "joined_on": TODAY,
         "left_on": TODAY}])  # fmt: skip
    assert audiences.accounts_of(cursor, "targets") == ["acme", "bolt"]
    assert audiences.accounts_of(cursor, "Tier 2") == ["bolt"]
    assert audiences.accounts_of(cursor, "nordic GROWTH") == ["acme"]
    for name, text in (("tier 3", "holds no account"), ("empty", "holds no account"),
                       ("Nordic grow", "Did you mean 'Nordic growth'")):  # fmt: skip
        with pytest.raises(AbmError, match=text):
            audiences.accounts_of(cursor, name)
