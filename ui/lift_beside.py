"""Beside the result: accounts one by one, before and after alone, ordinary customers, all that was
tried, and the hold-out that would settle it.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.lift import doubts_wording, metrics, specifications
from abm_core.review import lists
from ui import frame, lift_view, list_actions, places
from ui.lift_choices import Choice
from ui.lift_view import Answer, Beside
from ui.list_actions import Source

TABLE_ROWS = 300
PLACES = {"engagement": ("Baseline", places.BASELINE_PAGE), "pipeline": ("Lift", places.LIFT_PAGE)}


def accounts(table: pd.DataFrame, choice: Choice) -> None:
    """Every target among comparable accounts: a ranked list, no verdicts."""
    metric = metrics.METRICS[choice.metric]
    known = frame.workshop().accounts
    names = dict(zip(known.ids, known.column("name"), strict=True))
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Accounts, each among comparable ones")
        st.caption(doubts_wording.RANKS)
        if len(table):
            top = table.iloc[0]
            st.markdown(frame.plain(f"{names.get(top['account_id'], top['account_id'])}: " +
                doubts_wording.rank(int(top["n_as_large"]), int(top["n_comparable"]),
                                    float(top["change"]))))  # fmt: skip
            st.markdown(doubts_wording.standing_out(int(table["stands_out"].sum()), len(table)))
        some = table.head(TABLE_ROWS)
        column = st.column_config
        st.dataframe(
            some.assign(
                name=[str(names.get(one, one)) for one in some["account_id"]],
                tier=[formats.tier(int(one)) for one in some["tier"]],
                rank=[f"{formats.count(n)} of {formats.count(of)}" for n, of in zip(
                    some["n_as_large"], some["n_comparable"], strict=True)],
            ),
            hide_index=True, width="stretch", placeholder=formats.NONE,
            column_order=["name", "tier", "before", "after", "change", "shrunken", "rank"],
            column_config={
                "name": column.TextColumn("Account", width="medium"), "tier": "Tier",
                "before": column.NumberColumn("A week before", format="%.1f",
                    help=f"{metric.label} a week in the weeks of the baseline."),
                "after": column.NumberColumn("A week since", format="%.1f"),
                "change": column.NumberColumn("Own change", format="%+.0f %%",
                    help="Against comparable accounts over the same weeks."),
                "shrunken": column.NumberColumn("Change, shrunken", format="%+.0f %%",
                    help=doubts_wording.SHRUNKEN),
                "rank": column.TextColumn("Moved as much",
                    help="Comparable accounts that you did not target."),
            },
        )  # fmt: skip
        list_actions.show(_source(table, choice, metric.label))


def _source(table: pd.DataFrame, choice: Choice, label: str) -> Source:
    """The targets that were measured, most moved first, as a list."""
    screen, page = PLACES[choice.span]
    return Source(
        f"{choice.span}_accounts", f"Targets by {label.lower()}", screen, page, lists.ACCOUNTS,
        len(table), lambda: table["account_id"].drop_duplicates().tolist(),
        f"Measured by {label.lower()}, those who changed most first",
    )  # fmt: skip


def naive(found: Answer, below: Beside) -> None:
    """The question that everybody asks, with the answer."""
    with st.expander(doubts_wording.NAIVE_QUESTION, icon=":material/help:"):
        if below.naive is None:
            st.markdown(doubts_wording.NAIVE_WHY)
            return
        st.markdown(frame.plain(doubts_wording.before_after(below.naive, found.asked.finding)))


def context(choice: Choice, as_of: date, found: Answer) -> None:
    """Ordinary customers; never lift."""
    asked = st.expander(doubts_wording.CONTEXT_TITLE, icon=":material/groups:",
                        on_change="rerun", key=f"{choice.span}_context")  # fmt: skip
    if not asked.open:
        return
    with asked:
        st.markdown(doubts_wording.CONTEXT)
        told = lift_view.customers(choice, as_of, found.design)
        rows = [
            {"Metric": metrics.METRICS[one.metric].label, "Customers": one.n,
             "Per customer": one.per_account.value, "From": one.per_account.low,
             "To": one.per_account.high}
            for one in told
        ]  # fmt: skip
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def specifications_tried(choice: Choice, found: Answer) -> None:
    """Every way of comparing that was tried here."""
    asked = st.expander("Every specification tried", icon=":material/list_alt:",
                        on_change="rerun", key=f"{choice.span}_tried")  # fmt: skip
    with frame.cursor() as cursor:
        mine = specifications.note(cursor, found.design, choice.metric, tried_at=frame.now(),
                                   author=frame.author())  # fmt: skip
    st.caption(doubts_wording.specification(mine.number, mine.n_tried))
    if not asked.open:
        return
    with asked, frame.cursor() as cursor:
        table = specifications.listing(cursor, choice.programme_id)
        st.dataframe(table, hide_index=True, width="stretch")


def declare(choice: Choice) -> None:
    """Say that this metric decides."""
    declared = lift_view.primary(choice.programme_id)
    if declared.metric == choice.metric and declared.declared_at is not None:
        return
    if st.button("Declare as the metric that decides", icon=":material/flag:", type="tertiary",
                 key=f"{choice.span}_declare", help=doubts_wording.DECLARE):  # fmt: skip
        with frame.cursor() as cursor:
            specifications.declare(cursor, choice.programme_id, choice.metric,
                                   declared_at=frame.now(), author=frame.author())  # fmt: skip
        st.rerun()
