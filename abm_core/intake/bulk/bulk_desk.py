"""A large CSV on a desk of its own: read by DuckDB, in memory, beside the store.

The store's own connection may read no files, and stays so. The desk is a second connection, in
memory, that may read this one file and nothing else; what is ready is handed over as Arrow. Rows
are told apart here: plain ones, whose every cell has the form that most systems write, and odd
ones, which the ordinary import understands better.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from abm_core import schema
from abm_core.ddl import quote
from abm_core.intake.parse.words import FALSE, MISSING

FIELDS = tuple(known.name for known in schema.ACTIVITIES.import_fields)
READY_FIELDS = ("place", *FIELDS, schema.STATED_ACCOUNT.name)
# Columns that hold what the file says and nothing that follows from other columns.
AS_WRITTEN = ("account_name", "account_domain", "email", "contact_name", "minutes", "campaign_id",
              "opportunity_id", "subject", "owner")  # fmt: skip
SPACES = "".join(map(chr, [
    *range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
    0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
]))  # fmt: skip

# Above this a desk lies on disk with little memory, so that ten million rows fit a small machine.
LARGEST_IN_MEMORY = 400_000_000
MEMORY = "600MB"

READ = """
CREATE TABLE raw AS
SELECT *
FROM read_csv(
    $path, columns = $columns, delim = $delimiter, header = true, auto_detect = false,
    quote = '"', escape = '"', strict_mode = true, null_padding = false,
    max_line_size = 10000000
)
"""
# The three letters that end a Salesforce id say which of the fifteen before are capitals.
CHECK_LETTER = """
CREATE MACRO check_letter(five) AS substr(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
    1 + (five[1] BETWEEN 'A' AND 'Z')::INTEGER + 2 * (five[2] BETWEEN 'A' AND 'Z')::INTEGER
    + 4 * (five[3] BETWEEN 'A' AND 'Z')::INTEGER + 8 * (five[4] BETWEEN 'A' AND 'Z')::INTEGER
    + 16 * (five[5] BETWEEN 'A' AND 'Z')::INTEGER,
    1
)
"""
CANONICAL = """
CREATE MACRO canonical(id) AS CASE
    WHEN length(id) = 18 AND regexp_full_match(id, '[A-Za-z0-9]{18}')
        AND check_letter(id[1:5]) || check_letter(id[6:10]) || check_letter(id[11:15])
            = upper(id[16:18])
    THEN id[1:15]
    ELSE id
END
"""
# A cell that is no cell is plain as well; a word such as "n/a" is left to the ordinary import.
PLAIN_ID = """
CREATE MACRO plain_id(id) AS id IS NULL OR (
    regexp_full_match(id, '[A-Za-z0-9][A-Za-z0-9_.:/+#-]*') AND id <> '0'
    AND lower(id) NOT IN ('n/a', 'na', 'null', 'none', 'nan', 'unknown')
)
"""
ODD = """
CREATE TABLE odd AS
SELECT rowid AS place
FROM raw
WHERE NOT coalesce(
    activity_id IS NOT NULL AND plain_id(activity_id)
    AND plain_id(account_id) AND plain_id(contact_id) AND plain_id(lead_id)
    AND plain_id(campaign_id) AND plain_id(opportunity_id)
    AND regexp_full_match(
        occurred_at,
        '\\d{4}-\\d\\d-\\d\\d([T ]([01]\\d|2[0-3]):\\d\\d(:\\d\\d(\\.\\d{3}|\\.\\d{6})?Z?)?)?'
    )
    AND occurred_at >= '1000' AND TRY_CAST(occurred_at AS TIMESTAMP) IS NOT NULL
    AND (minutes IS NULL OR regexp_full_match(minutes, '\\d{1,9}(\\.\\d{1,2})?'))
    AND (subject IS NULL OR NOT (
        list_contains($missing, lower(subject)) OR contains($spaces, subject[1])
        OR contains($spaces, subject[-1])
    ))
    AND (owner IS NULL OR NOT (
        list_contains($missing, lower(owner)) OR contains($spaces, owner[1])
        OR contains($spaces, owner[-1])
    ))
    AND NOT (account_id IS NULL AND opportunity_id IS NOT NULL AND email IS NOT NULL),
    false
)
"""
# An id that stands twice, however it is written, is for the ordinary import to sort out. Only odd
# rows have space around their ids.
TWICE = """
CREATE TABLE twice AS
SELECT canonical(if($has_odd, trim(activity_id, $spaces), activity_id)) AS key
FROM raw
WHERE activity_id IS NOT NULL
GROUP BY key
HAVING count(*) > 1
"""
SET_TWICE_APART = """
INSERT INTO odd
SELECT rowid
FROM raw
WHERE canonical(trim(activity_id, $spaces)) IN (SELECT key FROM twice)
"""
# What only the whole column can tell: whether "1,5" has decimals, whether "NA" is a code, whether
# 45000 is a day.
WHOLE_COLUMN = """
SELECT count_if(is_odd AND minutes IS NOT NULL) > 0 AND count_if(contains(minutes, '.')) > 0
    OR count_if(is_odd AND regexp_full_match(trim(occurred_at), '\\d{5}(\\.\\d+)?')) > 0
    OR count_if(trim(subject) = 'NA' OR trim(account_name) = 'NA' OR trim(contact_name) = 'NA'
                OR trim(email) = 'NA' OR trim(owner) = 'NA') > 0
FROM (SELECT *, rowid IN (SELECT place FROM odd) AS is_odd FROM raw)
"""
COUNT = "SELECT (SELECT count(*) FROM raw), (SELECT count(DISTINCT place) FROM odd)"
ODD_CELLS = """
SELECT raw.rowid AS place, raw.*
FROM raw
WHERE raw.rowid IN (SELECT place FROM odd)
ORDER BY raw.rowid
"""
READY = """
SELECT r.rowid AS place, canonical(r.activity_id) AS activity_id,
       CASE WHEN w.said_account THEN w.account_id
            ELSE coalesce(w.account_id, c.account_id, o.account_id) END AS account_id,
       w.account_name, w.account_domain,
       coalesce(c.contact_id, w.contact_id) AS contact_id,
       coalesce(c.lead_id, w.lead_id) AS lead_id, w.email, w.contact_name,
       CASE WHEN $home = 'UTC' OR ends_with(r.occurred_at, 'Z')
            THEN CAST(r.occurred_at AS TIMESTAMP)
            ELSE timezone('UTC', timezone($home, CAST(r.occurred_at AS TIMESTAMP)))
       END AS occurred_at,
       k.channel, k.kind, k.direction,
       CAST(r.minutes AS DOUBLE) * $multiply / $divide AS minutes,
       p.campaign_id, o.opportunity_id, r.subject, r.owner, w.stated_account_id
FROM raw r
LEFT JOIN kinds k ON k.channel_said IS NOT DISTINCT FROM r.channel
    AND k.kind_said IS NOT DISTINCT FROM r.kind
    AND k.direction_said IS NOT DISTINCT FROM r.direction
LEFT JOIN who w ON w.account_id_said IS NOT DISTINCT FROM r.account_id
    AND w.account_name_said IS NOT DISTINCT FROM r.account_name
    AND w.account_domain_said IS NOT DISTINCT FROM r.account_domain
    AND w.contact_id_said IS NOT DISTINCT FROM if($by_id, NULL, r.contact_id)
    AND w.lead_id_said IS NOT DISTINCT FROM r.lead_id
    AND w.email_said IS NOT DISTINCT FROM r.email
    AND w.contact_name_said IS NOT DISTINCT FROM r.contact_name
LEFT JOIN contacts c ON c.contact_id_said = r.contact_id
LEFT JOIN deals o ON o.opportunity_id_said = r.opportunity_id
LEFT JOIN plans p ON p.campaign_id_said = r.campaign_id
WHERE r.rowid NOT IN (SELECT place FROM odd)
"""


class Desk:
    """The rows of one file, by position; odd ones are set apart."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def read(self, path: Path, columns: Sequence[str], delimiter: str) -> None:
        """Read the file; ``columns`` names every column, fields by their name."""
        bound = {"path": str(path), "columns": dict.fromkeys(columns, "VARCHAR"),
                 "delimiter": delimiter}  # fmt: skip
        self._connection.execute(READ, bound)
        for name in FIELDS:
            if name not in columns:
                self._connection.execute(f"ALTER TABLE raw ADD COLUMN {quote(name)} VARCHAR")
        for macro in (CHECK_LETTER, CANONICAL, PLAIN_ID):
            self._connection.execute(macro)

    def set_apart(self) -> None:
        """Find the rows that are for the ordinary import."""
        self._connection.execute(ODD, {"spaces": SPACES, "missing": sorted(MISSING)})
        has_odd = self.counts()[1] > 0
        self._connection.execute(TWICE, {"spaces": SPACES, "has_odd": has_odd})
        if self._connection.execute("SELECT count(*) FROM twice").fetchall()[0][0]:
            self._connection.execute(SET_TWICE_APART, {"spaces": SPACES})

    def set_apart_marked(self, names: Sequence[str]) -> None:
        """Set apart the rows that say anything but no in columns that mark deleted rows."""
        for name in names:
            self._connection.execute(
                f"INSERT INTO odd SELECT rowid FROM raw WHERE {quote(name)} IS NOT NULL "  # noqa: S608
                f"AND NOT list_contains($no, lower(trim({quote(name)}, $spaces)))",
                {"no": sorted(FALSE | MISSING), "spaces": SPACES},
            )

    def set_apart_where(self, table: str, said: Sequence[str]) -> None:
        """Set apart the rows whose words the table marks as odd."""
        same = " AND ".join(
            f"t.{quote(f'{name}_said')} IS NOT DISTINCT FROM r.{quote(name)}" for name in said
        )
        self._connection.execute(
            f"INSERT INTO odd SELECT r.rowid FROM raw r JOIN {quote(table)} t ON {same} "  # noqa: S608
            "WHERE t.is_odd"
        )

    def counts(self) -> tuple[int, int]:
        """All rows, and the odd ones among them."""
        n_rows, n_odd = self._connection.execute(COUNT).fetchall()[0]
        return n_rows, n_odd

    def needs_whole_columns(self) -> bool:
        """Whether odd rows can only be read beside the plain ones."""
        return bool(self._connection.execute(WHOLE_COLUMN).fetchall()[0][0])

    def distinct(self, names: Sequence[str]) -> list[tuple[str | None, ...]]:
        """Every combination of texts in some columns."""
        columns = ", ".join(map(quote, names))
        return self._connection.execute(
            f"SELECT DISTINCT {columns} FROM raw ORDER BY {columns}"  # noqa: S608
        ).fetchall()

    def has(self, name: str) -> bool:
        """Whether any row fills a column."""
        sql = f"SELECT count({quote(name)}) FROM raw"  # noqa: S608
        return bool(self._connection.execute(sql).fetchall()[0][0])

    def put(self, name: str, columns: dict[str, list[Any]]) -> None:
        """Lay a small table beside the rows; columns named ``is_`` and ``said_`` are yes or no."""
        table = pa.table({
            column: pa.array(values, pa.bool_() if column.startswith(("is_", "said_"))
                             else pa.string())
            for column, values in columns.items()
        })  # fmt: skip
        self._connection.register("laid", table)
        self._connection.execute(f"CREATE TABLE {quote(name)} AS SELECT * FROM laid")  # noqa: S608
        self._connection.unregister("laid")

    def odd_cells(self) -> Any:  # noqa: ANN401
        """The odd rows as they were, with their position."""
        return self._connection.execute(ODD_CELLS).df()

    def set_apart_places(self, places: Any) -> None:  # noqa: ANN401
        """Set apart the rows at these positions, given as an Arrow table."""
        self._connection.register("apart", places)
        self._connection.execute("INSERT INTO odd SELECT place FROM apart")
        self._connection.unregister("apart")

    def ready(self, *, unit: float, by_id: bool, sparse: bool, home: str) -> Any:  # noqa: ANN401
        """The plain rows as they will be stored, sorted by account, as a stream of Arrow batches.

        With ``sparse`` without the columns that no row fills. ``home`` is the time zone of bare
        times.
        """
        bound = {"multiply": unit if unit >= 1 else 1.0, "by_id": by_id, "home": home,
                 "divide": 1.0 if unit >= 1 else float(round(1 / unit))}  # fmt: skip
        empty = [name for name in AS_WRITTEN if sparse and not self.has(name)]
        columns = ", ".join(map(quote, [name for name in READY_FIELDS if name not in empty]))
        sql = f"SELECT {columns} FROM ({READY}) ORDER BY account_id, occurred_at"  # noqa: S608
        return self._connection.execute(sql, bound).to_arrow_reader(100_000)


@contextmanager
def opened(path: Path) -> Iterator[Desk]:
    """A desk that may read one file and nothing else; of a very large one it lies on disk."""
    is_large = path.stat().st_size > LARGEST_IN_MEMORY
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(
        str(Path(folder) / "desk.duckdb") if is_large else ":memory:"
    ) as connection:
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET autoinstall_known_extensions = false")
        if is_large:
            connection.execute("SET memory_limit = $limit", {"limit": MEMORY})
            connection.execute("SET temp_directory = $folder", {"folder": folder})
        connection.execute("SET allowed_paths = $paths", {"paths": [str(path)]})
        connection.execute("SET enable_external_access = false")
        yield Desk(connection)

