"""Runs a plan in a process of its own, which kills itself (SIGKILL) at named places: ``HOME PLAN FILE [PLACE…]``.

Each place kills once: the file keeps which did. Without places every place kills once. At the place in the variable
``ABORT_AT`` a person aborts.
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from keyroll.api import Keyroll
from keyroll.model.rotation import Standing, Wish
from keyroll.providers import catalogue


def main(home: str, plan: str, file: str, *places: str) -> int:
    kept = Path(file)
    catalogue.providers()["postgresql"] = replace(catalogue.provider("postgresql"), window=timedelta())

    plain = Keyroll.open(Path(home)).rotations

    def fault(place: str) -> None:
        if place == os.environ.get("ABORT_AT"):
            plain.decide(plan, Wish.ABORT, key=f"file:{Path(home).parent / 'bob.key'}", because="a test")
        killed = kept.read_text().splitlines() if kept.exists() else []
        if place not in killed and (not places or place in places):
            with kept.open("a") as stream:
                stream.write(f"{place}\n")
                stream.flush()
                os.fsync(stream.fileno())
            os.kill(os.getpid(), signal.SIGKILL)

    rotations = replace(plain, fault=fault, late=timedelta(seconds=1))
    ran = rotations.run(plan, wait=True)
    return 0 if ran.done or all(one.position.standing is Standing.ABORTED for one in ran.stands) else 12


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
