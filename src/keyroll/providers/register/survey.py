"""People's records: the register of vendors, and the processes for changing each kind of credential.

``vendors.csv`` has the columns vendor, system, credential, kind, owner, note, reviewed_on, ended_on. ``system`` is the
name of the provider that checks the credential (``jira``), or one source of it (``jira@prod``); ``credential`` is its
name, its native id or its identifier. ``ended_on`` is the
day on which the vendor was off-boarded. The first three columns must exist. Their cells may be empty. ``vendor`` is
``internal`` if no outside company holds the credential. ``reviewed_on`` is not read.

``policies.csv`` has the columns provider, kind, method, every_days, who: one documented rotation process a row.
``segments.csv`` has the columns network (CIDR, IPv4 or IPv6), segment: which networks no host should join,
and may have gate: the address or network of the gateway where connections from outside must sign in.
``credentials.csv`` is a table of any columns (credentials.py).
``strangers.csv`` and ``audit.csv`` are described in answers.py, ``places.csv`` in places.py, ``hosts.csv`` in
inventory.py.
"""

import ipaddress
from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, policy, registration, segment
from keyroll.model.register import wrong
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.register.answers import AUDIT, STRANGERS, read_audit, read_unlisted
from keyroll.providers.register.credentials import CREDENTIALS
from keyroll.providers.register.inventory import HOSTS, read_hosts
from keyroll.providers.register.places import PLACES, read_places

#: Words that people write in place of a vendor if no outside company holds the credential.
OURS = ("internal", "in-organisation", "none", "-")
NEEDED = ("vendor", "system", "credential")
ON_PAPER = ("provider", "kind", "method", "every_days")
SEGMENTS = ("network", "segment")
_MOST_DIGITS = 5


def read_vendors(page: SurveyPage) -> Iterator[Observation]:
    """Yield a registration for each row that is not empty."""
    for number, row in page.rows(*NEEDED):
        vendor, system, names = (row.maybe(column).strip() for column in NEEDED)
        if vendor or system or names:
            yield registration(
                Identifier.of(page.source, "registration", digest(vendor, system, names)),
                vendor="" if vendor.lower() in OURS else vendor,
                system=system,
                names=names,
                kind=row.maybe("kind").strip(),
                owner=row.maybe("owner").strip(),
                note=_note(row),
                ended_on=row.time("ended_on"),
                row=number,
            )
        ended = row.maybe("ended_on").strip()
        if ended and row.time("ended_on") is None:
            page.refuse(number, [wrong(f"ended_on {ended}", "it is no day", "write it like 2026-12-31")], known=True)


def read_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the documented rotation process of each row; if ``every_days`` is not a number, it has no interval."""
    for number, row in page.rows(*ON_PAPER):
        provider, kind, method, days = (row.maybe(column).strip() for column in ON_PAPER)
        if not (provider and kind):
            page.refuse(number, [wrong(provider or kind, "the row names no provider or no kind", "write both")])
            continue
        if days and _days(days) is None:
            page.refuse(number, [wrong(f"every_days {days}", "it is no number of days", "write 90")], known=True)
        yield policy(
            Identifier.of(page.source, "policy", f"{provider}/{kind}"),
            provider=provider.lower(),
            kind=kind,
            method=method,
            every_days=_days(days),
            who=row.maybe("who").strip(),
            row=number,
        )


def _days(text: str) -> int | None:
    """Return a number of days; more than a century is not an interval of a rotation."""
    return (int(text) or None) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def read_segments(page: SurveyPage) -> Iterator[Observation]:
    """Yield the segment of each network; a row that cannot be read is refused, with its number."""
    for number, row in page.rows(*SEGMENTS):
        text, name, gate = (row.maybe(column).strip() for column in (*SEGMENTS, "gate"))
        if not (text and name):
            page.refuse(number, [wrong(text or name, "the row names no network or no segment", "write both")])
            continue
        try:
            network, gate = (str(ipaddress.ip_network(one, strict=False)) if one else "" for one in (text, gate))
        except ValueError as error:
            page.refuse(number, [wrong(text, str(error), "write networks like 10.1.0.0/16")])
            continue
        yield segment(Identifier.of(page.source, "segment", network), network=network, name=name, gate=gate)


def _note(row: Record) -> str:
    """Return people's note; a day that cannot be read is kept as text."""
    note, ended = row.maybe("note").strip(), row.maybe("ended_on").strip()
    return "; ".join(filter(None, (note, f"ended_on {ended}" if ended and row.time("ended_on") is None else "")))


def is_register(body: Json) -> bool:
    """Return whether header names, or rows, are those of a vendor register."""
    return _named(body, (*NEEDED, "owner"))


def is_policies(body: Json) -> bool:
    """Return whether header names, or rows, are those of documented rotation processes."""
    return _named(body, ON_PAPER)


def is_segments(body: Json) -> bool:
    """Return whether header names, or rows, are those of a list of segments."""
    return _named(body, SEGMENTS)


def is_unlisted(body: Json) -> bool:
    """Return whether header names, or rows, are those of answers about unlisted records."""
    return _named(body, STRANGERS)


def is_audit(body: Json) -> bool:
    """Return whether header names, or rows, are those of an audit's results."""
    return _named(body, AUDIT)


def is_places(body: Json) -> bool:
    """Return whether header names, or rows, are those of places and their credentials."""
    return _named(body, PLACES)


def is_hosts(body: Json) -> bool:
    """Return whether header names, or rows, are those of an inventory of servers."""
    return _named(body, HOSTS)


def _named(body: Json, columns: tuple[str, ...]) -> bool:
    first = body[0] if isinstance(body, list) and body else None
    names = first if isinstance(first, dict) else body if isinstance(body, list) else []
    return all(column in names for column in columns)


ENDPOINTS = (
    Endpoint("vendors", "", read_vendors, recognise=is_register, format="csv"),
    Endpoint("policies", "", read_policies, recognise=is_policies, format="csv"),
    Endpoint("segments", "", read_segments, recognise=is_segments, format="csv"),
    Endpoint("strangers", "", read_unlisted, recognise=is_unlisted, format="csv"),
    Endpoint("places", "", read_places, recognise=is_places, format="csv"),
    Endpoint("audit", "", read_audit, recognise=is_audit, format="csv"),
    Endpoint("hosts", "", read_hosts, recognise=is_hosts, format="csv"),
    CREDENTIALS,
)
