"""The main job in a real browser: bring files, tier accounts, save, carry the list away."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

with suppress(ImportError):  # the fixtures skip where there is none
    from playwright.sync_api import TimeoutError as NotYet
    from playwright.sync_api import expect

from abm_core import sample, store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Settle = Callable[[Page], None]
    OpenPage = Callable[..., Page]
    Axe = Callable[[Page], list[str]]

# Ten accounts. Every third one is in shipping; revenue is bare, so its unit is asked for.
ACCOUNTS = """\
Account ID,Account name,Domain,Parent account,Industry,Employees,Annual revenue,Fleet,Notes
p1,Quayside Group,quayside.example,,Shipping,4000,900,80,key
p2,Quayside North,north.quayside-line.example,Quayside Group,Shipping,2500,700,60,
p3,Rowan Foods,rowan.example,,Food,1800,400,20,
p4,Sorrel Mills,sorrel.example,,Food,900,210,12,
p5,Tansy Textiles,tansy.example,,Textiles,700,150,9,
p6,Umber Steel,umber.example,,Steel,3200,820,70,
p7,Vetch Farms,vetch.example,,Food,120,15,2,
p8,Willow Ports,willow.example,,Shipping,150,22,5,
p9,Yarrow Paper,yarrow.example,,Paper,260,40,3,
,,,,Paper,10,1,1,
px,Zinnia Glass,zinnia.example,,Glass,many,30,4,
"""
OPPORTUNITIES = """\
Opportunity ID,Account ID,Opportunity name,Amount,Currency,Stage,Created on
d1,p1,Quayside: yard,120000,EUR,Closed Won,2026-01-12
d2,p2,Quayside North: yard,90000,EUR,Proposal,2026-01-20
d3,p3,Rowan: depots,40000,EUR,Closed Lost,2026-01-25
d4,p8,Willow: gates,30000,EUR,Closed Won,2026-02-02
d5,p9,Yarrow: lifts,15000,EUR,Closed Lost,2026-02-10
d6,p6,Umber: cranes,60000,EUR,Proposal,2026-02-18
"""
NOON = datetime(2026, 3, 2, 12)
TRIES = 5
# Streamlit writes white on the primary colour (buttons) and the primary colour on a tint of itself
# (selected choices). In the dark no colour passes both: not its own default (3.6 : 1), not ours.
VIOLET = re.compile(
    r"color-contrast: <(p>(Sample|Save &amp; make live|Save scenario|Save settings|Compare"
    r"|Certainty|Accounts|Capacity|Signing|History|(Tier 1|Changes) · [\d,]+|Tier 1)</p>"
    r'|span title="northwindow\.example")'
)
COUNTS = (r"(\d+) rows: (\d+) added (\d+) updated (\d+) unchanged (\d+) rejected (\d+) skipped")
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def write(folder: Path) -> list[Path]:
    """The two exports as files."""
    paths = []
    for name, text in (("accounts.csv", ACCOUNTS), ("opportunities.csv", OPPORTUNITIES)):
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def slider(page: Page, label: str, handle: int = 0) -> Locator:
    """The handle of a slider, by the name that a screen reader says."""
    return page.get_by_role("slider", name=re.compile(f"^{label}")).nth(handle)


def press(page: Page, settle: Settle, handle: Locator, *keys: str) -> None:
    """Move a slider with the keyboard."""
    handle.focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def metric(page: Page, label: str) -> str:
    """The number of a metric card."""
    card = page.get_by_test_id("stMetric").filter(has_text=label)
    return str(card.get_by_test_id("stMetricValue").inner_text())


def headline(page: Page) -> str:
    return str(page.get_by_test_id("stMain").locator("h2").first.inner_text())


def go(page: Page, settle: Settle, name: str) -> None:
    """To another page by the navigation."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    settle(page)


def drop(page: Page, settle: Settle, *files: Path) -> None:
    """Put files on the Data page."""
    page.locator("input[type=file]").first.set_input_files([str(file) for file in files])
    settle(page)


def test_from_files_to_a_list_that_comes_back_unchanged(
    page: Page, settle: Settle, store_path: Path, tmp_path: Path, console_errors: list[str]
) -> None:
    go(page, settle, "Data")
    drop(page, settle, *write(tmp_path))
    change_a_mapping(page, settle)
    page.get_by_text("Thousands", exact=True).click()
    settle(page)
    main = page.get_by_test_id("stMain")
    assert "11 rows: 9 added" in main.inner_text().replace("\n", " ")
    page.get_by_role("button", name="Import 15 changes").click()
    settle(page)
    assert headline(page) == "9 accounts and 6 opportunities, through 18 Feb 2026."
    with page.expect_download() as rejected:
        page.get_by_role("button", name="Download rejected rows").first.click()
    assert "Zinnia Glass" in Path(rejected.value.path()).read_text("utf-8-sig")

    page.get_by_role("link", name="Score and tier them").click()
    settle(page)
    assert headline(page).endswith("Nothing is saved yet.")
    tier_by_keyboard(page, settle)
    live = save(page, settle)
    again = export(page, tmp_path)
    assert tiers_in(again) == live
    go(page, settle, "Data")
    drop(page, settle, again)
    counted = re.search(COUNTS, " ".join(main.inner_text().split("shortlist-all")[-1].split()))
    assert counted is not None, main.inner_text()
    n_on_list = sum(live.values()) - live["All"] - live["Excluded"]
    assert [int(n) for n in counted.groups()] == [9, 0, 0, n_on_list, 0, 9 - n_on_list]
    assert page.get_by_role("button", name="Nothing to import").is_disabled()
    assert console_errors == []


def change_a_mapping(page: Page, settle: Settle) -> None:
    """Notes, a further column, become the territory."""
    columns = page.get_by_test_id("stExpander").filter(has_text="Which column fills what").first
    columns.locator("summary").click()
    settle(page)
    grid = columns.get_by_test_id("stDataFrame")
    assert grid.get_by_test_id("glide-cell-1-8").inner_text() == "Further column"
    choice = page.get_by_role("option", name="Territory", exact=True)
    for _ in range(TRIES):  # the grid paints itself on a canvas: nothing says that it is ready
        open_cell(page, grid, row=8)
        with suppress(NotYet):
            choice.wait_for(timeout=3_000)
            break
        page.keyboard.press("Escape")
    choice.click()
    expect(grid.get_by_test_id("glide-cell-1-8")).to_have_text("Territory")
    settle(page)


def open_cell(page: Page, grid: Locator, row: int) -> None:
    """Open the second column's choice in a row of a grid, as the keyboard does."""
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 40, box["y"] + 52)
    for key in ["ArrowRight", *["ArrowDown"] * row, "Enter"]:
        page.keyboard.press(key, delay=20)


def tier_by_keyboard(page: Page, settle: Settle) -> None:
    """Arrow keys move a weight, and a cutoff; the numbers on screen follow."""
    assert page.get_by_text(re.compile(r"^Industry 25 %")).is_visible()
    press(page, settle, slider(page, "Industry"), *["ArrowRight"] * 5)
    assert slider(page, "Industry").input_value() == "25"
    assert page.get_by_text(re.compile(r"^Industry 29 %")).is_visible()  # 25 of 85 points
    n_before = int(metric(page, "Tier 1 accounts"))
    press(page, settle, slider(page, "Cutoffs", handle=1), "End")
    assert int(metric(page, "Tier 1 accounts")) < n_before
    press(page, settle, slider(page, "Cutoffs", handle=1), *["PageDown"] * 4)
    assert int(metric(page, "Tier 1 accounts")) == n_before


def lists(page: Page) -> dict[str, int]:
    """How many accounts each list holds, by the choices above the table."""
    choices = page.locator(".st-key-icp_list").get_by_role("radio")
    pairs = [text.split(" · ") for text in choices.all_inner_texts()]
    return {name: int(n.replace(",", "")) for name, n in pairs}


def save(page: Page, settle: Settle) -> dict[str, int]:
    """Make the draft live; what the page then says is in each tier."""
    page.get_by_role("button", name="Save & make live").click()
    settle(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Programme").fill("Harbours")
    dialog.get_by_role("textbox", name="Note").fill("First list")
    dialog.get_by_role("button", name="Make live").click()
    settle(page)
    assert dialog.count() == 0
    assert headline(page).startswith("The draft matches the live tiers.")
    held = lists(page)
    assert held.pop("Changes") == 0
    assert held["Tier 1"] == int(metric(page, "Tier 1 accounts")) > 0
    return held


def export(page: Page, folder: Path) -> Path:
    """Download the list of all accounts."""
    page.get_by_test_id("stMain").get_by_text("All · 9").click()
    page.wait_for_url("**icp_list=All*")
    with page.expect_download() as got:
        page.get_by_role("button", name="Excel").click()
    assert got.value.suggested_filename == "shortlist-all-accounts.xlsx"
    path = folder / got.value.suggested_filename
    got.value.save_as(path)
    return path


def tiers_in(file: Path) -> dict[str, int]:
    """How many accounts of an exported list are in each tier, and how many there are."""
    import openpyxl

    rows = openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True)
    header = list(next(rows))
    tier, score, programme = map(header.index, ("Tier", "Account score", "Programme"))
    found = list(rows)
    assert {row[programme] for row in found} == {"Harbours"}
    assert all((row[tier] == 1) == (row[score] >= 80) for row in found)
    counted = {f"Tier {n}": sum(row[tier] == n for row in found) for n in (1, 2, 3)}
    return {**counted, "Excluded": 0, "All": len(found)}


def test_the_sample_from_the_empty_screen_and_back(
    page: Page, settle: Settle, tmp_path: Path, console_errors: list[str]
) -> None:
    assert headline(page).startswith("Bring your accounts, or try the sample")
    page.get_by_role("button", name="Load sample data").click()
    settle(page)
    sidebar = page.get_by_test_id("stSidebar")
    assert headline(page).startswith("The draft matches the live tiers.")
    assert "5,000 accounts" in sidebar.inner_text()
    assert "data=sample" in page.url

    sidebar.get_by_role("radio", name="Your data").click()
    settle(page)
    assert headline(page).startswith("Bring your accounts, or try the sample")
    assert "No accounts yet" in sidebar.inner_text()

    sidebar.get_by_role("radio", name="Sample").click()
    settle(page)
    go(page, settle, "Data")
    assert headline(page).startswith("5,000 accounts and 4,000 opportunities")
    drop(page, settle, *write(tmp_path))
    page.get_by_role("button", name="Import 15 changes").click()
    settle(page)
    assert headline(page).startswith("9 accounts and 6 opportunities")
    assert sidebar.get_by_role("radio", name="Your data").is_checked()
    assert console_errors == []


def test_a_file_of_another_kind_is_refused_at_the_door(page: Page, settle: Settle) -> None:
    go(page, settle, "Data")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    settle(page)
    assert "not allowed" in page.get_by_test_id("stFileUploader").first.inner_text()
    assert page.get_by_role("button", name="Import ").count() == 0


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An own store with the ten accounts, made once; the sample lies beside it."""
    folder = tmp_path_factory.mktemp("filled")
    path = folder / "abm.duckdb"
    opened = store.open_store(path)
    tables = [readers.read(file.name, file.read_bytes())[0] for file in write(folder)]
    items = [(table, mapping.propose(table).mapping) for table in tables]
    load.import_tables(opened, items, imported_at=NOON)
    opened.close()
    sample.load_sample(store.sample_path(path), now=NOON)
    return path


@pytest.fixture
def stores(filled: Path, store_path: Path) -> None:
    """Both stores in place before the app starts."""
    shutil.copy(filled, store_path)
    shutil.copy(store.sample_path(filled), store.sample_path(store_path))


def test_a_link_shows_what_its_sender_saw(
    stores: None, app: str, open_page: OpenPage, settle: Settle
) -> None:
    sent = "data=sample&icp_list=Tier+2&icp_search=fin"
    page = open_page(f"{app}/?{sent}")  # as it was written when this was the first page
    assert "5,000 accounts" in page.get_by_test_id("stSidebar").inner_text()
    chosen = page.locator(".st-key-icp_list").get_by_role("radio", checked=True)
    assert chosen.inner_text().startswith("Tier 2 · ")
    assert page.get_by_placeholder("Search by name or domain").input_value() == "fin"
    assert page.url == f"{app}/icp?{sent}"

    press(page, settle, slider(page, "Industry"), "PageUp")
    assert chosen.inner_text().startswith("Tier 2 · "), "the count changes, the choice does not"
    go(page, settle, "Data")
    go(page, settle, "ICP & tiers")
    assert chosen.inner_text().startswith("Tier 2 · ")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="Your data").click()
    settle(page)
    assert "9 accounts" in page.get_by_test_id("stSidebar").inner_text()


def test_a_bookmarked_page_is_the_first_that_a_new_server_shows(
    app: str, open_page: OpenPage
) -> None:
    page = open_page(f"{app}/data")
    names = page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
    assert any("ICP & tiers" in name for name in names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_screens_fit_and_are_accessible(
    stores: None, app: str, open_page: OpenPage, settle: Settle, axe: Axe,
    console_errors: list[str], width: int, height: int, scheme: str,
) -> None:  # fmt: skip
    page = open_page(f"{app}/icp?data=sample", width=width, height=height, scheme=scheme)
    seen: dict[str, list[str]] = {}

    def look(at: str) -> None:
        page.mouse.move(1, height - 1)  # off anything that shows a tooltip
        settle(page)
        broken = [one for one in axe(page) if scheme == "light" or not VIOLET.match(one)]
        seen[at] = broken if page.evaluate(FITS) else [*broken, "wider than the window"]

    look("ICP & tiers")
    press(page, settle, slider(page, "Industry"), "PageUp", "PageUp")
    look("ICP & tiers, moved")
    dialogs = ("Edit criteria", "Profile", "Save & make live")
    for button in dialogs if scheme == "light" else dialogs[:1]:
        page.get_by_role("button", name=button).click()
        settle(page)
        look(button)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    page.get_by_placeholder("Search by name or domain").fill("nobody at all")
    page.keyboard.press("Enter")
    settle(page)
    look("nothing found")
    for view in ("Compare", "Certainty", "Capacity", "Signing", "History"):
        page.get_by_role("radio", name=view, exact=True).click()
        settle(page)
        look(view)
    page.get_by_role("button", name="Scenarios").click()
    settle(page)
    look("Scenarios")
    page.get_by_role("tab", name="Start from").click()
    settle(page)
    look("Start from")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    for screen in ("Data", "Settings"):
        if (closed := page.get_by_test_id("stExpandSidebarButton")).is_visible():
            closed.click()
        go(page, settle, screen)
        look(screen)
    assert {at: found for at, found in seen.items() if found} == {}
    assert console_errors == []
