"""A day on the network: people's devices through the gateway, and servers as the data centre's sensors see them."""

from random import Random
from zlib import crc32

from keyroll.replay.company import Person
from keyroll.replay.servers import RESOLVER, DataCentreServer, ServerRoute, Site, servers
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, HOUR
from keyroll.replay.words import PRODUCTS
from keyroll.replay.writers import gateway, zeek
from keyroll.replay.writers.gateway import Device

CENTRE = Device("192.0.2.250", "", location="data centre")
"""Servers leave the organisation by one address, which no device of a person uses."""
_SITES: tuple[Site, ...] = tuple(
    Site(f"{head}.{name}.example", f"198.18.{200 + number % 50}.{1 + number % 250}")
    for number, (head, name) in enumerate(
        (head, f"{PRODUCTS[place]}{tail}")
        for place in range(len(PRODUCTS))
        for head, tail in (("www", "-news"), ("app", "hub"), ("cdn", "-static"))
    )
)
_PATHS = ("/", "/index.html", "/api/session", "/assets/app.js", "/search", "/feed", "/login", "/v1/ping")


def link(rng: Random) -> str:
    """Zeek's name of a connection."""
    return f"C{rng.getrandbits(96):024x}"[:18]


class Traffic:
    """Writes network records from the habits of devices and servers."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.servers = servers(simulation.seed, simulation.scale)

    def day(self, rng: Random, day: int) -> None:
        """Write all network records of that day."""
        for one in self.simulation.staff:
            if one.works(day):
                self._device(rng, one, one.morning(day))
        for server in self.servers:
            for route in server.routes:
                self._route(rng, server, route, day)
            if server.serves:
                self._served(rng, server, day)

    def _device(self, rng: Random, one: Person, start: int) -> None:
        """A person's day: a few favourite destinations, and sometimes another one."""
        folder, random = self.simulation.folder, rng.random
        at_home = (start // DAY * 7 + one.number) % 5 < 2
        inside = f"10.{100 + one.number // 250}.8.{2 + one.number % 250}"
        device = Device(
            one.home if at_home else one.office.address(start), inside,
            one.mail, one.uid, f"{one.uid[:8]}-d{one.uid[10:]}", f"NW-{one.number:05d}", one.office.city,
        )  # fmt: skip
        for _ in range(8 + int(random() * 8)):
            place = one.number * 17 + int(random() ** 2 * 20) if random() < 0.9 else int(random() * 1000)
            site, ms = _SITES[place % len(_SITES)], start + int(random() * 8.5 * HOUR)
            port = 32_000 + int(random() * 28_000)
            folder.add(gateway.dns(ms, device, port, site.name, site.address))
            if random() < 0.5:
                folder.add(gateway.http(
                    ms + 200, device, port, hexes(rng, 32), site.name, _PATHS[int(random() * len(_PATHS))],
                    site.address, one.agent(ms), 200 if random() < 0.96 else 404,
                ))  # fmt: skip
            if random() < 0.4:
                folder.add(gateway.network(ms + 90, device, port, hexes(rng, 32), site.name, site.address))

    def _route(self, rng: Random, server: DataCentreServer, route: ServerRoute, day: int) -> None:
        random = rng.random
        for tick in range(day, day + DAY, route.every):
            ms = (
                tick
                + int(random() * route.jitter)
                + crc32(f"{server.address} {route.to.address}".encode()) % route.every
            )
            sent, got = int(route.sent * (0.7 + 0.6 * random())), int(route.got * (0.7 + 0.6 * random()))
            meet(self.simulation, rng, ms, server.address, route.to, sent, got)

    def _served(self, rng: Random, server: DataCentreServer, day: int) -> None:
        """Write connections that the tunnel brings to an application."""
        for _ in range(60 + int(len(self.simulation.staff) * 0.2)):
            ms, site = day + int(rng.random() * DAY), Site(server.serves, server.address)
            meet(self.simulation, rng, ms, f"10.30.1.{4 + int(rng.random() * 4)}", site, 2500, 30_000, asks=False)


def meet(
    simulation: Simulation, rng: Random, ms: int, source: str, to: Site, sent: int, got: int, *, asks: bool = True
) -> None:
    """Write one connection as sensors see it: its DNS query (sometimes), TLS, and its exit through the gateway."""
    folder, uid, port = simulation.folder, link(rng), 32_000 + int(rng.random() * 28_000)
    ends = (source, port, to.address, to.port)
    udp = to.service in ("ntp", "dns")
    folder.add(zeek.conn(
        ms, uid, ends, service=to.service, seconds=0.05 + rng.random() * 3, sent=sent, got=got,
        proto="udp" if udp else "tcp",
    ))  # fmt: skip
    if to.service == "ssl":
        folder.add(zeek.ssl(ms + 30, uid, ends, to.name, resumed=rng.random() < 0.3))
    if not asks or not to.name:
        return
    if rng.random() < 0.3:
        lookup = (source, 1024 + port % 60_000, RESOLVER.address, RESOLVER.port)
        folder.add(zeek.dns(ms - 20, link(rng), lookup, port, to.name, to.address))
        folder.add(gateway.dns(ms - 9, CENTRE, port, to.name, to.address))
    outside = Device(CENTRE.address, source, location=CENTRE.location)
    folder.add(gateway.network(ms + 10, outside, port, hexes(rng, 32), to.name, to.address))
