"""What is wrong with the data, how old they are and how full: on Data, and a line elsewhere."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, overview, schema, settings, store
from abm_core.quality import findings, measures
from abm_core.quality.check import DOUBTFUL, LEFT_OUT, LEVELS, WRONG
from abm_core.quality.findings import Finding, Quality
from ui import downloads, frame

BADGES = {
    WRONG: f":red-badge[:material/error: {LEVELS[WRONG]}]",
    LEFT_OUT: f":orange-badge[:material/remove_circle: {LEVELS[LEFT_OUT]}]",
    DOUBTFUL: f":yellow-badge[:material/help: {LEVELS[DOUBTFUL]}]",
}
LEVEL_HELP = (
    "Wrong: numbers count what they should not. Left out: rows that no number counts. Doubtful: "
    "counted, and worth a look."
)


def key() -> tuple[str, int, tuple[int, int]]:
    """What is kept about the current store holds until something is imported or saved."""
    shown = frame.current_store()
    with shown.cursor() as cursor:
        return str(shown.path), id(shown), store.versions(cursor)


@st.cache_resource(show_spinner=False, max_entries=8)
def _quality(path: str, opened: int, revision: int) -> Quality:
    with frame.open_once(path).cursor() as cursor:
        return findings.read(cursor, as_of=overview.newest_day(cursor))


def checked() -> Quality:
    """The checks over the current store, run once per import or change of settings."""
    path, opened, (revision, _) = key()
    return _quality(path, opened, revision)


def warning(screen: str, revision: int) -> None:
    """One line where findings affect a screen, with the way to them; nothing where none does.

    ``revision`` is that of the data on the screen, so that a slider step asks the store nothing.
    """
    shown = frame.current_store()
    found = _quality(str(shown.path), id(shown), revision)
    text = findings.about_screen(found.findings, screen)
    if not text:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange-badge[:material/warning: Data] {frame.plain(text)}", width="content")
        st.page_link(frame.DATA_PAGE, label="See the data", icon=":material/database:")


def panel() -> None:
    """The checks that fail, worst first; those that pass in a word."""
    quality = checked()
    with st.container(border=True, gap="small"):
        st.markdown("### Quality", help=LEVEL_HELP)
        st.markdown(f"**{frame.plain(findings.headline(quality))}**")
        with st.container(gap="xsmall"):
            for finding in quality.findings:
                _finding(finding, is_worst=finding is quality.findings[0])
            if quality.passed:
                n_passed = formats.counted(len(quality.passed), "check passes", "checks pass")
                with st.expander(n_passed, icon=":material/check:"):
                    st.markdown("\n".join(f"- {frame.plain(text)}." for text in quality.passed))


def _finding(finding: Finding, *, is_worst: bool) -> None:
    """What is wrong, what it means and for which screens, what to do, and its rows."""
    label = f"{BADGES[finding.level]} {frame.plain(finding.text)}"
    with st.expander(label, expanded=is_worst):
        st.markdown(
            f"{frame.plain(finding.means)} "
            f"**Affects** {frame.plain(formats.listed(finding.affects))}.  \n"
            f"**Fix:** {frame.plain(finding.fix)}"
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            downloads.button(
                f"{formats.counted(finding.n_rows, 'row')} as CSV",
                lambda: _rows(finding.key), file=f"{finding.key}.csv", mime="text/csv",
                key=f"rows_{finding.key}", what=f"Finding: {finding.key}", n_rows=finding.n_rows,
                help="The rows behind this finding, worst first.",
            )  # fmt: skip
            st.caption(f"For example {frame.plain(finding.example)}", width="content")


def _rows(name: str) -> bytes:
    with frame.cursor() as cursor:
        return findings.rows_csv(cursor, name, as_of=overview.newest_day(cursor))


def freshness() -> None:
    """How old each kind of data is, and how full its fields are."""
    with frame.cursor() as cursor:
        found = measures.ages(cursor, today=frame.now().date())
    with st.container(border=True, gap="small"):
        st.markdown("### Freshness", help=settings.FRESH_DAYS.help)
        st.markdown(f"**{frame.plain(measures.headline(found))}**")
        st.table(_ages(found))
        with st.expander(
            "How full each field is", icon=":material/percent:", on_change="rerun",
            key="data_fields",
        ) as fields:
            if fields.open:
                _fields()


def _ages(found: list[measures.Age]) -> pd.DataFrame:
    return pd.DataFrame({
        "Data": [age.label for age in found],
        "Rows": [formats.count(age.n_rows) for age in found],
        "Newest day": [formats.day(age.newest) for age in found],
        "Last import": [formats.day(age.imported_at.date()) if age.imported_at else formats.NONE
                        for age in found],
        "State": [f":{'orange' if age.is_old else 'green'}-badge[{measures.state(age)}]"
                  for age in found],
        "File": [frame.plain(age.file) or formats.NONE for age in found],
    }).set_index("Data")  # fmt: skip


def _fields() -> None:
    """Share of rows that fill each field; the emptiest first within its entity."""
    with frame.cursor() as cursor:
        found = [fill for fill in measures.fills(cursor) if fill.n_rows]
    rows = pd.DataFrame({
        "Data": [schema.entity(fill.entity).label for fill in found],
        "Field": [fill.label for fill in found],
        "Filled": [fill.share for fill in found],
        "Rows without": [fill.n_rows - fill.n_filled for fill in found],
    })  # fmt: skip
    st.dataframe(
        rows.sort_values(["Data", "Filled"], kind="stable"), hide_index=True, key="data_fill",
        alt="Share of rows that fill each field",
        column_config={
            "Filled": st.column_config.ProgressColumn(
                format="percent", min_value=0, max_value=1, help="Share of rows that fill it."),
            "Rows without": st.column_config.NumberColumn(format="localized"),
        },
    )  # fmt: skip
