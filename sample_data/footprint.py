"""All activities put together: theirs, what the programme adds, ours, and the faults."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from sample_data import activity_faults as faults
from sample_data.activities import COLUMNS, Staff, ours, theirs, with_details
from sample_data.campaigns import tags
from sample_data.contacts import People
from sample_data.effects import extra_counts
from sample_data.interest import Counts, Interest
from sample_data.links import first_days, opportunity_of

Streams = dict[str, np.random.Generator]


class Scene(NamedTuple):
    """Where activities happen: companies, weeks, interest, and who is on the list when."""

    native: pd.DataFrame
    known: pd.DataFrame
    weeks: Counts
    found: Interest
    counts: Counts
    on_list: np.ndarray
    as_of: date


class Footprint(NamedTuple):
    """Activities by time, those that the programme adds marked; ``filing`` decides about links."""

    frame: pd.DataFrame
    filing: np.ndarray


def footprint(
    streams: Streams, people: People, bought: pd.DataFrame, scene: Scene
) -> tuple[Footprint, pd.Series]:
    """All activities of both worlds, and the day each contact was first seen anyway."""
    staff = Staff.of(people.truth, len(scene.native))
    more = extra_counts(streams["extra"], scene.found.rates, scene.on_list)
    drawn = {
        "theirs": theirs(streams["theirs"], scene.counts, scene.found, staff),
        "extra": theirs(streams["extra"], more, scene.found, staff),
        "ours": ours(streams["ours"], scene.found, scene.on_list, staff),
    }
    parts = [
        with_details(streams[name], rows, scene.native, people.frame, scene.weeks).assign(
            added=name == "extra"
        )
        for name, rows in drawn.items()
    ]
    seen = first_days(parts[0])
    frame = pd.concat(parts, ignore_index=True)
    frame["campaign_id"] = tags(
        streams["tags"], frame, frame["company"].to_numpy(), bought, scene.weeks, scene.on_list
    )
    strange = _faults(streams["faults"], frame, scene)
    frame = pd.concat([frame.drop(columns="company"), *strange], ignore_index=True)
    frame = frame.sort_values("occurred_at", ignore_index=True, kind="stable")
    frame.insert(0, "activity_id", [f"a-{n + 1:06d}" for n in range(len(frame))])
    return Footprint(frame, streams["tags"].random(len(frame))), seen


def finished(found: Footprint, deals: pd.DataFrame, effects: bool) -> pd.DataFrame:
    """The activities of one world, tied to its opportunities; ids are those of both worlds."""
    frame = found.frame
    links = opportunity_of(frame, deals, found.filing)
    frame = frame.assign(opportunity_id=links)
    kept = frame if effects else frame[~frame["added"]]
    return kept.reset_index(drop=True)


def _faults(rng: np.random.Generator, frame: pd.DataFrame, scene: Scene) -> list[pd.DataFrame]:
    """Rows that do not belong, none of them added by the programme."""
    quiet = scene.native["base_type"].eq("prospect").to_numpy() & ~scene.on_list.any(axis=1)
    ids = scene.native["account_id"].to_numpy()
    ghosts = scene.known["account_id"].to_numpy()[len(scene.native) :]
    busy = ids[scene.found.in_deal[:, -1]]
    first = int(scene.weeks[0])
    strange = [
        faults.bot(rng, str(rng.choice(ids[quiet])), scene.as_of),
        faults.own_visits(rng, first + 7, scene.as_of),
        faults.of_unknown_accounts(rng, ghosts, first + 7, scene.as_of),
        faults.planned(rng, busy, scene.as_of),
        faults.repeats(rng, frame[~frame["added"]])[COLUMNS],
    ]
    return [one.assign(added=False) for one in strange]
