"""The servers of the data centre, the destination of their connections, and how often they connect."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import stream
from keyroll.replay.times import HOUR, MINUTE

SERVERS = 300
"""At scale 1; the applications that everybody uses have theirs at every scale."""


@dataclass(frozen=True, slots=True)
class Site:
    """A destination on the network: its name (empty if clients use none), address and port."""

    name: str
    address: str
    port: int = 443
    service: str = "ssl"


@dataclass(frozen=True, slots=True)
class ServerRoute:
    """One server's habit of connecting to a destination: at an interval with a jitter, or at random times a day."""

    to: Site
    every: int
    jitter: int
    sent: int
    got: int


@dataclass(frozen=True, slots=True)
class DataCentreServer:
    """One machine of the data centre; ``runs`` is the application that it serves, by its source here."""

    name: str
    address: str
    runs: str
    serves: str
    routes: tuple[ServerRoute, ...]


RESOLVER = Site("", "10.30.0.2", 53, "dns")
_TIME = Site("", "10.30.0.3", 123, "ntp")
_MAIL = Site("", "10.30.0.25", 25, "smtp")
_BACKUP = Site("", "10.30.0.8", 8443)
CONSOLES: tuple[Site, ...] = tuple(
    Site(f"console-{city}", f"10.{90 + number}.7.4", 22, "ssh") for number, city in enumerate(("gru", "lis", "sin"))
)
"""Serial consoles of the sites, which only the network team's jump host has business with."""
SHARED: tuple[Site, ...] = tuple(
    Site(f"{name}.example", f"203.0.113.{10 + number}")
    for number, name in enumerate(
        ("packages.updates", "mirror.distro", "intake.metrics-vendor", "agents.logs-vendor", "crl.certificates",
         "registry.containers", "api.chat-vendor", "licences.software", "api.paging-vendor", "status.cloud-vendor")
    )
)  # fmt: skip
"""Destinations of many servers, some of them as regular as any beacon."""
APPLICATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("jira-01", "10.30.0.12", "jira@main", "jira"),
    ("wiki-01", "10.30.0.13", "confluence@main", "wiki"),
    ("git-01", "10.30.0.14", "bitbucket@main", "git"),
)


def servers(seed: int, scale: float) -> tuple[DataCentreServer, ...]:
    """Return all servers, the same for the same seed; a larger company has the servers of a smaller one and more."""
    made = [
        DataCentreServer(
            name, address, runs, f"{label}.northwind.example", _routes(stream(seed, "server", name), app=True)
        )
        for name, address, runs, label in APPLICATIONS
    ]
    for number in range(max(9, round(SERVERS * scale))):
        name, address = f"srv-{number:03d}", f"10.31.{number // 200}.{10 + number % 200}"
        made.append(DataCentreServer(name, address, "", "", _routes(stream(seed, "server", name), app=False)))
    return tuple(made)


def _routes(rng: Random, *, app: bool) -> tuple[ServerRoute, ...]:
    """Return a server's habits: common destinations, some very regular ones, and a few of its own."""
    database = Site("", f"10.32.0.{10 + rng.randrange(20)}", 5432, "postgresql")
    found = [
        ServerRoute(SHARED[rng.randrange(2)], 12 * HOUR, 40 * MINUTE, 900, 40_000),
        ServerRoute(_TIME, 6 * HOUR, 3 * MINUTE, 48, 48),
        ServerRoute(_BACKUP, 24 * HOUR, 20 * MINUTE, 3_000_000, 9000),
        ServerRoute(database, 3 * HOUR, 50 * MINUTE, 9000, 60_000),
    ]
    if rng.random() < 0.35:
        found.append(ServerRoute(SHARED[2 + rng.randrange(2)], 30 * MINUTE, 20_000, 4000, 700))
    for _ in range(1 + rng.randrange(3)):
        number = rng.randrange(2000)
        own = Site(f"api{number}.partners.example", f"198.19.{60 + number // 250}.{1 + number % 250}")
        found.append(ServerRoute(own, (2, 5, 9)[rng.randrange(3)] * HOUR, 4 * HOUR, 1500, 12_000))
    if app:
        found += [
            ServerRoute(_MAIL, 20 * MINUTE, 18 * MINUTE, 6000, 500),
            ServerRoute(SHARED[6], HOUR, 50 * MINUTE, 1400, 900),
        ]
    return tuple(found)
