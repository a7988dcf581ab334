"""Every file that leaves a screen goes through here, so that the log of exports holds it."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from abm_core.output import csv_list, excel
from abm_core.review import exports
from abm_core.review.exports import Export
from abm_core.schema import Entity
from abm_core.store import Store
from ui import frame

EXCEL = excel.MIME
ME = "committee_me"  # who signs: chosen once, on whatever screen asks first
FORMATS = {excel.MIME: exports.EXCEL, csv_list.MIME: exports.CSV}


def who() -> str:
    """Who works in this window: as chosen once, else as the machine knows them."""
    return st.session_state.get(ME) or frame.author() or _user()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return ""


def button(
    label: str, make: Callable[[], bytes | str], *, file: str, mime: str, key: str, what: str = "",
    n_rows: int | None = None, columns: Sequence[str] = (), of: Store | None = None,
    **look: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """A button that makes a file when it is pressed, and notes who took what.

    ``what`` names the list (by default as the button does), ``of`` the store whose log it is (by
    default the one on screen); ``look`` is handed to the button.
    """
    def made() -> Export:
        content = make()
        if isinstance(content, str):
            content = content.encode()
        return Export(what or label, file, FORMATS.get(mime, exports.OTHER), content, n_rows,
                      tuple(columns))  # fmt: skip

    export_button(label, made, file=file, mime=mime, key=key, of=of, **look)


def export_button(
    label: str, make: Callable[[], Export], *, file: str, mime: str, key: str,
    of: Store | None = None, **look: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """The same for what knows its rows and columns only once it is made."""
    shown, author = of or frame.current_store(), who()
    st.download_button(
        label, data=lambda: logged(shown, make()._replace(file=file), author), file_name=file,
        mime=mime, key=key, on_click="ignore", **{"icon": ":material/download:", **look},
    )  # fmt: skip


def logged(shown: Store, made: Export, author: str) -> bytes:
    """The file's bytes, once the log holds that it was taken."""
    with shown.cursor() as cursor:
        exports.log(cursor, made, author=author, now=frame.now())
    return made.content


def workbook(rows: pd.DataFrame, entity: Entity) -> bytes:
    """A table of the store as it is, with what its columns mean."""
    return excel.workbook(rows, sheet=entity.label, notes=[(entity.label, entity.doc)],
                          entities=(entity,), made_at=frame.now())  # fmt: skip
