"""Actions as a calendar file, read back by the rules of the format."""

from __future__ import annotations

from datetime import date, datetime

from abm_core.output import calendar_file
from abm_core.review.action_items import ActionItem

NOON = datetime(2026, 3, 2, 12)
ITEM = ActionItem(
    7, "a1", "Harbourline; Ltd", 1, None, None, None, None, "No buyer,\nstill", "",
    "Ask for the CFO", "Ida Holm", date(2026, 2, 28), "open", "", "person", None, "Per Dahl", NOON,
    "", None, 3)  # fmt: skip


def unfolded(content: bytes) -> list[str]:
    """Lines as a calendar reads them."""
    text = content.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_an_entry_on_the_due_day() -> None:
    lines = unfolded(calendar_file.content([ITEM], now=NOON))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    entry = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    assert entry == [
        "BEGIN:VEVENT", "UID:action-7-20260302T120000Z@shortlist.invalid",
        "DTSTAMP:20260302T120000Z", "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20260228", "DTEND;VALUE=DATE:20260301",
        "SUMMARY:Harbourline\\; Ltd: Ask for the CFO",
        "DESCRIPTION:No buyer\\,\\nstill\\nOwner: Ida Holm\\nAdded by Per Dahl on 2 Mar 2026",
        "TRANSP:TRANSPARENT",
    ]  # fmt: skip


def test_nothing_typed_ends_a_line_or_an_entry() -> None:
    nasty = ITEM._replace(next_step="x\r\nEND:VEVENT\r\nBEGIN:VALARM\x00", owner="")
    lines = unfolded(calendar_file.content([nasty], now=NOON))
    assert lines.count("END:VEVENT") == 1 and "BEGIN:VALARM" not in lines
    assert "SUMMARY:Harbourline\\; Ltd: x\\nEND:VEVENT\\nBEGIN:VALARM" in lines


def test_long_texts_in_any_script() -> None:
    long = ITEM._replace(next_step="Größe 東京 🙂 " * 30)
    (line,) = (one for one in unfolded(calendar_file.content([long], now=NOON))
               if one.startswith("SUMMARY"))  # fmt: skip
    assert line == f"SUMMARY:Harbourline\\; Ltd: {'Größe 東京 🙂 ' * 30}"


def test_closed_actions_are_left_out() -> None:
    lines = unfolded(calendar_file.content([ITEM._replace(status="done")], now=NOON))
    assert "BEGIN:VEVENT" not in lines
