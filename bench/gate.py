"""Measures what the gate adds to a request: ``python bench/gate.py [--values 1000000] [--rate 2000] [--seconds 20]``.

nginx and Envoy serve a small answer, with and without a question to the gate, in turns of one second. The client sends
at a fixed rate over 32 connections and counts from the time at which a request was due, so waiting is included. The
values besides the one in use are made in memory: the inventory has one credential. Client, proxies, service and gate
share the machine. Printed are p50 and p99, loading time and memory.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
CONNECTIONS = 32
#: Without the gate, with it.
PAIRS = {"nginx": (("nginx", "/open"), ("nginx", "/a")), "envoy": (("bare", "/a"), ("envoy", "/a"))}


def serve(home: Path, port: int, values: int) -> None:
    """Run a gate that knows so many further values."""
    from keyroll.api import Keyroll, _gate_running
    from keyroll.gate.known import GateCredential, GateList, KnownCredentials
    from keyroll.gate.settings import GateSettings

    service = Keyroll.open(home).gate

    def known() -> KnownCredentials:
        began, found = time.monotonic(), service.known()
        by_value, by_identifier = dict(found.by_value), dict(found.by_identifier)
        credentials = dict(found.credentials)
        for number in range(values):
            identifier = f"gitlab@main:token:{number}"
            by_value[os.urandom(32)] = by_identifier[identifier] = identifier
            credentials[identifier] = GateCredential(identifier)
        print(f"{len(credentials):,} credentials loaded in {time.monotonic() - began:.1f} s", file=sys.stderr)
        return KnownCredentials(by_value, by_identifier, credentials)

    def listed() -> GateList:
        return service.listed()

    listening = partial(_gate_running.listen, host="127.0.0.1", port=port, socket="")
    _gate_running.run(service.home, GateSettings(), home / "gate", "main", listed, known, listening, print)


async def send(port: int, path: str, token: str, rate: int, seconds: float) -> list[float]:
    """Send at a rate for some seconds, and return the time of each answer in milliseconds."""
    question = f"GET {path} HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    loop, times = asyncio.get_running_loop(), list[float]()
    begin, gap = loop.time() + 0.05, CONNECTIONS / rate

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        due = begin + gap * number / CONNECTIONS
        while due < begin + seconds:
            await asyncio.sleep(max(0.0, due - loop.time()))
            writer.write(question)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise AssertionError(head)
            await reader.readexactly(len(b"reached"))
            times.append((loop.time() - due) * 1000)
            due += gap
        writer.close()

    await asyncio.gather(*map(one, range(CONNECTIONS)))
    return times


def quantile(times: list[float], share: float) -> float:
    """Return a quantile of times."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(Path(given.serve[0]), int(given.serve[1]), given.values)
        return
    from asking_proxies import Proxies

    with tempfile.TemporaryDirectory() as folder:
        proxies = Proxies(Path(folder))
        own = [sys.executable, __file__, "--values", str(given.values)]
        try:
            proxies.start([*own, "--serve", str(proxies.home), str(proxies.ports["gate"])])
            measure(proxies.ports, proxies.token, given.rate, given.seconds)
            status = Path(f"/proc/{proxies.processes['gate'].pid}/status").read_text()
            print("gate:", next(line for line in status.splitlines() if line.startswith("VmRSS")))
            print((Path(folder) / "gate.err").read_text().strip())
        finally:
            proxies.stop_all()


def measure(ports: dict[str, int], token: str, rate: int, seconds: int) -> None:
    """Print the times of both proxies without and with the gate, in turns of a second."""
    for proxy, sides in PAIRS.items():
        times: dict[str, list[float]] = defaultdict(list)
        for turn in range(seconds):
            for side in sides if turn % 2 else sides[::-1]:
                got = asyncio.run(send(ports[side[0]], side[1], token, rate, 1.0))
                if turn:
                    times["without" if side == sides[0] else "with"] += got
        for name in ("without", "with"):
            p50, p99 = statistics.median(times[name]), quantile(times[name], 0.99)
            print(f"{proxy} {name} the gate: {len(times[name]):,} requests, p50 {p50:.2f} ms, p99 {p99:.2f} ms")


if __name__ == "__main__":
    main()
