"""The command that lists surges, on a store whose activities it has to roll up itself."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from abm_core import store
from abm_core.cli.main import main

FIRST = date(2026, 1, 5)
N_WEEKS, SURGE = 20, 18
ACTIVITIES = """
INSERT INTO contact_weeks (account_id, contact_id, week, kind, channel, direction, is_theirs,
                           n)
SELECT printf('A%02d', a), printf('c%d', c), $first + (7 * w)::INTEGER, 'page visit', 'web',
       'theirs', true, 1
FROM range(30) accounts(a), range($n_weeks) weeks(w), range(12) contacts(c)
WHERE c < hash(a * 100 + w) % 3 OR (a = 0 AND w = $surge)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Thirty accounts; A00 has twelve people in week 18. The newest day ends week 19."""
    made = tmp_path / "abm.duckdb"
    opened = store.open_store(made)
    with opened.cursor() as cursor:
        cursor.execute("INSERT INTO accounts (account_id, name, created_on) SELECT printf('A%02d', "
                       "n), printf('Name %d', n), DATE '2025-01-01' FROM range(30) AS r(n)")
        cursor.execute(ACTIVITIES, {"first": FIRST, "n_weeks": N_WEEKS, "surge": SURGE})
        cursor.execute("INSERT INTO signals (account_id, week, source, topic, strength) VALUES "
                       "('A03', $week, 'third-party', 'Data mesh', 81)",
                       {"week": FIRST + timedelta(weeks=SURGE)})  # fmt: skip
        cursor.execute("INSERT INTO opportunities (opportunity_id, account_id, created_on) "
                       "VALUES ('o1', 'A09', $day)",
                       {"day": FIRST + timedelta(weeks=N_WEEKS, days=-1)})  # fmt: skip
    opened.close()
    return made


def ask(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["surges", "--store", str(path), *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_week_with_a_surge(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("abm_core.upkeep.compute", _surges_only)
    code, out, _ = ask(path, capsys, "--week", "2026-W20")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Week of 11 May 2026. Of 30 accounts, ")
    assert lines[0].endswith("would be flagged by chance this week; 1 was.")
    assert lines[2].startswith("  Name 0: 12 people where ")
    assert "1 account reached 60 on at least 1 of 1 topic in one week." in lines
    assert "  Name 3: Data mesh" in lines


def test_the_same_as_data(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("abm_core.upkeep.compute", _surges_only)
    _, out, _ = ask(path, capsys, "--week", "2026-05-13", "--json", "--check")
    data: dict[str, Any] = json.loads(out)
    assert (data["week"], data["monday"]) == ("2026-W20", "2026-05-11")
    account = data["surges"]["accounts"][0]
    assert (account["account_id"], account["observed"], account["n_people"]) == ("A00", 12, 12)
    assert data["surges"]["by_chance"] <= data["surges"]["by_chance_at_most"] == 0.15
    assert data["topics"][0]["topics"] == ["Data mesh"]
    assert data["followed"]["surged"]["n"] == 0


def test_a_week_that_is_not_over_is_refused(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = ask(path, capsys, "--week", "2026-W22")
    assert code == 1
    assert err.strip() == "2026-W22 is not over in the data. Ask for a week up to 2026-W21."


def test_a_store_without_activities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.open_store(tmp_path / "empty.duckdb").close()
    code, out, _ = ask(tmp_path / "empty.duckdb", capsys)
    assert code == 0
    assert out.startswith("No week can be told from chance yet")


def _surges_only(cursor: Any, *, now: object) -> None:
    """The roll-up is filled by hand here; the rest of the upkeep would empty it."""
    from abm_core.measure import surge_store
    from abm_core.overview import newest_day

    surge_store.refresh(cursor, as_of=newest_day(cursor) or FIRST)
