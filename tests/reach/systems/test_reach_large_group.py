"""A group of very many members: each member costs a few edges, and a million of them fit in memory."""

import subprocess
import sys

import pytest

from reach.systems import large_group

#: Megabytes in which a million members are evaluated and counted.
MOST_MEMORY = 3_000


@pytest.mark.long
def test_a_group_of_fifty_thousand_members_has_three_edges_a_member():
    small, large = (large_group.measured(many) for many in (50, 50_000))
    assert large["counted"] == 50_000
    assert large["administer"] == 50_000 + small["administer"] - 50
    assert large["reached"] == 50_000 + small["reached"] - 50
    assert large["edges"] - small["edges"] == 3 * (50_000 - 50)


@pytest.mark.nightly
def test_a_group_of_a_million_members_fits_in_memory():
    done = subprocess.run(
        [sys.executable, large_group.__file__, "1000000"], capture_output=True, text=True, check=True, timeout=3600
    )
    members, peak = map(int, done.stdout.split())
    assert members == 1_000_000
    assert peak < MOST_MEMORY
