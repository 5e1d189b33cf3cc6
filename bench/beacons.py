"""Ranks simulated beacons among all pairs of a generated month of traffic of 200 hosts; prints Markdown.

python bench/beacons.py [--seeds 1-3] [--hosts 200] [--days 30]

The traffic is generated. People browse in working hours, in bursts with breaks, on popular sites and on rare sites of
their own. All hosts have chat and mail. Updaters of a dozen vendors run on many hosts. Rare software with strictly
periodic connections runs on one to three hosts, most from the first day, some installed later. Servers poll interfaces
around the clock. Five hosts hold one beacon each from some day between the 8th and the 14th on: 60 s, 10 min, 1 h and 6
h, each with a jitter of half, and 60 s for three hours a day. The output is the rank of each beacon among all pairs,
the time until it was a finding, and the number of other findings.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from hunt_seeds import seeds
from keyroll.detection.behaviours.beacon import BEHAVIOUR, PAIRS, rank, score
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.store.relations import build, give
from keyroll.store.session import Session

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
DAY, HOUR, MINUTE = 86400.0, 3600.0, 60.0
BEACONS = {
    "60 s ± 30": (60.0, 24.0), "10 min ± 5": (10 * MINUTE, 24.0), "1 h ± 30 min": (HOUR, 24.0),
    "6 h ± 3 h": (6 * HOUR, 24.0), "60 s ± 30, 3 h a day": (60.0, 3.0),
}  # fmt: skip
Series = tuple[str, str, Floats, Floats]


class Month:
    """One month of traffic of a seed."""

    def __init__(self, seed: int, hosts: int, days: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.hosts, self.days = [f"10.1.{number // 250}.{number % 250 + 1}" for number in range(hosts)], days
        self.servers = self.hosts[: hosts // 10]
        self.hidden: dict[str, tuple[str, str, float]] = {}

    def all(self) -> Iterator[Series]:
        """Yield host, destination, seconds from the start and bytes, in pieces."""
        for host in self.hosts:
            if host not in self.servers:
                yield from self._person(host)
            yield from self._common(host)
        yield from self._software()
        yield from self._beacons()

    def _sizes(self, count: int, typical: float, spread: float) -> Floats:
        return np.round(self.rng.lognormal(np.log(typical), spread, count))

    def _person(self, host: str) -> Iterator[Series]:
        """Return sessions of bursts in working hours; the rare destinations are the person's own."""
        rng, begin = self.rng, self.rng.uniform(6.5, 10)
        for day in range(self.days):
            working = day % 7 < 5
            if rng.random() > (0.93 if working else 0.06):
                continue
            for at in rng.uniform(begin, begin + rng.uniform(6, 10), rng.poisson(14)):
                site = f"site{int(rng.zipf(1.3)) % 4000}.example"
                if rng.random() < 0.12:
                    site = f"tail{int(rng.integers(40))}-{host.replace('.', '-')}.example"
                gaps = rng.lognormal(1.5, 1.7, int(rng.integers(2, 40)))
                times = day * DAY + at * HOUR + np.cumsum(gaps)
                yield host, site, times, self._sizes(len(times), 900, 1.1)

    def _on(self, host: str, times: Floats) -> Floats:
        """Return the moments of a timer at which the host runs: a person's machine sleeps at night and on weekends."""
        if host in self.servers:
            return times
        hours, days = times % DAY / HOUR, np.floor(times / DAY) % 7
        return times[(hours > 7) & (hours < 19) & (days < 5)]

    def _timer(self, period: float, jitter: float, first: float = 0.0) -> Floats:
        count = int((self.days * DAY - first) / period) + 1
        gaps = period * (1 + self.rng.uniform(-jitter, jitter, count))
        times = first + self.rng.uniform(0, period) + np.cumsum(gaps)
        return times[times < self.days * DAY]

    def _common(self, host: str) -> Iterator[Series]:
        """Chat, mail and the updaters of a dozen vendors."""
        for name, period, share in (
            ("chat.example", 5 * MINUTE, 1.0), ("mail.example", 10 * MINUTE, 1.0),
            *((f"update{number}.example", (1 + number % 6) * HOUR, 0.15 + number / 15) for number in range(12)),
        ):  # fmt: skip
            if self.rng.random() < share:
                times = self._on(host, self._timer(period, 0.05))
                yield host, name, times, self._sizes(len(times), 600, 0.1)

    def _software(self) -> Iterator[Series]:
        """Return rare software with periodic connections on one to three hosts, and interfaces that servers poll."""
        rng = self.rng
        for number in range(16):
            first = 0.0 if number < 12 else rng.uniform(2, 20) * DAY
            period = float(rng.choice([10 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR]))
            for host in rng.choice(self.hosts, int(rng.integers(1, 4)), replace=False):
                times = self._on(host, self._timer(period, 0.03, first))
                yield host, f"vendor{number}.example", times, self._sizes(len(times), 500, 0.05)
        for number, host in enumerate(self.servers):
            times = self._timer(float(rng.choice([MINUTE, 5 * MINUTE])), 0.02)
            yield host, f"api{number // 2}.example", times, self._sizes(len(times), 700, 0.3)

    def _beacons(self) -> Iterator[Series]:
        chosen = self.rng.choice(self.hosts, len(BEACONS), replace=False)
        for host, (name, (period, awake)) in zip(chosen, BEACONS.items(), strict=True):
            first = self.rng.uniform(8, 14) * DAY
            times = self._timer(period, 0.5, first)
            begin = self.rng.uniform(0, 24 - awake) if awake < 24 else 0.0
            hours = times % DAY / HOUR
            times = times[(hours >= begin) & (hours < begin + awake)]
            destination = f"c{len(self.hidden)}.hidden.example"
            self.hidden[name] = (str(host), destination, first)
            yield str(host), destination, times, self._sizes(len(times), 420, 0.15)


def load(session: Session, month: Month) -> int:
    """Make ``events`` and ``logs_begin`` of a month; return the number of events."""
    pieces = list(month.all())
    times = np.concatenate([piece[2] for piece in pieces])
    table = pa.table(
        {
            "host": pa.array(np.repeat([piece[0] for piece in pieces], [len(piece[2]) for piece in pieces])),
            "name": pa.array(np.repeat([piece[1] for piece in pieces], [len(piece[2]) for piece in pieces])),
            "seconds": pa.array(times), "size": pa.array(np.concatenate([piece[3] for piece in pieces])),
        }
    )  # fmt: skip
    session.connection.register("made", table)
    given = {
        "source": "'zeek@main'", "log": "'zeek.ssl'", "event_id": "row_number() OVER ()", "implausible": "false",
        "happened_at": f"TIMESTAMPTZ '{BEGINS.isoformat()}' + to_milliseconds((seconds * 1000)::BIGINT)",
        "class_uid": "4001", "src_ip": "host", "dst_ip": "'198.51.100.' || (hash(name) % 250)", "dst_name": "name",
        "bytes_in": "size",
    }  # fmt: skip
    types = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
    columns = ", ".join(f"({given.get(name, 'NULL')})::{kind} AS {name}" for name, kind in types.items())
    session.run(f"CREATE OR REPLACE TEMP TABLE events AS SELECT {columns} FROM made")
    session.connection.unregister("made")
    session.run(
        "CREATE OR REPLACE TEMP TABLE logs_begin AS "
        "SELECT source, log, min(happened_at) AS begins FROM events GROUP BY ALL"
    )
    session.run("CREATE OR REPLACE TEMP TABLE own_networks (net VARCHAR, since TIMESTAMPTZ, declared BOOLEAN)")
    return len(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=seeds, default=seeds("1-3"))
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    asked = parser.parse_args()
    print(f"| seed | contacts | pairs | {' | '.join(BEACONS)} | other findings | cpu s |")
    print("|---|---|---|" + "---|" * (len(BEACONS) + 2), flush=True)
    for seed in asked.seeds:
        month = Month(seed, asked.hosts, asked.days)
        with tempfile.TemporaryDirectory() as spill, Session(Path(spill)) as session:
            count = load(session, month)
            began = time.process_time()
            give(session, "events", "logs_begin", "own_networks")
            build(session, "contacts")
            rows = session.rows(PAIRS)
            ranks = {(row["subject"], row["destination"]): rank(row) for row in rows}
            told = {(row["subject"], row["target"]): row["happened_at"] for row in score(session.rows(BEHAVIOUR.sql))}
            spent = time.process_time() - began
            pairs = session.one("SELECT count(DISTINCT (host, destination)) FROM contacts")
        order = sorted(ranks, key=lambda one: (-ranks[one], one))
        cells = []
        for host, destination, first in month.hidden.values():
            pair = (f"zeek@main:host:{host}", destination)
            at = told.pop(pair, None)
            place = order.index(pair) + 1 if pair in ranks else 0
            late = (at - BEGINS - timedelta(seconds=first)).total_seconds() / HOUR if isinstance(at, datetime) else None
            cells.append(f"{place or '-'} ({f'{late:.1f} h' if late is not None else 'not found'})")
        print(f"| {seed} | {count:,} | {pairs:,} | {' | '.join(cells)} | {len(told)} | {spent:.1f} |", flush=True)


if __name__ == "__main__":
    main()
