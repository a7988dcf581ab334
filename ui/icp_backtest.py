"""The back-test beside the sliders: how the draft would have ranked the deals that were decided."""

from __future__ import annotations

import streamlit as st

from abm_core.output import backtest_charts
from abm_core.targeting import backtest, backtest_wording
from abm_core.targeting.backtest import Backtest, Judged
from abm_core.targeting.drivers import drivers
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame

HEIGHT, HELD_HEIGHT = 190, 140


def card(shown: Workshop, compared: Comparison) -> None:
    """Headline, gains and win rates; below them what the numbers cannot say."""
    draft, live = compared.draft.profile, compared.live.profile
    found = backtest.run(shown.past, draft, live)
    st.markdown(f"### Back-test\n\n{frame.plain(backtest_wording.headline(found))}")
    if found.draft is not None:
        _charts(found, found.draft)
        _evidence(shown, compared, found, found.draft)


def _charts(found: Backtest, draft: Judged) -> None:
    live = found.live.gains if found.live else None
    left, right = st.columns(2, gap="small")
    with left:
        st.caption("Share of won deals held by the best-scored share of deals.")
        st.echarts_chart(
            backtest_charts.gains_curve(draft.gains, live, frame.palette()), height=HEIGHT,
            key="gains", alt=backtest_wording.gains_sentence(draft),
        )  # fmt: skip
    with right:
        st.caption("Win rate of each tenth of the deals, best scores first, with its range.")
        st.echarts_chart(
            backtest_charts.tenths(draft.tenths, found.win_rate.share, frame.palette()),
            height=HEIGHT, key="tenths", alt="Win rate by tenth of account score",
        )  # fmt: skip
    st.echarts_chart(
        backtest_charts.tier_shares(draft, found.live, frame.palette()), height=HELD_HEIGHT,
        key="tiers_held",
        alt="Share of deals, won accounts and won amount that each tier would have held",
    )  # fmt: skip


def _evidence(shown: Workshop, compared: Comparison, found: Backtest, draft: Judged) -> None:
    """Opened by who asks how we know: the sentences behind the pictures, and their limits."""
    opened = st.expander("How do you know?", icon=":material/help:", key="backtest_why",
                         on_change="rerun")  # fmt: skip
    if not opened.open:  # a slider waits for nobody's question
        return
    with opened:
        told = drivers(shown.past, compared.draft.profile)
        st.markdown(frame.plain(backtest_wording.gains_sentence(draft)))
        for one in draft.tiers:
            held = backtest_wording.tier_sentence(one, shown.accounts.currency)
            st.markdown(f"- {frame.plain(held)}")
        st.markdown("**What each criterion told alone**")
        for one in told:
            st.markdown(f"- {frame.plain(backtest_wording.driver_sentence(one))}")
        st.markdown("**Limits**")
        for text in backtest_wording.limits(found, told):
            st.markdown(f"- {frame.plain(text)}")

