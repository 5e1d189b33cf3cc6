"""The intrusion as the network shows it: an implant on the plugin's host, its beacon, and the console server.

A Sliver beacon checks in every 60 seconds plus up to 30 more (BishopFox/sliver v1.7.3, client/command/generate). The
addresses and the payload's host are the published indicators. The exact minute of the first reply is not known.
"""

from keyroll.replay.intruder import HOST_ADDRESS, S6, Intruder
from keyroll.replay.servers import CONSOLES, RESOLVER
from keyroll.replay.streams import hexes, stream
from keyroll.replay.times import ENDS, MINUTE, SECOND
from keyroll.replay.traffic import CENTRE, link
from keyroll.replay.writers import gateway, zeek
from keyroll.replay.writers.gateway import Device

C2_ADDRESS = "198.244.174.214"
PAYLOAD_HOST, PAYLOAD_ADDRESS = "idowall.com", "198.244.174.214"
EVERY, JITTER = 60 * SECOND, 30 * SECOND
_OUT = Device(CENTRE.address, HOST_ADDRESS, location=CENTRE.location)


def beacon(intruder: Intruder) -> None:
    """Plans the network records of the implant, if the intruder was able to run code."""
    if intruder.admin is None:
        return
    rng = stream(intruder.simulation.seed, "intrusion", "network")

    def meet(step: str, ms: int, to: str, name: str, sent: int, got: int, what: str) -> None:
        uid, port = link(rng), 32_000 + rng.randrange(28_000)
        ends = (HOST_ADDRESS, port, to, 443)
        record = zeek.conn(ms, uid, ends, seconds=0.3 + rng.random(), sent=sent, got=got)
        intruder.act(step, record, what)
        intruder.act(step, zeek.ssl(ms + 30, uid, ends, name), what)
        record = gateway.network(ms + 10, _OUT, port, hexes(rng, 32), name, to)
        intruder.act(step, record, what)

    ms = S6 + 40 * SECOND + rng.randrange(20 * SECOND)
    lookup = (HOST_ADDRESS, 41_000 + rng.randrange(900), RESOLVER.address, RESOLVER.port)
    record = zeek.dns(ms - 40, link(rng), lookup, rng.randrange(60_000), PAYLOAD_HOST, PAYLOAD_ADDRESS)
    intruder.act("S6", record, "c2 payload's host looked up")
    record = gateway.dns(ms - 20, CENTRE, lookup[1], PAYLOAD_HOST, PAYLOAD_ADDRESS)
    intruder.act("S6", record, "c2 payload's host looked up")
    meet("S6", ms, PAYLOAD_ADDRESS, PAYLOAD_HOST, 800, 9_400_000, "c2 payload fetched")
    for number in range(3):
        at = S6 + 14 * MINUTE + number * 3 * MINUTE + rng.randrange(MINUTE)
        ends = (HOST_ADDRESS, 50_000 + rng.randrange(9000), CONSOLES[0].address, CONSOLES[0].port)
        record = zeek.conn(at, link(rng), ends, service="ssh", seconds=2.1, sent=1900, got=2300)
        intruder.act("S6", record, "console server reached, log-in denied")
    ms += MINUTE
    while ms < ENDS:
        meet("S6", ms, C2_ADDRESS, "", 700 + rng.randrange(300), 400 + rng.randrange(200), "c2 beacon")
        ms += EVERY + rng.randrange(JITTER)
