"""Contacts, contact roles and stage history are as the generator's docstring says."""

from __future__ import annotations

import pandas as pd
import pytest

from sample_data.generate import AS_OF, SampleData, Truth


def test_25000_contacts_at_known_accounts(sample: SampleData) -> None:
    contacts = sample.contacts
    assert len(contacts) == 25_000
    assert contacts["contact_id"].str.casefold().is_unique
    assert contacts["account_id"].isin(sample.accounts["account_id"]).all()
    per_account = contacts["account_id"].value_counts()
    assert 300 < 5000 - len(per_account) < 800, "some accounts have none"
    targets = per_account.reindex(sample.target_list["account_id"].unique(), fill_value=0)
    assert targets.mean() > 1.5 * per_account.sum() / 5000


def test_addresses_are_reserved_ones(sample: SampleData) -> None:
    emails = sample.contacts["email"].dropna()
    assert emails.str.fullmatch(r"[a-z0-9.-]+@[a-z0-9-]+\.example").all()
    domain = sample.contacts["account_id"].map(sample.accounts.set_index("account_id")["domain"])
    private = emails.str.split("@").str[1] != domain[emails.index]
    assert private.mean() == pytest.approx(0.03, abs=0.005)
    assert sample.contacts["email"].isna().mean() == pytest.approx(0.08, abs=0.01)
    visitors = sample.activities["email"].dropna()
    assert visitors.str.endswith("@northwindow.example").all()


@pytest.mark.parametrize(
    ("share", "column"), [(0.07, "title"), (0.18, "verified_on"), (0.6, "department")]
)
def test_gaps_of_contacts(sample: SampleData, share: float, column: str) -> None:
    assert sample.contacts[column].isna().mean() == pytest.approx(share, abs=0.01)


def test_flags_of_contacts(sample: SampleData) -> None:
    contacts = sample.contacts
    assert contacts["opted_out"].mean() == pytest.approx(0.05, abs=0.005)
    assert contacts["bounced"].mean() == pytest.approx(0.04, abs=0.005)
    assert contacts["left_on"].notna().mean() == pytest.approx(0.04, abs=0.006)
    assert contacts["buying_role"].notna().mean() == pytest.approx(0.02, abs=0.004)
    assert not contacts["bounced"][contacts["email"].isna()].any()


def test_days_of_contacts_are_in_order(sample: SampleData) -> None:
    contacts, today = sample.contacts, pd.Timestamp(AS_OF)
    for column in ("created_on", "verified_on", "left_on"):
        assert contacts[column].max() <= today
    assert not (contacts["verified_on"] < contacts["created_on"]).any()
    assert contacts["verified_on"].min() >= today - pd.Timedelta(days=1096)


def test_titles_in_nine_languages_with_oddities(sample: SampleData, truth: Truth) -> None:
    languages = truth.people["language"].value_counts()
    assert set(languages.index) == {"en", "de", "fr", "es", "it", "nl", "pt", "da", "sv"}
    assert languages["en"] / 25_000 > 0.75
    assert languages.min() > 100
    titles = sample.contacts["title"].dropna()
    for piece in ("SVP", "Dir. ", "Mgr", "Former ", "Assistant to the", "Geschäftsführer",
                  "Directrice", "Jefe ", "Responsabile ", "Hoofd ", "Diretor", "Afdelingschef",
                  "Chief Data Officer", "CFO", " & ", " / "):
        assert titles.str.contains(piece, regex=False).sum() >= 5, piece
    odd = truth.people["manner"].value_counts(normalize=True)
    assert odd["plain"] == pytest.approx(0.84, abs=0.01)


def test_bosses_are_colleagues_of_a_fifth_at_targets(sample: SampleData) -> None:
    contacts = sample.contacts.set_index("contact_id")
    boss = contacts["reports_to_id"].dropna()
    assert (contacts["account_id"][boss].to_numpy() == contacts["account_id"][boss.index]).all()
    at_target = contacts["account_id"].isin(sample.target_list["account_id"])
    assert contacts["reports_to_id"][at_target].notna().mean() == pytest.approx(0.2, abs=0.03)
    seen = [boss.index.to_series(index=boss.index)]
    for _ in range(5):
        seen.append(seen[-1].map(boss))
    assert seen[-1].isna().all(), "nobody reports to himself, by however many steps"


def test_contact_roles_name_people_of_the_account(sample: SampleData) -> None:
    roles = sample.opportunity_contacts
    assert not roles.duplicated(["opportunity_id", "contact_id"]).any()
    deal = sample.opportunities.set_index("opportunity_id")["account_id"]
    person = sample.contacts.set_index("contact_id")["account_id"]
    assert (roles["opportunity_id"].map(deal) == roles["contact_id"].map(person)).all()
    assert roles["opportunity_id"].nunique() / 4000 == pytest.approx(0.55, abs=0.03)
    assert roles.groupby("opportunity_id")["is_primary"].sum().max() == 1
    assert roles["role"].isna().mean() == pytest.approx(0.15, abs=0.03)


def test_stage_history_agrees_with_the_opportunities(sample: SampleData) -> None:
    history = sample.stage_history.sort_values(["opportunity_id", "changed_at"])
    deals = sample.opportunities.set_index("opportunity_id")
    assert set(history["opportunity_id"]) == set(deals.index)
    by_deal = history.groupby("opportunity_id")
    first, last = by_deal.first(), by_deal.last()
    deals = deals.loc[first.index]
    assert set(first["stage"]) == {"Discovery"}
    assert (first["changed_at"].dt.floor("D") == deals["created_on"]).all()
    assert (last["stage"] == deals["stage"]).all()
    closed = deals["closed_on"].notna()
    assert (last["changed_at"].dt.floor("D")[closed] == deals["closed_on"][closed]).all()
    assert history["changed_at"].max() < pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    gaps = by_deal["changed_at"].diff().dropna()
    assert (gaps > pd.Timedelta(0)).all()
    order = ["Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation"]
    place = history["stage"].map({stage: n for n, stage in enumerate(order)}).fillna(9)
    assert (place.groupby(history["opportunity_id"]).diff().dropna() > 0).all()
