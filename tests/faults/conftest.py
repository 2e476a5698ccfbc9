"""What tests of one installation have in common; each file makes its own `shared` one."""

from collections.abc import Iterator

import pytest

from tests.faults.world import Installation, World, provided


@pytest.fixture
def running(shared: Installation) -> Iterator[World]:
    """The shared installation with a provider of this test's own."""
    shared.handlers.begin()
    with provided(shared) as made:
        yield made
