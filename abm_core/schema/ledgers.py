"""What came in, what was turned away, how it matched, what changed."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

IMPORTS = Entity(
    name="imports",
    label="Imports",
    singular="import",
    doc="One file that was taken in, or an import that was undone.",
    key=("import_id",),
    fields=(
        Field("import_id", "integer", "Import", "Counts up; files imported together share it.",
              imported=False),
        Field("file", "text", "File", "Name of the file, with the sheet where it has several.",
              imported=False),
        Field("entity", "text", "Holds", "What its rows are.", imported=False),
        Field("mapping", "json", "Mapping", "Which header filled which field.", imported=False),
        Field("n_rows", "integer", "Rows", "Filled rows of the file, its header apart.",
              unit="rows", imported=False),
        Field("n_added", "integer", "Added", "Rows that were new.", unit="rows", imported=False),
        Field("n_updated", "integer", "Updated", "Rows that changed something.", unit="rows",
              imported=False),
        Field("n_unchanged", "integer", "Unchanged", "Rows that said nothing new.", unit="rows",
              imported=False),
        Field("n_rejected", "integer", "Rejected", "Rows that were not taken in.", unit="rows",
              imported=False),
        Field("n_skipped", "integer", "Skipped", "Rows left out by rule: repeats, rows marked "
              "as deleted, accounts on no list, totals, lines around the table.",
              unit="rows", imported=False),
        Field("skipped", "json", "Why skipped", "Rows left out by rule, by reason.",
              imported=False),
        Field("imported_at", "timestamp", "Imported at", "When, in UTC.", imported=False),
        Field("undone_at", "timestamp", "Undone at", "When it was undone, if it was.",
              imported=False),
    ),
)

REJECTS = Entity(
    name="rejects",
    label="Rejects",
    singular="reject",
    doc="A row that failed import, with its reason and its cells as they were.",
    key=("import_id", "file", "row_number"),
    fields=(
        Field("import_id", "integer", "Import", "The import.", imported=False),
        Field("file", "text", "File", "The file.", imported=False),
        Field("row_number", "integer", "Row", "Row in the file; the header is row 1.",
              imported=False),
        Field("reason", "text", "Reason", "Why it was not taken in.", imported=False),
        Field("cells", "json", "Cells", "The row as it was, by header.", imported=False),
    ),
)

MATCHES = Entity(
    name="match_ledger",
    label="Match ledger",
    singular="match",
    doc="How a reference in a file found its account, where it was not by the account's own id.",
    key=("entity", "reference", "account_id"),
    fields=(
        Field("entity", "text", "Entity", "What kind of row referred to the account.",
              imported=False),
        Field("reference", "text", "Reference", "The id, domain or name as the file gave it.",
              imported=False),
        Field("account_id", "id", "Account ID", "The account that was found.", imported=False),
        Field("rule", "text", "Rule", "The rule that found it.", imported=False),
        Field("confidence", "number", "Confidence", "How sure the rule is.", unit="0 to 1",
              imported=False),
        Field("evidence", "text", "Evidence", "What agreed and what differed.", imported=False),
        Field("import_id", "integer", "Import", "The import.", imported=False),
    ),
)

CHANGE_LOG = Entity(
    name="change_log",
    label="Change log",
    singular="change",
    doc="One change of one field; '+' stands for a row that was added, '-' for one removed.",
    key=("change_id",),
    fields=(
        Field("change_id", "integer", "Change", "Counts up.", imported=False),
        Field("entity", "text", "Entity", "The table.", imported=False),
        Field("entity_id", "text", "Row", "Key of the row; several parts as a JSON list.",
              imported=False),
        Field("field", "text", "Field", "The column, or + or -.", imported=False),
        Field("old_value", "json", "Old value", "Before.", imported=False),
        Field("new_value", "json", "New value", "After.", imported=False),
        Field("import_id", "integer", "Import", "The import that did it, if one did.",
              imported=False),
        Field("author", "text", "Author", "The person who did it, if one did.", imported=False),
        Field("changed_at", "timestamp", "Changed at", "When, in UTC.", imported=False),
        Field("decision_id", "integer", "Decision",
              "The decision about a match that did it, if one did.", imported=False),
    ),
)
