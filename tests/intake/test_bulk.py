"""A large file comes in as an ordinary one would: same counts, same rows, same undo."""

from __future__ import annotations

import csv
import functools
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from intake_files import NOON, counts, rows, take_in

from abm_core.errors import AbmError
from abm_core.house import House
from abm_core.house_log import save
from abm_core.intake.bulk import bulk, bulk_desk
from abm_core.intake.bulk.bulk_import import import_tables
from abm_core.intake.layout.mapping import Mapping, propose
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import Report
from abm_core.intake.match import merging, undoing
from abm_core.intake.read.readers import read
from abm_core.store import Store, open_store

ACCOUNTS = """Id,Name,Website
001B000001AbCdE,Acme,acme.com
a2,Beta,beta.com
"""
CONTACTS = """Contact ID,Name,E-mail,Account ID
c1,Ida Holm,ida@acme.com,001B000001AbCdE
c2,Jo Lund,jo@beta.com,a2
"""
HEADERS = ("Activity ID", "Account ID", "Contact ID", "Occurred at", "Channel", "Kind",
           "Direction", "Minutes", "Opportunity ID", "Campaign ID", "Subject")  # fmt: skip
STORED = ("SELECT * EXCLUDE (import_id) FROM activities ORDER BY ALL",
          "SELECT * EXCLUDE (import_id) FROM match_ledger ORDER BY ALL")  # fmt: skip
ROWS = """Activity ID,Account ID,Contact ID,Occurred at,Channel,Kind,Direction,Minutes,Subject
1,001B000001AbCdE,c1,2026-03-02 09:30:00,web,page visit,theirs,4,"Prices, all"
2,a2,,2026-03-01T08:00:00Z,,mail reply,,,Müller asks
3,,c2,2026-03-03,,Meeting,,60,
4,a9,c9,2026-03-04 10:00,call,call,ours,5.5,Nobody knows them
"""


def head(path: Path) -> bulk.Head:
    found = bulk.head(path, fewest=1)
    assert found is not None
    return found


def in_bulk(store: Store, path: Path, *, dry_run: bool = False) -> Report:
    """Import a file as if it were large."""
    table = head(path)
    mapping = propose(table).mapping
    return import_tables(store, [(table, mapping)], imported_at=NOON, dry_run=dry_run)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "activities.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that needs the ordinary import fails the test."""

    def refuse(table: object) -> None:
        raise AssertionError("the file is not clean")

    monkeypatch.setattr(bulk, "whole", refuse)


@pytest.mark.usefixtures("clean")
def test_rows_by_hand(store: Store, file: Path) -> None:
    take_in(store, ACCOUNTS, CONTACTS)
    report = in_bulk(store, file)
    assert counts(report) == (4, 0, 0, 0)
    assert report.files[0].n_orphans == 1
    found = rows(store, """
        SELECT activity_id, account_id, contact_id, occurred_at::VARCHAR, channel, kind,
               direction, minutes, subject, import_id
        FROM activities ORDER BY 1""")
    acme = "001B000001AbCdE"
    assert found == [
        ("1", acme, "c1", "2026-03-02 09:30:00", "web", "page visit", "theirs", 4.0,
         "Prices, all", 2),
        ("2", "a2", None, "2026-03-01 08:00:00", "mail", "mail reply", "theirs", None,
         "Müller asks", 2),
        ("3", "a2", "c2", "2026-03-03 00:00:00", "meeting", "meeting", "theirs", 60.0, None, 2),
        ("4", "a9", "c9", "2026-03-04 10:00:00", "call", "call", "ours", 5.5,
         "Nobody knows them", 2),
    ]
    assert rows(store, "SELECT entity, field, new_value FROM change_log WHERE import_id = 2") == [
        ("activities", "+", "4")]


@pytest.mark.usefixtures("clean")
def test_the_same_file_again_changes_nothing_and_undo_takes_back_its_rows(
    store: Store, file: Path
) -> None:
    in_bulk(store, file)
    assert counts(in_bulk(store, file)) == (0, 0, 4, 0)
    more = file.with_name("more.csv")
    more.write_text(ROWS + "".join(f"{n},a2,,2026-04-01,web,download,,,\n" for n in range(5, 9)))
    assert counts(in_bulk(store, more)) == (4, 0, 4, 0)
    undo_last(store, undone_at=NOON)
    assert rows(store, "SELECT activity_id FROM activities ORDER BY 1") == [
        ("1",), ("2",), ("3",), ("4",)]
    undo_last(store, undone_at=NOON)
    undo_last(store, undone_at=NOON)
    assert rows(store, "SELECT * FROM activities") == []


@pytest.mark.usefixtures("clean")
def test_odd_rows_are_rejected_with_their_row_and_the_others_come_in(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "activities.csv"
    plain = "".join(f"{n},a2,,2026-04-01,web,download,,,\n" for n in range(10, 40))
    path.write_text(ROWS + plain + "40,a2,,some day,web,download,,,\n41,a2,,2026-04-01,,x?,,,\n"
                    + "10,a2,,2026-04-01,web,download,,,\n11,a2,,2026-04-02,web,download,,,\n")
    report = in_bulk(store, path)
    assert counts(report) == (35, 0, 0, 2)
    assert report.files[0].skipped == {"repeating another row": 1}
    assert report.files[0].rejects[["row", "reason"]].to_numpy().tolist() == [
        [36, "Occurred at: 'some day' is not a date"],
        [39, "same Activity ID as row 7 with other values"],
    ]
    assert rows(store, "SELECT row_number FROM rejects ORDER BY 1") == [(36,), (39,)]
    assert rows(store, "SELECT kind FROM activities WHERE activity_id = '41'") == [("other",)]


@pytest.mark.usefixtures("clean")
def test_a_rehearsal_leaves_nothing(store: Store, file: Path) -> None:
    assert counts(in_bulk(store, file, dry_run=True)) == (4, 0, 0, 0)
    assert rows(store, "SELECT * FROM activities") == []
    assert rows(store, "SELECT * FROM imports") == []


@pytest.mark.parametrize("text", [
    ROWS.replace("1,001B", "\n1,001B"),
    ROWS.replace("Müller", "M\x0bller").replace("2,a2,,", '2,a2,,"'),
    ROWS + "5,a2\n",
    ROWS + "5,a2,,2026-03-04,,,,,,,,,\n",
    ROWS.replace("2026-03", "sometime"),
    ROWS.replace("5.5", '"1,5"').replace(",60,", ",6.5,"),
    ROWS.replace("Nobody knows them", "NA"),
    ROWS.replace("Activity ID", "Something"),
])
def test_a_file_that_is_not_clean_comes_in_the_ordinary_way(
    store: Store, tmp_path: Path, text: str
) -> None:
    check_same(tmp_path, text)


@functools.cache
def pair() -> tuple[Store, Store]:
    """Two equal stores, one for each way of importing."""
    folder = Path(tempfile.mkdtemp())
    stores = (open_store(folder / "bulk.duckdb"), open_store(folder / "ordinary.duckdb"))
    for one in stores:
        take_in(one, ACCOUNTS, CONTACTS)
    return stores


def check_same(folder: Path, text: str | bytes) -> None:
    """Counts, rejects and rows are those of the ordinary import, twice in a row; so is undo."""
    path = folder / "activities.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    large, ordinary = pair()
    for _ in range(2):
        said = outcome(large, path, large=True)
        assert said == outcome(ordinary, path, large=False)
        for sql in STORED:
            assert rows(large, sql) == rows(ordinary, sql)
    for _ in range(0 if isinstance(said, str) else 2):
        for one in pair():
            undo_last(one, undone_at=NOON)
    for one in pair():
        assert rows(one, "SELECT * FROM activities") == []


def outcome(store: Store, path: Path, *, large: bool) -> Any:
    """What an import says of the file, or why it refuses."""
    try:
        (whole,) = read(path.name, path.read_bytes())
        mapping: Mapping = propose(whole).mapping
        table = bulk.head(path, fewest=1) if large else None
        report = import_tables(store, [(table or whole, mapping)], imported_at=NOON)
    except AbmError as error:
        return str(error)
    one = report.files[0]
    told = sorted(one.rejects[["row", "reason"]].to_numpy().tolist())
    return counts(report), one.n_orphans, told


def as_csv(lines: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([HEADERS, *lines])
    return text.getvalue()


ACCOUNT_IDS = ("001B000001AbCdE", "001B000001AbCdEAAX", "a2", "a9", "", "0", " a2 ", "a2;a9", "NA")
LINES = st.tuples(
    st.sampled_from([*map(str, range(30)), "n/a", "", " 7 ", "00TB000001AbCdEAAX"]),
    st.sampled_from(ACCOUNT_IDS),
    st.sampled_from(["c1", "c2", "c9", "", "00QB000001AbCdE", "null"]),
    st.sampled_from(["2026-03-02 09:30:00", "2026-03-02T09:30:00Z", "2026-03-02", "2026-02-30",
                     "2026-03-02 24:00", "2026-03-02T09:30:00+02:00", "13/02/2026", "",
                     "2026-03-02 09:30:00.5", "12026-01-01"]),
    st.sampled_from(["web", "Mail", "", "smoke"]),
    st.sampled_from(["page visit", "Meeting", "call", "", "dance"]),
    st.sampled_from(["theirs", "ours", "", "Inbound"]),
    st.sampled_from(["", "4", "60", "5.5", "soon", "-3"]),
    st.sampled_from(["", "o1", "006B000001AbCdE", "001B000001AbCdE", "701B000001AbCdE"]),
    st.sampled_from(["", "k1", "701B000001AbCdE"]),
    st.sampled_from(["", "Prices, all", " padded ", 'a "quoted" word', "two\nlines", "-", "Öl"]),
)
PLAIN = [[str(n), "a2", "c2", "2026-05-01 10:00:00", "web", "download", "", "1", "", "", f"s{n}"]
         for n in range(100, 140)]  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=8))
@example([("7", "a2", "", "2026-03-02", "", "", "", "", "", "", ""),
          (" 7 ", "a2", "", "2026-03-03", "", "", "", "", "", "", "")])
def test_counts_and_rows_are_those_of_the_ordinary_import(lines: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_same(Path(folder), as_csv([*PLAIN[:20], *lines, *PLAIN[20:]]))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(
    st.sampled_from(["Acme", "Acme Ltd", "Beta", "Nobody", "", "acme.com"]),
    st.sampled_from(["acme.com", "www.beta.com", "", "gmail.com", "ask Tom"]),
    st.sampled_from(["ida@acme.com", "JO@beta.com", "new@beta.com", "x@gmail.com", ""]),
    st.sampled_from(["", "o1"]),
), max_size=12))  # fmt: skip
def test_references_by_name_domain_and_mail_are_those_of_the_ordinary_import(
    lines: list[tuple[str, str, str, str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Activity ID", "Occurred at", "Account name", "Domain", "Email",
                     "Opportunity ID"])  # fmt: skip
    for n, line in enumerate(lines):
        writer.writerow([n, "2026-03-02", *line])
    writer.writerow([99, "2026-03-02", "Acme", "acme.com", "ida@acme.com", ""])
    with tempfile.TemporaryDirectory() as folder:
        check_same(Path(folder), text.getvalue())


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + ROWS.encode(), ROWS.replace("\n", "\r\n").encode(),
    ROWS.replace(",", ";").encode(), ROWS.encode("cp1252"), b"sep=,\n" + ROWS.encode(),
    ROWS.encode() + b"\n\n", ROWS.replace("5.5", '"').encode(),
    ROWS.replace("Nobody", 'No"bo"dy').encode(), ROWS.replace("\n", "\r").encode(),
], ids=["mark", "crlf", "semicolon", "latin", "sep", "tail", "open", "quotes", "cr"])
def test_other_encodings_and_line_ends(tmp_path: Path, content: bytes) -> None:
    check_same(tmp_path, content)


def test_only_large_files_of_activities_have_a_head(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(ROWS)
    assert bulk.head(path) is None
    assert bulk.head(path, fewest=5) is None
    assert bulk.head(path, fewest=4) is not None
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    assert bulk.head(tmp_path / "accounts.csv", fewest=1) is None
    assert bulk.head(path.with_suffix(".xlsx"), fewest=1) is None


def test_the_desk_reads_its_file_and_no_other(tmp_path: Path) -> None:
    path, other = tmp_path / "activities.csv", tmp_path / "other.csv"
    path.write_text(ROWS)
    other.write_text(ROWS)
    names = [f"other_{n}" for n in range(9)]
    with bulk_desk.opened(path) as desk:
        desk.read(path, names, ",")
    with bulk_desk.opened(path) as desk, pytest.raises(Exception, match="disabled"):
        desk.read(other, names, ",")


def test_bare_times_are_by_the_clock_of_the_house(store: Store, tmp_path: Path) -> None:
    with store.cursor() as cursor:
        save(cursor, House(time_zone="Europe/Berlin"), author="Ida", saved_at=NOON)
    file = tmp_path / "activities.csv"
    file.write_text(ROWS.replace("Occurred at", "Start DateTime"), encoding="utf-8")
    in_bulk(store, file)
    # Berlin is an hour ahead of UTC in March; the second row names its zone.
    assert [str(at) for (at,) in rows(store, "SELECT occurred_at FROM activities "
                                             "ORDER BY activity_id")] == [
        "2026-03-02 08:30:00", "2026-03-01 08:00:00", "2026-03-02 23:00:00", "2026-03-04 09:00:00",
    ]  # fmt: skip


def test_a_large_file_that_names_a_merged_account_means_the_survivor(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, ACCOUNTS)
    merging.merge(store, "accounts", "001B000001AbCdE", "a2", author=None, now=NOON)
    path = tmp_path / "large.csv"
    path.write_text(ROWS)
    in_bulk(store, path)
    named = "SELECT activity_id, account_id FROM activities WHERE activity_id < '3' ORDER BY 1"
    assert rows(store, named) == [("1", "001B000001AbCdE"), ("2", "001B000001AbCdE")]
    assert counts(in_bulk(store, path)) == (0, 0, 4, 0)
    undoing.undo(store, 1, author=None, now=NOON)
    assert rows(store, named) == [("1", "001B000001AbCdE"), ("2", "a2")]
