"""Files to start from: an empty one per entity, and what every column means."""

from __future__ import annotations

import csv
import io

import pandas as pd

from abm_core import schema


def template_csv(entity: str) -> bytes:
    """A file with the header of every column that can be imported, and one example row."""
    fields = schema.entity(entity).import_fields
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([known.label for known in fields])
    writer.writerow([known.example for known in fields])
    return text.getvalue().encode("utf-8-sig")


def data_dictionary() -> pd.DataFrame:
    """What every column of every entity means, one row per column."""
    rows = [
        {
            "entity": entity.label,
            "column": known.label,
            "name": known.name,
            "meaning": known.doc,
            "kind": known.kind,
            "unit": known.unit,
            "values": ", ".join(known.one_of),
            "required": known.required,
            "imported": known.imported,
            "example": known.example,
        }
        for entity in schema.ENTITIES
        for known in entity.fields
    ]
    return pd.DataFrame(rows)
