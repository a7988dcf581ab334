"""The command that tells one account's story: account."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from abm_core import formats, upkeep
from abm_core.cli.answer import Answer, lent, require_suffix, write_file
from abm_core.cli.explaining import find_account
from abm_core.errors import AbmError
from abm_core.intake.match import merged_away
from abm_core.output import account_brief
from abm_core.overview import newest_day
from abm_core.review import account, health_wording, plan_wording
from abm_core.review import account_wording as wording
from abm_core.review.account import Account
from abm_core.targeting import target_list
from abm_core.targeting.workshop import Workshop

FEW_MOVES = 8


def tell(arguments: argparse.Namespace, now: datetime) -> Answer:
    """What the account page says, and its brief as a file."""
    if arguments.out is not None:
        require_suffix(arguments.out, ".html")
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        as_of = newest_day(cursor) or now.date()
        if arguments.as_of not in (None, as_of):
            raise AbmError(
                f"The story of an account is told as of {formats.day(as_of)}, the newest day.",
                "Leave --as-of out; reviews and stages tell past weeks.",
            )
        workshop = Workshop(cursor, as_of)
        row, gone = find_account(cursor, workshop.accounts, arguments.account)
        homes = target_list.programmes(cursor)
        live = target_list.live(cursor, workshop.accounts, homes[0] if homes else None, as_of)
        found = account.read(cursor, str(workshop.accounts.ids[row]), workshop=workshop,
                             live=live, as_of=as_of)  # fmt: skip
    lines = [*([merged_away.sentence(gone, found.facts.name)] if gone else []), *_lines(found)]
    if arguments.out is not None:
        write_file(arguments.out, account_brief.html(found).encode())
        lines.append(f"The brief is in {arguments.out}.")
    written = str(arguments.out) if arguments.out else None
    return Answer(lines, {**_data(found), "written": written})


def _lines(found: Account) -> list[str]:
    names = {one.opportunity_id: one.name for one in found.deals}
    said = [
        f"{wording.headline(found)}.", wording.reading(found), "",
        *(f"{one.label}: {one.value}, {one.beside}" for one in wording.figures(found)),
        "", wording.timeline(found.happened, found.facts.last_theirs_on), wording.people(found),
        *(f"  {line.name}: {wording.role(line)}" for line in found.lines),
    ]  # fmt: skip
    if found.build_up is not None:
        said += ["", wording.build_up(found.build_up)]
    if found.findings:
        said += ["", "Open opportunities that need a look:", *(
            f"  {names[one.opportunity_id]}: {health_wording.sentence(one)}"
            for one in found.findings)]  # fmt: skip
    if found.moves:
        said += ["", *(f"{formats.day(one.day)}: {wording.move(one)}"
                       for one in found.moves[:FEW_MOVES])]  # fmt: skip
    texts = [one for one in found.plan.values() if one.text]
    for one in texts:
        said += ["", f"{plan_wording.SECTIONS[one.section][0]}:", one.text]
    waiting = [one for one in found.actions if one.is_open]
    if waiting:
        said += ["", "Next actions:",
                 *(f"  {one.next_step} ({plan_wording.action(one)})"
                   for one in waiting)]  # fmt: skip
    return said


def _data(found: Account) -> dict[str, Any]:
    built, stay = found.build_up, found.stay
    return {
        "headline": wording.headline(found), "as_of": found.as_of.isoformat(),
        **found.facts._asdict(),
        "stage": stay.stage, "in_stage_since": stay.since, "days_in_stage": stay.days,
        "median_days": stay.pace.median if stay.pace.is_known else None,
        "next_meeting": found.meeting._asdict() if found.meeting else None,
        "open_pipeline": found.pipeline._asdict(),
        "build_up": None if built is None else {
            "profile": built.profile, "version": built.version, "score": built.score,
            "before": built.before, "then": built.then, "held": built.held,
            "criteria": [{**one._asdict(), "change": one.change} for one in built.bars],
        },
        "scores": [one._asdict() for one in found.scores],
        "moves": [one._asdict() for one in found.moves],
        "required_roles": [{**one._asdict(), "state": wording.role(one)} for one in found.lines],
        "people": found.people.astype(object).to_dict("records"),
        "opportunities": [one._asdict() for one in found.deals],
        "findings": [{**one._asdict(), "says": health_wording.sentence(one)}
                     for one in found.findings],
        "family": [one._asdict() for one in found.family.members],
        "plan": {name: one._asdict() for name, one in found.plan.items() if one.text_id},
        "actions": [one._asdict() for one in found.actions],
    }  # fmt: skip
