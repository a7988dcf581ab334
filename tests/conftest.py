"""What tests of several folders share: the sample store, made once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from abm_core import sample


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store; to be copied by whoever changes it."""
    path = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    sample.load_sample(path, now=datetime(2027, 3, 2, 12))
    return path
