"""Windows on the app, and what an analyst reads in them."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from ui import frame
from ui.markdown import JOINER

APP = Path(__file__).resolve().parents[2] / "app.py"
SECONDS = 30
OF_ICP = "icp_view"  # what is said there alone leads there


def new_window(**link: str) -> AppTest:
    """A window that has not loaded anything yet; ``link`` is what stands behind the address."""
    window = AppTest.from_file(str(APP), default_timeout=SECONDS)
    for name, value in link.items():
        window.query_params[name] = value
    return window


def open_start(**link: str) -> AppTest:
    """The app in a window of its own, on its first page: the weekly review."""
    return new_window(**link).run()


def open_app(**link: str) -> AppTest:
    """The app in a window of its own, on ICP & tiers."""
    return new_window(**{OF_ICP: "", **link}).run()


def open_data() -> AppTest:
    """The app in a window of its own, on Data."""
    return open_app().switch_page(frame.DATA_PAGE).run()


def upload(window: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    """Drop files, given by name and content, on the Data page."""
    given = [
        (name, content.encode() if isinstance(content, str) else content, "")
        for name, content in files
    ]
    return window.file_uploader[0].set_value(given).run()


def plain(text: str) -> str:
    """Text as it is read: Markdown's escapes, badges and emphasis gone."""
    text = re.sub(r":[\w-]+-badge\[(.*?)\]", r"\1", text)
    text = re.sub(r":(?:gray|small|blue|orange|green)\[(.*?)(?<!\\)\]", r"\1", text)
    text = re.sub(r":material/\w+: ", "", text.replace("**", "")).replace(JOINER, "")
    return re.sub(r"\\([\\`*_{}\[\]()#|$<>~:&.+=-])", r"\1", text)


def said(window: AppTest) -> str:
    """Everything in words on the page: sentences, captions, notes, problems."""
    parts = (window.markdown, window.caption, window.error, window.info, window.success,
             window.warning)  # fmt: skip
    return "\n".join(plain(element.value) for part in parts for element in part)


def headline(window: AppTest) -> str:
    """The page's sentence."""
    (found,) = (m.value for m in window.main.markdown if m.value.startswith("## "))
    return plain(found).removeprefix("## ")


def figures(window: AppTest) -> dict[str, tuple[str, str]]:
    """The metric cards: value and change, by label."""
    return {
        metric.label: (plain(metric.value), plain(metric.delta)) for metric in window.metric
    }


def listed(window: AppTest) -> list[str]:
    """Names of the accounts in the list, in its order."""
    (table,) = (frame.value for frame in window.dataframe if "draft_tier" in frame.value)
    return list(table["name"])


def problems(window: AppTest) -> list[str]:
    """The problems shown, each with its fix; never a crash."""
    assert not window.exception, [e.value for e in window.exception]
    return [plain(error.value) for error in window.error]


class Drawer:
    """A dialog held open: without a browser it closes after each run unless it is opened again."""

    def __init__(self, window: AppTest, opener: str) -> None:
        self.window = window
        self.opener = opener
        window.button(key=opener).click().run()

    def run(self) -> None:
        """Run what was entered, with the dialog still open."""
        self.window.button(key=self.opener).click()
        self.window.run()

    def press(self, key: str) -> None:
        """Press a button in the dialog."""
        self.window.button(key=key).click()
        self.run()
