"""The screens Baseline and Lift, told by what an analyst reads."""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import lift_pages
import pytest
from page_tools import figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import store
from abm_core.lift import doubts_wording, lift_wording, refusals_wording
from ui import lift_files, places
from ui.lift_choices import Choice


@pytest.fixture(scope="session")
def lift_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lift") / "lift.duckdb"
    lift_pages.build(path)
    return path


@pytest.fixture
def lift_store(store_path: Path, lift_file: Path) -> Path:
    shutil.copy(lift_file, store_path)
    return store_path


def opened(page: str, **link: str) -> AppTest:
    return open_app(**link).switch_page(page).run()


def test_baseline_answers_with_range_verdict_and_what_would_overturn_it(lift_store: Path) -> None:
    window = opened(places.BASELINE_PAGE)
    assert not problems(window)
    assert headline(window).startswith("Target accounts had ")
    assert "more visits than similar accounts (plausible range" in headline(window)
    assert list(figures(window)) == [
        "Targets", "Similar accounts, effective", "Balance", "Smallest visible effect"]
    assert figures(window)["Targets"][0] == "40"
    assert figures(window)["Balance"][0] == "Alike"
    words = said(window)
    assert "your 40 target accounts made" in words
    assert "would have come anyway" in words
    assert "assumes" in words
    assert "Of 200 comparable accounts you did not target" in words
    assert "The matched list, a second way of comparing" in words
    assert doubts_wording.HISTORY in words
    assert "The only specification that was tried here." in words
    assert any(word in words for word in lift_wording.VERDICTS.values())
    # metrics, groups, weeks, history, balance, overlap, one left out
    assert len(window.get("plotly_chart")) >= 7


def test_the_targets_that_were_measured_can_be_saved_as_a_list(lift_store: Path) -> None:
    window = opened(places.BASELINE_PAGE)
    window.button("engagement_accounts_save").click().run()
    window.text_input("engagement_accounts_name").set_value("Measured")
    window.button("engagement_accounts_save").click()  # keeps the dialog open
    window.button("engagement_accounts_keep").click().run()
    assert not problems(window)
    assert "Saved “Measured”: 40 accounts." in said(window)


def test_choices_change_the_answer_and_are_logged(lift_store: Path) -> None:
    window = opened(places.BASELINE_PAGE)
    before = headline(window)
    window.selectbox(key="engagement_metric").set_value("people")
    window.selectbox(key="engagement_weeks").set_value("8").run()
    assert headline(window) != before
    assert not problems(window)
    assert refusals_wording.INTERIM in said(window)
    assert "Specification 2 of 2" in said(window)
    declare = next(one for one in window.button if one.label.startswith("Declare"))
    declare.click().run()
    assert not problems(window)
    assert "People is the metric that decides." in said(window)


def test_lift_refuses_what_too_few_deals_cannot_tell(lift_store: Path) -> None:
    window = opened(places.LIFT_PAGE)
    assert not problems(window)
    assert "opportunities" in headline(window)
    assert "Opportunities created is the metric that decides." in said(window)
    window.selectbox(key="pipeline_metric").set_value("mean deal size").run()
    assert not problems(window)
    assert "Not measurable yet: it needs 30 won deals among targets" in said(window)


def test_the_report_says_what_the_screen_says(
    lift_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def pressed(choice: Choice, label: str, ending: str, mime: str, make: Callable[[], bytes],
                tip: str) -> None:  # fmt: skip
        made.append(make())

    monkeypatch.setattr(lift_files, "_file", pressed)
    window = opened(places.BASELINE_PAGE)
    assert not problems(window)
    report, workbook, matched = made
    page = html.unescape(report.decode())
    assert f"<h1>{headline(window)}</h1>" in page
    told = next(line for line in said(window).splitlines() if "target accounts made" in line)
    assert f"<p>{told}</p>" in page
    assert "By part of the list" in page
    assert workbook[:2] == matched[:2] == b"PK"


@pytest.mark.parametrize("page", [places.BASELINE_PAGE, places.LIFT_PAGE])
def test_without_a_programme_the_screen_says_so(store_path: Path, page: str) -> None:
    lift_pages.build(store_path, with_targets=False, with_history=False)
    window = opened(page)
    assert not problems(window)
    assert headline(window) == refusals_wording.NO_PROGRAMME_TITLE
    assert refusals_wording.NO_PROGRAMME in said(window)
    assert not window.metric


def test_too_early_says_how_many_weeks_are_to_go(lift_store: Path) -> None:
    with closing(store.open_store(lift_store)) as held, held.cursor() as cursor:
        cursor.execute("UPDATE target_list SET joined_on = DATE '2026-07-27'")
    window = opened(places.BASELINE_PAGE)
    assert not problems(window)
    assert headline(window) == "Nothing to compare before week 13 after launch; 9 to go."


def test_without_anybody_to_compare_with_a_hold_out_is_offered(lift_store: Path) -> None:
    with closing(store.open_store(lift_store)) as held, held.cursor() as cursor:
        cursor.execute("INSERT INTO target_list BY NAME SELECT 'P' AS programme_id, "
                       "'North' AS programme, account_id, '3' AS tier, DATE '2026-01-05' AS "
                       "joined_on FROM accounts ANTI JOIN target_list USING (account_id)")
    window = opened(places.BASELINE_PAGE)
    assert not problems(window)
    assert headline(window) == f"{refusals_wording.NO_COMPARISON_TITLE}."
    window.button(key="lift_hold_out").click().run()
    assert not problems(window)
    assert doubts_wording.NOTHING_PROPOSED in said(window)


def test_ordinary_customers_and_specifications_are_read_when_asked_for(lift_store: Path) -> None:
    window = opened(places.BASELINE_PAGE)
    for key in ("engagement_context", "engagement_tried"):
        window.session_state[key] = True
    window.run()
    assert not problems(window)
    assert doubts_wording.NAIVE_WHY in said(window)


@pytest.mark.parametrize("page", [places.BASELINE_PAGE, places.LIFT_PAGE])
def test_without_data_the_screen_says_what_is_needed(store_path: Path, page: str) -> None:
    window = opened(page)
    assert not problems(window)
    assert headline(window) == refusals_wording.NO_DATA_TITLE
    assert any(one.key == "load_sample" for one in window.button)


def test_a_segment_has_an_answer_of_its_own(lift_store: Path) -> None:
    window = opened(places.BASELINE_PAGE)
    assert window.selectbox(key="engagement_segment").options == [
        "All segments", "Banking", "Retail"]
    window.selectbox(key="engagement_segment").set_value("Banking").run()
    assert not problems(window)
    assert headline(window).startswith("Banking accounts ")
    assert figures(window)["Targets"][0] == "20"
    assert window.query_params["engagement_segment"] == "Banking"
