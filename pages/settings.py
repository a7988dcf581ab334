"""What holds in the whole house? Currency, calendar, who we are."""

from __future__ import annotations

import calendar
from dataclasses import replace

import streamlit as st

from abm_core import formats, house, house_log, settings, upkeep
from abm_core.errors import AbmError
from abm_core.house import House
from ui import (
    committee_rules,
    entry,
    frame,
    house_people,
    house_rates,
    house_signals,
    points,
    segments,
)

ROUND, SAVED = "settings_round", "settings_saved"
OFTEN = ["EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "CAD", "AUD", "JPY"]


def main() -> None:
    """The screen: what holds now, then three blocks to change, saved together."""
    st.session_state.setdefault(ROUND, 0)
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with frame.cursor() as cursor:
        kept = house.read(cursor)
        usual, stated = house.usual_currency(cursor), house.stated_currencies(cursor)
    title, actions = st.columns([0.6, 0.4], vertical_alignment="center")
    title.title("Settings")
    st.markdown(f"## {frame.plain(house.headline(kept, usual))}")
    if frame.choice() == frame.SAMPLE:
        st.markdown(
            ":blue-badge[:material/science: Sample] These settings are the sample's; your own "
            "store has its own."
        )
    with actions.container(horizontal=True, horizontal_alignment="right"):
        pressed = st.button(
            "Save settings", key="settings_save", type="primary", icon=":material/check_circle:"
        )
    try:
        chosen = form(kept, usual, stated)
        if pressed:
            save(chosen)
        elif chosen != kept:
            st.caption("Not saved yet.")
    except AbmError as error:
        if pressed:
            raise
        st.caption(f"Not saved yet. {frame.plain(error.problem)} {frame.plain(error.fix)}")
    segments.section()
    committee_rules.section()
    points.section()


def form(kept: House, usual: str, stated: list[str]) -> House:
    """Every setting as a widget, then what they say, checked: a problem must hide no widget."""
    place = st.session_state[ROUND]
    left, right = st.columns(2, gap="small")
    with left, st.container(border=True, gap="small"):
        st.markdown("### Money")
        currency = currency_box(kept, usual, stated, place)
        into = currency or usual
        if into:
            st.markdown(f"**Rates into {frame.plain(into)}**")
            st.caption(
                "Open amounts in other currencies count at the newest rate that is not after the "
                "opportunity's creation day. Without one they stay beside the sum."
            )
            rows = house_rates.table(kept.rates, into, f"settings_rates_{place}")
    with right:
        month, zone = calendar_block(kept, place)
        domains = domains_block(kept, place)
    with left:
        topics, sla_hours = house_signals.block(kept, place)
    with st.container(border=True, gap="small"):
        st.markdown("### People")
        st.caption("Who saves, signs and acts. Screens that ask for a name offer these.")
        people = house_people.table(kept.people, f"settings_people_{place}")
    rates = house_rates.with_others(kept.rates, rows, into) if into else kept.rates
    return replace(
        kept, currency=currency, fiscal_month=month, time_zone=zone, own_domains=domains,
        people=people, rates=rates, topics=topics, sla_hours=sla_hours,
    )  # fmt: skip


def currency_box(kept: House, usual: str, stated: list[str], place: int) -> str:
    """The reporting currency: the usual one until another is chosen."""
    codes = list(dict.fromkeys(filter(None, [kept.currency, *stated, *OFTEN])))
    chosen = st.selectbox(
        "Reporting currency", ["", *codes], index=1 if kept.currency else 0,
        key=f"settings_currency_{place}", accept_new_options=True,
        format_func=lambda code: code or f"The one most opportunities state ({usual or 'none'})",
        help=f"{settings.REPORTING_CURRENCY.help} Type any other three-letter code.",
    )  # fmt: skip
    return (chosen or "").strip().upper()


def calendar_block(kept: House, place: int) -> tuple[int, str]:
    """First month of the fiscal year, time zone of days and weeks."""
    with st.container(border=True, gap="small"):
        st.markdown("### Calendar")
        month = st.selectbox(
            "Fiscal year begins in", list(range(1, 13)), index=kept.fiscal_month - 1,
            key=f"settings_month_{place}", format_func=lambda n: calendar.month_name[n],
            help=settings.FISCAL_MONTH.help,
        )  # fmt: skip
        zones = sorted(house.time_zones())
        zone = st.selectbox(
            "Time zone", zones, index=zones.index(kept.time_zone), key=f"settings_zone_{place}",
            help=settings.TIME_ZONE.help,
        )  # fmt: skip
    return month, zone


def domains_block(kept: House, place: int) -> tuple[str, ...]:
    """The domains of the own company."""
    with st.container(border=True, gap="small"):
        st.markdown("### Your company")
        chosen = st.multiselect(
            "Own domains", list(kept.own_domains), default=list(kept.own_domains),
            key=f"settings_domains_{place}", accept_new_options=True,
            placeholder="Type a domain, as acme.example", help=settings.OWN_DOMAINS.help,
        )  # fmt: skip
    return tuple(sorted({house.domain_of(text) for text in chosen}))


def save(chosen: House) -> None:
    """Write what changed, and begin afresh with what is kept then."""
    with frame.cursor() as cursor:
        changed = house_log.save(cursor, chosen, author=frame.author(), saved_at=frame.now())
        upkeep.compute(cursor, now=frame.now())  # weeks and own staff may be others now
    st.session_state[SAVED] = (
        f"Saved: {formats.counted(changed, 'change')}." if changed else "Nothing has changed."
    )
    st.session_state[ROUND] += 1
    st.rerun()


entry.through_app()
with frame.page():
    main()
