"""The committed files are what the generator makes, and the examples are usable."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sample_data
from abm_core.schema import ACCOUNT_TYPES, TIERS
from sample_data.files import ENTITIES, NOT_IMPORTED, table
from sample_data.generate import SampleData, write

FOLDER = Path(sample_data.__file__).parent


@pytest.mark.parametrize("name", SampleData._fields)
def test_committed_parquet_is_what_the_generator_makes(sample: SampleData, name: str) -> None:
    committed = pq.read_table(FOLDER / f"{name}.parquet")
    assert committed.equals(table(ENTITIES[name], getattr(sample, name))), (
        "run python -m sample_data.generate"
    )


def test_written_files_are_the_committed_ones_and_small(
    sample: SampleData, tmp_path: Path
) -> None:
    write(sample, tmp_path)
    for path in sorted((tmp_path / "examples").iterdir()):
        assert path.read_bytes() == (FOLDER / "examples" / path.name).read_bytes()
    assert sum(path.stat().st_size for path in FOLDER.glob("*.parquet")) < 8_000_000


def example(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / "examples" / f"{name}.csv", dtype=str)


@pytest.mark.parametrize("name", [one for one in SampleData._fields if one not in NOT_IMPORTED])
def test_examples_use_the_labels_of_the_schema(name: str) -> None:
    labels = [field.label for field in ENTITIES[name].import_fields]
    headers = list(example(name).columns)
    known = [header for header in headers if header in labels]
    further = ["Funding stage", "Data team size", "Hiring for data roles", "Last funding on", "NPS"]
    assert headers == known + (further if name == "accounts" else [])
    required = {field.label for field in ENTITIES[name].fields if field.required}
    assert required <= set(headers)
    assert 12 <= len(example(name)) <= 20


def test_examples_belong_together() -> None:
    accounts = example("accounts")
    ids = set(accounts["Account ID"])
    assert len(accounts) == 20
    assert set(accounts["Parent account ID"].dropna()) <= ids
    assert accounts["Parent account ID"].notna().any()
    for name in ("opportunities", "target_list", "contacts", "activities", "signals"):
        assert set(example(name)["Account ID"]) <= ids, name
    contacts, deals = example("contacts"), example("opportunities")["Opportunity ID"]
    for name in ("opportunity_contacts", "stage_history"):
        assert set(example(name)["Opportunity ID"]) <= set(deals), name
    for people in (
        example("opportunity_contacts")["Contact ID"],
        example("activities")["Contact ID"].dropna(),
        contacts["Reports to ID"].dropna(),
    ):
        assert set(people) <= set(contacts["Contact ID"])
    campaigns = set(example("campaigns")["Campaign ID"])
    assert set(example("activities")["Campaign ID"].dropna()) <= campaigns
    assert set(accounts["Account type"]) <= set(ACCOUNT_TYPES)
    assert set(example("target_list")["Tier"]) <= set(TIERS)
    assert accounts["Technologies"].dropna().str.contains("; ").any()


def test_example_days_and_numbers_parse() -> None:
    opportunities = example("opportunities")
    assert pd.to_datetime(opportunities["Created on"], format="%Y-%m-%d").notna().all()
    assert pd.to_numeric(opportunities["Amount"].dropna()).ge(0).all()
    assert pd.to_numeric(example("accounts")["Employees"].dropna()).gt(0).all()
