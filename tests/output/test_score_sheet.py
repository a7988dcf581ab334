"""The score sheet, changed in Excel's stead and calculated by LibreOffice, against our own."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from abm_core import schema, settings, store
from abm_core.output import score_rows, score_sheet
from abm_core.targeting import model, scoring
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Categories, Ramp

TODAY = date(2026, 3, 2)
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PROFILE = Profile(
    "=Clinics",
    (
        Criterion("=Trade", "industry", Categories((("Medical", 1.0), ("Retail", 0.3))), 31),
        Criterion("Size", "employees", Ramp(0, 700), 17),
        Criterion("Revenue", "annual_revenue", Ramp(0, 9e6), 11, part="timing"),
        Criterion("Idle", "country", Categories((("Denmark", 1.0),)), 0),
    ),
    (Exclusion("account_type", ("competitor",), "Competitor"),),
    cutoffs=(70.0, 50.0, 100 / 3), gates=(0.7, 0.5, 0.3),
)  # fmt: skip
OVERRIDES = {"a003": 1, "a004": 0, "a006": 2}


def put(opened: store.Store, n_accounts: int = 60) -> None:
    rng = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for n in range(n_accounts):
        full = rng.random(3) < 0.7
        rows.append({
            "account_id": f"a{n:03d}", "name": "=HYPERLINK(1)" if n == 7 else f"Account {n}",
            "industry": str(rng.choice(["Medical", "Retail", "Other"])) if full[0] else None,
            "employees": int(rng.integers(0, 900)) if full[1] else None,
            "annual_revenue": float(rng.integers(0, 10**7)) if full[2] else None,
            "account_type": "competitor" if n in (6, 9) else "prospect",
        })  # fmt: skip
    rows[12] |= {"industry": None, "employees": None, "annual_revenue": None}
    with opened.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, rows)
        store.insert(cursor, schema.OPPORTUNITIES, [
            {"opportunity_id": f"o{n}", "account_id": f"a{n:03d}", "outcome": "open",
             "amount": 1000.0 + n, "currency": "EUR", "created_on": TODAY}
            for n in range(0, n_accounts, 2)
        ])  # fmt: skip


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    path = tmp_path_factory.mktemp("sheet") / "s.duckdb"
    with closing(store.open_store(path)) as opened:
        put(opened)
        with opened.cursor() as cursor:
            yield Accounts(cursor)


def score(accounts: Accounts, profile: Profile) -> Scored:
    return model.score(model.frame(accounts, profile, as_of=TODAY), profile)


def made(accounts: Accounts, profile: Profile = PROFILE) -> bytes:
    scored = score(accounts, profile)
    saved = np.where(np.arange(len(accounts)) % 5 == 0, 1, 0).astype(np.int8)
    return score_sheet.workbook(accounts, scored, saved=saved, overrides=OVERRIDES)


def expected(accounts: Accounts, profile: Profile) -> dict[str, tuple[Any, ...]]:
    """Tier, score, fit, timing and completeness by account."""
    scored = score(accounts, profile)
    parts = [scoring.part_score(scored.frame.matrix, profile.criteria, part)
             for part in ("fit", "timing")]  # fmt: skip
    complete = scoring.completeness(scored.frame.matrix, profile.weights)
    tier = scored.tier.copy()
    for account_id, level in OVERRIDES.items():
        tier[accounts.row_of[account_id]] = level
    numbers = np.column_stack([scored.scores, *parts, complete])
    return {
        str(one): (int(tier[row]) or np.nan, *numbers[row])
        for row, one in enumerate(accounts.ids)
    }


def found(book: openpyxl.Workbook) -> dict[str, tuple[Any, ...]]:
    page = book[score_rows.ACCOUNTS]
    rows = page.iter_rows(min_row=score_rows.FIRST_ROW + 1, values_only=True)
    return {
        str(row[score_rows.ID]): tuple(
            np.nan if row[column] in ("", None) else row[column]
            for column in (score_rows.TIER, score_rows.SCORE, score_rows.FIT, score_rows.TIMING,
                           score_rows.COMPLETE)
        )
        for row in rows
    }  # fmt: skip


def same(one: dict[str, tuple[Any, ...]], other: dict[str, tuple[Any, ...]]) -> None:
    assert one.keys() == other.keys()
    for key, values in one.items():
        assert values == pytest.approx(other[key], abs=1e-9, rel=1e-12, nan_ok=True), key


def summary(book: openpyxl.Workbook) -> list[tuple[Any, ...]]:
    """The three lines of tiers on the first sheet."""
    rows = list(book[score_rows.WHAT_IF].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if row[0] == "Tier")
    return rows[at + 1 : at + 4]


def test_before_any_change_the_cells_show_our_numbers(accounts: Accounts) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(accounts)), data_only=True)
    wanted = expected(accounts, PROFILE)
    same(found(book), wanted)
    _check_summary(summary(book), accounts, wanted)
    assert book.sheetnames[:2] == ["What-if", "Accounts"]


def test_text_stays_text(accounts: Accounts) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(accounts)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    texts = {cell.value: cell.data_type for cell in cells if isinstance(cell.value, str)
             and cell.value.startswith(("=HYPER", "=Trade", "=Clinics"))}  # fmt: skip
    # openpyxl takes for a formula what begins with "="; the file itself says inline text.
    assert set(texts) == {"=HYPERLINK(1)", "=Trade", "=Clinics"}
    with zipfile.ZipFile(io.BytesIO(made(accounts))) as parts:
        sheets = "".join(parts.read(name).decode() for name in parts.namelist()
                         if name.startswith("xl/worksheets/"))  # fmt: skip
    assert "<f>HYPERLINK" not in sheets and "<t>=HYPERLINK(1)</t>" in sheets
    assert "<t>=Trade</t>" in sheets and "<f>Trade" not in sheets


def test_more_accounts_than_a_workbook_answers_with(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = settings.SCORE_SHEET_ROWS._replace(value=10)
    monkeypatch.setattr(settings, "SCORE_SHEET_ROWS", few)
    book = openpyxl.load_workbook(io.BytesIO(made(accounts)), data_only=True)
    assert len(found(book)) == 10
    about = [row[:2] for row in book.worksheets[2].iter_rows(values_only=True)]
    assert about[1][0] == "Accounts left out" and about[1][1].startswith("50 of 60 accounts")


def test_a_profile_without_criteria_makes_a_sheet(accounts: Accounts) -> None:
    bare = Profile("Bare", ())
    book = openpyxl.load_workbook(io.BytesIO(made(accounts, bare)), data_only=True)
    assert all(np.isnan(row[1]) for row in found(book).values())


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_what_is_changed_in_the_sheet_is_what_we_would_have_found(
    accounts: Accounts, tmp_path: Path
) -> None:
    """Weights, a part, cutoffs and a gate are changed in the cells, and in a profile of ours."""
    names = [criterion.name for criterion in PROFILE.criteria]
    weights = dict(zip(names, (7.0, 23.5, 40.0, 3.0), strict=True))
    criteria = [
        replace(one, part="timing") if one.name == "Size" else one
        for one in PROFILE.with_weights(weights).criteria
    ]
    changed = replace(PROFILE, criteria=tuple(criteria), cutoffs=(62.5, 41.0, 20.0),
                      gates=(0.5, 0.5, 0.1))  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(made(accounts)))
    _retype_texts(book)
    page = book[score_rows.WHAT_IF]
    for row, criterion in enumerate(criteria, start=score_rows.FIRST_CRITERION_ROW + 1):
        page.cell(row, 2).value, page.cell(row, 4).value = criterion.weight, criterion.part
    at = next(cell.row for cell in page["A"] if cell.value == "Tier")
    for level in (1, 2, 3):
        page.cell(at + level, 2).value = changed.cutoffs[level - 1]
        page.cell(at + level, 3).value = changed.gates[level - 1]
    calculated = _calculated(book, tmp_path)
    wanted = expected(accounts, changed)
    same(found(calculated), wanted)
    _check_summary(summary(calculated), accounts, wanted)


def _retype_texts(book: openpyxl.Workbook) -> None:
    """openpyxl would write texts that begin with "=" back as formulas; say that they are none."""
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if str(cell.value).startswith(("=HYPER", "=Trade", "=Clinics")):
                    cell.data_type = "s"


def _calculated(book: openpyxl.Workbook, folder: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice calculates it; openpyxl leaves no values behind in it."""
    (folder / "in").mkdir()
    book.save(folder / "in" / "sheet.xlsx")
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder / "out"),
         str(folder / "in" / "sheet.xlsx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return openpyxl.load_workbook(folder / "out" / "sheet.xlsx", data_only=True)


def _check_summary(
    lines: list[tuple[Any, ...]], accounts: Accounts, wanted: dict[str, tuple[Any, ...]]
) -> None:
    pipeline = accounts.pipeline["open_pipeline"].to_numpy()
    tier = np.nan_to_num([wanted[str(one)][0] for one in accounts.ids])
    saved = np.where(np.arange(len(accounts)) % 5 == 0, 1, 0)
    for level, line in enumerate(lines, start=1):
        assert line[4] == np.count_nonzero(tier == level)
        assert line[5] == pytest.approx(pipeline[tier == level].sum())
        assert line[6] == np.count_nonzero(saved == level)
        assert line[7] == np.count_nonzero((tier == level) & (saved != level))
        assert line[8] == np.count_nonzero((tier != level) & (saved == level))
