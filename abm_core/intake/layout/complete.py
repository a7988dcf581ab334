"""Fields that no header names outright: filled from headers that come near, or by their values."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from abm_core import schema
from abm_core.intake.layout import looks
from abm_core.intake.layout.near import near
from abm_core.intake.read import headers
from abm_core.intake.read.readers import Table

# The field, by which header, and how surely.
Found = Mapping[str, tuple[str, float]]


def completed(
    table: Table, entity: str, found: Found, *, closed: Collection[str], used: Collection[str]
) -> dict[str, tuple[str, float]]:
    """What was found by name, and what comes near: a certain match is never displaced.

    ``closed`` are fields to leave alone, ``used`` headers that are spoken for.
    """
    done = dict(found)
    for fill in (_nearly, _by_look):
        taken = {*used, *(header for header, _ in done.values())} | headers.left_alone(
            entity, table.headers)
        free = [one for one in table.headers if one not in taken and one not in table.empty]
        open_fields = {
            known.name: known for known in schema.entity(entity).import_fields
            if known.name not in done and known.name not in closed
        }  # fmt: skip
        done |= fill(table, entity, free, open_fields)
    return done


def _nearly(
    table: Table, entity: str, free: list[str], open_fields: dict[str, schema.Field]
) -> dict[str, tuple[str, float]]:
    """The first header that is nearly the name of a field and whose values it could hold."""
    found: dict[str, tuple[str, float]] = {}
    for header in free:
        name = near(entity, header)
        if name in open_fields and name not in found:
            cells = table.cells[header].tolist()
            if looks.fits(open_fields[name], header, cells):
                found[name] = (header, headers.NEARLY)
    return found


def _by_look(
    table: Table, entity: str, free: list[str], open_fields: dict[str, schema.Field]
) -> dict[str, tuple[str, float]]:
    """The columns that look like a field, where one alone does; of several mails the one called so.

    A header that names a field of another kind of row is that, whatever its values look like.
    """
    wanted = [name for name in looks.NAMES if name in open_fields]
    alike: dict[str, list[str]] = {}
    if not wanted:
        return {}
    for header in free:
        name = looks.look(entity, header, table.cells[header].tolist())
        if name in open_fields:
            alike.setdefault(name, []).append(header)
    mails = [one for one in alike.get("email", ()) if "mail" in headers.plain(one)]
    if len(mails) == 1:
        alike["email"] = mails
    return {
        name: (found[0], headers.LOOKS) for name, found in alike.items() if len(found) == 1
    }
