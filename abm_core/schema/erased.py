"""People who asked to be forgotten, remembered by nothing but a hash."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

ERASED = Entity(
    name="erased",
    label="Erased people",
    singular="erased person",
    doc="A person who was erased; a salted hash of the e-mail keeps them out of later imports.",
    key=("email_hash",),
    fields=(
        Field("email_hash", "id", "Hash", "Salted hash of the e-mail address.", imported=False),
        Field("erased_at", "timestamp", "Erased at", "When, in UTC.", imported=False),
    ),
)
