"""Headers to fields: what is proposed, what is asked, what is refused."""

from __future__ import annotations

import pytest
from intake_files import table

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import Mapping, check, propose, remap
from abm_core.intake.layout.templates import data_dictionary, template_csv


def proposed(header: str, cells: str = "") -> Mapping:
    n = header.count(",") + 1
    return propose(table(f"{header}\n{cells or ','.join(['x'] * n)}\n")).mapping


@pytest.mark.parametrize("entity", schema.IMPORTABLE, ids=lambda entity: entity.name)
def test_our_own_template_maps_completely(entity: schema.Entity) -> None:
    proposal = propose(table(template_csv(entity.name).decode("utf-8-sig")))
    assert proposal.mapping.entity == entity.name
    expected = {field.name: field.label for field in entity.import_fields}
    assert proposal.mapping.columns == expected
    assert set(proposal.confidence.values()) == {1.0}
    assert proposal.unmapped == ()


def test_salesforce_accounts() -> None:
    mapping = proposed("Id,Name,Type,ParentId,BillingCountry,Website,AnnualRevenue,OwnerId,Site")
    assert mapping.entity == "accounts"
    assert mapping.columns == {
        "account_id": "Id", "name": "Name", "account_type": "Type", "parent_id": "ParentId",
        "country": "BillingCountry", "domain": "Website", "annual_revenue": "AnnualRevenue",
        "sales_owner": "OwnerId",
    }  # fmt: skip


def test_salesforce_opportunities() -> None:
    mapping = proposed("Id,AccountId,Name,StageName,Amount,CloseDate,IsWon,IsClosed")
    assert mapping.entity == "opportunities"
    assert mapping.columns["opportunity_id"] == "Id"
    assert mapping.columns["account_id"] == "AccountId"
    assert mapping.columns["closed_on"] == "CloseDate"


def test_hubspot_deals_by_label() -> None:
    mapping = proposed("Record ID,Deal Name,Deal Stage,Amount,Close Date,Associated Company IDs")
    assert mapping.entity == "opportunities"
    assert mapping.columns["account_id"] == "Associated Company IDs"


def test_prefixes_object_names_and_units_are_seen_through() -> None:
    assert proposed("property_name,property_annualrevenue").columns == {
        "name": "property_name", "annual_revenue": "property_annualrevenue",
    }  # fmt: skip
    mapping = proposed("Account: Account Name,Account: Industry")
    assert mapping.columns == {"name": "Account: Account Name", "industry": "Account: Industry"}
    mapping = proposed("Company,Annual revenue ($M)", "Acme,5")
    assert mapping.columns["annual_revenue"] == "Annual revenue ($M)"
    assert mapping.units == {"annual_revenue": 1e6}


def test_an_export_of_ours_with_tiers_is_a_target_list() -> None:
    header = "Account ID,Account name,Domain,Industry,Annual revenue,Live tier,Programme,Tier,Fit"
    proposal = propose(table(f"{header}\n1,Acme,acme.com,IT,5,2,ABM,1,80\n"))
    assert proposal.mapping.entity == "target_list"
    assert proposal.mapping.columns == {
        "account_id": "Account ID", "account_name": "Account name", "account_domain": "Domain",
        "programme": "Programme", "tier": "Tier",
    }  # fmt: skip
    assert proposal.unmapped == ()


def test_computed_columns_are_neither_mapped_nor_kept() -> None:
    proposal = propose(table("Account name,Account score,Fit,Open pipeline,NPS\nAcme,1,2,3,4\n"))
    assert proposal.mapping.columns == {"name": "Account name"}
    assert proposal.unmapped == ("NPS",)


def test_a_filled_column_is_preferred_and_one_header_feeds_one_field() -> None:
    found = propose(table("Account name,Domain,Website\nAcme,,acme.com\n")).mapping.columns
    assert found["domain"] == "Website"
    assert len(set(found.values())) == len(found)


def test_nothing_fits() -> None:
    with pytest.raises(AbmError) as error:
        propose(table("Lorem,Ipsum\n1,2\n", "stuff.csv"))
    assert error.value.problem.startswith("stuff.csv holds neither accounts")
    assert "'Account name'" in error.value.fix


def test_the_missing_name_is_said_with_the_nearest_header() -> None:
    with pytest.raises(AbmError) as error:
        propose(table("Acount nam,Industry\nAcme,IT\n", "sales.csv"))
    assert error.value.problem == "sales.csv has no column for 'Account name'."
    assert error.value.fix == "Did you mean 'Acount nam'?"


def test_a_chosen_entity_is_proposed_even_when_incomplete_and_checked_at_import() -> None:
    found = table("Wer,Industry\nAcme,IT\n", "sales.csv")
    mapping = propose(found, entity="accounts").mapping
    with pytest.raises(AbmError, match="no column for 'Account name'"):
        check(found, mapping)
    check(found, remap(mapping, {"name": "Wer"}))


def test_remap_moves_a_header_and_takes_one_away() -> None:
    mapping = Mapping("accounts", {"name": "A", "domain": "B"}, {})
    assert remap(mapping, {"name": "B"}).columns == {"name": "B"}
    assert remap(mapping, {"domain": None}).columns == {"name": "A"}
    assert mapping.columns == {"name": "A", "domain": "B"}
    with pytest.raises(AbmError, match="Did you mean 'domain'"):
        remap(mapping, {"domian": "B"})
    assert isinstance(hash(mapping), int)


def test_a_mapping_to_a_header_that_is_not_there_is_refused() -> None:
    with pytest.raises(AbmError, match=r"has no column 'Namen'\. Did you mean 'Name'"):
        check(table("Name\nAcme\n"), Mapping("accounts", {"name": "Namen"}))


def test_small_bare_revenue_is_asked() -> None:
    (question,) = propose(table("Company,Revenue\nA,5\nB,10\nC,900000\n")).questions
    assert question.field == "annual_revenue"
    assert question.options == ("as written", "thousands", "millions", "billions")
    assert "below 10" in question.text
    for header, cells in [("Revenue", "$5"), ("Revenue", "5M"), ("Revenue (in millions)", "5"),
                          ("Revenue", "5000000")]:
        assert propose(table(f"Company,{header}\nA,{cells}\n")).questions == ()


def test_an_open_date_order_is_asked() -> None:
    found = table("Deal,Stage,Amount,Close date\nA,Won,1,3/4/2021\n")
    (question,) = propose(found, entity="opportunities").questions
    assert (question.field, question.options) == ("date_order", ("dmy", "mdy"))
    assert "3/4/2021" in question.text


def test_the_dictionary_holds_every_column() -> None:
    found = data_dictionary()
    assert len(found) == sum(len(entity.fields) for entity in schema.ENTITIES)
    assert found["meaning"].str.len().gt(0).all()


def test_an_open_point_in_amounts_is_asked() -> None:
    found = table("Deal,Stage,Amount\nA,Won,1.234\nB,Won,5\n")
    (question,) = propose(found, entity="opportunities").questions
    assert (question.field, question.options) == ("decimal", (".", ","))
    assert "'1.234'" in question.text
    for cells in ("1.23", "1.234,50", "1,234", "1.234M", "1234"):
        assert propose(table(f"Deal;Stage;Amount\nA;Won;{cells}\n")).questions == ()
