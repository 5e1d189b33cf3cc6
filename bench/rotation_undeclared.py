"""Rotates under load with five undeclared consumers: ``python bench/rotation_undeclared.py --runs 20 --rate 200``.

One consumer of each kind in ``KINDS`` is in no directions: only a session, the log, a listed copy, the register, or the
sessions of a value that another tool pushed show it. Each run rotates a role of a real PostgreSQL until the gate names
all five, then settles one after the other, each run in another order. While one is left, the old role must sign in and
the gate must name what is left; after the last one the old role must be refused. Counts failed requests.
Needs ``tests`` on the path.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "rotation"))

from site_of_rotation import OLD, Site, sign_in

from keyroll.api import CredentialSelection
from keyroll.model.rotation import Wish
from keyroll.providers import catalogue
from rotation_systems import HERE, conftest

#: What shows each consumer, by its name for a sign-off; those without a sign-off get the new value from their owner.
KINDS = {
    "session": "report at 127.0.0.1",
    "log": "nightly at 127.0.0.1",
    "copy": "APP_PASSWORD of github@main",
    "register": "registered holder Acme",
    "push": "pushed at 127.0.0.1",
}
#: The services, by name: how each gets its value, and its part of the rate.
SERVICES = {"web": ("poll", 0.5), "report": ("poll", 0.25), "pushed": ("push", 0.25)}
MOST = 60.0


@dataclass
class Run:
    """One rotation with its services; ``wrong`` holds what must not happen."""

    site: Site
    rate: float
    services: list[subprocess.Popen[bytes]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    read: int = 0

    def begin(self) -> None:
        """Make the home, the records of the copy and the holder, the use in the log, and the services."""
        site = self.site
        directions = site.home / "rotation.toml"
        directions.write_text(directions.read_text().replace('longest_poll = "1s"', 'longest_poll = "3s"'))
        records = site.folder / "more" / "register" / "survey"
        records.mkdir(parents=True)
        (records / "vendors.csv").write_text(f"vendor,system,credential\nAcme,postgresql@main,{site.one}\n")
        (records / "places.csv").write_text(
            f"system,kind,place,credential\ngithub@main,actions_secret,APP_PASSWORD,{site.identifier}\n"
        )
        site.open().exports.sync(site.folder / "more")
        sign_in(site.postgres, site.one, OLD, "nightly").close()
        for name, (mode, part) in SERVICES.items():
            self.place(name).write_text(f"{site.one}:{OLD}")
            words = ["postgresql", mode, name, str(self.place(name)), site.postgres.address, str(self.rate * part)]
            command = [sys.executable, str(HERE / "rotation_service.py"), *words, str(site.folder / f"{name}.figures")]
            service = subprocess.Popen(command, stdout=subprocess.PIPE)
            assert service.stdout
            if service.stdout.readline() != b"ready\n":
                raise OSError(f"{name} does not start")
            self.services.append(service)

    def place(self, name: str) -> Path:
        return Path(self.site.folder, "secret" if name == "web" else name)

    def ship(self) -> None:
        """Read the server's new records about both roles into the home."""
        about = [f'"{one}"' for one in (self.site.one, self.site.two)] + [
            f"user={self.site.one}",
            f"user={self.site.two}",
        ]
        files = sorted((self.site.postgres.base / "messages").glob("*.json"))
        lines = [line for file in files for line in file.read_text().splitlines() if any(one in line for one in about)]
        if lines[self.read :]:
            batch = self.site.folder / f"{self.read}.ndjson"
            batch.write_text("\n".join(lines[self.read :]) + "\n")
            self.read = len(lines)
            self.site.open().exports.sync_log("postgresql@main.server", [batch], fold=False)

    def until(self, left: Sequence[str]) -> None:
        """Run the plan until the gate names exactly what is left; with nothing left, until the old role is refused."""
        deadline, said = time.monotonic() + MOST, ""
        while time.monotonic() < deadline:
            self.ship()
            said = self.site.open().rotations.run("first").stands[0].said
            if left and not self.signs_in():
                self.wrong.append(f"refused while {', '.join(left)} was left")
                return
            named = {kind for kind, name in KINDS.items() if f"{name}, a known" in said or f"{name} used" in said}
            if (named == set(left)) if left else not self.signs_in():
                return
            time.sleep(0.2)
        self.wrong.append(f"not as expected with {', '.join(left) or 'nothing'} left: {said}")

    def signs_in(self) -> bool:
        rows = self.site.postgres.rows(f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{self.site.one}'")
        return bool(rows[0][0])

    def settle(self, kind: str) -> None:
        """Give a consumer the new value as its owner does, or sign it off."""
        new = self.site.secret.read_text()
        if kind == "session":
            self.place("report").write_text(new)
        elif kind == "push":
            socket = f"{self.place('pushed')}.pushed.socket"
            subprocess.run([sys.executable, str(HERE / "rotation_tell.py"), socket], input=new.encode(), check=True)
        else:
            rotations = self.site.open().rotations
            key = self.site.key("ann")
            rotations.decide("first", Wish.SIGN_OFF, key=key, copy=KINDS[kind], because="it has the new value")

    def end(self) -> tuple[int, int]:
        """Stop the services and return the requests that were made and that failed."""
        for service in self.services:
            service.terminate()
            service.wait(30)
        figures = [json.loads((self.site.folder / f"{name}.figures").read_text()) for name in SERVICES]
        return sum(one["made"] for one in figures), sum(one["failed"] for one in figures)


def one_run(postgres: Any, folder: Path, number: int, rate: float) -> tuple[int, int, list[str]]:
    """Return the requests, the failed ones, and what went wrong in one rotation."""
    run = Run(Site(folder, postgres, number).begin(), rate)
    try:
        run.begin()
        rotations = run.site.open().rotations
        rotations.plan("first", CredentialSelection(run.site.identifier), key=run.site.key("ann"))
        rotations.approve("first", key=run.site.key("bob"))
        kinds = list(KINDS)
        left = kinds[number % len(kinds) :] + kinds[: number % len(kinds)]
        run.until(left)
        while left and not run.wrong:
            run.settle(left.pop(0))
            run.until(left)
        time.sleep(1)
    finally:
        made, failed = run.end()
    return made, failed, run.wrong


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--rate", type=float, default=200, help="Requests a second of all services.")
    asked = parser.parse_args(words)
    catalogue.providers()["postgresql"] = replace(catalogue.provider("postgresql"), window=timedelta())
    made, failed, wrong, begun = 0, 0, list[str](), time.monotonic()
    with contextmanager(conftest.postgres.__wrapped__)() as postgres:
        for number in range(asked.runs):
            with tempfile.TemporaryDirectory(prefix="keyroll-") as folder:
                more, lost, why = one_run(postgres, Path(folder), number, asked.rate)
            made, failed, wrong = made + more, failed + lost, [*wrong, *why]
            print(number + 1, f"{time.monotonic() - begun:.0f} s", more, lost, why, file=sys.stderr, flush=True)
    print("| Runs | Undeclared consumers | Requests | Failed | Cut off, or not named |\n|---|---|---|---|---|")
    print(f"| {asked.runs} | {asked.runs * len(KINDS)} | {made:,} | **{failed}** | {len(wrong)} |")
    print("\n".join(wrong))
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
