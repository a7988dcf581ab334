"""No sequence of edits, undo, redo, save, reload, in two tabs, loses or mixes up a scenario.

The oracle is a list per name and a list with a position per tab, in plain Python.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tiny_world import INDUSTRY, INTENT, PROFILE, SIZE

from abm_core import store
from abm_core.errors import AbmError
from abm_core.targeting import document, history, link_text, profiles, scenarios
from abm_core.targeting.desk import Desk
from abm_core.targeting.history import History
from abm_core.targeting.profile import Profile
from abm_core.targeting.working_drafts import Kept

START = datetime(2026, 3, 2, 12, 0)
TABS = st.sampled_from([0, 1])
NAMES = st.sampled_from(["Clinics", "clinics ", "Hospitals", "Straße", "STRASSE"])
CONTROLS = st.sampled_from(["Industry", "Size", "Intent"])


@dataclass
class Tab:
    """A window: what it holds, and what it should hold."""

    history: History
    based_on: str | None = None
    steps: list[Profile] = field(default_factory=list)  # the oracle: all steps, and where we stand
    at: int = 0
    start: Profile = PROFILE
    dragging: str = ""
    seen: int = 0  # versions of the scenario that this tab has seen
    seen_name: str = ""
    session: str = ""  # changes with every load of the page
    name: str = ""  # in the tab's address
    laid: tuple[str, Kept] | None = None

    @property
    def expected(self) -> Profile:
        return self.steps[self.at]

    def step(self, profile: Profile, dragging: str = "") -> None:
        """The oracle takes one edit, as a person counts steps."""
        if profile == self.expected:
            return
        del self.steps[self.at + 1 :]
        goes_on = bool(dragging) and dragging == self.dragging
        if goes_on and self.steps[self.at - 1] == profile:
            del self.steps[self.at]
            self.at -= 1
            self.dragging = ""
            return
        if goes_on:
            self.steps[self.at] = profile
        else:
            self.steps.append(profile)
            self.at += 1
        self.dragging = dragging

    def begin(self, profile: Profile) -> None:
        self.history = history.begin(profile)
        self.steps, self.at, self.start, self.dragging = [profile], 0, profile, ""


class TwoTabs(RuleBasedStateMachine):
    """Two tabs over one store."""

    @initialize()
    def open_up(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = store.open_store(Path(self.folder.name) / "two.duckdb")
        self.cursor = self.store.cursor()
        self.tabs = [Tab(history.begin(PROFILE), steps=[PROFILE]) for _ in range(2)]
        self.desk, self.n_names, self.home = Desk(), 0, (str(self.store.path), "")
        for tab in (0, 1):
            self.open_page(tab, None)
        self.kept: dict[str, list[Profile]] = {}  # the oracle: versions by name as spelt first
        self.away: set[str] = set()
        self.now = START

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def spelt(self, name: str) -> str | None:
        wanted = name.strip().casefold()
        return next((one for one in self.kept if one.casefold() == wanted), None)

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    # --- Edits --------------------------------------------------------------------------------

    @rule(tab=TABS, name=CONTROLS, points=st.integers(0, 4))
    def drag(self, tab: int, name: str, points: int) -> None:
        window = self.tabs[tab]
        edited = window.history.present.with_weights({name: float(points)})
        window.history = window.history.push(edited, f"w_{name}")
        window.step(edited, f"w_{name}")

    @rule(tab=TABS, criteria=st.permutations([INDUSTRY, SIZE, INTENT]), n=st.integers(0, 3))
    def choose_criteria(self, tab: int, criteria: list[object], n: int) -> None:
        window = self.tabs[tab]
        edited = replace(window.history.present, criteria=tuple(criteria[:n]))
        window.history = window.history.push(edited)
        window.step(edited)

    @rule(tab=TABS)
    def undo(self, tab: int) -> None:
        window = self.tabs[tab]
        window.history = window.history.undo()
        if window.at:
            window.at, window.dragging = window.at - 1, ""

    @rule(tab=TABS)
    def redo(self, tab: int) -> None:
        window = self.tabs[tab]
        window.history = window.history.redo()
        if window.at + 1 < len(window.steps):
            window.at, window.dragging = window.at + 1, ""

    @rule(tab=TABS)
    def reset(self, tab: int) -> None:
        window = self.tabs[tab]
        window.history = window.history.reset()
        window.step(window.start)

    @rule(tab=TABS)
    def send_a_link(self, tab: int) -> None:
        """The other tab opens it: the draft is there, and one step back where it would begin."""
        sent = link_text.decode(link_text.encode(self.tabs[tab].history.present))
        to = self.tabs[1 - tab]
        to.begin(PROFILE)
        self.desk.lay(to.name, self.home, self.store, None)  # a link takes its place
        to.history, to.based_on, to.seen, to.seen_name = to.history.push(sent), None, 0, ""
        to.step(sent)

    # --- Loading the page anew ----------------------------------------------------------------

    def open_page(self, tab: int, asked: str | None, *, others_are_there: bool = True) -> None:
        """A new session with a name in its address takes up what was left under that name."""
        window = self.tabs[tab]
        self.n_names += 1
        window.session, left = f"session {self.n_names}", window.session
        window.name = self.desk.sit(
            asked, window.session, new=f"window-{self.n_names}", stores=[self.store],
            is_there=lambda session: others_are_there and session != left,
        )  # fmt: skip
        found = self.desk.find(window.name, self.home, self.store)
        window.history, window.based_on, window.laid = history.begin(PROFILE), None, None
        if found:
            window.based_on = found.based_on
            window.history = found.history or window.history.push(found.profile)

    def with_the_draft_of(self, tab: int, source: Tab) -> None:
        """The oracle: a page that shows what another, or itself before, has shown."""
        window = self.tabs[tab]
        window.steps, window.at, window.start = list(source.steps), source.at, source.start
        window.dragging = source.dragging
        window.seen, window.seen_name = source.seen, source.seen_name
        if len(window.steps) == 1:  # never touched: nothing was left
            window.seen, window.seen_name = 0, ""

    @rule(tab=TABS)
    def reload(self, tab: int) -> None:
        """Everything is as it was, steps included."""
        self.open_page(tab, self.tabs[tab].name)
        self.with_the_draft_of(tab, self.tabs[tab])

    @rule(tab=TABS, written=st.booleans())
    def duplicate(self, tab: int, written: bool) -> None:
        """The other tab is closed; a copy of this one is opened in its place."""
        if written:
            self.desk.flush()
        self.open_page(1 - tab, self.tabs[tab].name)
        self.with_the_draft_of(1 - tab, self.tabs[tab])
        assert self.tabs[0].name != self.tabs[1].name

    @rule(tab=TABS)
    def take_the_place_of_a_sleeper(self, tab: int) -> None:
        """This tab lost its connection; the other opens its address meanwhile, then it wakes."""
        self.open_page(1 - tab, self.tabs[tab].name, others_are_there=False)
        self.with_the_draft_of(1 - tab, self.tabs[tab])
        assert not self.desk.is_mine(self.tabs[tab].name, self.tabs[tab].session)

    @rule()
    def restart(self) -> None:
        """The server starts again: drafts are there, their steps are not."""
        self.desk.flush()
        self.desk = Desk()
        for tab, window in enumerate(self.tabs):
            self.open_page(tab, window.name)
            drafted = window.expected
            window.steps, window.at, window.start, window.dragging = [PROFILE], 0, PROFILE, ""
            window.step(drafted)
            if drafted == PROFILE:
                window.seen, window.seen_name = 0, ""

    # --- The store ----------------------------------------------------------------------------

    @rule(tab=TABS, name=NAMES)
    def save(self, tab: int, name: str) -> None:
        window = self.tabs[tab]
        done = scenarios.save(
            self.cursor, replace(window.history.present, name=name), author=f"tab {tab}",
            note="", saved_at=self.tick(), based_on=window.based_on,
        )  # fmt: skip
        spelt = self.spelt(name) or name.strip()
        chain = self.kept.setdefault(spelt, [])
        n_seen = window.seen if window.seen_name == spelt else 0
        assert [one.version for one in done.came_between] == list(range(len(chain), n_seen, -1))
        chain.append(replace(window.expected, name=spelt))
        assert (done.version.name, done.version.version) == (spelt, len(chain))
        assert done.was_archived == (spelt in self.away)
        self.away.discard(spelt)
        window.based_on, window.seen, window.seen_name = done.version.profile_id, len(chain), spelt
        saved = replace(window.expected, name=spelt)
        window.history = window.history.push(saved)
        window.step(saved)

    @precondition(lambda self: self.kept)
    @rule(tab=TABS, data=st.data())
    def load(self, tab: int, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        number = data.draw(st.integers(1, len(self.kept[name])))
        found = profiles.find(self.cursor, name.upper(), number)
        window, profile = self.tabs[tab], profiles.read(self.cursor, found)
        assert profile == self.kept[name][number - 1]
        window.history = window.history.push(profile)
        window.step(profile)
        window.based_on, window.seen, window.seen_name = found.profile_id, number, name

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        number = data.draw(st.integers(1, len(self.kept[name])))
        scenarios.roll_back(self.cursor, name, number, author="", saved_at=self.tick())
        self.kept[name].append(self.kept[name][number - 1])
        self.away.discard(name)

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), new=NAMES)
    def rename(self, data: st.DataObject, new: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        taken = self.spelt(new)
        try:
            scenarios.rename(self.cursor, name, new, author="", changed_at=self.tick())
        except AbmError:
            assert taken not in (None, name)
            return
        assert taken in (None, name)
        renamed = [replace(profile, name=new.strip()) for profile in self.kept.pop(name)]
        self.kept[new.strip()] = renamed
        if name in self.away:
            self.away = {*self.away - {name}, new.strip()}
        for window in self.tabs:
            if window.seen_name == name:
                window.seen_name = new.strip()

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), back=st.booleans())
    def put_away_or_back(self, data: st.DataObject, back: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        act = scenarios.restore if back else scenarios.archive
        act(self.cursor, name, author="", changed_at=self.tick())
        self.away = self.away - {name} if back else self.away | {name}

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), as_json=st.booleans())
    def through_a_file(self, data: st.DataObject, as_json: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        profile = profiles.read(self.cursor, profiles.find(self.cursor, name))
        write = document.to_json if as_json else document.to_yaml
        assert document.from_yaml(write(profile)) == self.kept[name][-1]

    # --- What must hold after every step --------------------------------------------------------

    @invariant()
    def screens_lay_their_drafts_down(self) -> None:
        """What a screen does at the end of every run."""
        for window in getattr(self, "tabs", []):
            if not self.desk.is_mine(window.name, window.session):
                self.n_names += 1
                window.name = self.desk.sit(None, window.session, new=f"window-{self.n_names}",
                                            is_there=lambda _: True)  # fmt: skip
            steps, laid = window.history, window.laid
            left = Kept(steps.present, window.based_on, None, self.now, steps)
            if laid and laid[0] == window.name and laid[1].is_still(left):
                continue
            if not (steps.can_undo or steps.can_redo):
                continue
            window.laid = window.name, left
            self.desk.lay(window.name, self.home, self.store, left)

    @invariant()
    def tabs_hold_their_drafts(self) -> None:
        for window in getattr(self, "tabs", []):
            assert window.history.present == window.expected
            assert window.history.can_undo == (window.at > 0)
            assert window.history.can_redo == (window.at + 1 < len(window.steps))
            assert window.history.start == window.start

    @invariant()
    def the_store_holds_every_version(self) -> None:
        if not hasattr(self, "tabs"):
            return
        found = scenarios.listing(self.cursor, archived=True)
        read = {
            one.name: [profiles.read(self.cursor, version) for version in reversed(one.versions)]
            for one in found
        }
        assert read == self.kept
        assert {one.name for one in found if one.archived_at} == self.away


ACTS = st.lists(
    st.one_of(
        st.sampled_from(["undo", "redo", "reset"]),
        st.tuples(st.integers(0, 3), st.sampled_from(["", "w_Industry", "w_Size"])),
    ),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(ACTS)
def test_one_tab_against_the_oracle(acts: list[str | tuple[int, str]]) -> None:
    """Edits, undo, redo and reset alone, far more of them than the store allows."""
    window = Tab(history.begin(PROFILE), steps=[PROFILE])
    for act in acts:
        if isinstance(act, tuple):
            points, dragging = act
            edited = window.history.present.with_weights({(dragging or "w_Intent")[2:]: points})
            window.history = window.history.push(edited, dragging)
            window.step(edited, dragging)
        elif act == "reset":
            window.history = window.history.reset()
            window.step(window.start)
        else:
            window.history = getattr(window.history, act)()
            to = window.at + (1 if act == "redo" else -1)
            if 0 <= to < len(window.steps):
                window.at, window.dragging = to, ""
        assert window.history.present == window.expected
        assert window.history.past == tuple(window.steps[: window.at])
        assert window.history.future == tuple(window.steps[window.at + 1 :])


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
