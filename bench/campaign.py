"""Times a whole campaign against local servers: ``python bench/campaign.py --credentials 5000 --nodes 2``.

The credentials are users of real Redis nodes, which a breached vendor held. Each is seen alive, changed, and tried
until it is dead, with signed evidence. Windows pass on a simulated clock; the rate of attempts at a node follows the
machine's clock. Prints a Markdown table.
"""

import argparse
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from keyroll.api import Keyroll, probe_requests, verify
from keyroll.model.incident import VerdictKind, Widening
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.response.campaign import Status
from keyroll.store.ledger.ledger import Ledger


class Jumping:
    """The machine's clock, with waits that end at once."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wait_until(self, moment: datetime) -> None:
        self._ahead += max(moment - self.now(), timedelta())


@contextmanager
def node() -> Iterator[int]:
    """A Redis server without persistence."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    program = shutil.which("redis-server") or "redis-server"
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--maxclients", "2000"],
        stdout=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait()


def change(ports: list[int], many: int, *rules: str) -> None:
    """Set every user's passwords with the server's own client."""
    for number, port in enumerate(ports):
        lines = [
            " ".join(("ACL", "SETUSER", f"app{one}", *(rule.format(one) for rule in rules)))
            for one in range(number, many, len(ports))
        ]
        subprocess.run(
            ["redis-cli", "-p", str(port)], input="\n".join(lines), text=True, stdout=subprocess.DEVNULL, check=True
        )


def exports(folder: Path) -> Path:
    """Write a register of the company; a person adds the users that the vendor held to the incident."""
    survey = folder / "exports/register/survey"
    survey.mkdir(parents=True)
    head = "vendor,system,credential,kind,owner,note,reviewed_on"
    (survey / "vendors.csv").write_text(f"{head}\nAnother,github,,,,,\n")
    return folder / "exports"


def references(folder: Path, ports: list[int], many: int) -> Path:
    """Write each value into its own file, and write the file that refers to them."""
    (folder / "values").mkdir()
    tables = []
    for one in range(many):
        for name in ("old", "new"):
            (folder / f"values/{name}{one}").write_text(f"{name}-value-{one}")
        tables.append(
            f'["redis@main:user:app{one}"]\nold = "file:{folder}/values/old{one}"\n'
            f'new = "file:{folder}/values/new{one}"\nat = ["127.0.0.1:{ports[one % len(ports)]}"]\n'
        )
    (folder / "values.toml").write_text("".join(tables))
    return folder / "values.toml"


def boarded(keyroll: Keyroll) -> list[tuple[str, float, float]]:
    """Time the commands that try nothing, after every verdict exists."""
    times: list[tuple[str, float, float]] = []
    for what, act in (
        ("incident status", lambda: keyroll.campaigns.status("bench")),
        ("incident prove, nothing due", lambda: keyroll.incidents.prove("bench")),
        ("incident list", keyroll.incidents.listed),
    ):
        begin, used = time.monotonic(), time.process_time()
        act()
        times.append((what, time.monotonic() - begin, time.process_time() - used))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--credentials", type=int, default=5_000)
    parser.add_argument("--nodes", type=int, default=2)
    parser.add_argument("--ledger", default="", help="a URL; without one a file in the home")
    given = parser.parse_args()
    many = given.credentials
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyroll-bench-")))
        ports = [stack.enter_context(node()) for _ in range(given.nodes)]
        change(ports, many, "reset", "on", ">old-value-{}", "+@all")
        keyroll = Keyroll.open(folder / "home")
        keyroll.exports.sync(exports(folder))
        clock = Jumping()
        ledger = Ledger.open(given.ledger or folder / "home/ledger.sqlite", clock)
        keyroll = replace(keyroll, home=replace(keyroll.home, clock=clock, ledger=ledger))
        now = clock.now()
        window = now - timedelta(days=9), now - timedelta(days=1)
        keyroll.incidents.open("bench", vendor="Backups", begins=window[0], ends=window[1])
        log = EvidenceLog.open(keyroll.home, ledger)
        with ledger.together() as one_write:
            added = [
                Widening("bench", f"redis@main:user:app{one}", "the vendor's list", "lead", now) for one in range(many)
            ]
            for each in added:
                one_write.widen("bench", each.identifier, reason=each.reason, person=each.person, at=now)
            log.within(one_write).act("bench", list(map(acts.widened, added)), now)
        wanted = probe_requests(references(folder, ports, many))
        rounds: list[tuple[str, float, float, Status]] = []

        def prove(what: str, *, wait: bool = False) -> Status:
            begin, used = time.monotonic(), time.process_time()
            state = keyroll.incidents.prove("bench", asked=wanted, wait=wait)
            rounds.append((what, time.monotonic() - begin, time.process_time() - used, state))
            return state

        prove("seen alive")
        change(ports, many, ">new-value-{}", "<old-value-{}")
        clock.wait_until(clock.now() + timedelta(minutes=2))
        prove("changed, tried until dead", wait=True)
        board = boarded(keyroll)
        tries = Counter(one.role for one in ledger.attempts("bench"))
        checked = verify(keyroll.evidence.bundle("bench")[0], keys=[keyroll.evidence.key().keyid.encode()])
    print(f"{many:,} credentials, {given.nodes} nodes, {sum(tries.values()):,} tries\n")
    print("| step | seconds | of processor | tries so far are | dead |\n|---|---|---|---|---|")
    for what, seconds, used, state in rounds:
        kinds = Counter(one.judgement.verdict for one in state.standings)
        dead = f"{kinds[VerdictKind.DEAD]:,} of {len(state.standings):,}"
        so_far = ", ".join(f"{kind} {n:,}" for kind, n in sorted(kinds.items()))
        print(f"| {what} | {seconds:.1f} | {used:.1f} | {so_far} | {dead} |")
    for what, seconds, used in board:
        print(f"| {what} | {seconds:.1f} | {used:.1f} | | |")
    print(f"| all | {sum(seconds for _, seconds, _, _ in rounds):.1f} | | | {sum(checked.dead.values()):,} signed |")


if __name__ == "__main__":
    main()
