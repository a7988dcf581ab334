"""The invented world, step by step; ``generate.py`` says what is planted in it.

Whatever the programme adds is always drawn, from random numbers of its own, and left out at the
end of a world without effects; so both worlds share every other row.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data import effects as planted
from sample_data import our_side
from sample_data.accounts import accounts, duplicates, late_creations, with_gaps
from sample_data.campaigns import campaign_accounts, campaigns
from sample_data.contacts import People, contacts, known_by
from sample_data.deals import History, history, more_expansions, orphans
from sample_data.fit import shown_fit
from sample_data.footprint import Scene, finished, footprint
from sample_data.interest import Counts, Interest, interest, mondays
from sample_data.opportunities import opportunities
from sample_data.programme import WAVES, Seen, target_list, week_of
from sample_data.roles import opportunity_contacts, stage_history
from sample_data.signals import signals
from sample_data.traits import companies

N_COMPANIES = 4960
N_GHOSTS = 25
N_DEALS = 3940  # with those that the programme adds
N_DEALS_FIRST = 3800  # drawn before it is known how many those are
N_ORPHANS = 60
N_MOVED = 12
STREAMS = ("world", "dealing", "selling", "entry", "desk", "interest", "counts", "extra_deals",
           "more_deals", "people", "theirs", "extra", "ours", "faults", "tags", "campaigns",
           "roles", "more_roles", "stages", "more_stages", "signals")
Streams = dict[str, np.random.Generator]


class SampleData(NamedTuple):
    """The frames; columns are the schema's field names and further headers."""

    accounts: pd.DataFrame
    opportunities: pd.DataFrame
    target_list: pd.DataFrame
    contacts: pd.DataFrame
    activities: pd.DataFrame
    signals: pd.DataFrame
    campaigns: pd.DataFrame
    campaign_accounts: pd.DataFrame
    opportunity_contacts: pd.DataFrame
    stage_history: pd.DataFrame
    holdouts: pd.DataFrame


class Truth(NamedTuple):
    """What no export would have.

    ``people`` has, by contact id, language, level, function and manner of the title; ``joined``
    the Monday on which each target first joined; the sets are the ids of what the programme added.
    ``surges`` has, by account and Monday, the factor of planted surges (1: none), and is empty
    where a deal was near or open, which raises activities too.
    """

    people: pd.DataFrame
    joined: pd.Series
    added_opportunities: frozenset[str]
    added_activities: frozenset[str]
    surges: pd.DataFrame


class Ground(NamedTuple):
    """What both worlds share: companies, their deals, their interest, and the target list."""

    as_of: date
    weeks: Counts
    known: pd.DataFrame  # companies in the account export, then the others
    past: History
    found: Interest
    counts: Counts
    firsts: pd.DataFrame  # the accounts, before gaps and second entries
    seconds: pd.DataFrame
    shown: pd.DataFrame  # the account export, if the programme made no customers
    deals: pd.DataFrame
    targets: pd.DataFrame
    holdouts: pd.DataFrame
    members: planted.Membership


class Deals(NamedTuple):
    """Opportunities with those that the programme adds, their roles and stages."""

    frame: pd.DataFrame
    roles: pd.DataFrame
    stages: pd.DataFrame
    added: frozenset[str]
    customers: list[int]  # companies that the programme made customers


def generate_world(
    seed: int, as_of: date, effects: bool, hold_out: bool
) -> tuple[SampleData, Truth]:
    """The sample and its truth."""
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    streams = {
        name: np.random.default_rng(child) for name, child in zip(STREAMS, children, strict=True)
    }
    ground = _ground(streams, as_of, hold_out)
    second_of = dict(zip(ground.seconds.index, ground.seconds["account_id"], strict=True))
    targeted = (ground.members.joined >= 0) | _drawn(ground)
    people = contacts(streams["people"], _native(ground), targeted, second_of, as_of)
    bought = campaigns(streams["campaigns"], ground.weeks, as_of)
    footprints, seen = footprint(
        streams, people, bought, Scene(_native(ground), ground.known, ground.weeks, ground.found,
                                       ground.counts, ground.members.on_list, as_of)
    )
    people = known_by(people, seen)
    deals = _deals(streams, ground, people, effects)
    activities = finished(footprints, deals.frame, effects)
    ids = ground.firsts["account_id"].to_numpy()
    exported = _accounts(ground, deals.customers)
    activities["owner"] = our_side.owners(activities, exported)
    sample = SampleData(
        accounts=exported,
        opportunities=deals.frame,
        target_list=ground.targets,
        contacts=people.frame.sort_values(["account_id", "contact_id"], ignore_index=True),
        activities=activities.drop(columns="added"),
        signals=signals(streams["signals"], _native(ground), ground.firsts, ground.found,
                        ground.weeks),
        campaigns=bought,
        campaign_accounts=campaign_accounts(
            streams["campaigns"], bought, ground.members.on_list, ids
        ),
        opportunity_contacts=deals.roles,
        stage_history=deals.stages,
        holdouts=ground.holdouts,
    )
    truth = people.truth.set_index(people.frame["contact_id"])
    joined = pd.Series(ground.members.joined, ids)
    return sample, Truth(
        truth[["language", "level", "function", "manner"]],
        joined[joined >= 0].map(lambda week: pd.Timestamp.fromordinal(int(ground.weeks[week]))),
        deals.added,
        frozenset(activities.loc[activities["added"], "activity_id"]),
        _planted_surges(ground, ids),
    )


def _planted_surges(ground: Ground, ids: npt.NDArray[np.object_]) -> pd.DataFrame:
    """The factor of planted surges by account and Monday."""
    days = [pd.Timestamp.fromordinal(int(week)) for week in ground.weeks]
    factors = np.where(ground.found.in_deal, np.nan, ground.found.surges)
    return pd.DataFrame(factors, index=ids, columns=days)


def _drawn(ground: Ground) -> npt.NDArray[np.bool_]:
    """Who was held out: sellers had looked for people there as at the others, before the draw."""
    held = ground.holdouts.loc[ground.holdouts["is_held_out"], "account_id"]
    return ground.firsts["account_id"].isin(held).to_numpy()


def _native(ground: Ground) -> pd.DataFrame:
    """The companies that the account export has."""
    return ground.known.iloc[:N_COMPANIES]


def _ground(streams: Streams, as_of: date, hold_out: bool) -> Ground:
    """Companies, deals, interest and the target list, none of them touched by the programme."""
    weeks = mondays(as_of)
    everyone = companies(streams["world"], as_of, N_COMPANIES + N_GHOSTS, N_GHOSTS)
    past = history(streams["dealing"], everyone, as_of, N_DEALS_FIRST, N_GHOSTS)
    lost_track = orphans(streams["dealing"], everyone, as_of, N_ORPHANS, N_GHOSTS)
    deals = opportunities(streams["selling"], [*past.deals, *lost_track], everyone, as_of)
    entry = streams["entry"]
    native = late_creations(entry, everyone.iloc[:N_COMPANIES], past.deals, as_of)
    waves = [week_of(after) for after in WAVES]
    found = interest(streams["interest"], native, past.deals, weeks, waves)
    counts = streams["counts"].poisson(found.rates)
    firsts = accounts(entry, native, past.tenures, as_of)
    not_won = deals[(deals["motion"] == "new") & (deals["outcome"] != "won")]
    seconds = duplicates(entry, firsts, set(not_won["account_id"]), as_of)
    seconds, deals = _move_some(seconds, deals)
    everyone_twice = pd.concat([firsts, seconds]).sort_values("account_id", ignore_index=True)
    shown = with_gaps(entry, everyone_twice)
    targets, holdouts = target_list(
        streams["desk"], firsts, _seen(shown, firsts, counts, past, as_of), as_of,
        hold_out=hold_out,
    )  # fmt: skip
    members = planted.membership(targets, firsts["account_id"].to_numpy(), weeks)
    known = pd.concat([native, everyone.iloc[N_COMPANIES:]])
    return Ground(
        as_of, weeks, known, past, found, counts, firsts, seconds, shown, deals, targets, holdouts,
        members,
    )  # fmt: skip


def _seen(
    shown: pd.DataFrame, firsts: pd.DataFrame, counts: Counts, past: History, as_of: date
) -> Seen:
    """What selectors go by: the export with its gaps, activities, and who is a customer."""
    known = shown.set_index("account_id").loc[firsts["account_id"]]
    bought_on = np.full(N_COMPANIES, as_of.toordinal() + 1)
    for tenure in past.tenures:
        bought_on[tenure.company] = tenure.since
    return Seen(shown_fit(known), counts, bought_on)


def _move_some(
    seconds: pd.DataFrame, deals: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give 12 second entries an open or lost opportunity of the first; date the entry before it."""
    seconds, deals = seconds.copy(), deals.copy()
    candidates = deals[deals["account_id"].isin(seconds.index) & (deals["outcome"] != "won")]
    for index, deal in candidates.drop_duplicates("account_id").head(N_MOVED).iterrows():
        first = deal["account_id"]
        deals.loc[index, "account_id"] = seconds.loc[first, "account_id"]
        seconds.loc[first, "created_on"] = deal["created_on"] - pd.Timedelta(days=3)
    return seconds, deals


def _deals(streams: Streams, ground: Ground, people: People, effects: bool) -> Deals:
    """Opportunities, with the programme's own or without; expansions fill up the number."""
    rng, native, as_of = streams["more_deals"], _native(ground), ground.as_of
    extra = planted.extra_deals(streams["extra_deals"], native, ground.past, ground.members,
                                ground.weeks, as_of.toordinal())
    n_more = max(0, N_DEALS - len(ground.past.deals) - len(extra.deals))
    more = more_expansions(
        rng, ground.known["fit"].to_numpy(), ground.past.tenures, n_more, as_of.toordinal()
    )
    added = opportunities(rng, extra.deals, native, as_of, 0)
    frame = pd.concat([ground.deals, opportunities(rng, more, native, as_of, 0)])
    roles = opportunity_contacts(streams["roles"], frame, people)
    stages = stage_history(streams["stages"], frame, as_of)
    if effects:
        frame["motion"] = planted.after_win(frame, added)
        frame = pd.concat([frame, added])
        more_roles = opportunity_contacts(streams["more_roles"], added, people)
        more_stages = stage_history(streams["more_stages"], added, as_of)
        roles, stages = pd.concat([roles, more_roles]), pd.concat([stages, more_stages])
    return Deals(
        frame.sort_values(["created_on", "account_id", "opportunity_id"], ignore_index=True),
        roles.sort_values(["opportunity_id", "contact_id"], ignore_index=True),
        stages.sort_values(["changed_at", "opportunity_id"], ignore_index=True),
        frozenset(added["opportunity_id"]) if effects else frozenset(),
        [tenure.company for tenure in extra.tenures if tenure.lost is None] if effects else [],
    )


def _accounts(ground: Ground, customers: list[int]) -> pd.DataFrame:
    """The account export, with the customers that the programme made."""
    made = ground.shown["account_id"].isin(ground.firsts["account_id"].iloc[customers])
    return ground.shown.assign(account_type=ground.shown["account_type"].mask(made, "customer"))
