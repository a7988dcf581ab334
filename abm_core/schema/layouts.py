"""What is remembered from one import to the next: layouts of files, their ids, who vanished."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

LAYOUTS = Entity(
    name="layouts",
    label="Layouts",
    singular="layout",
    doc="Files with the same headers and the same name but for its date, and how they are read.",
    key=("layout_id", "entity"),
    fields=(
        Field("layout_id", "id", "Layout ID", "Follows from name and headers.", imported=False),
        Field("stem", "text", "File name", "Name of the file without dates and numbers.",
              imported=False),
        Field("header_key", "text", "Header key", "Equal for files with the same headers.",
              imported=False),
        Field("headers", "list", "Headers", "The headers as they were last written.",
              imported=False),
        Field("entity", "text", "Holds", "What the rows are.", imported=False),
        Field("columns", "json", "Columns", "Which header fills which field.", imported=False),
        Field("units", "json", "Units", "What amounts are multiplied with, by field.",
              imported=False),
        Field("date_order", "text", "Order of dates", "Whether day, month or year comes first.",
              imported=False),
        Field("decimal_sign", "text", "Decimal sign",
              "The decimal sign where amounts leave it open.", imported=False),
        Field("is_full", "boolean", "Full export",
              "Whether the last file held nearly all ids of the one before; empty for the first.",
              imported=False),
        Field("used_at", "timestamp", "Last used", "When it was last imported, in UTC.",
              imported=False),
    ),
)  # fmt: skip

LAYOUT_IMPORTS = Entity(
    name="layout_imports",
    label="Ids of earlier files",
    singular="earlier file",
    doc="The ids that the files of one layout held at one import; the newest few are kept.",
    key=("layout_id", "entity", "import_id"),
    fields=(
        Field("layout_id", "id", "Layout ID", "The layout.", imported=False),
        Field("import_id", "integer", "Import", "The import.", imported=False),
        Field("entity", "text", "Holds", "What the rows are.", imported=False),
        Field("ids", "list", "Ids", "The ids of all rows, rejected ones among them.",
              imported=False),
    ),
)  # fmt: skip

VANISHED = Entity(
    name="vanished",
    label="Vanished records",
    singular="vanished record",
    doc="A record that a full export held and a later one does not, or one marked as deleted.",
    key=("entity", "id"),
    fields=(
        Field("entity", "text", "Holds", "What kind of record it is.", imported=False),
        Field("id", "id", "ID", "The record. It stays in its table.", imported=False),
        Field("last_seen_import", "integer", "Last seen in import",
              "The newest import whose file held it.", imported=False),
        Field("flagged_at", "timestamp", "Flagged at", "When it was first missed, in UTC.",
              imported=False),
        Field("resolved_at", "timestamp", "Back at", "When a file held it again; empty until then.",
              imported=False),
    ),
)  # fmt: skip
