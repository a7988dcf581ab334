"""What a field and an entity are. Every declaration of the schema is made of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id", "text", "domain", "integer", "number", "money", "date", "timestamp", "boolean", "list",
    "choice", "json",
]

SQL_TYPES: dict[Kind, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "domain": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "list": "VARCHAR[]",
    "choice": "VARCHAR",
    "json": "JSON",
}


@dataclass(frozen=True)
class Field:
    """One column of one entity.

    ``label`` is the header in templates and exports and the name on screens; ``aliases`` are
    spellings seen in exports of Salesforce, HubSpot, Zoho and others. ``one_of`` closes the
    vocabulary. ``required`` fields must be mapped and filled. Fields with ``imported=False`` are
    filled in by the store and never read from a file.
    """

    name: str
    kind: Kind
    label: str
    doc: str
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    imported: bool = True
    example: str = ""

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Entity:
    """One table: what a row is, its key and its columns. ``name`` is the table's name.

    ``computed``: the rows follow from other tables and are made anew from them, so no import,
    undo or merge touches them.
    """

    name: str
    label: str
    singular: str
    doc: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    importable: bool = False
    computed: bool = False

    def field(self, name: str) -> Field:
        """The field of that name; ``KeyError`` when there is none."""
        return next(field for field in self.fields if field.name == name)

    @property
    def import_fields(self) -> tuple[Field, ...]:
        """The fields that a file can fill."""
        return tuple(field for field in self.fields if field.imported)

    @property
    def keeps_extra_columns(self) -> bool:
        """Whether columns of a file that map to no field are kept with the row."""
        return any(field.name == EXTRA for field in self.fields)


EXTRA = "extra"
EXTRA_FIELD = Field(
    EXTRA, "json", "Further columns", "Columns of the file that map to no field, by header.",
    imported=False,
)
STATED_ACCOUNT = Field(
    "stated_account_id", "id", "Stated account ID",
    "What the file names, where somebody decided on another account: a match, or a merge.",
    imported=False,
)
