"""The roll-up: what each contact did in each week, once for all screens that read it."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import CHANNELS, DIRECTIONS, KINDS

CONTACT_WEEKS = Entity(
    name="contact_weeks",
    label="Contact weeks",
    singular="contact week",
    doc="Activities of one contact at one account in one week, by kind, channel and direction. "
    "Own staff, bots, duplicates and future dates are left out, and counted apart.",
    key=("account_id", "contact_id", "week", "kind", "channel", "direction"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("contact_id", "id", "Contact ID",
              "The contact; empty text for the account's unknown visitor.", imported=False),
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("kind", "choice", "Kind", "What kind of interaction.", one_of=KINDS,
              imported=False),
        Field("channel", "choice", "Channel", "Web, mail, call, meeting, event, ad or other.",
              one_of=CHANNELS, imported=False),
        Field("direction", "choice", "Direction", "Theirs or ours.", one_of=DIRECTIONS,
              imported=False),
        Field("n", "integer", "Activities", "All of them.", unit="activities", imported=False),
        Field("n_capped", "integer", "Activities that count",
              "At most so many of one kind per contact and day as the cap allows.",
              unit="activities", imported=False),
        Field("minutes", "number", "Minutes", "Of all of them; a visit counts at most 30.",
              unit="minutes", imported=False),
        Field("minutes_capped", "number", "Minutes that count",
              "Of the activities that count.", unit="minutes", imported=False),
        Field("n_days", "integer", "Days", "Distinct days with such an activity.", unit="days",
              imported=False),
    ),
)
