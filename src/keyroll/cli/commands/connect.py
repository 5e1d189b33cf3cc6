"""``keyroll connect``: connect a source for live reads, or list what is connected."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import SYNC_EVERY, Keyroll, connection, connection_settings
from keyroll.cli.root import pairs, shared
from keyroll.cli.screen import data, json_lines, show, tell
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.model.source import Source
from keyroll.report import connecting


@click.command("connect")
@click.argument("name", required=False, metavar="[PROVIDER[@SOURCE]]")
@click.option("--at", "address", metavar="ADDRESS", help="Where it is, for example https://bao.example.com:8200")
@click.option("--credential", metavar="REFERENCE", help="Where the credential is kept: env:NAME, vault:PATH#FIELD, …")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="What else the provider must know.")
@click.option("--every", default="", metavar="SPAN", help="How often the server reads it: 6h, or never.")
@click.option("--grant", is_flag=True, help="Print the text that allows just what is needed, to paste at the vendor.")
@click.option("--remove", is_flag=True, help="Forget the connection; what was read stays.")
@shared
def connect(
    name: str | None,
    address: str | None,
    credential: str | None,
    settings: tuple[str, ...],
    every: str,
    grant: bool,
    remove: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Connect a source to read it live, with the least that is needed.

    \b
    keyroll connect                  what is connected
    keyroll connect openbao          what is needed, why, and how to make it
    keyroll connect openbao --at https://bao:8200 --credential env:BAO_TOKEN
    """
    if name is None:
        return _listed(Keyroll.open(home, now=now, create=False), as_json=as_json)
    source = Source.parse(name)
    if remove:
        Keyroll.open(home, now=now, create=False).sources.disconnect(source)
        tell(f"{source} is no longer connected; what was read of it stays")
        return OK
    given = pairs(settings, "setting", "--set NAME=VALUE")
    known = connection(source, given)
    if grant:
        if known.grant is None:
            raise UsageError(f"{source.provider} takes no such text", hint=f"see keyroll connect {source}")
        data(known.grant(connection_settings(source, given)))
        return OK
    if credential is None:
        show(connecting.asks(source, known))
        return OK
    where = address or known.address
    if not where:
        raise UsageError(f"{source.provider} has no address of its own", hint="add --at https://HOST")
    seen = Keyroll.open(home, now=now).sources.connect(source, credential, address=where, settings=given, every=every)
    if as_json:
        json_lines("connection", connecting.seen_rows(source, seen))
    else:
        show(connecting.sees(source, seen))
    return PARTIAL if any(one.because for one in seen.sights) else OK


def _listed(keyroll: Keyroll, *, as_json: bool) -> int:
    connections = keyroll.sources.connected()
    if as_json:
        json_lines(
            "connection",
            (
                {"source": str(one.source), "address": one.address, "credential": one.credential}
                | {"settings": dict(one.settings), "connected_as": one.name, "expires": one.expires}
                | {"every": one.every or SYNC_EVERY}
                for one in connections
            ),
        )
    else:
        show(connecting.connected(connections))
    tell(f"{len(connections):,} connections")
    return OK


COMMAND = connect
