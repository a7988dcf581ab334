"""Changes of the sample, counted again in plain pandas from the tables that they come from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.overview import newest_day
from abm_core.review import changes, compose
from abm_core.review.document import Changes
from abm_core.review.said import Behind

WEEKS = (date(2026, 11, 2), date(2026, 9, 7), date(2026, 3, 9))
CURRENCY = "USD"  # that of most opportunities; for the others the sample has no rate
DEEP = ["engaged", "qualified", "opportunity", "customer"]
STAGES = ["unaware", "aware", *DEEP]


@pytest.fixture(scope="module")
def cursor(
    sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("changes") / "sample.duckdb"
    shutil.copy(sample_file, path)
    with closing(store.open_store(path)) as opened, opened.cursor() as lent:
        yield lent


@pytest.fixture(params=WEEKS, ids=str)
def week(request: pytest.FixtureRequest) -> date:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def found(cursor: DuckDBPyConnection, week: date) -> dict[str, Changes]:
    as_of = newest_day(cursor)
    assert as_of is not None
    known = compose.lay_out(cursor, as_of=as_of, week=week)
    cursor.execute("DELETE FROM review_deals WHERE end_on < $before",
                   {"before": known.sunday_before})  # fmt: skip
    return {one.kind: one for one in changes.read(cursor, known)}


def accounts_of(of: Changes) -> set[str]:
    """The accounts behind the sentence of a group."""
    return {str(one) for behind in of.said.behind[:1] for one in behind.rows.column("account_id")}


def targets(cursor: DuckDBPyConnection, day: date) -> pd.Series:
    """Tier of each target account on a day."""
    entries = cursor.execute("FROM target_list").df()
    begun = pd.to_datetime(entries["joined_on"]) <= pd.Timestamp(day)
    there = entries["left_on"].isna() | (pd.to_datetime(entries["left_on"]) > pd.Timestamp(day))
    return entries[begun & there].groupby("account_id")["tier"].min()


def test_tiers(cursor: DuckDBPyConnection, week: date, found: dict[str, Changes]) -> None:
    was = targets(cursor, week - timedelta(days=1)).rename("was")
    now = targets(cursor, week + timedelta(days=6)).rename("now")
    both = pd.concat([was, now], axis=1)
    expected = {
        "tier up": both[both["now"] < both["was"]], "tier down": both[both["now"] > both["was"]],
        "entered": both[both["was"].isna()], "left": both[both["now"].isna()],
    }  # fmt: skip
    for kind, rows in expected.items():
        assert accounts_of(found[kind]) == set(rows.index), kind


def test_stages(cursor: DuckDBPyConnection, week: date, found: dict[str, Changes]) -> None:
    steps = cursor.execute("FROM stage_changes").df()
    steps = steps[pd.to_datetime(steps["week"]) == pd.Timestamp(week)]
    steps = steps[steps["account_id"].isin(targets(cursor, week + timedelta(days=6)).index)]
    again = (steps["motion"] == "expansion") & (
        steps["stage_from"].isna() | (steps["stage_from"] == "customer"))
    steps = steps[~again]
    was = steps["stage_from"].fillna("unaware").map(STAGES.index)
    now = steps["stage_to"].map(STAGES.index)
    deeper = steps[(now > was) & steps["stage_to"].isin(DEEP)]
    back = steps[(now < was) & steps["stage_from"].isin(DEEP)]
    assert accounts_of(found["stage deeper"]) == set(deeper["account_id"])
    assert accounts_of(found["stage back"]) == set(back["account_id"])


def test_surges(cursor: DuckDBPyConnection, week: date, found: dict[str, Changes]) -> None:
    surges = cursor.execute("FROM surges").df()
    here = surges[pd.to_datetime(surges["week"]) == pd.Timestamp(week)]
    here = here[here["account_id"].isin(targets(cursor, week + timedelta(days=6)).index)]
    assert accounts_of(found["surge"]) == set(here["account_id"])
    for one in found["surge"].changes:  # the people behind a surge are those that were counted
        of = here[here["account_id"] == one.account_id]
        assert one.said.behind[0].value in of["n_people"].tolist()


def test_people(cursor: DuckDBPyConnection, week: date, found: dict[str, Changes]) -> None:
    contacts = cursor.execute("FROM contacts").df().set_index("contact_id")
    roles = cursor.execute("SELECT contact_id FROM contact_roles WHERE counts").df()
    listed = targets(cursor, week + timedelta(days=6)).index
    of = contacts[contacts.index.isin(roles["contact_id"]) & contacts["account_id"].isin(listed)]
    ends = pd.Timestamp(week), pd.Timestamp(week + timedelta(days=6))
    left = pd.to_datetime(of["left_on"])
    new = of[pd.to_datetime(of["created_on"]).between(*ends) & ~(left <= ends[1])]
    assert people_of(found["new role"]) == set(new.index)
    assert people_of(found["lost role"]) == set(of[left.between(*ends)].index)


def people_of(of: Changes) -> set[str]:
    return {str(one).strip("\x02\x03") for behind in of.said.behind
            for one in behind.rows.column("who")}  # fmt: skip


def test_opportunities(cursor: DuckDBPyConnection, week: date, found: dict[str, Changes]) -> None:
    deals = cursor.execute("FROM opportunities").df()
    deals = deals[deals["account_id"].isin(targets(cursor, week + timedelta(days=6)).index)]
    ends = pd.Timestamp(week), pd.Timestamp(week + timedelta(days=6))
    closed = pd.to_datetime(deals["closed_on"]).between(*ends)
    created = pd.to_datetime(deals["created_on"]).between(*ends)
    expected = {
        "opportunity won": deals[closed & (deals["outcome"] == "won")],
        "opportunity lost": deals[closed & (deals["outcome"] == "lost")],
        "opportunity created": deals[created],
    }
    for kind, rows in expected.items():
        behind = found[kind].said.behind
        ids = {str(one) for first in behind[:1] for one in first.rows.column("opportunity_id")}
        assert ids == set(rows["opportunity_id"]), kind
        if kind != "opportunity created":  # the amount of then is that of the end
            assert sum(money.value for money in behind if is_money(money)) == pytest.approx(
                rows.loc[rows["currency"] == CURRENCY, "amount"].sum())  # fmt: skip


def is_money(of: Behind) -> bool:
    return of.unit == "money"
