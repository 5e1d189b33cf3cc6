"""Times three live reads of every system that has a fake: ``python bench/sync_twice.py --many 1000``.

Prints a Markdown table: wall and processor seconds of each ``keyroll sync`` as its own process, relative to the first.
The fakes run here without checks, with this many credentials in the largest list of most of them; nothing changes in
them. Needs ``tests`` on the path, and nothing beyond the requirements of the tests.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from everything import connected, fakes
from keyroll.api import Keyroll
from whole_run import step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1000)
    many = parser.parse_args().many
    with (
        tempfile.TemporaryDirectory() as folder,
        fakes(many, judged=False) as systems,
        pytest.MonkeyPatch.context() as patch,
    ):
        home = Path(folder)
        Keyroll.open(home)
        connected(home, systems, patch)
        runs = [step(["sync", "--home", folder], (0,)) for _ in range(3)]
        counted = len(Keyroll.open(home).inventory.listed("credentials").rows)
    print(
        f"| {len(systems)} systems, {counted:,} credentials | wall s | processor s | to the first |\n|---|---|---|---|"
    )
    for name, ran in zip(("first", "second", "third"), runs, strict=True):
        share = ran.processor / runs[0].processor
        print(f"| {name} | {ran.wall:.1f} | {ran.processor:.1f} | {share:.2f} |")


if __name__ == "__main__":
    main()
