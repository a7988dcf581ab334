"""The sample with its truth, and the world without effects, each made once; do not change them."""

from __future__ import annotations

import pytest

from sample_data.generate import SampleData, Truth, generate, generate_with_truth


@pytest.fixture(scope="session")
def known_world() -> tuple[SampleData, Truth]:
    return generate_with_truth()


@pytest.fixture(scope="session")
def sample(known_world: tuple[SampleData, Truth]) -> SampleData:
    return known_world[0]


@pytest.fixture(scope="session")
def truth(known_world: tuple[SampleData, Truth]) -> Truth:
    return known_world[1]


@pytest.fixture(scope="session")
def without(sample: SampleData) -> SampleData:
    """The same seed, and a programme that changes nothing."""
    return generate(effects=False)
