"""The command that tells who responds."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from abm_core import schema, store
from abm_core.cli import main


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("engagement") / "abm.duckdb"
    with (closing(store.open_store(found)) as opened, opened.cursor() as cursor,
          store.transaction(cursor)):
        store.insert(cursor, schema.ACCOUNTS, [
            {"account_id": one, "name": one.title(), "industry": industry}
            for one, industry in (("alder", "Retail"), ("birch", None), ("cedar", "Retail"))])
        store.insert(cursor, schema.ACTIVITIES, [
            {"activity_id": f"{account}{contact}{day}", "account_id": account,
             "contact_id": contact, "occurred_at": datetime(2026, 11, day, 10),
             "kind": "download", "channel": "web", "direction": "theirs"}
            for account, contact, day in (
                ("alder", "a1", 3), ("alder", "a2", 4), ("birch", "b1", 3),
                ("ghost", "g1", 3), ("alder", "a1", 13))])
        store.next_revision(cursor)
    return found


def tell(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main.main(["engagement", *words, "--store", str(path), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_groups_people_and_what_is_left_out(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["engagement", "--by", "industry", "--store", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "2 accounts of 2 with any activity have points in the 13 weeks to 8 Nov 2026; in 1 of "
        "them two or more people do.",
        "As of 13 Nov 2026. 4 of 5 activities are in; left out is 1 of accounts that are not "
        "here."]
    # two people of 5 points each: 5 x 2^(4/3) = 12.6, half of it per account
    assert "  Retail: 6.3 points per account in 2026-W45, 0.0 before; 1 of 2 accounts active." in (
        lines)
    assert "  Alder: 12.6 points of 2 people, nothing in the four weeks before." in lines


def test_as_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tell(path, capsys, "--by", "account", "--window", "4w")
    assert (data["weeks"], data["first_week"], data["last_week"]) == (
        4, "2026-10-12", "2026-11-02")
    assert [(row["account_id"], row["n_contacts"]) for row in data["accounts"]] == [
        ("alder", 2), ("birch", 1)]
    assert data["left_out"] == {"no known account": 1} and data["n_activities"] == 5
    trend = tell(path, capsys)["trend"]
    assert len(trend) == 13 and {row["part"] for row in trend} == {"No tier"}
    assert trend[-1]["week"] == "2026-11-02" and trend[-1]["n_theirs"] == 3
    assert {row["part"] for row in tell(path, capsys, "--by", "Segment")["trend"]} == {
        "", "Retail"}


def test_families_count_as_one_account(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tell(path, capsys, "--by", "account", "--family")
    assert data["family"] and len(data["accounts"]) == 2
    assert main.main(["engagement", "--family", "--store", str(path)]) == 0
    assert "No account belongs to another" in capsys.readouterr().out


def test_a_day_in_the_past(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(path, capsys, "--by", "account", "--as-of", "2026-11-04")["accounts"] == []
    assert main.main(["engagement", "--as-of", "2026-11-04", "--store", str(path)]) == 0
    assert "The week that was running then is left out" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "says"), [
    (("--by", "acount"), "Did you mean 'account'"), (("--by", "segmnt"), "Did you mean 'segment'"),
    (("--window", "3x"), "no number of weeks"), (("--window", "0w"), "no number of weeks"),
    (("--by", "industri"), "Did you mean 'industry'"),
])
def test_what_cannot_be_told(
    path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert main.main(["engagement", *words, "--store", str(path)]) == 1
    assert says in capsys.readouterr().err
