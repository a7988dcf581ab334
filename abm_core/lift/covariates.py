"""What makes accounts comparable: the things that the people who chose them looked at.

Every covariate says up to which week before launch it is known; one that is known only later is
refused, because the programme may have made it what it is. Values are those of the week before
launch, as the change log has them, and behaviour ends with the selection weeks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import schema, settings
from abm_core.errors import AbmError, did_you_mean
from abm_core.lift import columns
from abm_core.lift.cohorts import Cohorts
from abm_core.lift.columns import Laid
from abm_core.lift.known import EXTRA, Book
from abm_core.lift.launches import NOW

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Kind = Literal["log", "money", "level", "flag", "rule"]

PROFILE_OF = """
SELECT p.definition FROM snapshots s JOIN profiles p USING (profile_id)
WHERE s.programme_id = $programme_id
ORDER BY s.snapshot_id::BIGINT DESC LIMIT 1
"""
LAUNCH = -1  # the last week before launch
SELECTED = settings.LIFT_SELECTION.value[1]
AFTER = 0


class Covariate(NamedTuple):
    """Something known of accounts; ``known_to`` is the last week relative to launch that it uses.

    ``rule`` is how a profile looks at the field, where one does.
    """

    ref: str
    label: str
    known_to: int
    kind: Kind
    rule: dict[str, Any] | None = None


BASELINE = Covariate(
    "baseline", "Engagement a week in the baseline", settings.LIFT_BASELINE.value[1], "log"
)
SELECTION = Covariate("selection", "Engagement a week in the selection weeks", SELECTED, "log")
CUSTOMER = Covariate("customer", "Customer at launch", LAUNCH, "flag")
STANDARD: tuple[Covariate, ...] = (
    BASELINE, SELECTION, CUSTOMER,
    Covariate("open_opportunity", "Open opportunity before launch", SELECTED, "flag"),
    Covariate("pipeline", "Pipeline created in the year before launch", SELECTED, "money"),
    Covariate("contacts", "Contacts known before launch", SELECTED, "log"),
    Covariate("age", "Days since the account was created", LAUNCH, "log"),
    Covariate("employees", "Employees", LAUNCH, "log"),
    Covariate("annual_revenue", "Annual revenue", LAUNCH, "money"),
    Covariate("industry", "Industry", LAUNCH, "level"),
    Covariate("region", "Region", LAUNCH, "level"),
)  # fmt: skip
ALWAYS = ("baseline", "selection", "customer")  # nobody is comparable without them
HISTORY = (*ALWAYS, "open_opportunity", "pipeline", "contacts")
# What shows what a programme did: to balance on it would take away what is asked about.
TOO_LATE = ("stage", "tier", "account_score", "account_type", "after")


class Covariates(NamedTuple):
    """The covariates of a stack, one row per row of it.

    ``x`` has a column per entry of ``names``; ``of`` says to which covariate (its ref) a column
    belongs. ``is_continuous`` marks what distances in a matched list are measured on. ``customer``
    is who had bought before launch; ``groups`` has industry and region, by row, ``None`` where not
    known. ``unvouched`` counts the accounts whose values the change log cannot vouch for.
    """

    chosen: tuple[str, ...]
    x: Numbers
    names: tuple[str, ...]
    of: tuple[str, ...]
    is_continuous: NDArray[np.bool_]
    customer: NDArray[np.bool_]
    groups: dict[str, NDArray[np.object_]]
    unvouched: int


def of_a_draw(found: Covariates) -> Covariates:
    """What sharpens the answer of a random draw: engagement before it, plain, and what was asked.

    Chance made both sides alike. Squares and rare traits would make few held-out accounts speak
    for targets that are unlike any of them.
    """
    kept = np.array([one not in ALWAYS for one in found.of], dtype=bool) | found.is_continuous

    def some(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one, is_kept in zip(values, kept, strict=True) if is_kept)

    return found._replace(x=found.x[:, kept], names=some(found.names), of=some(found.of),
                          is_continuous=found.is_continuous[kept])


def available(cursor: DuckDBPyConnection, programme_id: str) -> list[Covariate]:
    """What can be balanced on: the standard ones, and what the programme's profile looks at."""
    known = {one.ref: one for one in STANDARD}
    rules = {one["field"]: one for one in _criteria(cursor, programme_id)}
    found = [one._replace(rule=rules.get(one.ref), kind="rule" if one.ref in rules else one.kind)
             for one in STANDARD]  # fmt: skip
    for field, rule in rules.items():
        if field not in known and not field.startswith(NOW) and field not in TOO_LATE:
            found.append(Covariate(field, _label(field), LAUNCH, "rule", rule))
    return found


def default(cursor: DuckDBPyConnection, programme_id: str) -> tuple[str, ...]:
    """What the selectors looked at, with engagement, pipeline and who was a customer.

    Where no profile was ever saved, nobody knows what they looked at: all standard covariates.
    """
    found = available(cursor, programme_id)
    by_profile = [one for one in found if one.rule is not None or one.ref in HISTORY]
    return tuple(one.ref for one in (by_profile if len(by_profile) > len(HISTORY) else found))


def check(cursor: DuckDBPyConnection, programme_id: str, chosen: Sequence[str]) -> list[Covariate]:
    """The covariates of these names, those that never may be missing among them.

    ``AbmError`` for one that is known only after launch, and for one that there is not.
    """
    known = {one.ref: one for one in available(cursor, programme_id)}
    for ref in chosen:
        if ref in TOO_LATE or ref.startswith(NOW):
            raise AbmError(
                f"'{ref}' is known only after launch: the programme may have made it what it is.",
                "Compare accounts by what was known before launch.",
            )
        if ref not in known:
            raise AbmError(
                f"Accounts cannot be compared by '{ref}'.", did_you_mean(ref, list(known))
            )
    wanted = {*ALWAYS, *chosen}
    return [refuse_late(one) for one in known.values() if one.ref in wanted]


def refuse_late(one: Covariate) -> Covariate:
    """The covariate itself; ``AbmError`` where it uses a week from launch on."""
    if one.known_to >= AFTER:
        raise AbmError(
            f"'{one.label}' is known only {one.known_to + 1} weeks after launch began.",
            "Compare accounts by what was known before launch.",
        )
    return one


def read(
    cursor: DuckDBPyConnection, book: Book, cohorts: Cohorts, chosen: Sequence[str] | None = None
) -> Covariates:
    """The chosen covariates (by default all that there are) of targets and their pool."""
    wanted = check(
        cursor,
        cohorts.programme_id,
        default(cursor, cohorts.programme_id) if chosen is None else chosen,
    )
    reader = columns.Reader(cursor, book, cohorts)
    laid = [part for one in wanted for part in _laid(reader, one)]
    kept = [part for part in laid if np.ptp(part.values) > 0]
    return Covariates(
        tuple(one.ref for one in wanted),
        np.array([part.values for part in kept]).T.reshape(len(cohorts.stack), -1),
        tuple(part.name for part in kept), tuple(part.ref for part in kept),
        np.array([part.is_continuous for part in kept], dtype=bool),
        reader.customer,
        {name: reader.texts(name) for name in ("industry", "region")},
        reader.unvouched,
    )  # fmt: skip


def _laid(reader: columns.Reader, one: Covariate) -> list[Laid]:
    """The columns of one covariate."""
    match one.ref:
        case "baseline" | "selection":
            return _engagement(reader, one)
        case "customer":
            return [Laid(one.ref, one.label, reader.customer.astype(np.float64))]
        case "open_opportunity":
            return [Laid(one.ref, one.label, reader.earlier.is_open.astype(np.float64))]
        case "pipeline":
            return [Laid(one.ref, one.label, columns.logs(reader.earlier.pipeline), True)]
        case "contacts":
            return [Laid(one.ref, one.label, np.log1p(reader.contacts()), True)]
        case "age":
            return columns.of_numbers(one.ref, one.label, reader.age())
        case _:
            return _field(reader, one)


def _engagement(reader: columns.Reader, one: Covariate) -> list[Laid]:
    """Levels and their squares: without these, accounts that do much are not alike."""
    found = [Laid(one.ref, one.label, np.log1p(reader.engagement(one.ref)), True)]
    if one.ref == "selection" and reader.selection_is_longer:
        recent = np.log1p(reader.engagement("recent"))
        found.append(Laid(one.ref, "Engagement a week shortly before the gap", recent))
    return [part for level in found for part in (level, level.squared())]


def _field(reader: columns.Reader, one: Covariate) -> list[Laid]:
    if one.rule is not None:
        return columns.of_rule(one.ref, one.label, one.rule, reader)
    if one.kind in ("log", "money"):
        values = reader.numbers(one.ref)
        return columns.of_numbers(one.ref, one.label, values, is_money=one.kind == "money")
    return columns.of_levels(one.ref, one.label, reader.texts(one.ref), reader.is_target)


def _criteria(cursor: DuckDBPyConnection, programme_id: str) -> list[dict[str, Any]]:
    rows = cursor.execute(PROFILE_OF, {"programme_id": programme_id}).fetchall()
    found: list[dict[str, Any]] = json.loads(rows[0][0]).get("criteria", []) if rows else []
    return found


def _label(field: str) -> str:
    if field.startswith(EXTRA):
        return field.removeprefix(EXTRA)
    try:
        return schema.ACCOUNTS.field(field).label
    except StopIteration:
        return field
