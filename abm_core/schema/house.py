"""The house: settings chosen once, the people who work here, rates between currencies."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

TEAMS = ("sales", "marketing", "SDR", "customer success", "executive")

HOUSE_SETTINGS = Entity(
    name="house_settings",
    label="Settings of the house",
    singular="setting",
    doc="One setting that somebody chose; settings without a row have their default.",
    key=("name",),
    fields=(
        Field("name", "text", "Setting", "What is set.", imported=False),
        Field("value", "json", "Value", "What was chosen.", imported=False),
        Field("author", "text", "Author", "Who chose it.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was chosen, in UTC.", imported=False),
    ),
)

PEOPLE = Entity(
    name="people",
    label="People",
    singular="person",
    doc="Somebody who works with the programme: who saves, signs and acts.",
    key=("name",),
    fields=(
        Field("name", "text", "Name", "First and last name; no two people share one.",
              imported=False),
        Field("email", "text", "E-mail", "Address at work, where it is known.", imported=False),
        Field("team", "choice", "Team", "The team that the person belongs to.", one_of=TEAMS,
              imported=False),
    ),
)

CURRENCY_RATES = Entity(
    name="currency_rates",
    label="Currency rates",
    singular="currency rate",
    doc="What one unit of a currency is worth in another, from a day on until the next rate.",
    key=("currency", "into_currency", "valid_from"),
    fields=(
        Field("currency", "text", "Currency", "ISO code of the currency that is converted.",
              imported=False),
        Field("into_currency", "text", "Into", "ISO code of the currency that it is put in.",
              imported=False),
        Field("valid_from", "date", "Valid from", "First day on which the rate holds.",
              imported=False),
        Field("rate", "number", "Rate", "Units of the second currency for one of the first.",
              imported=False),
    ),
)
