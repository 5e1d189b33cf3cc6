"""Measures the console's pages: ``python bench/console_pages.py HOME [--different 20] [--processor]``.

It starts ``keyroll serve`` on the home, signs a responder in, and requests each page with different parameters: other
credentials, filters, stories. No measured page was requested before. The time ends when the page itself arrives; the
message that a page is being computed does not count. It prints a Markdown table in milliseconds.

With ``--processor`` the application runs in this process without a network. Processor time is measured instead of the
clock, for a machine that other work keeps busy. Results that the server computes ahead are made first, and their time
is printed separately.
"""

import argparse
import asyncio
import http.client
import json
import resource
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from keyroll.api import Keyroll
from keyroll.reveal import reveal
from keyroll.server.app import application
from keyroll.server.origin import Origin

FILTERS = (
    "owner:none", "state:active", "unused:yes", "overdue:yes", "-state:destroyed", "last-used:>90d", "last-used:<30d",
    "uses:>100", "uses:<5", "powers:admin", "powers:read", "name:s*", "jira", "inferred:true", "copies:>0",
    "owner:none unused:yes", "state:active last-used:>30d", "orphaned:yes", "-owner:none", "rhythm:daily",
)  # fmt: skip
SORTS = ("name", "-name", "state", "-uses", "uses", "last_used", "-last_used", "owner", "-owner", "source", "-source",
         "kind_title", "-kind_title", "last_changed", "-last_changed", "created", "-created", "refusals", "copies",
         "id")  # fmt: skip


class Asking(Protocol):
    """Requests pages and their data."""

    def ask(self, path: str) -> tuple[int, bool, bytes]: ...
    def until_there(self, path: str) -> float: ...

    def data(self, path: str) -> dict[str, Any]:
        while True:
            status, _, content = self.ask(path)
            if status == 200:
                found: dict[str, Any] = json.loads(content)["data"]
                return found
            if status == 404 and path.startswith("/stories"):  # no hunt has run yet
                return {"rows": []}
            if status != 503:
                raise SystemExit(f"{path}: {status} {content[:200]!r}")
            time.sleep(0.5)


class Client(Asking):
    """A client with the session of a signed-in browser."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, path: str) -> tuple[int, bool, bytes]:
        """Return the status, whether the page is still being computed, and the content."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}", "Cookie": self.cookie})
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, answer.getheader("Retry-After") is not None, content
        finally:
            connection.close()

    def until_there(self, path: str) -> float:
        """Return the seconds until the page itself arrived."""
        begun = time.perf_counter()
        while True:
            status, pending, _ = self.ask(path)
            if status == 200 and not pending:
                return time.perf_counter() - begun
            if status not in (200, 503):
                raise SystemExit(f"{path}: {status}")
            time.sleep(0.05)


@contextmanager
def served(home: Path) -> Iterator[tuple[Client, float, int]]:
    """Serve a home in its own process; yield a client, the seconds until its first reply, and the process's id."""
    keyroll = Keyroll.open(home)
    link = keyroll.people.link("bench", "responder", by="bench")
    value = keyroll.people.use_link(link, "127.0.0.1")
    if value is None:
        raise SystemExit("the link is not good")
    with reveal(value) as raw:
        cookie = f"keyroll={raw.decode()}"
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    begun = time.perf_counter()
    main = "from keyroll.cli import main; main()"
    command = [sys.executable, "-c", main, "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        client = Client(port, cookie)
        while True:
            try:
                client.ask("/healthz")
                break
            except OSError:
                time.sleep(0.05)
        yield client, time.perf_counter() - begun, process.pid
    finally:
        process.terminate()
        process.wait(60)


def known(client: Asking, one: str) -> bool:
    """Return whether the graph has a credential; it leaves out credentials that nobody can use."""
    while True:
        status, _, _ = client.ask(f"/reach.json?{urlencode({'start': one, 'end': one})}")
        if status != 503:
            return status == 200


class Here(Asking):
    """Requests pages of an application in this process; times are processor times of all its threads."""

    def __init__(self, home: Path) -> None:
        keyroll = Keyroll.open(home)
        value = keyroll.people.use_link(keyroll.people.link("bench", "responder", by="bench"), "127.0.0.1")
        if value is None:
            raise SystemExit("the link is not good")
        with reveal(value) as raw:
            self.cookie = b"keyroll=" + raw
        self.app = application(keyroll, origin=Origin.loopback(8417))

    def ask(self, path: str) -> tuple[int, bool, bytes]:
        """Return the status, whether the page is still being computed, and the content."""
        where, _, query = path.partition("?")
        headers = [(b"host", b"localhost:8417"), (b"cookie", self.cookie)]
        scope = {"type": "http", "method": "GET", "path": where, "raw_path": where.encode(), "headers": headers,
                 "query_string": query.encode(), "client": ("127.0.0.1", 1), "server": ("localhost", 8417),
                 "scheme": "http", "http_version": "1.1", "root_path": ""}  # fmt: skip
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        told = {name.lower(): text for name, text in sent[0]["headers"]}
        return sent[0]["status"], b"retry-after" in told, b"".join(one.get("body", b"") for one in sent[1:])

    def until_there(self, path: str) -> float:
        """Return the seconds of the processor until the page itself arrived."""
        begun = time.process_time()
        while True:
            status, pending, _ = self.ask(path)
            if status == 200 and not pending:
                return time.process_time() - begun
            if status not in (200, 503):
                raise SystemExit(f"{path}: {status}")
            time.sleep(0.2)


def said(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"


def questions(client: Asking, different: int) -> dict[str, Sequence[str]]:
    """Return the addresses that each page is requested with."""
    rows = client.data("/inventory.json?sort=-uses")["rows"]
    ids = [str(one["id"]) for one in rows][:different]
    tabs = [client.data(f"/stories.json?tab={tab}")["rows"] for tab in ("act", "review")]
    stories = [str(one["id"]) for rows in tabs for one in rows][:different]
    names = [str(one["name"]) for one in client.data("/incidents.json")["rows"]]
    found: dict[str, Sequence[str]] = {
        "Overview": ["/"],
        "Inventory": [f"/inventory?from={50 * place}" for place in range(different)],
        "Inventory, filter": [said("/inventory", q=one) for one in FILTERS][:different],
        "Inventory, sort": [said("/inventory", sort=one) for one in SORTS][:different],
        "a credential": [said("/credential", id=one) for one in ids],
        "its card": [said("/card", id=one, kind="credential") for one in ids],
        "Stories": ["/stories", "/stories?tab=review"] if stories else (),
        "a story": [said("/story", id=one) for one in stories],
        "its evidence": [said("/evidence", story=one) for one in stories],
        "Incidents": ["/incidents"],
        "an incident": [said("/incident", name=one) for one in names],
        "Reach": ["/reach"],
        "Reach from a credential": [said("/reach", start=one) for one in ids if known(client, one)],
        "Reports": ["/reports"],
        "Settings": ["/settings"],
    }
    return {title: paths for title, paths in found.items() if paths}


def here(chosen: argparse.Namespace) -> None:
    """Measure in this process."""
    client = Here(chosen.home)
    ahead = client.until_there("/")
    while threads() > 0:  # results that the server computes ahead
        time.sleep(1)
    print(f"computed ahead: {max(ahead, time.process_time()):.1f} s of the processor\n")
    told(client, chosen)
    print(f"\npeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def threads() -> int:
    """Return the number of pages that are being computed now."""
    before = time.process_time()
    time.sleep(2)
    return int(time.process_time() - before > 0.1)


def told(client: Asking, chosen: argparse.Namespace) -> None:
    """Print the table."""
    print("| page | questions | first | p50 | p95 | slowest |\n|---|---|---|---|---|---|", flush=True)
    for title, paths in questions(client, chosen.different).items():
        if chosen.only not in title:
            continue
        for kind, convert in (("page", str), ("twin", twin)):
            times = [1000 * client.until_there(convert(path)) for path in paths]
            print(
                f"| {title}, {kind} | {len(times)} | {times[0]:.0f} | {statistics.median(times):.0f} | "
                f"{p95(times):.0f} | {max(times):.0f} |",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--different", type=int, default=20, help="the number of different requests for each page")
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument("--processor", action="store_true", help="processor time, in this process")
    chosen = parser.parse_args()
    if chosen.processor:
        here(chosen)
        return
    with served(chosen.home) as (client, began, pid):
        ready = client.until_there("/")
        print(f"answers after {began:.1f} s; Overview {ready:.1f} s after that\n")
        told(client, chosen)
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        print(f"\npeak memory of the server: {int(peak.split()[1]) / 1024:,.0f} MB")


def twin(path: str) -> str:
    """Return the address of a page's data."""
    where, mark, query = path.partition("?")
    return ("/overview" if where == "/" else where) + ".json" + mark + query


def p95(times: Sequence[float]) -> float:
    """Return the value that 95 of 100 times do not exceed."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


if __name__ == "__main__":
    main()
