"""The command of the weekly review: told, written, published once, served as it was."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from abm_core import schema, store
from abm_core.cli.main import main
from abm_core.output import review_pdf

LAST = ("--week", "2026-W45")
SIGNED = ("--publish", "--author", "Ida Holm")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two target accounts; a deal of 2026-W45 at one, a lapsed one at the other."""
    made = tmp_path / "abm.duckdb"
    opened = store.open_store(made)
    rows: dict[schema.Entity, list[dict[str, Any]]] = {
        schema.ACCOUNTS: [{"account_id": "a1", "name": "Acme", "created_on": date(2026, 11, 9)},
                          {"account_id": "a2", "name": "=Bolt", "sales_owner": "Ana Ruiz"}],
        schema.PROGRAMMES: [{"programme_id": "1", "name": "Nordic"}],
        schema.TARGET_LIST: [{"programme_id": "1", "account_id": one, "tier": tier,
                              "joined_on": date(2026, 1, 5)} for one, tier in
                             (("a1", "1"), ("a2", "2"))],
        schema.OPPORTUNITIES: [
            {"opportunity_id": "o1", "account_id": "a1", "name": "Press", "amount": 90_000.0,
             "currency": "EUR", "stage": "Demo", "outcome": "open",
             "created_on": date(2026, 11, 4)},
            {"opportunity_id": "o2", "account_id": "a2", "name": "Belt", "amount": 40_000.0,
             "currency": "EUR", "stage": "Demo", "outcome": "open", "owner": "Ana Ruiz",
             "created_on": date(2026, 3, 4), "expected_on": date(2026, 11, 3)}],
    }  # fmt: skip
    with opened.cursor() as cursor:
        for entity, given in rows.items():
            store.insert(cursor, entity, given)
    opened.close()
    return made


def run(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> tuple[int, str, str]:
    code = main(["review", *words, "--store", str(path)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_it_tells_the_last_complete_week(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, out, _ = run(capsys, path)
    assert code == 0
    assert "Week 45, 2 to 8 Nov 2026. Nordic · Whole programme." in out
    assert "€130K" in out and "“Press” (€90.0K) was created on 4 Nov 2026" in out
    assert "Not published: its numbers can still change." in out


def test_a_tier_and_an_owner(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    assert "€90.0K" in run(capsys, path, "--scope", "tier:1")[1]
    _, out, _ = run(capsys, path, "--scope", "owner:Ana Ruiz")
    assert "Nordic · Ana Ruiz." in out and "€40.0K" in out
    assert run(capsys, path, "--scope", "owner:Nobody")[0] == 1
    with pytest.raises(SystemExit):
        run(capsys, path, "--scope", "team:sales")


def test_as_json_with_every_row(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    data = json.loads(run(capsys, path, "--json")[1])
    assert data["week"] == "2026-W45" and data["published"] is None
    pipeline = next(one for one in data["review"]["measures"] if one["key"] == "pipeline")
    assert pipeline["newest"]["value"] == 130_000
    assert len(pipeline["newest"]["rows"]["rows"]) == 2


@pytest.mark.parametrize(("name", "start"), [("r.html", b"<!doctype"), ("r.XLSX", b"PK")])
def test_it_is_written(
    capsys: pytest.CaptureFixture[str], path: Path, tmp_path: Path, name: str, start: bytes
) -> None:
    code, out, _ = run(capsys, path, *LAST, "--out", str(tmp_path / name))
    assert code == 0 and f"Wrote {tmp_path / name}." in out
    assert (tmp_path / name).read_bytes().startswith(start)


def test_what_cannot_be_written_is_refused_before_anything_is_published(
    capsys: pytest.CaptureFixture[str], path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(capsys, path, *SIGNED, "--out", str(tmp_path / "r.docx"))
    assert code == 1 and ".html, .xlsx or .pdf" in err
    monkeypatch.setattr(review_pdf, "can", lambda: False)
    code, _, err = run(capsys, path, *SIGNED, "--out", str(tmp_path / "r.pdf"))
    assert code == 1 and "pip install weasyprint" in err
    assert run(capsys, path, "list")[1] == "No review is published yet.\n"


def test_a_week_that_is_not_over(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    code, _, err = run(capsys, path, "--week", "2026-W46")
    assert code == 1 and "is not over" in err


def test_a_published_week_is_served_as_it_was(
    capsys: pytest.CaptureFixture[str], path: Path, tmp_path: Path
) -> None:
    first, again, anew = (tmp_path / f"{n}.html" for n in range(3))
    code, out, _ = run(capsys, path, *LAST, *SIGNED, "--out", str(first))
    assert code == 0 and "Published by Ida Holm" in out
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        cursor.execute("UPDATE opportunities SET amount = 1 WHERE opportunity_id = 'o1'")
        cursor.execute("UPDATE accounts SET name = 'Other' WHERE account_id = 'a1'")
        cursor.execute("UPDATE target_list SET tier = '3' WHERE account_id = 'a1'")
    opened.close()
    run(capsys, path, *LAST, "--out", str(again))
    assert again.read_bytes() == first.read_bytes()
    run(capsys, path, *LAST, "--recomputed", "--out", str(anew))
    assert "€90.0K" in first.read_text("utf-8") and "€90.0K" not in anew.read_text("utf-8")


def test_publishing_twice_takes_a_correction(
    capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    assert "names nobody" in run(capsys, path, *LAST, "--publish")[2]
    run(capsys, path, *LAST, *SIGNED)
    code, _, err = run(capsys, path, *LAST, *SIGNED)
    assert code == 1 and "was published by Ida Holm" in err
    assert run(capsys, path, *LAST, "--correction", "Amounts")[0] == 1
    code, out, _ = run(capsys, path, *LAST, *SIGNED, "--correction", "Amounts")
    assert code == 0 and "version 2, which puts right: Amounts." in out
    _, out, _ = run(capsys, path, "list")
    assert [line.split(":")[1].split(",")[0] for line in out.splitlines()] == [
        " version 2", " version 1"]
    data = json.loads(run(capsys, path, "list", "--json")[1])
    assert [one["version"] for one in data["reviews"]] == [2, 1]


def test_the_next_week_opens_with_the_actions_of_the_last(
    capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    run(capsys, path, *LAST, *SIGNED)
    _, out, _ = run(capsys, path, "--week", "2026-W46", "--as-of", "2026-11-15")
    assert "What became of the last actions:" in out and "open: =Bolt" in out


def test_a_store_without_a_programme(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    opened = store.open_store(tmp_path / "abm.duckdb")
    with opened.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [
            {"account_id": "a1", "name": "Acme", "created_on": date(2026, 11, 9)}])
        store.insert(cursor, schema.OPPORTUNITIES, [
            {"opportunity_id": "o1", "account_id": "a1", "amount": 10.0, "currency": "EUR",
             "outcome": "open", "created_on": date(2026, 11, 4)}])  # fmt: skip
    opened.close()
    code, out, _ = run(capsys, tmp_path / "abm.duckdb")
    assert code == 0 and "Whole programme." in out
    code, _, err = run(capsys, tmp_path / "abm.duckdb", "--programme", "Nordic")
    assert code == 1 and "There is no programme 'Nordic'" in err
