"""Who is compared with whom, to take away: every target and every account that stands for them.

The list is what was frozen before any outcome was read: sets that people can read, the weight of
every account, what accounts were made comparable on, and who is left out and why.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import xlsxwriter
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import formats
from abm_core.intake.read.formulas import quoted
from abm_core.lift import smd
from abm_core.lift.design import Design
from abm_core.output.excel import ABOUT, BOOK_OPTIONS, NO_DATE, Sheet, Styles, add_list, write_about
from abm_core.output.lift_rows import COMPARISON, TARGET, of_frame

NAMES = "SELECT account_id, name FROM accounts"
COMPARED, BALANCE, LEFT_OUT = "Who is compared", "Balance", "Left out"
UNMATCHED = "no similar account was left; counts in the weighted comparison only"
MEANINGS = (
    ("Set", "A target and the accounts matched to it share a number; blank where an account "
     "counts in the weighted comparison only."),
    ("Weight", "What a row counts as: 1 for a target; those of comparison accounts add up to the "
     "number of targets."),
    ("Distance", "From the target of the set, in standard deviations."),
    ("Launch", "Monday from which the target was on the list; comparison accounts get that of the "
     "targets they stand for, so an account may be here once per launch."),
    ("Columns after Note", "What accounts were made comparable on, as known before launch; "
     "amounts and counts as logarithms."),
)  # fmt: skip


def names(cursor: DuckDBPyConnection, account_ids: NDArray[np.object_]) -> NDArray[np.object_]:
    """The name of each account."""
    known = dict(cursor.execute(NAMES).fetchall())
    return np.array([known.get(one) for one in account_ids], dtype=object)


def launches(design: Design) -> list[date]:
    """The launch of each row."""
    days = [weeks.launch for weeks in design.cohorts.windows]
    return [days[block] for block in design.stack.block]


def set_numbers(design: Design) -> NDArray[np.int64]:
    """The set of each row, from 1 on; 0 where it is in none."""
    number = np.zeros(len(design.stack), dtype=np.int64)
    number[design.is_target] = np.arange(1, int(design.is_target.sum()) + 1)
    number[design.matched.other] = number[design.matched.target]
    return number


def compared(cursor: DuckDBPyConnection, design: Design) -> pd.DataFrame:
    """A row per account and launch; targets come set by set with the accounts matched to them."""
    stack, ours = design.stack, design.is_target
    number = set_numbers(design)
    distance = np.full(len(stack), np.nan)
    distance[design.matched.other] = design.matched.distance
    note = np.full(len(stack), None, dtype=object)
    note[design.matched.unmatched] = UNMATCHED
    frame = pd.DataFrame({
        "Set": pd.Series(number, dtype="Int64").mask(number == 0),
        "Account ID": stack.account_id, "Account name": names(cursor, stack.account_id),
        "Group": np.where(ours, TARGET, COMPARISON), "Launch": launches(design),
        "Tier": pd.Series(stack.tier, dtype="Int64").mask(stack.tier == 0),
        "Weight": design.balance.weights, "Distance": distance, "Note": note,
    })  # fmt: skip
    covariates = pd.DataFrame(design.x, columns=_told_apart(design.names, list(frame.columns)))
    order = np.lexsort((stack.account_id, distance, ~ours, np.where(number > 0, number, 2**62)))
    whole = pd.concat([frame, covariates], axis=1)
    return whole.iloc[order].reset_index(drop=True)


def _told_apart(wanted: tuple[str, ...], taken: list[str]) -> list[str]:
    """Headers that no other column has."""
    found: list[str] = []
    for name in wanted:
        header, n = name, 2
        while header in (*taken, *found):
            header, n = f"{name} ({n})", n + 1
        found.append(header)
    return found


def balance(design: Design) -> pd.DataFrame:
    """Per covariate the standardised difference before and after weighting."""
    return pd.DataFrame({
        "What is compared": list(design.names), "Difference as they are": design.balance.before,
        "Difference weighted": design.balance.imbalance,
        "Verdict": [smd.band(float(one)) for one in design.balance.imbalance],
    })  # fmt: skip


def left_out(design: Design) -> pd.DataFrame:
    """Who is not in it: targets and others by reason."""
    rows = [
        (group, reason, n)
        for group, reasons in (("targets", design.cohorts.targets_left_out),
                               ("others", design.cohorts.left_out))
        for reason, n in reasons.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Group", "Reason", "Accounts"])


def recipe(design: Design, *, version: str, made_at: datetime) -> tuple[tuple[str, str], ...]:
    """What somebody else needs to get the same comparison."""
    found = design.cohorts
    return (
        ("Frozen comparison", design.design_id or formats.NONE),
        ("Data as of", formats.day(found.as_of)),
        ("Seed", str(found.seed)),
        ("Weeks of outcome", str(found.n_after)),
        ("Launches", formats.listed([formats.day(one.launch) for one in found.windows])),
        ("Targets", formats.count(found.n_targets)),
        ("Comparison accounts", formats.count(found.n_controls)),
        ("Worth as many equal ones", formats.count(design.balance.ess)),
        ("Compared by", formats.listed(list(design.covariates.chosen))),
        ("Version", version),
        ("Made on", formats.day(made_at.date())),
    )  # fmt: skip


def as_workbook(
    cursor: DuckDBPyConnection, design: Design, *, version: str, made_at: datetime
) -> bytes:
    """All of it as a file for Excel."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"title": COMPARED, "created": made_at or NO_DATE})
        styles = Styles(book)
        for name, frame in ((COMPARED, compared(cursor, design)), (BALANCE, balance(design)),
                            (LEFT_OUT, left_out(design))):
            add_list(book, name, of_frame(frame), styles)
        notes = [*recipe(design, version=version, made_at=made_at), *MEANINGS]
        write_about(book.add_worksheet(ABOUT, Sheet), [], notes, "", styles)
    return target.getvalue()


def as_csv(cursor: DuckDBPyConnection, design: Design) -> bytes:
    """The list as CSV, and below it, as rows with a note only, how many are left out and why."""
    frame = compared(cursor, design)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(frame.columns)
    for cells in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        writer.writerow(["" if cell is None else quoted(str(cell)) for cell in cells])
    place = list(frame.columns).index("Note")
    for group, reason, n in left_out(design).itertuples(index=False):
        writer.writerow([*[""] * place, f"left out: {n} {group}, {reason}"])
    return target.getvalue().encode("utf-8-sig")
