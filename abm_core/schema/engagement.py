"""The roll-up, and the points that are made of it, once for all screens that read them.

Raw activities become contact weeks; contact weeks under rules of points become contact points;
these become the engagement of each account on the newest day.
"""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import CHANNELS, DIRECTIONS, KINDS

DROPPED_BECAUSE = ("own staff", "no known account", "planned", "duplicate", "bot")

CONTACT_WEEKS = Entity(
    name="contact_weeks",
    label="Contact weeks",
    singular="contact week",
    doc="Activities of one contact at one account in one week, by kind, channel and direction. "
    "Own staff, bots, duplicates and future dates are left out, and counted apart.",
    key=("account_id", "contact_id", "week", "kind", "channel", "direction", "is_theirs"),
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
        Field("direction", "choice", "Direction",
              "Theirs or ours; empty text where the source does not say.", one_of=DIRECTIONS,
              imported=False),
        Field("is_theirs", "boolean", "They took part",
              "Theirs; a meeting, webinar or on-site event whoever entered it; a call of ours "
              "that took time.", imported=False),
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
        Field("n_untimed", "integer", "Without minutes",
              "Of the activities that count, those that do not say how long they took.",
              unit="activities", imported=False),
        Field("last_on", "date", "Last on", "Newest day with such an activity.",
              imported=False),
    ),
)

ROLLUP_WEEKS = Entity(
    name="rollup_weeks",
    label="Rolled-up weeks",
    singular="rolled-up week",
    doc="Every week that is rolled up, with a fingerprint of its activities: a week whose "
    "fingerprint differs is rolled up again.",
    key=("week",),
    computed=True,
    fields=(
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("n_raw", "integer", "Activities", "All of them, those left out included.",
              unit="activities", imported=False),
        Field("fingerprint", "text", "Fingerprint",
              "Of the activities and of the rules that they were rolled up by.",
              imported=False),
        Field("points_by", "text", "Points by",
              "Fingerprint of the rules and personas that its points were made by; empty where "
              "points are due.", imported=False),
    ),
)

ROLLUP_DROPPED = Entity(
    name="rollup_dropped",
    label="Left out of the roll-up",
    singular="reason",
    doc="How many activities of a week are left out of all engagement, by reason; together with "
    "the activities of contact weeks they are all activities.",
    key=("week", "reason"),
    computed=True,
    fields=(
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("reason", "choice", "Left out because", "The first of the reasons that holds.",
              one_of=DROPPED_BECAUSE, imported=False),
        Field("n", "integer", "Activities", "How many.", unit="activities", imported=False),
    ),
)

CONTACT_POINTS = Entity(
    name="contact_points",
    label="Contact points",
    singular="contact's week",
    doc="Points of one contact at one account in one week under the rules of points and the "
    "personas of today, not decayed. A row where the contact did anything or has points.",
    key=("account_id", "contact_id", "week"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("contact_id", "id", "Contact ID",
              "The contact; empty text for the account's unknown visitor.", imported=False),
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("points", "number", "Points",
              "Base points of what counts, times the multiplier of the contact's seniority.",
              unit="points", imported=False),
        Field("n", "integer", "Activities of theirs", "Of any kind, with points or without.",
              unit="activities", imported=False),
        Field("n_inbound", "integer", "Inbound",
              "Replies, forms and calls of theirs, and meetings: what makes a contact engaged.",
              unit="activities", imported=False),
    ),
)

ACCOUNT_WEEKS = Entity(
    name="account_weeks",
    label="Account weeks",
    singular="account week",
    doc="What an account did in one week, its contacts taken together. A week without a row has "
    "no activity.",
    key=("account_id", "week"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("week", "date", "Week", "Monday of the ISO week in the house's time zone.",
              imported=False),
        Field("points", "number", "Points", "Of the week, not decayed, blended over contacts.",
              unit="points", imported=False),
        Field("n_contacts", "integer", "Contacts with points",
              "Named contacts with at least one point in the week.", unit="contacts",
              imported=False),
        Field("n_theirs", "integer", "Activities of theirs", "Of any kind.", unit="activities",
              imported=False),
        Field("n_ours", "integer", "Activities of ours",
              "Of any kind; an answered call or a meeting that we entered is theirs as well.",
              unit="activities", imported=False),
        Field("last_on", "date", "Last on", "Newest day of the week with any activity.",
              imported=False),
        Field("last_theirs_on", "date", "Last of theirs",
              "Newest day of the week with an activity of theirs.", imported=False),
    ),
)

ACCOUNT_ENGAGEMENT = Entity(
    name="account_engagement",
    label="Account engagement",
    singular="engagement of an account",
    doc="Engagement of an account on the newest day in the data. An account without a row has "
    "no activity at all. The window is the last 13 complete weeks.",
    key=("account_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("as_of", "date", "As of", "The day that the numbers speak of.", imported=False),
        Field("window_points", "number", "Window points",
              "Points in the window, not decayed, blended over contacts.", unit="points",
              imported=False),
        Field("current_points", "number", "Current points",
              "Points decayed by age, blended over contacts.", unit="points", imported=False),
        Field("n_contacts", "integer", "Contacts with points",
              "Named contacts with at least one point in the window.", unit="contacts",
              imported=False),
        Field("n_engaged_contacts", "integer", "Engaged contacts",
              "Named contacts, who have not left, with an inbound reply, meeting, call or form, or "
              "at least 5 points, in the window.", unit="contacts", imported=False),
        Field("top_share", "number", "Largest share",
              "Share of the window points that the named contact with the most has; empty "
              "without one.", unit="0 to 1", imported=False),
        Field("last_activity_on", "date", "Last activity", "Newest day with any activity.",
              imported=False),
        Field("last_theirs_on", "date", "Last of theirs",
              "Newest day with an activity of theirs.", imported=False),
        Field("n_theirs", "integer", "Activities of theirs", "In the window.",
              unit="activities", imported=False),
        Field("n_ours", "integer", "Activities of ours", "In the window.", unit="activities",
              imported=False),
    ),
)

POINT_RULES = Entity(
    name="point_rules",
    label="Rules of points",
    singular="version",
    doc="One saved version of the rules of engagement points. The newest holds, for the past too.",
    key=("version",),
    fields=(
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("definition", "json", "Definition", "The rules as a readable document.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.",
              imported=False),
    ),
)
