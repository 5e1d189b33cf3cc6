"""Rotates the credentials of the replayed breach: ``python bench/campaign_rotated.py EXPORTS``.

``keyroll replay thanksgiving --out EXPORTS`` wrote EXPORTS. The listings of the first two weeks of the window are read:
nothing was changed yet, so every exposed credential is open. Fakes on this machine issue the access keys of AWS, the
API tokens and Access service tokens of a Cloudflare account, and the accounts of Jira and Bitbucket. Each credential is
planned, approved by a second person, changed, and proven dead. The lists of the fakes before and afterwards are read
like any export. If only a restart shows that a program has the new value, a process is started.

The clock skips waits: windows, lockouts, lifetimes of derived credentials. Processes are dated on that clock, too.
Limits of requests follow the machine's clock. Prints a Markdown table. Open items are counted by kind, with the reason.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from campaign import Jumping
from fakes.atlassian_writing import Accounts, WritingBitbucket, WritingJira
from fakes.aws_writing import WritingAws
from fakes.cloudflare import ACCOUNT, envelope
from fakes.cloudflare_access import APPLICATION, WritingAccess
from first_keys import register_first
from keyroll.api import CredentialSelection, Keyroll, verify
from keyroll.model.incident import Item, VerdictKind
from keyroll.model.rotation import Standing, Wish
from keyroll.rotation import processes
from keyroll.secret import SecretRef

#: The listings of these days are read; the company changed its credentials later.
DAYS = ("2023-09-29", "2023-10-06", "2023-10-13")
NAME = "okta-2023"
#: Longer than the lifetime of cookies of an application behind Access, and of remembered sign-ins of Bitbucket.
LONGEST = timedelta(days=32)
#: The kernel rounds the start of a process down by up to this many seconds.
TICK = timedelta(milliseconds=10)


def listings(exports: Path, to: Path) -> Path:
    """Copy the listings of the first weeks: no logs, and nothing later."""
    for day in DAYS:
        for folder in exports.glob(f"*/survey/{day}"):
            shutil.copytree(folder, to / folder.relative_to(exports))
    return to


def person(keyroll: Keyroll, folder: Path, name: str) -> SecretRef:
    """Return the key of a person; ann and bob are registered first."""
    register_first(keyroll.person_keys, folder)
    return SecretRef("file", str(folder / f"{name}.key"))


class Dating(Jumping):
    """A clock that skips waits and records each skip, so that it can date times of the machine's clock."""

    def __init__(self) -> None:
        super().__init__()
        self._jumps = [(datetime.min.replace(tzinfo=UTC), timedelta())]
        self._jumping = threading.Lock()

    def wait_until(self, moment: datetime) -> None:
        with self._jumping:
            super().wait_until(moment)
            self._jumps.append((datetime.now(UTC), self._ahead))

    def dated(self, at: datetime) -> datetime:
        """Return the time on this clock for a time of the machine's clock."""
        return at + max(ahead for jumped, ahead in self._jumps if jumped <= at + TICK)


@dataclass
class World:
    """The fakes, the programs that read the values, and the directions of each credential."""

    folder: Path
    aws: WritingAws
    cloudflare: WritingAccess
    accounts: dict[str, Accounts]
    exported: dict[str, dict[str, Any]]
    issued: set[str] = field(default_factory=set)
    pids: list[Path] = field(default_factory=list)

    def said(self, item: Item) -> str:
        """Issue a credential at its fake, and return how it is changed."""
        own, source = item.identifier.rpartition(":")[2], item.source.partition("@")[0]
        self.issued.add(own)
        if (source, item.kind) == ("aws", "access_key"):
            admin = f"{self.aws.admin.partition(':')[0]}={self.kept('aws-admin', self.aws.admin)}"
            value = self.aws.user(own, own)
            return self.directions(item, self.aws.address, admin, f'user = "{own}"', value, polls=True)
        if (source, item.kind) == ("cloudflare", "account_token"):
            made, value = self.cloudflare.make_token(item.name or own, last_used_on="2023-01-01T00:00:00Z")
            del self.cloudflare.kept[made["id"]]
            made["id"] = own
            self.cloudflare.kept[own] = made
            at = f"{self.cloudflare.address}/{ACCOUNT}"
            return self.directions(item, at, self.cloudflare_admin(), "", f"{own}:{value}", polls=True)
        if (source, item.kind) == ("cloudflare", "access_service_token"):
            _, _, value = self.cloudflare.service_token().partition(":")
            token = self.cloudflare.service_tokens[-1]
            token |= self.exported["access_service_tokens"][own]
            value = f"{token['client_id']}:{value}"
            settings = f'account = "{ACCOUNT}", applications = "{APPLICATION}", api = "{self.cloudflare.address}"'
            at = f"{self.cloudflare.address}/app"
            return self.directions(item, at, self.cloudflare_admin(), settings, value)
        if item.kind == "account" and source in self.accounts:
            self.accounts[source].account(own, f"old-password-of-{own}")
            return self.directions(item, self.accounts[source].address, self.account_admin(source), "",
                                   f"old-password-of-{own}", outage=True)  # fmt: skip
        return ""

    def kept(self, name: str, content: str) -> str:
        (self.folder / name).write_text(content)
        return f"file:{self.folder / name}"

    def cloudflare_admin(self) -> str:
        if not (self.folder / "cloudflare-admin").exists():
            self.kept("cloudflare-admin", self.cloudflare.administrator())
        return f"root=file:{self.folder / 'cloudflare-admin'}"

    def account_admin(self, source: str) -> str:
        fake = self.accounts[source]
        if not (self.folder / f"{source}-admin").exists():
            value = "administrator-1"
            if source == "jira":
                value = fake.token("Jira administrators (global permission)", name="root")
            else:
                fake.account("root", value, "ADMIN")
            self.kept(f"{source}-admin", value)
        return f"root=file:{self.folder / f'{source}-admin'}"

    def directions(
        self, item: Item, at: str, admin: str, settings: str, value: str, *, polls: bool = False, outage: bool = False
    ) -> str:
        """Return the directions of one credential; its value is at the place that its consumer reads."""
        number = len(list(self.folder.glob("app-*")))
        place, pid = self.folder / f"app-{number}", self.folder / f"pid-{number}"
        place.write_text(value)
        reads = 'form = "{value}"\ngets = "poll"\nlongest_poll = "1s"\n'
        where = f"file:{place}"
        if not polls:
            where = f"file:{place}?reload={self.restarts()} {pid}"
            reads = f'gets = "restart"\nprocess = "{pid}"\n'
            self.pids.append(pid)
        return (
            f'["{item.identifier}"]\nat = ["{at}"]\nadmin = "{admin}"\nsettings = {{ {settings} }}\nobserve = "1s"\n'
            + (f'old = "{self.kept(f"old-{number}", value)}"\n' if outage else "")
            + ('outage = true\nway = "password"\n' if outage else "")
            + f'[["{item.identifier}".consumers]]\nname = "app"\nplace = "{where}"\n{reads}'
        )

    def restarts(self) -> Path:
        """Return a program that restarts a service and writes its process id."""
        program = self.folder / "restart"
        program.write_text(
            '#!/bin/sh\nold=$(cat "$1" 2>/dev/null)\nsleep 7200 </dev/null >/dev/null 2>&1 &\n'
            'echo $! > "$1.new" && mv "$1.new" "$1"\n[ -z "$old" ] || kill "$old"\n'
        )
        program.chmod(0o700)
        return program

    def stop(self) -> None:
        for pid in self.pids:
            with suppress(OSError, ValueError):
                os.kill(int(pid.read_text()), signal.SIGTERM)

    def listed(self, to: Path, day: str) -> Path:
        """Write Cloudflare's current list in the form of an export: its replicas cannot be addressed."""
        now = {
            "account_tokens": list(self.cloudflare.kept.values()),
            "access_service_tokens": self.cloudflare.service_tokens,
        }
        for endpoint, tokens in now.items():
            others = [one for name, one in self.exported[endpoint].items() if name not in self.issued]
            folder = to / "cloudflare@main" / "survey" / day
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{endpoint}.json").write_text(json.dumps(envelope([*others, *tokens])))
        return to


def exported(exports: Path) -> dict[str, dict[str, Any]]:
    """Return Cloudflare's last list, by endpoint and id."""
    found: dict[str, dict[str, Any]] = {}
    for endpoint in ("account_tokens", "access_service_tokens"):
        pages = (exports / "cloudflare@main" / "survey" / DAYS[-1] / f"{endpoint}.json").read_text().splitlines()
        found[endpoint] = {one["id"]: one for page in pages for one in json.loads(page)["result"]}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path)
    given = parser.parse_args()
    steps: list[tuple[str, float, str]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyroll-bench-")))
        keyroll, clock = Keyroll.open(folder / "home"), Dating()
        exports = listings(given.exports, folder / "exports")
        accounts: dict[str, Accounts] = {"jira": WritingJira(), "bitbucket": WritingBitbucket()}
        world = World(folder, WritingAws(), WritingAccess(), accounts, exported(given.exports))
        stack.callback(world.stop)
        kernel = processes.started
        stack.enter_context(patch.object(processes, "started", lambda file: (at := kernel(file)) and clock.dated(at)))
        keyroll.exports.sync(exports)
        home = replace(keyroll.home, clock=clock, ledger=replace(keyroll.home.ledger, clock=clock))
        keyroll = replace(keyroll, home=home)
        for fake in (world.aws, world.cloudflare, *world.accounts.values()):
            fake.now = lambda: clock.now().timestamp()
            stack.enter_context(fake.running())
        begins, ends = datetime(2023, 9, 28, tzinfo=UTC), datetime(2023, 10, 18, 23, 59, 59, tzinfo=UTC)

        def timed(what: str, begin: float, said: str) -> None:
            steps.append((what, time.monotonic() - begin, said))
            print(f"{what}: {steps[-1][1]:.1f} s: {said}", file=sys.stderr, flush=True)

        begin = time.monotonic()
        state = keyroll.incidents.open(NAME, vendor="Okta", begins=begins, ends=ends)
        kinds = Counter(f"{one.item.source.partition('@')[0]} {one.item.kind}" for one in state.standings)
        timed("incident open", begin, ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
        said = [world.said(one.item) for one in state.open_items]
        (home.path / "rotation.toml").write_text("\n".join(said))
        # A secret that is changed in place keeps its id: only a list after the exposure shows the change.
        keyroll.exports.sync(world.listed(folder / "before", f"{clock.now():%Y-%m-%d}"))
        ann, bob = person(keyroll, folder, "ann"), person(keyroll, folder, "bob")
        begin = time.monotonic()
        plan = keyroll.rotations.plan("campaign", CredentialSelection(incident=NAME), key=ann).plan
        timed("rotate plan", begin, f"{len(plan.items)} planned, {len(plan.refused)} refused")
        keyroll.rotations.approve("campaign", key=bob)
        copies = [(item.identifier, copy) for item in plan.items for copy in item.copies]
        for identifier, copy in copies:
            why = "a person writes the new value there"
            keyroll.rotations.decide("campaign", Wish.SIGN_OFF, key=bob, identifier=identifier, copy=copy, because=why)
        begin, at = time.monotonic(), clock.now()
        ran = keyroll.rotations.run("campaign", wait=True)
        done = sum(one.position.standing is Standing.DONE for one in ran.stands)
        took, predicted = (clock.now() - at).total_seconds() / 60, plan.seconds / 60
        timed("rotate run --wait", begin,
              f"{done} of {len(ran.stands)} done, {len(copies)} copies signed off; {took:.0f} minutes on its clock, "
              f"{predicted:.0f} planned")  # fmt: skip
        for stand in ran.stands:
            if stand.position.standing is not Standing.DONE:
                print(f"{stand.identifier}: {stand.position.step}: {stand.said}", file=sys.stderr)
        clock.wait_until(clock.now() + LONGEST)
        begin = time.monotonic()
        keyroll.exports.sync(world.listed(folder / "later", f"{clock.now():%Y-%m-%d}"))
        state = keyroll.incidents.prove(NAME)
        dead = Counter(str(one.judgement.grade) for one in state.standings if one.proven(state.incident.policy))
        timed(f"lists read and incident prove, {LONGEST.days} days later", begin,
              f"dead {dict(dead)}, {len(state.open_items)} open")  # fmt: skip
        begin = time.monotonic()
        content, _ = keyroll.evidence.bundle(NAME)
        checked = verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=clock.now())
        timed("bundle and verify", begin, f"{sum(checked.dead.values())} signed deaths")
    print("| step | seconds | result |\n|---|---|---|")
    for what, seconds, result in steps:
        print(f"| {what} | {seconds:.1f} | {result} |")
    print("\n| open | kind | why |\n|---|---|---|")
    refused = {one.identifier: one.because for one in plan.refused}
    left = [one for one in state.standings if one.judgement.verdict is not VerdictKind.DEAD]
    reasons = Counter(
        (
            f"{one.item.source.partition('@')[0]} {one.item.kind}",
            refused.get(one.item.identifier, one.judgement.because),
        )
        for one in left
    )
    for (kind, reason), number in sorted(reasons.items()):
        print(f"| {number} | {kind} | {reason} |")


if __name__ == "__main__":
    main()
