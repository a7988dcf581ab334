"""Headers that come near, and columns known by their values: found, said, and never too bold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import real, table

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import propose
from abm_core.intake.layout.near import near

HOSTILE = (
    "Billing Contact Email Opt Out", "Number of Locations", "Fax", "Fax Number", "County",
    "Contract", "Owner Email", "Secondary Email", "Email Domain", "Manager Name", "Phone Carrier",
    "Assistant Phone", "Last Activity Date", "Status", "Lead Status", "Expected Amount",
    "Amount Lost", "Deal Size", "Shipping Country", "Website Visits", "Legal Name",
    "Account Number", "Number of Contacts", "Contact Number", "Opportunity Number", "Title Level",
    "Reports to name", "Buying role confidence", "Revenue Growth", "Employee Growth",
    "Domain Authority", "Email Opt In", "Do Not Call", "Created By", "Modified By", "Age",
    "Industry Rank", "Countries Served", "State Tax ID", "Email Opens", "Parent Industry",
)  # fmt: skip


@pytest.mark.parametrize(
    ("entity", "header", "field"),
    [
        ("accounts", "Nr. of Employees", "employees"), ("accounts", "Industy", "industry"),
        ("accounts", "Annual Revenues", "annual_revenue"), ("accounts", "Anual Revenue",
                                                            "annual_revenue"),
        ("accounts", "Annual_Revenue_USD", "annual_revenue"), ("accounts", "Contry", "country"),
        ("accounts", "Company Industry", "industry"), ("accounts", "type of account",
                                                       "account_type"),
        ("contacts", "Email adress", "email"), ("contacts", "Job Titel", "title"),
        ("contacts", "name, last", "last_name"), ("contacts", "Frist Name", "first_name"),
        ("contacts", "Departement", "department"), ("opportunities", "Date of Close", "closed_on"),
        ("opportunities", "dealStages", "stage"), ("accounts", "REGION", "region"),
        ("accounts", "SOCIETE", "name"), ("signals", "Composite Scores", "strength"),
    ],
)  # fmt: skip
def test_names_that_come_near(entity: str, header: str, field: str) -> None:
    assert near(entity, header) == field


@pytest.mark.parametrize("header", HOSTILE)
def test_names_that_only_seem_near(header: str) -> None:
    assert {near(entity.name, header) for entity in schema.IMPORTABLE} == {None}


SURE = {"accounts": ("Account name", "Industry"), "contacts": ("Last name", "E-mail")}


@settings(max_examples=60, deadline=None)
@given(entity=st.sampled_from(sorted(SURE)),
       others=st.lists(st.sampled_from(HOSTILE), unique=True, min_size=1, max_size=12))  # fmt: skip
def test_what_is_certain_stays_beside_hostile_headers(entity: str, others: list[str]) -> None:
    found = [*others, *SURE[entity]]
    text = ",".join(found) + "\n" + ",".join(["x7"] * len(found)) + "\n"
    proposal = propose(table(text), entity=entity)
    assert set(SURE[entity]) <= set(proposal.mapping.columns.values())
    assert proposal.doubts == ()
    assert len(set(proposal.mapping.columns.values())) == len(proposal.mapping.columns)


def test_every_doubt_says_how_it_was_found() -> None:
    proposal = propose(table("Last name,Job Titel,Reach at\nHolm,VP,ida@acme.com\n"
                             "Lund,CEO,jo@beta.com\n"))  # fmt: skip
    assert proposal.mapping.entity == "contacts"
    assert [tuple(one) for one in proposal.doubts] == [
        ("title", "Job Titel", "nearly the name"),
        ("email", "Reach at", "by the look of its values"),
    ]


def test_a_name_that_comes_near_must_hold_what_the_field_holds() -> None:
    found = propose(table("Account name,Nr of Employees\nAcme,many\nBeta,few\n")).mapping
    assert found.columns == {"name": "Account name"}
    found = propose(table("Last name,E-mail,Bounces\nHolm,a@b.com,17\n")).mapping
    assert "bounced" not in found.columns


def test_mails_of_colleagues_are_not_the_mails_of_contacts() -> None:
    rows = "\n".join(f"N{n},rep@own.com,T" for n in range(10))
    found = propose(table(f"Last name,Kontakt,Job Title\n{rows}\n")).mapping
    assert "email" not in found.columns
    found = propose(table("Last name,Title,Account owner mail\nHolm,VP,ida@own.com\n")).mapping
    assert "email" not in found.columns


def test_of_two_columns_of_mails_neither_or_the_one_called_so() -> None:
    found = propose(table("Last name,Title,A1,B1\nHolm,VP,a@x.com,b@y.com\n")).mapping
    assert "email" not in found.columns
    found = propose(table("Last name,Title,A1,Mail-Kontakt\nHolm,VP,a@x.com,b@y.com\n")).mapping
    assert found.columns["email"] == "Mail-Kontakt"


def test_ids_by_their_prefix_and_countries_by_name() -> None:
    found = propose(table(
        "Last name,Email,Konto\nHolm,a@x.com,001B000001AbCdE\nLund,b@y.com,001B000001AbCdF\n"
    )).mapping  # fmt: skip
    assert found.columns["account_id"] == "Konto"
    found = propose(table("Account name,Where\nAcme,Denmark\nBeta,Deutschland\n")).mapping
    assert found.columns["country"] == "Where"
    found = propose(table("Account name,Language\nAcme,DE\nBeta,FR\n")).mapping
    assert "country" not in found.columns


def test_web_addresses_but_not_those_of_networks() -> None:
    found = propose(table("Account name,Online\nAcme,www.acme.com\nBeta,https://beta.de/\n")).mapping
    assert found.columns["domain"] == "Online"
    found = propose(table("Account name,Profile\nAcme,linkedin.com\nBeta,linkedin.com\n")).mapping
    assert "domain" not in found.columns


def test_files_in_german_french_and_spanish() -> None:
    assert propose(table(
        "Firma;Webseite;Branche;Mitarbeiter;Umsatz;Land\nAcme;acme.de;IT;12;1.234,50 €;DE\n"
    )).mapping.columns == {
        "name": "Firma", "domain": "Webseite", "industry": "Branche", "employees": "Mitarbeiter",
        "annual_revenue": "Umsatz", "country": "Land",
    }  # fmt: skip
    assert propose(table(
        "Prénom;Nom;Adresse e-mail;Fonction;Société\nIda;Holm;ida@acme.fr;DG;Acme\n"
    )).mapping.columns == {
        "first_name": "Prénom", "last_name": "Nom", "email": "Adresse e-mail", "title": "Fonction",
        "account_name": "Société",
    }  # fmt: skip
    found = propose(table(
        "Nombre de la oportunidad;Empresa;Importe;Etapa;Fecha de cierre\n"
        "A;Acme;1;Ganada;31/12/2025\n"
    )).mapping
    assert (found.entity, found.columns["closed_on"]) == ("opportunities", "Fecha de cierre")


def test_a_file_whose_headers_only_come_near_is_understood_with_doubts() -> None:
    proposal = propose(table("Acount name,Industrys\nAcme,IT\n", "sales.csv"))
    assert proposal.mapping.columns == {"name": "Acount name", "industry": "Industrys"}
    assert len(proposal.doubts) == 2


def test_mails_alone_make_no_contacts() -> None:
    with pytest.raises(AbmError, match="holds neither"):
        propose(table("A,B\nida@acme.com,1\njo@beta.com,2\n"))


@pytest.mark.parametrize(
    "path", ["fivetran-salesforce/sf_contact_data.csv", "fivetran-salesforce/sf_lead_data.csv",
             "fivetran-salesforce/sf_event_data.csv", "fivetran-salesforce/sf_task_data.csv"],
)  # fmt: skip
def test_wide_tables_have_no_guesses(path: str) -> None:
    assert propose(real(path)).doubts == ()
