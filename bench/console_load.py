"""Measures the console under load: ``python bench/console_load.py HOME [--people 50] [--streams 10] [--seconds 600]``.

People read pages with pauses, each time another page, and streams follow an incident. The bench prints for each minute
the number of replies, the errors, the median and p95 of the response time, and the memory of the server. A reply is the
page, or the message that the page is being computed; the output counts both kinds. If other work keeps the machine
busy, the clock is no measure of the server: use the processor time of a reply, with ``--people 2 --pause 0``. The
output includes the share of a core that the people would use.
"""

import argparse
import http.client
import os
import random
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from console_pages import Client, p95, questions, served


@dataclass
class Seen:
    """The results of all people and streams: times by minute, errors, and the number of pages that were not ready."""

    began: float
    times: dict[int, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    pending: int = 0
    told: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def read(client: Client, pages: Sequence[str], seen: Seen, until: float, pause: float, seed: int) -> None:
    """Read pages until the end, as one person."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, pause))
    while time.monotonic() < until:
        path = chance.choice(pages)
        begun = time.perf_counter()
        try:
            status, pending, _ = client.ask(path)
        except OSError as error:
            status, pending = 0, False
            seen.errors.append(f"{path}: {error}")
        with seen.lock:
            minute = int(time.monotonic() - seen.began) // 60
            seen.times.setdefault(minute, []).append(1000 * (time.perf_counter() - begun))
            seen.pending += pending
            if status not in (0, 200):
                seen.errors.append(f"{path}: {status}")
        time.sleep(chance.uniform(0.5 * pause, 1.5 * pause))


def follow(client: Client, name: str, seen: Seen, until: float) -> None:
    """Follow an incident until the end; a stream that ends is begun again, as in a browser."""
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
        try:
            path = f"/incident/live?{urlencode({'name': name})}"
            connection.request("GET", path, headers={"Host": f"localhost:{client.port}", "Cookie": client.cookie})
            answer = connection.getresponse()
            if answer.status != 200:
                seen.errors.append(f"{path}: {answer.status}")
            while time.monotonic() < until and answer.readline():
                seen.told += 1
        except OSError as error:
            seen.errors.append(f"{name}: {error}")
        finally:
            connection.close()
        time.sleep(1)


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def processor(pid: int) -> float:
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--streams", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two pages of one person")
    chosen = parser.parse_args()
    with served(chosen.home) as (client, _, pid):
        client.until_there("/")
        asked = questions(client, 12)
        names = [path.partition("name=")[2] for path in asked.get("an incident", ())]
        pages = [path for some in asked.values() for path in some]
        for path in pages:  # console_pages.py measures the first reply of each page.
            client.until_there(path)
        began, before, used = time.monotonic(), memory(pid), processor(pid)
        seen, until = Seen(began), began + chosen.seconds
        people = [threading.Thread(target=read, args=(client, pages, seen, until, chosen.pause, seed))
                  for seed in range(chosen.people)]  # fmt: skip
        people += [threading.Thread(target=follow, args=(client, names[0], seen, until))
                   for _ in range(chosen.streams if names else 0)]  # fmt: skip
        for one in people:
            one.start()
        print(
            f"{chosen.people} people, {chosen.streams if names else 0} streams, {chosen.seconds} s; "
            f"memory at the start {before:,.0f} MB\n"
        )
        print("| minute | answers | p50 ms | p95 ms | memory MB |\n|---|---|---|---|---|", flush=True)
        for minute in range((chosen.seconds + 59) // 60):
            time.sleep(max(0.0, min(began + 60 * (minute + 1), until) - time.monotonic()))
            times = list(seen.times.get(minute, [0.0]))
            print(
                f"| {minute + 1} | {len(times)} | {statistics.median(times):.0f} | {p95(times):.0f} | "
                f"{memory(pid):,.0f} |",
                flush=True,
            )
        for one in people:
            one.join()
        used, answers = processor(pid) - used, sum(map(len, seen.times.values()))
        each = used / max(answers, 1)
        asked = chosen.people / chosen.pause if chosen.pause else answers / chosen.seconds
        print(
            f"\nprocessor of the server: {used:.1f} s, {1000 * each:.1f} ms a reply, streams included; at "
            f"{asked:.0f} replies a second {100 * asked * each:.0f} % of one core"
        )
        print(
            f"\nerrors: {len(seen.errors)} {seen.errors[:3]}; pages still being computed: {seen.pending}; "
            f"lines of the streams: {seen.told}"
        )


if __name__ == "__main__":
    main()
