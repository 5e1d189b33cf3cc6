"""A hunt that is killed (SIGKILL) at any act on the lake or the ledger: the next one finds what one hunt finds."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from small_world import NOW, SmallWorld, call, iso, key

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
RULE = """title: Somebody lists buckets
id: 3b8b2f0e-5d0c-4b39-9d5d-2f5f6b1b9a01
status: experimental
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: ListBuckets}, condition: selection}
level: high
"""
#: Acts between two kills: at each act it takes a minute.
STEP = 15
#: Hunts in children of a process that has loaded everything: each is killed at a later act, until one ends.
HUNTS = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from keyroll.api import Keyroll
from keyroll.api import hunting
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger

home, rules, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
killed, moment = 0, 1
while True:
    child = os.fork()
    if not child:
        left = [moment]
        def act(*_):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        opened = Keyroll(Home.open(home, flags={"clock": sys.argv[4]}, create=False, fault=act))
        for name in ("before_cursor_execute", "commit"):
            event.listen(opened.home.ledger.engine, name, act)
        opened.hunt.run(rules=[rules])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(killed, os.waitstatus_to_exitcode(status))
        break
    assert os.WTERMSIG(status) == signal.SIGKILL
    killed, moment = killed + 1, moment + step
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("hunted"))
    world.keys("10-01", key("ONE"))
    world.trail(*(call("ListBuckets", iso(f"10-{n:02}"), "ONE", str(n)) for n in range(2, 12)))
    world.sync()
    (world.path / "rules").mkdir()
    (world.path / "rules" / "one.yml").write_text(RULE)
    return world


def kept(home: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what the home keeps of its hunts."""
    keyroll = Keyroll.open(home, now=NOW, create=False)
    return {
        kind: sorted((dict(row) for row in keyroll.inventory.listed(kind).rows), key=repr)
        for kind in ("findings", "stories", "evidence")
    }


def test_a_hunt_that_was_killed_finds_the_same_again(world: SmallWorld, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(world.path / "home", tmp_path / "whole"))
    Keyroll.open(whole, now=NOW).hunt.run(rules=[world.path / "rules"])
    wanted = kept(whole)
    assert wanted["findings"]
    home = Path(shutil.copytree(world.path / "home", tmp_path / "home"))
    command = [sys.executable, "-c", HUNTS, str(home), str(world.path / "rules"), str(STEP), NOW.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    killed, code = map(int, done.stdout.split()[-2:])
    assert (killed >= 2, code) == (True, 0), done.stdout
    assert json.loads(json.dumps(kept(home), default=str)) == json.loads(json.dumps(wanted, default=str))
