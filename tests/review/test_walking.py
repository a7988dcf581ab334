"""Every number of a review has rows that make it: a walk over whole reviews, and over bad ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from walking import numbers, problems, sentences, walk

from abm_core import store
from abm_core.overview import newest_day
from abm_core.review import compose, framework, plainly
from abm_core.review.document import Review, Scope
from abm_core.review.said import Behind, Column, Rows, Said

ROOT = Path(__file__).resolve().parents[2]
ZOHO = ROOT.parent / "shared" / "data" / "zoho-crm"
N = Behind("Meetings", 7, "count", "sum", Rows((Column("n", "Meetings", "count"),), ((3,), (4,))),
           "n")  # fmt: skip


@pytest.fixture(scope="module")
def cursor(
    sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("walk") / "walk.duckdb"
    shutil.copy(sample_file, path)
    with closing(store.open_store(path)) as opened, opened.cursor() as lent:
        yield lent


@pytest.mark.parametrize("back", [0, 1, 8, 40])
@pytest.mark.parametrize("scope", [
    Scope(), Scope("tier", "1"), Scope("owner", "Amara Okonjo"),
], ids=lambda scope: scope.label)  # fmt: skip
def test_the_sample(cursor: DuckDBPyConnection, scope: Scope, back: int) -> None:
    as_of = newest_day(cursor)
    assert as_of is not None
    found = compose.compose(cursor, as_of=as_of, scope=scope,
                            week=as_of - timedelta(weeks=1 + back))  # fmt: skip
    assert walk(found) == []
    assert len(list(sentences(found))) > 20
    assert len(list(numbers(found))) > 15
    assert plainly.loads(plainly.dumps(found), Review) == found


@pytest.mark.parametrize("back", [0, 8])
def test_reading_a_part_of_the_roll_up_tells_the_same(
    cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, back: int
) -> None:
    as_of = date(2026, 11, 13)
    week = as_of - timedelta(weeks=1 + back)
    found = compose.compose(cursor, as_of=as_of, week=week)
    monkeypatch.setattr(compose.narrowed, "to_review", lambda *_, **__: nullcontext())
    again = compose.compose(cursor, as_of=as_of, week=week)
    assert list(plainly.all_texts(again)) == list(plainly.all_texts(found))
    assert [one.value for one in numbers(again)] == [  # sums of points in another order
        pytest.approx(one.value) for one in numbers(found)]  # fmt: skip


def test_a_segment_of_the_sample(cursor: DuckDBPyConnection) -> None:
    as_of = newest_day(cursor)
    assert as_of is not None
    ((segment,),) = cursor.execute("SELECT min(segment) FROM account_segments").fetchall()
    assert walk(compose.compose(cursor, as_of=as_of, scope=Scope("segment", segment))) == []


def test_the_framework_of_the_sample(cursor: DuckDBPyConnection) -> None:
    found = framework.read(cursor, as_of=date(2026, 11, 13))
    assert walk(found) == []
    assert all(one.figure.rows.rows for one in found.lines)


def test_real_exports_without_a_target_list(tmp_path: Path) -> None:
    if not ZOHO.is_dir():
        pytest.skip("the real exports zoho-crm are not on this machine")
    path = tmp_path / "zoho.duckdb"
    subprocess.run([sys.executable, "-m", "abm_core", "import", str(ZOHO), "--store", str(path)],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # fmt: skip
    with closing(store.open_store(path)) as opened, opened.cursor() as lent:
        as_of = newest_day(lent)
        assert as_of is not None
        for weeks in (0, 4, 30):
            week = as_of - timedelta(weeks=1 + weeks)
            found = compose.compose(lent, as_of=as_of, week=week)
            assert walk(found) == []
            assert "There is no target list yet" in " ".join(found.footer)


# --- The walk itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", [
    Said("7 meetings on 7 Nov 2026 with Tier 1 accounts in 2026-W45.", (N,)),
    Said("Nothing happened."),
])  # fmt: skip
def test_numbers_with_rows_pass(sentence: Said) -> None:
    assert problems(sentence) == []


@pytest.mark.parametrize("sentence", [
    Said("7 meetings."), Said("7 meetings of 9.", (N,)), Said("Some meetings.", (N,)),
    Said("17 meetings.", (N,)),
])  # fmt: skip
def test_numbers_without_rows_do_not(sentence: Said) -> None:
    assert problems(sentence)


def test_rows_that_do_not_add_up_are_found(cursor: DuckDBPyConnection) -> None:
    found = compose.compose(cursor, as_of=date(2026, 11, 13))
    wrong = found._replace(headline=Said("8 meetings.", (N._replace(value=8),)))
    assert walk(wrong) == ["Meetings: 8 is said, the rows make 7.0"]
    assert json.loads(plainly.dumps(found))["headline"]["behind"]
