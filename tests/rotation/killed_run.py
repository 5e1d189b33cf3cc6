"""Runs a plan in a process of its own, which kills itself (SIGKILL) at named places: ``HOME PLAN FILE [PLACE…]``.

Each place kills once: the file keeps which did. Without places every place kills once.
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from keyroll.api import Keyroll
from keyroll.providers import catalogue


def main(home: str, plan: str, file: str, *places: str) -> int:
    kept = Path(file)
    catalogue.providers()["postgresql"] = replace(catalogue.provider("postgresql"), window=timedelta())

    def fault(place: str) -> None:
        killed = kept.read_text().splitlines() if kept.exists() else []
        if place not in killed and (not places or place in places):
            with kept.open("a") as stream:
                stream.write(f"{place}\n")
                stream.flush()
                os.fsync(stream.fileno())
            os.kill(os.getpid(), signal.SIGKILL)

    rotations = replace(Keyroll.open(Path(home)).rotations, fault=fault, late=timedelta(seconds=1))
    return 0 if rotations.run(plan, wait=True).done else 12


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
