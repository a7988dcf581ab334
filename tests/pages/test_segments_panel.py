"""Settings, segments: a filter is saved under a name, told by, and deleted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from page_tools import open_app, problems, said

from abm_core import schema, segments, store
from ui import frame


@pytest.fixture
def banks(store_path: Path) -> Path:
    with closing(store.open_store(store_path)) as opened, opened.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [
            {"account_id": one, "name": one, "industry": industry, "region": region}
            for one, industry, region in (("a", "Banking", "North"), ("b", "Banking", "South"),
                                          ("c", "Retail", "North"))
        ])  # fmt: skip
        store.next_revision(cursor)
    return store_path


def test_a_segment_is_made_and_deleted(banks: Path) -> None:
    window = open_app().switch_page(frame.SETTINGS_PAGE).run()
    assert not problems(window)
    assert segments.USUAL in said(window)
    window.text_input("segments_name_0").set_value("Northern banks").run()
    window.selectbox("segments_field_0_0").set_value("industry").run()
    window.multiselect("segments_values_0_industry").set_value(["Banking"]).run()
    window.selectbox("segments_field_0_1").set_value("region").run()
    window.multiselect("segments_values_0_region").set_value(["North"]).run()
    window.button("segments_save").click().run()
    assert not problems(window)
    assert "By 1 saved segment" in said(window)
    with closing(store.open_store(banks)) as opened, opened.cursor() as cursor:
        (made,) = segments.listing(cursor)
        assert made.told == "Industry is Banking; Region is North"
        assert segments.sizes(cursor) == {"Northern banks": 1}
    window.button("segments_delete").click().run()
    assert not problems(window)
    assert segments.USUAL in said(window)
