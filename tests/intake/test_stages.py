"""Sales stages that the CRM defines: ids get names, and the definition says what is won."""

from __future__ import annotations

from datetime import date, datetime

from intake_files import contents, counts, rows, table, take_in

from abm_core.intake.layout.mapping import propose
from abm_core.intake.ledger import undo_last
from abm_core.store import Store

DEALS = """deal_id,deal_pipeline_stage_id,property_dealname,property_amount,property_closedate
1,s-9,Yard,100,2026-03-01
2,s-8,Dock,200,2026-03-02
3,s-1,Pier,300,2026-06-30
4,,Quay,400,2026-07-01
"""
STAGES = """stage_id,label,is_closed,closed_won,probability,pipeline_id
s-1,Proposal sent,FALSE,FALSE,0.4,p
s-8,Went elsewhere,TRUE,FALSE,0.0,p
s-9,Signed,TRUE,TRUE,1.0,p
"""
SHOWN = "SELECT stage, outcome, is_won, is_closed, closed_on, expected_on FROM opportunities " \
        "ORDER BY opportunity_id"
EXPECTED = [
    ("Signed", "won", True, True, date(2026, 3, 1), None),
    ("Went elsewhere", "lost", False, True, date(2026, 3, 2), None),
    ("Proposal sent", "open", False, False, None, date(2026, 6, 30)),
    (None, "open", False, False, None, date(2026, 7, 1)),
]


def test_a_list_of_stages_is_known_by_its_headers() -> None:
    assert propose(table(STAGES)).mapping.entity == "stages"
    salesforce = "Id,MasterLabel,ApiName,IsActive,SortOrder,IsClosed,IsWon,DefaultProbability\n" \
                 "01J,Signed,Signed,true,9,true,true,100\n"
    proposed = propose(table(salesforce)).mapping
    assert proposed.entity == "stages"
    assert dict(proposed.columns) == {
        "stage_id": "ApiName", "name": "MasterLabel", "is_closed": "IsClosed", "is_won": "IsWon",
        "probability": "DefaultProbability",
    }  # fmt: skip


def test_deals_take_name_and_outcome_from_the_definition(store: Store) -> None:
    report = take_in(store, DEALS, STAGES)  # whatever the order of the files
    assert counts(report, 1) == (3, 0, 0, 0)
    assert rows(store, SHOWN) == EXPECTED
    assert "Stage: 3 rows give the id of a stage; shown by its name" in report.files[0].notes
    assert not take_in(store, DEALS, STAGES).changed


def test_deals_that_came_before_follow(store: Store) -> None:
    take_in(store, DEALS)
    assert [row[1] for row in rows(store, SHOWN)] == ["open"] * 4
    before = contents(store)
    report = take_in(store, STAGES)
    assert "3 opportunities of before took the name and outcome of the stage" in (
        report.files[0].notes)  # fmt: skip
    after = [row[:5] for row in rows(store, SHOWN)]
    assert after == [row[:5] for row in EXPECTED]
    undo_last(store, undone_at=datetime(2026, 1, 6))
    assert contents(store) == before
    take_in(store, STAGES)
    assert not take_in(store, DEALS).changed


def test_what_the_deal_itself_says_stands(store: Store) -> None:
    take_in(store, STAGES, "Id,Opportunity Name,StageName,IsWon,IsClosed,Amount\n"
                           "1,Yard,Signed,false,true,5\n2,Dock,Signed,,,5\n")
    assert [row[:2] for row in rows(store, SHOWN)] == [("Signed", "lost"), ("Signed", "won")]


def test_two_pipelines_may_use_one_name(store: Store) -> None:
    twice = STAGES + "t-9,Signed,FALSE,FALSE,0.5,q\n"
    take_in(store, twice, "Id,Opportunity Name,StageName,Amount\n1,Yard,Signed,5\n2,Dock,s-9,5\n")
    assert [row[:2] for row in rows(store, SHOWN)] == [("Signed", "open"), ("Signed", "won")]
