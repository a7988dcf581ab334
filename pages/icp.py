"""Who should we pursue? Weights and cutoffs in, who moves out, before anything is saved."""

from __future__ import annotations

from time import sleep

import streamlit as st

from abm_core.targeting import suggest, whatif, wording
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import draft, entry, frame, icp_backtest, icp_charts, icp_panels, icp_save, icp_views

# Seconds between the numbers and the pictures below them. A browser paints all that has come
# until it begins to: without the pause the headline waits for eight charts to be drawn.
HEADLINE_FIRST = 0.002


def main() -> None:
    """The screen: headline, four figures, weights beside charts, the list, one account."""
    shown = frame.workshop()
    if not len(shown.accounts):
        st.title("ICP & tiers")
        frame.empty_state(
            "Bring your accounts, or try the sample, and see who to pursue",
            "An export of accounts is enough to begin: a name for each, and whatever you know of "
            "them (industry, employees, revenue, country, …). Opportunities add the open pipeline.",
        )
        return
    screen(shown)


@st.fragment
def screen(shown: Workshop) -> None:
    """Everything that follows a slider; runs alone when one moves."""
    with frame.page():
        live = read_live(shown)
        prepare_draft(shown, live)
        compared = compare(shown, live)
        icp_panels.title_row(shown, compared)
        st.markdown(f"## {frame.plain(wording.headline(compared, shown.accounts.currency))}")
        icp_panels.figures(shown, compared)
        notes = icp_panels.warnings(shown, compared)
        icp_save.overtaken_notice(compared)
        draft.say()
        left, right = st.columns([0.29, 0.71], gap="small")
        with left:
            shares = icp_panels.weights(shown, compared)
        sleep(HEADLINE_FIRST)
        with shares:
            icp_charts.shares(compared)
        with right:
            icp_charts.distribution(shown, compared)
            icp_charts.moves(shown, compared)
            later = st.container(border=True, gap="xsmall", key="backtest")
        icp_views.show(shown, compared)
        with notes:
            icp_panels.data_warning(shown)
        with later:
            icp_backtest.card(shown, compared)


def read_live(shown: Workshop) -> Live:
    """The saved tiers of the programme chosen."""
    decided = frame.decided()
    programme = icp_panels.choose_programme(frame.programmes(decided))
    return frame.live(shown, programme, decided)


def prepare_draft(shown: Workshop, live: Live) -> None:
    """Begin with the live profile, else with one suggested from the data."""
    programme = live.programme.programme_id if live.programme else draft.NO_PROGRAMME
    draft.settle((str(frame.current_store().path), programme), live, lambda: suggested(shown))
    draft.accept()
    draft.note()


def suggested(shown: Workshop) -> Profile:
    """A profile to start from, made of the columns that the data have, fitted to capacity."""
    with frame.cursor() as cursor:
        return whatif.fitted(shown.score(suggest.starting_profile(cursor, shown.accounts)))


def compare(shown: Workshop, live: Live) -> Comparison:
    """The draft, as the sliders stand, against the live tiers."""
    drafted = shown.score(draft.current())
    scored = shown.score_once(live.profile) if live.profile else None
    return whatif.compare(shown.accounts, drafted, live, scored)


entry.through_app()
with frame.page():
    main()
