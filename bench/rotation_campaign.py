"""Times a campaign that changes credentials: ``python bench/rotation_campaign.py --credentials 500 --nodes 2``.

The credentials are users of real Redis nodes, which a breached vendor held, and services read their value at their
start. Each is planned, approved by a second person, changed, and proven dead on the machine's clock. Prints a Markdown
table. ``--profile FILE`` keeps the profile of ``cProfile``.
"""

import argparse
import cProfile
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from campaign import change, exports, node
from first_keys import register_first
from keyroll.api import CredentialSelection, Keyroll, verify
from keyroll.model.incident import VerdictKind
from keyroll.model.rotation import Standing
from keyroll.secret import SecretRef

T = TypeVar("T")
NAME, OLD, ADMIN = "bench", "old-value-{}", "administrator-1"
#: Services: each holds several credentials, and is restarted for each of them.
SERVICES = 50
RESTART = """#!/bin/sh
exec 9>"$1.lock"
flock 9
old=$(cat "$1" 2>/dev/null)
sleep 7200 </dev/null >/dev/null 2>&1 9>&- &
echo $! >"$1.new" && mv "$1.new" "$1"
[ -z "$old" ] || kill "$old"
"""


def identifier(one: int) -> str:
    """Return the identifier of a user."""
    return f"redis@main:user:app{one}"


class Services:
    """The programs that hold the values; a change of a value restarts its program."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.program = folder, folder / "restart"
        self.program.write_text(RESTART)
        self.program.chmod(0o700)

    def pid(self, one: int) -> Path:
        """Return the file with the process id of the service that holds a credential."""
        return self.folder / f"service{one % SERVICES}.pid"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Yield, and stop every started program at the end."""
        try:
            yield
        finally:
            for file in self.folder.glob("service*.pid"):
                with suppress(OSError, ValueError):
                    os.kill(int(file.read_text()), signal.SIGTERM)


def directions(folder: Path, ports: list[int], many: int, services: Services) -> str:
    """Write the values to the places that the services read; return how each credential is changed."""
    (folder / "admin").write_text(ADMIN)
    tables = []
    for one in range(many):
        place = folder / f"app{one}"
        place.write_text(OLD.format(one))
        tables.append(
            f'["{identifier(one)}"]\nat = ["127.0.0.1:{ports[one % len(ports)]}"]\n'
            f'admin = "root=file:{folder}/admin"\nobserver = "root=file:{folder}/admin"\n'
            f'settings = {{ volatile = "yes" }}\nobserve = "1s"\n'
            f'[["{identifier(one)}".consumers]]\nname = "service"\ngets = "restart"\nprocess = "{services.pid(one)}"\n'
            f'place = "file:{place}?reload={services.program} {services.pid(one)}"\n'
        )
    return "\n".join(tables)


def person(keyroll: Keyroll, folder: Path, name: str) -> SecretRef:
    """Return the key of a person; ann and bob are registered first."""
    register_first(keyroll.person_keys, folder)
    return SecretRef("file", str(folder / f"{name}.key"))


class Times:
    """The time of each step, and its processor time with the programs that it ran."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, str]] = []

    def timed(self, what: str, act: Callable[[], T], said: Callable[[T], str]) -> T:
        """Run a step, and keep its time."""
        begin, used = time.monotonic(), _used()
        done = act()
        self.rows.append((what, time.monotonic() - begin, _used() - used, said(done)))
        print(*self.rows[-1], file=sys.stderr, flush=True)
        return done


def _used() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def profiled(act: Callable[[], T], file: Path | None) -> T:
    """Run a step, and keep the profile of each of its threads."""
    if file is None:
        return act()
    profiles: list[cProfile.Profile] = []
    run = threading.Thread.run

    def watched(thread: threading.Thread) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.runcall(run, thread)

    threading.Thread.run = watched  # type: ignore[method-assign,assignment]
    try:
        return act()
    finally:
        threading.Thread.run = run  # type: ignore[method-assign]
        import pstats

        together = pstats.Stats(*[one for one in profiles if one.getstats()])
        together.dump_stats(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--credentials", type=int, default=500)
    parser.add_argument("--nodes", type=int, default=2)
    parser.add_argument("--profile", type=Path)
    given = parser.parse_args()
    many, times = given.credentials, Times()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyroll-bench-")))
        ports = [stack.enter_context(node()) for _ in range(given.nodes)]
        change(ports, many, "reset", "on", f">{OLD}", "+@all")
        for port in ports:
            root = ["ACL", "SETUSER", "root", "on", f">{ADMIN}", "+@all"]
            subprocess.run(["redis-cli", "-p", str(port), *root], stdout=subprocess.DEVNULL, check=True)
        services = Services(folder)
        stack.enter_context(services.running())
        keyroll = Keyroll.open(folder / "home")
        keyroll.exports.sync(exports(folder))
        now = keyroll.now()
        begins, ends = now - timedelta(days=9), now - timedelta(days=1)
        keyroll.incidents.open(NAME, vendor="Backups", begins=begins, ends=ends)
        users = [identifier(one) for one in range(many)]
        times.timed(
            "incident widen",
            lambda: keyroll.incidents.widen(NAME, *users, because="the vendor's list", by="lead")[0],
            lambda state: f"{len(state.open_items):,} open",
        )
        (keyroll.home.path / "rotation.toml").write_text(directions(folder, ports, many, services))
        ann, bob = person(keyroll, folder, "ann"), person(keyroll, folder, "bob")
        times.timed(
            "rotate plan",
            lambda: keyroll.rotations.plan(NAME, CredentialSelection(incident=NAME), key=ann).plan,
            lambda plan: f"{len(plan.items):,} planned, {len(plan.refused):,} refused; {plan.seconds} s predicted",
        )
        keyroll.rotations.approve(NAME, key=bob)
        ran = times.timed(
            "rotate run --wait",
            lambda: profiled(lambda: keyroll.rotations.run(NAME, wait=True), given.profile),
            lambda ran: f"{sum(one.position.standing is Standing.DONE for one in ran.stands):,} done",
        )
        left = [one for one in ran.stands if one.position.standing is not Standing.DONE]
        for stand in left[:5]:
            print(f"{stand.identifier}: {stand.position.step}: {stand.said}", file=sys.stderr)
        times.timed(
            "incident status",
            lambda: keyroll.incidents.status(NAME),
            lambda state: (
                f"{sum(one.judgement.verdict is VerdictKind.DEAD for one in state.standings):,} dead, "
                f"{len(state.open_items):,} open"
            ),
        )
        key = keyroll.evidence.key().keyid.encode()
        times.timed(
            "bundle, verified offline",
            lambda: verify(keyroll.evidence.bundle(NAME)[0], keys=[key]),
            lambda checked: f"{sum(checked.dead.values()):,} signed deaths",
        )
    print(f"{many:,} credentials, {given.nodes} nodes\n")
    print("| step | seconds | of the processor | result |\n|---|---|---|---|")
    for what, seconds, used, said in times.rows:
        print(f"| {what} | {seconds:.1f} | {used:.1f} | {said} |")


if __name__ == "__main__":
    main()
