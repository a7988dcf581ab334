"""The sample store: it loads, it is alive, and it never takes the place of somebody's data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import hand_counts
import pandas as pd
import pyarrow.parquet as pq
import pytest

from abm_core import overview, sample, schema, store
from abm_core.errors import AbmError
from abm_core.intake import load
from abm_core.measure import coverage_matter
from abm_core.targeting import target_list, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.workshop import Workshop

NOW = datetime(2026, 11, 22, 9, 30)
AS_OF = date(2026, 11, 13)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sample") / "abm-sample.duckdb"
    sample.load_sample(place, now=NOW)
    return place


@pytest.fixture
def opened(path: Path) -> Iterator[store.Store]:
    found = store.open_store(path)
    yield found
    found.close()


def test_all_rows_of_the_generator_are_there(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        held = overview.read(cursor)
        rejects = store.count_rows(cursor, schema.REJECTS)
    assert (held.n_accounts, held.n_opportunities, held.n_orphans, rejects) == (5000, 4000, 60, 0)
    assert held.as_of == AS_OF


def test_further_columns_have_types(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        types = {info.label: info.type for info in Accounts(cursor).fields.values()}
    assert types["Hiring for data roles"] == "boolean"
    assert types["Data team size"] == "number"
    assert types["Last funding on"] == "date"
    assert types["Funding stage"] == "text"


def test_tiers_are_live_and_of_a_size_to_work_with(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        workshop = Workshop(cursor)
        (programme,) = target_list.programmes(cursor)
        live = target_list.live(cursor, workshop.accounts, programme)
        assert live.profile is not None
        today = workshop.score(live.profile)
    assert programme.name == "Northern Lights" and live.saved_by == "Sample"
    assert len(live.profile.criteria) == 7
    assert {c.part for c in live.profile.criteria} == {"fit", "timing"}
    one, two, three = tiers.counts(live.tier)
    assert 15 <= one <= 25 and 150 <= two <= 200 and 800 <= three <= 1000
    assert (today.tier == live.tier).all()


def test_competitors_and_partners_are_in_no_tier(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        accounts = Accounts(cursor)
        (programme,) = target_list.programmes(cursor)
        live = target_list.live(cursor, accounts, programme)
    kinds = accounts.column("account_type")
    assert set(kinds[live.tier > 0]) <= {"prospect", "customer", "former customer"}


def test_loading_again_replaces_it(tmp_path: Path) -> None:
    place = tmp_path / "abm-sample.duckdb"
    first = sample.load_sample(place, now=NOW)
    second = sample.load_sample(place, now=NOW)
    assert first == second
    assert [entry.name for entry in tmp_path.iterdir()] == ["abm-sample.duckdb"]


def test_an_empty_store_may_become_the_sample(tmp_path: Path) -> None:
    place = tmp_path / "abm-sample.duckdb"
    store.open_store(place).close()
    assert sample.load_sample(place, now=NOW).n_accounts == 5000


def test_a_store_with_data_is_refused_and_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "abm.duckdb"
    mine = store.open_store(place)
    frame = pd.DataFrame({"name": ["Mine"]})
    load.load_frame(mine, "accounts", frame, file="mine.csv", imported_at=NOW)
    mine.close()
    before = place.read_bytes()
    with pytest.raises(AbmError, match="holds data of its own"):
        sample.load_sample(place, now=NOW)
    assert place.read_bytes() == before


def test_a_failure_leaves_the_sample_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "abm-sample.duckdb"
    sample.load_sample(place, now=NOW)
    before = place.read_bytes()
    monkeypatch.setattr(sample, "_save_tiers", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sample.load_sample(place, now=NOW)
    assert place.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["abm-sample.duckdb"]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AbmError, match="There is no folder"):
        sample.load_sample(tmp_path / "nowhere" / "s.duckdb", now=NOW)


def test_every_row_that_is_shipped_is_there(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        held = {e.name: store.count_rows(cursor, e) for e in sample.AS_THEY_ARE}
    assert held == {name: pq.read_metadata(sample.FOLDER / f"{name}.parquet").num_rows
                    for name in held}  # fmt: skip


def test_win_rates_by_engaged_contacts_agree_with_a_hand_count(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        found = coverage_matter.read(cursor, as_of=AS_OF)
        counted = hand_counts.deals_at_mid_deal(cursor, AS_OF)
        roles = cursor.execute("SELECT contact_id, role FROM contact_roles WHERE counts").df()
    number = counted["engaged"].map(len)
    groups = {"none": number == 0, "1": number == 1, "2": number == 2,
              "3 or 4": number.isin([3, 4]), "5 or more": number >= 5}  # fmt: skip
    assert found.n_deals == len(counted) > 2000
    assert {one.label: (one.won.n, one.won.n_yes) for one in found.groups} == {
        label: (int(is_in.sum()), int(counted[is_in]["won"].sum()))
        for label, is_in in groups.items()
    }
    assert (found.several.present.n, found.several.absent.n) == (
        int((number >= 3).sum()), int((number < 3).sum()))  # fmt: skip
    for one in found.roles:
        holders = set(roles[roles["role"] == one.what]["contact_id"])
        has = counted["engaged"].map(lambda people, held=holders: bool(people & held))
        assert (one.present.n, one.present.n_yes) == (
            int(has.sum()), int(counted[has]["won"].sum())), one.what  # fmt: skip
    # Planted: accounts that respond more are won more.
    assert found.several.difference.low > 0
