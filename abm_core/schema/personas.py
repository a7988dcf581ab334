"""Who contacts are: seniority and function, read from titles and corrected by people."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import FUNCTIONS, SENIORITIES

PERSONAS = Entity(
    name="personas",
    label="Personas",
    singular="persona",
    doc="Seniority and function of a contact, with the words of the title that decided. Computed "
    "anew where title or rules change; a contact without a row counts as other.",
    key=("contact_id",),
    computed=True,
    fields=(
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("title", "text", "Title", "The title that was read.", imported=False),
        Field("seniority", "choice", "Seniority", "Level, from the title.", one_of=SENIORITIES,
              imported=False),
        Field("seniority_evidence", "text", "Seniority because of",
              "The words that decided the level.", imported=False),
        Field("seniority_confidence", "number", "Seniority confidence",
              "How sure the reading is.", unit="0 to 1", imported=False),
        Field("function", "choice", "Function", "Field of work, from the title.",
              one_of=FUNCTIONS, imported=False),
        Field("function_evidence", "text", "Function because of",
              "The words that decided the field of work.", imported=False),
        Field("function_confidence", "number", "Function confidence",
              "How sure the reading is.", unit="0 to 1", imported=False),
        Field("source", "choice", "Read by", "The title, a rule of the house, or a person.",
              one_of=("title", "rule", "person"), imported=False),
    ),
)
