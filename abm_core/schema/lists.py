"""Saved lists with every version of who is on them, and the log of what left the house."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

LIST_ENTITIES = ("accounts", "contacts", "opportunities")
EXPORT_FORMATS = ("xlsx", "csv", "salesforce", "hubspot", "other")

SAVED_LISTS = Entity(
    name="saved_lists",
    label="Lists",
    singular="list",
    doc="A named list that people share. None is ever deleted; what was changed stands in the "
    "change log.",
    key=("list_id",),
    fields=(
        Field("list_id", "integer", "List", "Counts up.", imported=False),
        Field("name", "text", "Name", "What it is called; no two lists in use share a name.",
              imported=False),
        Field("entity", "choice", "Holds", "Accounts, contacts or opportunities.",
              one_of=LIST_ENTITIES, imported=False),
        Field("owner", "text", "Owner", "Who answers for it.", imported=False),
        Field("note", "text", "Note", "What it is for.", imported=False),
        Field("version", "integer", "Version", "The version that holds.", imported=False),
        Field("created_by", "text", "Created by", "Who saved it first.", imported=False),
        Field("created_at", "timestamp", "Created at", "When, in UTC.", imported=False),
        Field("archived_at", "timestamp", "Archived at",
              "When it was put away, in UTC; empty for one in use.", imported=False),
    ),
)

LIST_VERSIONS = Entity(
    name="list_versions",
    label="Versions of lists",
    singular="version of a list",
    doc="A list as it was saved on a day, and the filtered screen that it came from.",
    key=("list_id", "version"),
    fields=(
        Field("list_id", "integer", "List", "The list.", imported=False),
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("screen", "text", "Screen", "The screen that it was saved on.", imported=False),
        Field("filters", "text", "Filters", "What the screen showed, in words.", imported=False),
        Field("link", "text", "Link", "The screen with its filters, as an address.",
              imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was saved.",
              imported=False),
        Field("n_rows", "integer", "Rows", "How many were on it when it was saved.", unit="rows",
              imported=False),
        Field("saved_by", "text", "Saved by", "Who saved it.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When, in UTC.", imported=False),
    ),
)

LIST_MEMBERS = Entity(
    name="list_members",
    label="Members of lists",
    singular="member of a list",
    doc="Who was on a version of a list. An erased person is on none.",
    key=("list_id", "version", "member_id"),
    fields=(
        Field("list_id", "integer", "List", "The list.", imported=False),
        Field("version", "integer", "Version", "The version.", imported=False),
        Field("position", "integer", "Position", "Place on the list as it was saved.",
              imported=False),
        Field("member_id", "id", "Member ID", "The account, contact or opportunity.",
              imported=False),
    ),
)

EXPORTS = Entity(
    name="exports",
    label="Exports",
    singular="export",
    doc="One file that somebody took out of the workbench.",
    key=("export_id",),
    fields=(
        Field("export_id", "integer", "Export", "Counts up.", imported=False),
        Field("what", "text", "What", "The list or table.", imported=False),
        Field("list_id", "integer", "List", "The saved list, where it was one.", imported=False),
        Field("file", "text", "File", "Name of the file.", imported=False),
        Field("format", "choice", "Format", "Excel, CSV, an update file of a CRM, or another.",
              one_of=EXPORT_FORMATS, imported=False),
        Field("n_rows", "integer", "Rows", "Rows of the file, its header apart; empty where it is "
              "no list.", unit="rows", imported=False),
        Field("columns", "list", "Columns", "The headers of the file.", imported=False),
        Field("sha256", "text", "SHA-256", "Fingerprint of the file's bytes.", imported=False),
        Field("author", "text", "Author", "Who took it.", imported=False),
        Field("exported_at", "timestamp", "Exported at", "When, in UTC.", imported=False),
    ),
)
