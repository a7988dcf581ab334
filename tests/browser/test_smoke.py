"""The app opens, in both colour schemes and on a phone, and complains about nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light")],
)
def test_the_app_opens(
    app: str,
    open_page: Callable[..., Any],
    console_errors: list[str],
    width: int,
    height: int,
    scheme: str,
) -> None:
    page = open_page(app, width=width, height=height, scheme=scheme)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[data-testid="stMain"]').inner_text().strip()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert console_errors == []
