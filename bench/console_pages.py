"""Measures the console's pages: ``python bench/console_pages.py HOME [--different 20]``.

It starts ``keyroll serve`` on the home, signs a viewer in, and asks each page for different things: other credentials,
filters, stories. Nothing that is measured was asked before. The time ends when the page itself is there: the message
that an answer is being worked out is not an answer. It prints a Markdown table in milliseconds.
"""

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from keyroll.api import Keyroll
from keyroll.reveal import reveal

FILTERS = (
    "owner:none", "state:active", "unused:yes", "overdue:yes", "-state:destroyed", "last-used:>90d", "last-used:<30d",
    "uses:>100", "uses:<5", "powers:admin", "powers:read", "name:s*", "jira", "inferred:true", "copies:>0",
    "owner:none unused:yes", "state:active last-used:>30d", "orphaned:yes", "-owner:none", "rhythm:daily",
)  # fmt: skip
SORTS = ("name", "-name", "state", "-uses", "uses", "last_used", "-last_used", "owner", "-owner", "source", "-source",
         "kind_title", "-kind_title", "last_changed", "-last_changed", "created", "-created", "refusals", "copies",
         "id")  # fmt: skip


class Client:
    """Asks as a browser that is signed in."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, path: str) -> tuple[int, bool, bytes]:
        """Return status, whether the answer is still being worked out, and the content."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}", "Cookie": self.cookie})
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, answer.getheader("Retry-After") is not None, content
        finally:
            connection.close()

    def until_there(self, path: str) -> float:
        """Return after how many seconds the page itself was there."""
        begun = time.perf_counter()
        while True:
            status, pending, _ = self.ask(path)
            if status == 200 and not pending:
                return time.perf_counter() - begun
            if status not in (200, 503):
                raise SystemExit(f"{path}: {status}")
            time.sleep(0.05)

    def data(self, path: str) -> dict[str, object]:
        while True:
            status, _, content = self.ask(path)
            if status == 200:
                found: dict[str, object] = json.loads(content)["data"]
                return found
            if status != 503:
                raise SystemExit(f"{path}: {status} {content[:200]!r}")
            time.sleep(0.5)


@contextmanager
def served(home: Path) -> Iterator[tuple[Client, float, int]]:
    """Serve a home in a process of its own; yield a client, after how long it answered, and the process's id."""
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


def questions(client: Client, different: int) -> dict[str, Sequence[str]]:
    """Return the addresses that each page is asked for."""
    rows = client.data("/inventory.json?sort=-uses")["rows"]
    ids = [str(one["id"]) for one in rows][:different]  # type: ignore[attr-defined]
    stories = [str(one["id"]) for tab in ("act", "review") for one in client.data(f"/stories.json?tab={tab}")["rows"]][
        :different
    ]  # type: ignore[attr-defined]
    names = [str(one["name"]) for one in client.data("/incidents.json")["rows"]]  # type: ignore[attr-defined]
    said = lambda path, **query: f"{path}?{urlencode(query)}"  # noqa: E731
    found: dict[str, Sequence[str]] = {
        "Overview": ["/"],
        "Inventory": [f"/inventory?from={50 * place}" for place in range(different)],
        "Inventory, filter": [said("/inventory", q=one) for one in FILTERS][:different],
        "Inventory, sort": [said("/inventory", sort=one) for one in SORTS][:different],
        "a credential": [said("/credential", id=one) for one in ids],
        "its card": [said("/card", id=one, kind="credential") for one in ids],
        "Stories": ["/stories", "/stories?tab=review"],
        "a story": [said("/story", id=one) for one in stories],
        "its evidence": [said("/evidence", story=one) for one in stories],
        "Incidents": ["/incidents"],
        "an incident": [said("/incident", name=one) for one in names],
        "Reach": ["/reach"],
        "Reach from a credential": [said("/reach", start=one) for one in ids],
        "Reports": ["/reports"],
        "Settings": ["/settings"],
    }
    return {title: paths for title, paths in found.items() if paths}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--different", type=int, default=20, help="how many different things each page is asked for")
    parser.add_argument("--only", default="", help="pages whose name contains this")
    chosen = parser.parse_args()
    with served(chosen.home) as (client, began, pid):
        ready = client.until_there("/")
        print(f"answers after {began:.1f} s; Overview {ready:.1f} s after that\n")
        print("| page | questions | first | p50 | p95 | slowest |\n|---|---|---|---|---|---|")
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
