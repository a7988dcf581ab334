"""Every row of every file is accounted for, whatever stands in it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_files import NOON, counts, rows, table

from abm_core import schema
from abm_core.intake.again import refresh
from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import ledger
from abm_core.intake.load import FileReport
from abm_core.store import open_store

BLANK = ""
DELETED = "IsDeleted"
IDS = ("k1", "k2", "k3", "0015500000Xyy06", "0015500000Xyy06AAB")
# Cells as people leave them, by kind of field: good ones first, then what no file should hold.
CELLS: dict[str, Sequence[str]] = {
    "id": (*IDS, "0"),
    "text": ("Acme", "Beta GmbH", "n/a", "=1+1", "Zoë, \"Z\"\nLtd", "Total"),
    "domain": ("acme.com", "gmail.com", "no domain"),
    "integer": ("5", "1,000", "many"),
    "number": ("5", "0.5", "many"),
    "money": ("$1,200.50", "(7)", "lots"),
    "date": ("2026-01-02", "2026-02-03", "soon"),
    "timestamp": ("2026-01-02 10:00", "2026-01-05T08:00:00Z", "soon"),
    "boolean": ("true", "no", "maybe"),
    "list": ("SAP; Oracle", "SAP"),
    "choice": ("1", "call", "meeting", "customer", "third-party", "whatever"),
}
KEYED = {"accounts": "account_id", "contacts": "contact_id", "campaigns": "campaign_id",
         "opportunities": "opportunity_id", "activities": "activity_id", "stages": "stage_id"}
KNOWN = {
    "accounts": "Account ID,Account name,Industry\nk1,Acme,IT\nk9,Gone,IT\n",
    "contacts": "Contact ID,Name,E-mail,Account ID\nk1,Ida,ida@acme.com,k1\n",
    "opportunities": "Opportunity ID,Account ID,Stage,Amount\nk1,k1,Won,5\n",
}


@st.composite
def messy(draw: st.DrawFn) -> tuple[schema.Entity, list[str], list[list[str]]]:
    """A file of some entity: bad cells, repeats, blank rows, rows marked as deleted, totals."""
    entity = draw(st.sampled_from(schema.IMPORTABLE))
    fields = [one for one in entity.import_fields if one.kind in CELLS]
    needed = {name for name in (*entity.key, "account_id", "name") if name}
    chosen = [one for one in fields
              if one.required or one.name in needed or draw(st.booleans())]  # fmt: skip
    pools = [st.sampled_from([BLANK, *CELLS[one.kind], *one.one_of[:2]]) for one in chosen]
    line = st.tuples(*pools, st.sampled_from([BLANK, "m1", "m2"]),
                     st.sampled_from(["false", "false", "true", BLANK])).map(list)  # fmt: skip
    body = draw(st.lists(line, min_size=1, max_size=8))
    body += draw(st.lists(st.sampled_from(body), max_size=3))
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), [BLANK] * len(body[0]))
    return entity, [*(one.label for one in chosen), "Remark", DELETED], body


def written(headers: list[str], body: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headers, *body])
    return text.getvalue()


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(messy())
def test_every_row_is_accounted_for(case: tuple[schema.Entity, list[str], list[list[str]]]) -> None:
    entity, headers, body = case
    found = table(written(headers, body), "export.csv")
    n_filled = sum(any(cell.strip() for cell in row) for row in body)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "abm.duckdb")
        try:
            items = [(one, propose(one, entity=name).mapping)
                     for name, text in KNOWN.items() for one in [table(text, f"{name}.csv")]]
            refresh.import_remembering(store, items, imported_at=NOON)
            mapped = propose(found, entity=entity.name).mapping
            report = refresh.import_remembering(store, [(found, mapped)], imported_at=NOON)
            counts(report)
            (file,) = report.files
            assert file.n_rows == n_filled
            with store.cursor() as cursor:
                kept = ledger(cursor).query("import_id == 2").iloc[0]
            assert kept["n_rows"] == kept[["n_added", "n_updated", "n_unchanged", "n_rejected",
                                           "n_skipped"]].sum() == n_filled  # fmt: skip
            _check_rejects(file, headers, body)
            _check_ids(store, entity, file, mapped.columns, headers, body)
            again = refresh.import_remembering(store, [(found, mapped)], imported_at=NOON)
            assert counts(again)[:2] == (0, 0)
            assert counts(again)[3] == counts(report)[3]
        finally:
            store.close()


def _check_rejects(file: FileReport, headers: list[str], body: list[list[str]]) -> None:
    """A rejected row keeps every cell and its number; nothing else is among the rejects."""
    for number, reason, *cells in file.rejects.itertuples(index=False, name=None):
        assert reason
        assert [cell or BLANK for cell in cells] == [
            BLANK if not cell.strip() else cell for cell in body[_place(body, number)]]


def _place(body: list[list[str]], number: int) -> int:
    """Row numbers count lines of the file as a spreadsheet does: records, the header the first."""
    return number - 2


def _check_ids(store, entity, file, columns, headers, body) -> None:  # noqa: ANN001
    """Of rows that name an id, each is in the store, among the rejects, or marked as deleted."""
    key = KEYED.get(entity.name)
    if key not in columns:
        return
    place = headers.index(columns[key])
    rejected = set(file.rejects["row"].tolist())
    said = {
        row[place][:15] for number, row in enumerate(body, start=2)
        if row[place] not in (BLANK, "n/a") and number not in rejected and row[-1] != "true"
    }
    stored = {one for (one,) in rows(store, f"SELECT {key} FROM {entity.name}")}
    assert said <= stored
