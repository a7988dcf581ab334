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
        Field("department", "text", "Department", "The department that was read.",
              imported=False),
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
        Field("decided_by", "text", "Decided by",
              "Number of the correction or the rule that decided, if one did.", imported=False),
    ),
)

_SENIORITY = Field("seniority", "choice", "Seniority", "Level that it gives; none: as read.",
                   one_of=SENIORITIES, imported=False)
_FUNCTION = Field("function", "choice", "Function", "Field of work that it gives; none: as read.",
                  one_of=FUNCTIONS, imported=False)
_SIGNED = (
    Field("note", "text", "Note", "Why.", imported=False),
    Field("author", "text", "Author", "Who said so.", imported=False),
    Field("created_at", "timestamp", "Created at", "When it was said.", unit="UTC",
          imported=False),
    Field("removed_at", "timestamp", "Removed at", "When it was taken back.", unit="UTC",
          imported=False),
    Field("removed_by", "text", "Removed by", "Who took it back.", imported=False),
)

PERSONA_CORRECTIONS = Entity(
    name="persona_corrections",
    label="Corrected personas",
    singular="corrected persona",
    doc="What a person says of one contact, against the title. It outlives every import; the "
    "newest that was not taken back counts.",
    key=("correction_id",),
    fields=(
        Field("correction_id", "id", "Correction ID", "Counts up.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        _SENIORITY, _FUNCTION, *_SIGNED,
    ),
)  # fmt: skip

TITLE_RULES = Entity(
    name="title_rules",
    label="Rules for titles",
    singular="rule for titles",
    doc="What the house says of every title that contains certain words. A corrected contact "
    "comes first; of several rules the newest counts.",
    key=("rule_id",),
    fields=(
        Field("rule_id", "id", "Rule ID", "Counts up.", imported=False),
        Field("words", "text", "Titles containing", "Whole words, in any case, without accents.",
              imported=False),
        _SENIORITY, _FUNCTION, *_SIGNED,
    ),
)  # fmt: skip
