"""A row of JSON says what it is, in the singular."""

import pytest

from keyroll.report.formats.json import one_of


@pytest.mark.parametrize(
    ("kind", "one"),
    [("credentials", "credential"), ("stories", "story"), ("processes", "process"), ("quarantine", "quarantine")],
)
def test_one_of_a_list(kind: str, one: str) -> None:
    assert one_of(kind) == one
