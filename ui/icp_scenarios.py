"""Scenarios: save the draft under a name, take up a saved one, see what changed, pass it on."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.output import excel, lists, score_sheet
from abm_core.targeting import differences, link_text, profiles, scenario_wording, scenarios
from abm_core.targeting.profile import Profile
from abm_core.targeting.profiles import Version
from abm_core.targeting.scenarios import Scenario
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import downloads, draft, frame, house_people, icp_presets

SAID = "scenario_said"


def button(shown: Workshop, compared: Comparison) -> None:
    """Open the drawer; say what its last save did."""
    if SAID in st.session_state:
        st.toast(st.session_state.pop(SAID), icon=":material/bookmark_added:")
    if st.button("Scenarios", key="scenarios", icon=":material/bookmarks:"):
        _drawer(shown, compared)


@st.dialog("Scenarios", position="right", icon=":material/bookmarks:")
def _drawer(shown: Workshop, compared: Comparison) -> None:
    saved, start, share = st.tabs(["Saved", "Start from", "Share"])
    with saved:
        _save()
        _listing()
    with start:
        icp_presets.show(shown)
    with share:
        _share()
        _score_sheet(shown, compared)


def _save() -> None:
    """The draft as the next version of a scenario; no tier changes."""
    now = draft.current()
    with st.form("scenario_save", border=False):
        name = st.text_input("Save the draft as", now.name, key="scenario_name")
        note = st.text_input("Note", key="scenario_note", placeholder="What it tries")
        house_people.saved_by("scenario_author")
        if st.form_submit_button("Save scenario", key="scenario_keep", type="primary",
                                 help="A name that is taken gets a new version. No tier changes."):
            _keep(now, name, note)  # fmt: skip


def _keep(now: Profile, name: str, note: str) -> None:
    try:
        with frame.cursor() as cursor:
            done = scenarios.save(
                cursor, replace(now, name=name), author=st.session_state["scenario_author"] or "",
                note=note, saved_at=frame.now(), based_on=draft.held().based_on,
            )  # fmt: skip
    except AbmError as error:
        frame.show_problem(error)
        return
    st.session_state[SAID] = scenario_wording.saved(done)
    draft.keep_as(replace(now, name=done.version.name), done.version.profile_id)
    st.rerun()


def _listing() -> None:
    with frame.cursor() as cursor:
        known = scenarios.listing(cursor)
    if not known:
        st.caption("Nothing is saved yet. A saved scenario can be compared, shared and taken up "
                   "again; it changes no tier.")  # fmt: skip
    for scenario in known:
        _scenario(scenario)


def _scenario(scenario: Scenario) -> None:
    """One scenario: what it is, take it up, its versions, put it away."""
    newest = scenario.newest
    with st.container(border=True, gap="xsmall"):
        live = " :green-badge[Live]" if scenario.live_in else ""
        st.markdown(f"**{frame.plain(scenario.name)}**{live}  \n"
                    f":gray[{frame.plain(scenario_wording.described(newest))}]")  # fmt: skip
        with frame.cursor() as cursor:
            profile = profiles.read(cursor, newest)
        words = differences.words(draft.current(), profile)
        with st.container(horizontal=True, gap="small"):
            if st.button("Use as draft", key=f"use_{newest.profile_id}", disabled=not words,
                         help="The draft now equals it." if not words else None):
                _take_up(profile, newest)  # fmt: skip
            if not scenario.live_in and st.button(
                "Archive", key=f"archive_{newest.profile_id}", type="tertiary",
                help="Put away: no longer offered, nothing of it is lost.",
            ):  # fmt: skip
                _archive(scenario)
        n = formats.counted(len(scenario.versions), "version")
        with st.expander(f"Against the draft, and {n}"):
            _differences("Draft → this scenario", words)
            _versions(scenario)


def _take_up(profile: Profile, version: Version) -> None:
    draft.hand_over(profile, based_on=version.profile_id)


def _archive(scenario: Scenario) -> None:
    with frame.cursor() as cursor:
        scenarios.archive(cursor, scenario.name, author=frame.author(), changed_at=frame.now())
    st.rerun(scope="fragment")


def _differences(title: str, words: list[str]) -> None:
    st.markdown(f"**{title}**")
    for text in words or [differences.NO_DIFFERENCE]:
        st.markdown(f"- {frame.plain(text)}")


def _versions(scenario: Scenario) -> None:
    """What every version changed against the one before, newest first; back to an older one."""
    with frame.cursor() as cursor:
        read = {one.profile_id: profiles.read(cursor, one) for one in scenario.versions}
    for new, old in zip(scenario.versions, scenario.versions[1:], strict=False):
        words = differences.words(read[old.profile_id], read[new.profile_id])
        _differences(frame.plain(scenario_wording.described(new)), words)
        if st.button(f"Back to version {old.version}", key=f"back_{old.profile_id}",
                     type="tertiary", icon=":material/undo:"):  # fmt: skip
            _roll_back(scenario, old)
    st.caption(frame.plain(f"First: {scenario_wording.described(scenario.versions[-1])}"))


def _roll_back(scenario: Scenario, old: Version) -> None:
    with frame.cursor() as cursor:
        scenarios.roll_back(cursor, scenario.name, old.version, author=frame.author(),
                            saved_at=frame.now())  # fmt: skip
    st.rerun(scope="fragment")


def _share() -> None:
    """A link that opens with this draft, for a colleague who has the same data."""
    st.caption("This link opens the screen with the draft as it stands now, saved or not. "
               "The profile as a file is under Profile, File.")  # fmt: skip
    st.code(link(draft.current()), language=None, wrap_lines=True)


def link(profile: Profile) -> str:
    """The address of this screen with a draft in it."""
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{draft.LINK}={link_text.encode(profile)}"


def _score_sheet(shown: Workshop, compared: Comparison) -> None:
    """The draft as a workbook that calculates, for those who would rather try it in Excel."""
    downloads.button(
        "Score sheet for Excel", lambda: _sheet(shown, compared), mime=excel.MIME,
        file="shortlist-score-sheet.xlsx", key="score_sheet", what="Score sheet",
        n_rows=len(shown.accounts), icon=":material/calculate:",
        help="Weights, cutoffs and gates are cells; scores, tiers and counts follow them in Excel.",
    )  # fmt: skip


def _sheet(shown: Workshop, compared: Comparison) -> bytes:
    draft, live = compared.draft, compared.live
    return score_sheet.workbook(
        shown.accounts, draft, saved=live.tier, made_at=frame.now(),
        overrides={one.account_id: one.tier for one in live.overrides},
        notes=lists.list_notes(draft, live, as_of=shown.as_of, made_on=frame.now().date(),
                               n_rows=len(shown.accounts)),
    )  # fmt: skip
