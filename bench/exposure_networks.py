"""Compares the exposure of a vendor's breach with the truth, at five companies: ``python bench/exposure_networks.py``.

Addresses are those of five invented companies: their clouds, clusters, gateways, telephones, vendors' lines, and the
homes of their people. Each company has 14 access keys that the vendor holds and 6 that it does not hold, used several
times a day for six weeks. An administrator replaces each held key during or after the window, correctly. An intruder
uses two of the held keys from a rented machine, and has their replacements too. In scope must be the held keys and, as
possible, these two replacements. Prints a Markdown table, and exits with 1 where the exposure differs from the truth.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from keyroll.model.incident import ClosingPolicy
from scenarios.networks import Roaming
from small_world import SmallWorld, call, key, key_id

#: The places of each company from which its machines and vendors call.
PLACES = {
    "aldermoor": ("gate", "node", "builder", "line", "away"),
    "brindlecote": ("gate", "pod", "builder", "line", "mobile"),
    "pendrake": ("shop", "pod", "builder", "road", "roads"),
    "tollgarth": ("gate", "node", "builder", "line"),
    "wexholme": ("gate", "node", "builder", "near", "line", "away"),
}
HELD, OTHERS, STOLEN = 14, 6, 2
FIRST, DAYS = datetime(2023, 9, 8, tzinfo=UTC), 43
BEGINS, ENDS = datetime(2023, 9, 28, tzinfo=UTC), datetime(2023, 10, 8, tzinfo=UTC)
CLIENTS = ("aws-cli", "Boto3/1.34", "aws-sdk-go-v2/1.21", "terraform")


@dataclass(frozen=True, slots=True)
class Used:
    """The workload of one key: where it calls from, with which program, and from when on with the replacement."""

    name: str
    place: Roaming
    client: str
    replaced_on: datetime


def homes(name: str, _ms: int) -> str:
    """Return the line of a person's home: another network after some weeks."""
    return f"198.19.{sum(name.encode()) % 250}.{_ms // 86_400_000 % 3 + 20}"


def workloads(company: str, rng: Random) -> list[Used]:
    """Return the workloads of a company, in turns over its places; every fifth is a person's home."""
    places = import_module(f"scenarios.companies.{company}_places")
    roams = [*(getattr(places, name) for name in PLACES[company]), homes]
    return [
        Used(
            f"{company[:2]}{number:02}".upper(),
            roams[number % len(roams)],
            rng.choice(CLIENTS),
            BEGINS + timedelta(days=6 + rng.randrange(12)),
        )
        for number in range(HELD + OTHERS)
    ]


def uses(one: Used, rng: Random) -> Iterator[tuple[datetime, str, str]]:
    """Yield each use: its time, key and address; the key has ``N`` before its name once it was replaced."""
    for day in range(DAYS):
        for _ in range(6):
            at = FIRST + timedelta(days=day, minutes=rng.randrange(24 * 60))
            name = f"N{one.name}" if at > one.replaced_on else one.name
            yield at, name, one.place(one.name, int(at.timestamp() * 1000))


def record(at: datetime, name: str, address: str, client: str) -> dict[str, Any]:
    when = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    more = {"sourceIPAddress": address, "userAgent": client}
    made: dict[str, Any] = call("GetObject", when, name, f"{name}-{when}-{address}", **more)
    return made


def replacing(one: Used) -> dict[str, Any]:
    """Return the record of the key that the administrator made in its place."""
    when = f"{one.replaced_on:%Y-%m-%dT%H:%M:%SZ}"
    user = f"user-{one.name}"
    made = {"accessKeyId": f"AKIAN{one.name}", "userName": user, "status": "Active"}
    answer = {"requestParameters": {"userName": user}, "responseElements": {"accessKey": made}}
    act: dict[str, Any] = call("CreateAccessKey", when, "ADMIN", f"made-{one.name}", service="iam", **answer)
    return act


def stage(path: Path, company: str, seed: int) -> tuple[SmallWorld, dict[str, bool]]:
    """Write the exports of a company; return them, with the truth: the credentials in scope, and which are certain."""
    rng, world = Random(f"{company}/{seed}"), SmallWorld(path)
    known = workloads(company, rng)
    held = known[:HELD]
    stolen = rng.sample(held, STOLEN)
    records = [record(FIRST, "ADMIN", "192.0.2.1", "aws-cli"), *map(replacing, held)]
    for one in known:
        replaced = one if one in held else Used(one.name, one.place, one.client, datetime.max.replace(tzinfo=UTC))
        records += [record(at, name, address, one.client) for at, name, address in uses(replaced, rng)]
    for number, one in enumerate(stolen):
        rented = f"203.0.{113 + number}.{rng.randrange(2, 250)}"
        records.append(record(BEGINS + timedelta(days=3), one.name, rented, one.client))
        records.append(record(one.replaced_on + timedelta(days=3), f"N{one.name}", rented, one.client))
    old = [key(one.name) for one in known]
    new = [key(f"N{one.name}", f"user-{one.name}", created=f"{one.replaced_on:%Y-%m-%dT%H:%M:%SZ}") for one in held]
    world.keys("09-20", *old, key("ADMIN"))
    world.keys("10-27", *old, *new, key("ADMIN"))
    world.trail(*sorted(records, key=lambda one: str(one["eventTime"])))
    world.register("09-20", *({"vendor": "Acme", "system": "aws", "credential": f"AKIA{one.name}"} for one in held))
    truth = {key_id(one.name): True for one in held} | {key_id(f"N{one.name}"): False for one in stolen}
    return world, truth


def measured(path: Path, company: str, seed: int) -> tuple[dict[str, bool], dict[str, bool]]:
    """Return the exposure that keyroll derives, and the truth."""
    world, truth = stage(path, company, seed)
    status = world.sync().incidents.open("acme", vendor="Acme", begins=BEGINS, ends=ENDS, policy=ClosingPolicy.EXPORTS)
    return {one.item.identifier: one.item.sure for one in status.standings}, truth


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    seeds = parser.parse_args().seeds
    wrong = 0
    print("| company | seeds | replaced | in scope by truth | in scope | too many | missing |")
    print("|---|---|---|---|---|---|---|")
    for company in PLACES:
        found: list[tuple[dict[str, bool], dict[str, bool]]] = []
        for seed in range(seeds):
            with tempfile.TemporaryDirectory() as folder:
                found.append(measured(Path(folder), company, seed))
        more = sum(len(got.keys() - truth.keys()) for got, truth in found)
        less = sum(sum(got.get(one) is not sure for one, sure in truth.items()) for got, truth in found)
        sizes = (sum(len(truth) for _, truth in found), sum(len(got) for got, _ in found))
        print(f"| {company} | {seeds} | {HELD * seeds} | {sizes[0]} | {sizes[1]} | {more} | {less} |", flush=True)
        wrong += more + less
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
