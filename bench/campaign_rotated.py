"""Rotates the credentials of the replayed breach: ``python bench/campaign_rotated.py EXPORTS``.

EXPORTS is what ``keyroll replay thanksgiving --out EXPORTS`` wrote. The listings of the first two weeks of the window
are read: nothing is changed yet, so that every exposed credential is open. The access keys of AWS and the tokens of a
Cloudflare account are issued by fakes on this machine, and each is planned, approved by a second person, changed, and
proven dead. Windows pass on a clock that jumps. Prints a Markdown table; what has no rotator is counted by kind, with
the reason.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from campaign import Jumping
from fakes.aws_writing import WritingAws
from fakes.cloudflare import ACCOUNT
from fakes.writing import WritingCloudflare
from keyroll.api import CredentialSelection, Keyroll, verify
from keyroll.model.incident import Item, VerdictKind
from keyroll.model.rotation import Standing, Wish
from keyroll.secret import SecretRef

#: Listings of these days are read; the company changed its credentials later.
DAYS = ("2023-09-29", "2023-10-06", "2023-10-13")
NAME = "okta-2023"


def listings(exports: Path, to: Path) -> Path:
    """Copy the listings of the first weeks: no logs, and nothing later."""
    for day in DAYS:
        for folder in exports.glob(f"*/survey/{day}"):
            shutil.copytree(folder, to / folder.relative_to(exports))
    return to


def person(keyroll: Keyroll, folder: Path, name: str) -> SecretRef:
    """Make and register the key of a person."""
    place = folder / f"{name}.key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)], check=True)
    keyroll.rotations.add_key(name, place.with_name(f"{name}.key.pub").read_bytes(), by="bench")
    return SecretRef("file", str(place))


def directions(item: Item, at: str, admin: str, settings: str, value: str, folder: Path) -> str:
    """Say of one credential where it is changed and who reads it; its value stands where it is read from."""
    own = item.identifier.rpartition(":")[2]
    place = folder / f"app-{own}"
    place.write_text(f"{own}:{value}")
    return (
        f'["{item.identifier}"]\nat = ["{at}"]\nadmin = "{admin}"\nsettings = {{ {settings} }}\nobserve = "1s"\n'
        f'[["{item.identifier}".consumers]]\nname = "app"\nplace = "file:{place}"\n'
        'form = "{who}:{value}"\ngets = "poll"\nlongest_poll = "1s"\n'
    )


def aws_directions(aws: WritingAws, items: list[Item], folder: Path) -> str:
    """Issue each key at the fake account of AWS, and say how it is changed."""
    (folder / "aws-admin").write_text(aws.admin)
    admin, parts = f"{aws.admin.partition(':')[0]}=file:{folder / 'aws-admin'}", []
    for item in items:
        key_id = item.identifier.rpartition(":")[2]
        value = aws.user(key_id, key_id)
        parts.append(directions(item, aws.address, admin, f'user = "{key_id}"', value, folder))
    return "\n".join(parts)


def cloudflare_directions(cloudflare: WritingCloudflare, items: list[Item], folder: Path) -> str:
    """Issue each token at the fake account of Cloudflare, last used long ago, and say how it is changed."""
    (folder / "cloudflare-admin").write_text(cloudflare.administrator())
    admin, parts = f"root=file:{folder / 'cloudflare-admin'}", []
    for item in items:
        own = item.identifier.rpartition(":")[2]
        made, value = cloudflare.make_token(item.name or own, last_used_on="2023-01-01T00:00:00Z")
        del cloudflare.kept[made["id"]]
        made["id"] = own
        cloudflare.kept[own] = made
        parts.append(directions(item, f"{cloudflare.address}/{ACCOUNT}", admin, "", value, folder))
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", type=Path)
    given = parser.parse_args()
    steps: list[tuple[str, float, str]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyroll-bench-")))
        keyroll, clock = Keyroll.open(folder / "home"), Jumping()
        aws, cloudflare = WritingAws(), WritingCloudflare()
        keyroll.exports.sync(listings(given.exports, folder / "exports"))
        home = replace(keyroll.home, clock=clock, ledger=replace(keyroll.home.ledger, clock=clock))
        keyroll, aws.now = replace(keyroll, home=home), lambda: clock.now().timestamp()
        cloudflare.now = aws.now
        stack.enter_context(aws.running())
        stack.enter_context(cloudflare.running())
        begins, ends = datetime(2023, 9, 28, tzinfo=UTC), datetime(2023, 10, 18, 23, 59, 59, tzinfo=UTC)

        def timed(what: str, begin: float, said: str) -> None:
            steps.append((what, time.monotonic() - begin, said))
            print(f"{what}: {steps[-1][1]:.1f} s: {said}", file=sys.stderr, flush=True)

        begin = time.monotonic()
        state = keyroll.incidents.open(NAME, vendor="Okta", begins=begins, ends=ends)
        kinds = Counter(f"{one.item.source.partition('@')[0]} {one.item.kind}" for one in state.standings)
        timed("incident open", begin, ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
        keys = [one.item for one in state.open_items if one.item.kind == "access_key"]
        tokens = [one.item for one in state.open_items if one.item.kind == "account_token"]
        said = aws_directions(aws, keys, folder) + cloudflare_directions(cloudflare, tokens, folder)
        (home.path / "rotation.toml").write_text(said)
        ann, bob = person(keyroll, folder, "ann"), person(keyroll, folder, "bob")
        begin = time.monotonic()
        plan = keyroll.rotations.plan("campaign", CredentialSelection(incident=NAME), key=ann).plan
        timed("rotate plan", begin, f"{len(plan.items)} planned, {len(plan.refused)} refused")
        keyroll.rotations.approve("campaign", key=bob)
        copies = [(item.identifier, copy) for item in plan.items for copy in item.copies]
        for identifier, copy in copies:
            why = "a person writes the new value there"
            keyroll.rotations.decide("campaign", Wish.SIGN_OFF, by="bob", identifier=identifier, copy=copy, because=why)
        begin = time.monotonic()
        ran = keyroll.rotations.run("campaign", wait=True)
        done = sum(one.position.standing is Standing.DONE for one in ran.stands)
        timed("rotate run", begin, f"{done} of {len(ran.stands)} done, {len(copies)} copies signed off")
        clock.wait_until(clock.now() + timedelta(hours=37))
        begin = time.monotonic()
        state = keyroll.incidents.prove(NAME)
        dead = Counter(str(one.judgement.grade) for one in state.standings if one.proven(state.incident.policy))
        timed("incident prove, 37 hours later", begin, f"dead {dict(dead)}, {len(state.open_items)} open")
        begin = time.monotonic()
        content, _ = keyroll.evidence.bundle(NAME)
        checked = verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=clock.now())
        timed("bundle and verify", begin, f"{sum(checked.dead.values())} signed deaths")
    print("| step | seconds | result |\n|---|---|---|")
    for what, seconds, said in steps:
        print(f"| {what} | {seconds:.1f} | {said} |")
    print("\n| open | kind | why |\n|---|---|---|")
    because = {one.identifier: one.because for one in plan.refused}
    left = [one for one in state.standings if one.judgement.verdict is not VerdictKind.DEAD]
    why = Counter(
        (
            f"{one.item.source.partition('@')[0]} {one.item.kind}",
            because.get(one.item.identifier, one.judgement.because),
        )
        for one in left
    )
    for (kind, reason), number in sorted(why.items()):
        print(f"| {number} | {kind} | {reason} |")


if __name__ == "__main__":
    main()
