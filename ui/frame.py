"""The frame around every page: which store, its as-of day, problems as sentences, empty states."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core import faults, formats, overview, sample, schema, store, upkeep
from abm_core.errors import AbmError
from abm_core.intake.layout import templates
from abm_core.output.palette import PALETTES, Palette
from abm_core.store import Store
from abm_core.targeting import target_list
from abm_core.targeting.target_list import Live, Programme
from abm_core.targeting.workshop import Workshop
from ui import links
from ui.markdown import file_stem as file_stem
from ui.markdown import plain
from ui.places import DATA_PAGE as DATA_PAGE
from ui.places import ENGAGEMENT_PAGE as ENGAGEMENT_PAGE
from ui.places import ICP_PAGE as ICP_PAGE
from ui.places import SETTINGS_PAGE as SETTINGS_PAGE

OWN, SAMPLE = "own", "sample"
CHOICE = "data"
# A store's file, the connection to it, its import revision and number of decisions.
Decided = tuple[str, int, tuple[int, int]]
CHOICE_LABELS = {OWN: "Your data", SAMPLE: "Sample"}


@st.cache_resource(show_spinner=False)
def open_once(path: str) -> Store:
    """One connection per file and process."""
    return store.open_store(path)


def own_path() -> Path:
    """The file of the user's own store."""
    return store.path_from_environment()


def sample_path() -> Path:
    """The file of the sample store that lies beside it."""
    return store.sample_path(own_path())


def choice() -> str:
    """Whether the user looks at their own data or at the sample, where there is one."""
    chosen = st.session_state.get(CHOICE) or st.query_params.get(CHOICE)
    if chosen == SAMPLE and not sample_path().exists():  # a link from somebody who has loaded it
        return OWN
    return chosen if chosen in CHOICE_LABELS else default_choice()


def default_choice() -> str:
    """Own data once there are any; before that the sample, where it has been loaded."""
    if not sample_path().exists():
        return OWN
    with open_once(str(own_path())).cursor() as cursor:
        return OWN if store.count_rows(cursor, schema.ACCOUNTS) else SAMPLE


def current_store() -> Store:
    """The store that the screens show."""
    return open_once(str(sample_path() if choice() == SAMPLE else own_path()))


def own_store() -> Store:
    """The store that imports go to."""
    return open_once(str(own_path()))


@st.cache_resource(show_spinner=False, max_entries=4)
def _workshop(path: str, opened: int, revision: int, today: date) -> Workshop:
    cursor = open_once(path).cursor()
    return Workshop(cursor, overview.newest_day(cursor) or today)


def workshop() -> Workshop:
    """Accounts of the current store at its newest import, read once for all windows."""
    shown = current_store()
    with shown.cursor() as cursor:
        return _workshop(str(shown.path), id(shown), store.revision(cursor), now().date())


@st.cache_resource(show_spinner=False, max_entries=8)
def _programmes(path: str, opened: int, versions: tuple[int, int]) -> list[Programme]:
    with open_once(path).cursor() as lent:
        return target_list.programmes(lent)


@st.cache_resource(show_spinner=False, max_entries=8)
def _live(
    path: str, opened: int, versions: tuple[int, int], name: str | None, revision: int,
    _shown: Workshop,
) -> Live:
    known = {programme.name: programme for programme in _programmes(path, opened, versions)}
    with open_once(path).cursor() as lent:
        home = known[name] if name else None
        return target_list.live(lent, _shown.accounts, home, _shown.as_of)


def programmes(of: Decided | None = None) -> list[Programme]:
    """The programmes of the current store, the one saved last first."""
    return _programmes(*(of or decided()))


def live(shown: Workshop, programme: Programme | None, of: Decided | None = None) -> Live:
    """The tiers that hold today; read again only after an import or a save."""
    name = programme.name if programme else None
    return _live(*(of or decided()), name, shown.revision, shown)


def decided() -> Decided:
    """What saved decisions are kept by: asked once by whoever needs more than one of them."""
    shown = current_store()
    with shown.cursor() as lent:
        return str(shown.path), id(shown), store.versions(lent)


def palette() -> Palette:
    """Colours for the theme that the user looks at."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]


def now() -> datetime:
    """The clock, read at the edge: UTC without zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def author() -> str:
    """Who works here, as the machine knows them; ``house_people`` offers the others."""
    return os.environ.get("ABM_USER") or os.environ.get("USER") or ""


@contextmanager
def page() -> Iterator[None]:
    """Show an ``AbmError`` as the problem and its fix; anything else is our bug, shown as one."""
    try:
        with faults.explained():
            yield
    except AbmError as error:
        if isinstance(error, faults.StoreLost):
            let_go(own_path(), sample_path())
        show_problem(error)


def let_go(*paths: Path) -> None:
    """Close these stores and forget them, so that whoever needs one next opens it afresh."""
    for path in filter(Path.exists, paths):
        with suppress(AbmError):
            open_once(str(path)).close()
        open_once.clear(str(path))
    _workshop.clear()


@contextmanager
def cursor() -> Iterator[DuckDBPyConnection]:
    """A cursor of the current store."""
    with current_store().cursor() as lent:
        yield lent


def bring_up_to_date() -> None:
    """Computed tables of the current store in line with its data; at once where nothing is due.

    Begins the page anew where something changed: what it has read so far is old.
    """
    path, opened, versions = decided()
    with st.spinner("Adding up what is new…", show_time=True):
        _compute(path, opened, versions, now().date())
    if decided()[2][0] != versions[0]:
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=8)
def _compute(path: str, opened: int, versions: tuple[int, int], today: date) -> None:
    """Asked once for what the store held; asking where nothing is due is not free either."""
    with open_once(path).cursor() as lent:
        upkeep.compute(lent, now=now())


def keep_week() -> None:
    """After an import: the week's tiers and scores as known then, where they are due."""
    with own_store().cursor() as lent:
        upkeep.after_import(lent, now=now())


def show_problem(error: AbmError) -> None:
    """What is wrong, and what to do."""
    st.error(f"**{plain(error.problem)}** {plain(error.fix)}", icon=":material/error:")


def empty_state(title: str, text: str) -> None:
    """A screen without data: what is needed, the sample, and where to bring one's own."""
    st.markdown(f"## {title}")
    st.markdown(text)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        sample_offer()
        st.page_link(DATA_PAGE, label="Import your exports", icon=":material/upload_file:")
        st.download_button(
            "Template for accounts", data=lambda: templates.template_csv(schema.ACCOUNTS.name),
            file_name="accounts.csv", mime="text/csv", on_click="ignore",
            icon=":material/download:", type="tertiary", key="template_accounts",
        )  # fmt: skip


def sample_offer(kind: Literal["primary", "secondary"] = "primary") -> None:
    """The button that makes the sample and shows it."""
    if st.button("Load sample data", type=kind, icon=":material/science:", key="load_sample",
                 help="5,000 invented accounts in a store of their own; yours stay apart."):
        load_sample()


def load_sample() -> None:
    """Look at the sample; make its store where there is none. Tiers saved in it are kept."""
    if not sample_path().exists():
        with st.spinner("Loading the sample: 5,000 accounts, 4,000 opportunities…"):
            sample.load_sample(sample_path(), now=now())
    st.session_state[NEXT_CHOICE] = SAMPLE
    st.rerun()


NEXT_CHOICE = "next_data"


def choose_data() -> None:
    """The switch between own data and sample, in the sidebar; nothing where there is no sample."""
    if NEXT_CHOICE in st.session_state:
        st.session_state[CHOICE] = st.session_state.pop(NEXT_CHOICE)
    if not sample_path().exists():
        return
    st.session_state.setdefault(CHOICE, choice())
    st.segmented_control(
        "Showing", list(CHOICE_LABELS), format_func=CHOICE_LABELS.__getitem__, key=CHOICE,
        required=True, persist_state="session", width="stretch",
        help="The sample lies in a store of its own; nothing mixes.",
    )  # fmt: skip
    links.give(CHOICE, OWN)


def data_line() -> str:
    """As-of day and size of the data on screen."""
    shown = workshop()
    if not len(shown.accounts):
        return "No accounts yet"
    with cursor() as lent:
        newest = overview.newest_day(lent)
    through = f"Data through {formats.day(newest)}" if newest else "No dates in the data"
    return f"{through}  \n{formats.counted(len(shown.accounts), 'account')}"
