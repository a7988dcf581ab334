"""The sample, generated once; tests must not change it."""

from __future__ import annotations

import pytest

from sample_data.generate import SampleData, generate


@pytest.fixture(scope="session")
def sample() -> SampleData:
    return generate()
