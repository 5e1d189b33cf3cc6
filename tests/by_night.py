"""Parameters of which some run by day and all run by night."""

from collections.abc import Iterable
from typing import Any

import pytest


def first_by_day(values: Iterable[object], number: int = 1) -> list[Any]:
    """Return parameters for pytest: the first ones as they are, the others for a night only."""
    return [
        pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=() if place < number else pytest.mark.nightly)
        for place, one in enumerate(values)
    ]
