"""The drawer in which criteria are added, changed and removed: every kind over any column."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from abm_core.errors import AbmError
from abm_core.targeting import computed, suggest
from abm_core.targeting.accounts import FieldInfo
from abm_core.targeting.profile import Criterion, Part, Profile
from abm_core.targeting.rules import (
    AnyOf,
    Bands,
    Categories,
    Ramp,
    Recency,
    Rule,
    YesNo,
    kinds_for,
)  # fmt: skip
from abm_core.targeting.workshop import Workshop
from ui import draft, frame

NEW = "Add a criterion"
KIND_LABELS = {
    Bands.kind: "Bands", Ramp.kind: "Ramp", Categories.kind: "Category table",
    AnyOf.kind: "Any of", YesNo.kind: "Yes or no", Recency.kind: "Recency",
}  # fmt: skip
KIND_HELP = {
    Bands.kind: "One score from each lower end upwards, until the next.",
    Ramp.kind: "A straight line between the value that scores 0 and the value that scores 1.",
    Categories.kind: "One score per value.",
    AnyOf.kind: "1 if at least one of the values is there, else 0.",
    YesNo.kind: "1 for yes, 0 for no, or the other way round.",
    Recency.kind: "1 today, falling to 0 after a number of days.",
}
DEFAULT_POINTS = 20
TABLE_HEIGHT, ROW_HEIGHT = 320, 35


@st.dialog("Criteria", position="right", icon=":material/tune:")
def edit(shown: Workshop, profile: Profile) -> None:
    """Choose a criterion, or a new one, and say how its column scores."""
    names = [criterion.name for criterion in profile.criteria]
    chosen = st.selectbox("Criterion", [*names, NEW], key="crit_which")
    before = next((c for c in profile.criteria if c.name == chosen), None)
    field = _field(shown, before)
    if field is None:
        return
    kind = _kind(field, before)
    key = f"{chosen}_{field.ref}_{kind}"
    st.caption(KIND_HELP[kind])
    same = before is not None and (before.field, before.rule.kind) == (field.ref, kind)
    with st.form(f"crit_{key}", border=False):
        name = st.text_input("Name", before.name if before else field.label, key=f"name_{key}")
        part = _part(before, field, key)
        read = EDITORS[kind](shown, field, before.rule if before and same else None, key)
        if st.form_submit_button("Apply", type="primary", key="crit_apply"):
            _apply(profile, before, name, field, part, read)
    if before is not None and st.button("Remove", key="crit_remove", icon=":material/delete:"):
        draft.hand_over(draft.current().without_criterion(before.name))


def _field(shown: Workshop, before: Criterion | None) -> FieldInfo | None:
    fields = list(shown.accounts.fields.values())
    refs = [info.ref for info in fields]
    start = refs.index(before.field) if before and before.field in refs else None
    which = before.name if before else NEW
    chosen = st.selectbox(
        "Column", fields, index=start, key=f"crit_field_{which}", placeholder="Choose a column",
        format_func=lambda i: f"{i.label} ({i.n_filled / len(shown.accounts):.0%} filled)",
    )  # fmt: skip
    if before is not None and before.field not in refs:
        st.warning("The column of this criterion is gone; choose another, or remove it.")
    return chosen


def _kind(field: FieldInfo, before: Criterion | None) -> str:
    kinds = kinds_for(field.type)
    was = before.rule.kind if before and before.rule.kind in kinds else kinds[0]
    if len(kinds) == 1:
        return kinds[0]
    return st.segmented_control(
        "How it scores", kinds, default=was, required=True, format_func=KIND_LABELS.__getitem__,
        key=f"crit_kind_{before.name if before else NEW}_{field.ref}",
    )  # fmt: skip


def _part(before: Criterion | None, field: FieldInfo, key: str) -> Part:
    options: list[Part] = ["fit", "timing"]
    usual: Part = "timing" if computed.is_timing(field.ref) else "fit"
    return st.segmented_control(
        "Part of the score", options, default=before.part if before else usual, required=True,
        format_func=str.capitalize, key=f"part_{key}",
        help="Fit: who they are. Timing: whether now is the moment.",
    )  # fmt: skip


def _apply(
    profile: Profile, before: Criterion | None, name: str, field: FieldInfo, part: Part,
    read: Callable[[], Rule],
) -> None:  # fmt: skip
    now = draft.current()
    weight = next((c.weight for c in now.criteria if before and c.name == before.name),
                  DEFAULT_POINTS)  # fmt: skip
    try:
        criterion = Criterion(name.strip() or field.label, field.ref, read(), weight, part)
        changed = now.with_criterion(criterion, replaces=before.name if before else None)
    except AbmError as error:
        frame.show_problem(error)
    else:
        draft.hand_over(changed)


def _bands(shown: Workshop, field: FieldInfo, rule: Rule | None, key: str) -> Callable[[], Rule]:
    start = rule if isinstance(rule, Bands) else suggest.rising_bands(
        shown.accounts.column(field.ref))  # fmt: skip
    table = st.data_editor(
        pd.DataFrame(start.steps, columns=["From", "Score"]), num_rows="dynamic", hide_index=True,
        key=f"bands_{key}",
        column_config={"From": st.column_config.NumberColumn(format="localized"),
                       **_score_column()},
    )  # fmt: skip
    rows = table.dropna().sort_values("From")
    return lambda: Bands(tuple((float(low), float(s)) for low, s in rows.to_numpy()))


def _ramp(shown: Workshop, field: FieldInfo, rule: Rule | None, key: str) -> Callable[[], Rule]:
    low, high = suggest.span(shown.accounts.column(field.ref))
    start = rule if isinstance(rule, Ramp) else None
    left, right = st.columns(2)
    zero = left.number_input(
        "Scores 0 at", value=start.zero_at if start else low, format="%.10g", key=f"r0_{key}")
    full = right.number_input(
        "Scores 1 at", value=start.full_at if start else high, format="%.10g", key=f"r1_{key}")
    return lambda: Ramp(float(zero), float(full))


def _categories(
    shown: Workshop, field: FieldInfo, rule: Rule | None, key: str
) -> Callable[[], Rule]:
    start = rule if isinstance(rule, Categories) else Categories(
        tuple((value, 0.5) for value in shown.accounts.values(field.ref)))  # fmt: skip
    known = {value.casefold() for value, _ in start.scores}
    missing = [v for v in shown.accounts.values(field.ref) if v.casefold() not in known]
    rows = [*start.scores, *((value, start.otherwise) for value in missing)]
    table = st.data_editor(
        pd.DataFrame(rows, columns=["Value", "Score"]), num_rows="dynamic", hide_index=True,
        key=f"categories_{key}", column_config=_score_column(),
        height=min(TABLE_HEIGHT, ROW_HEIGHT * (len(rows) + 2)),
    )  # fmt: skip
    other = st.number_input(
        "Every other value scores", 0.0, 1.0, start.otherwise, 0.05, key=f"other_{key}")
    return lambda: Categories(
        tuple((str(value), float(s)) for value, s in table.dropna().to_numpy()), other)


def _any_of(shown: Workshop, field: FieldInfo, rule: Rule | None, key: str) -> Callable[[], Rule]:
    known = shown.accounts.values(field.ref)
    start = list(rule.values) if isinstance(rule, AnyOf) else []
    chosen = st.multiselect(
        "Any of", sorted({*known, *start}), start, accept_new_options=True, key=f"any_{key}")
    return lambda: AnyOf(tuple(chosen))


def _yes_no(shown: Workshop, field: FieldInfo, rule: Rule | None, key: str) -> Callable[[], Rule]:
    inverted = isinstance(rule, YesNo) and rule.inverted
    answer = st.segmented_control(
        "Scores 1", ["Yes", "No"], default="No" if inverted else "Yes", required=True,
        key=f"yes_{key}")  # fmt: skip
    return lambda: YesNo(inverted=answer == "No")


def _recency(shown: Workshop, field: FieldInfo, rule: Rule | None, key: str) -> Callable[[], Rule]:
    start = rule.days if isinstance(rule, Recency) else 365
    days = st.number_input("Scores 0 after (days)", 1, None, start, 30, key=f"days_{key}")
    return lambda: Recency(int(days))


def _score_column() -> dict[str, object]:
    return {"Score": st.column_config.NumberColumn(
        "Score (0 to 1)", min_value=0.0, max_value=1.0, step=0.05, required=True)}  # fmt: skip


EDITORS: dict[str, Callable[[Workshop, FieldInfo, Rule | None, str], Callable[[], Rule]]] = {
    Bands.kind: _bands, Ramp.kind: _ramp, Categories.kind: _categories, AnyOf.kind: _any_of,
    YesNo.kind: _yes_no, Recency.kind: _recency,
}  # fmt: skip
