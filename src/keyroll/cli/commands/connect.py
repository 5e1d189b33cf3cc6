"""``keyroll connect``: connect a source for live reads, or list the connections."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import SYNC_EVERY, Keyroll, connection, connection_settings
from keyroll.cli.root import pairs, shared
from keyroll.cli.screen import data, json_lines, show, tell
from keyroll.cli.together import together
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.model.source import Source
from keyroll.report import connecting


@click.command("connect")
@click.argument("name", required=False, metavar="[PROVIDER[@SOURCE]]")
@click.option("--at", "address", metavar="ADDRESS", help="Address, for example https://bao.example.com:8200")
@click.option("--credential", metavar="REFERENCE", help="Reference to the credential: env:NAME, vault:PATH#FIELD, …")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Further setting of the provider.")
@click.option("--every", default="", metavar="SPAN", help="Time between two reads by the server: 6h, or never.")
@click.option("--grant", is_flag=True, help="Print the least permissions, to paste at the vendor.")
@click.option("--remove", is_flag=True, help="Remove the connection; its read data stays.")
@shared
@together(
    needs=dict.fromkeys(("--at", "--credential", "--set", "--every", "--grant", "--remove"), "PROVIDER"),
    excludes={"--remove": "--at --credential --set --every --grant", "--grant": "--credential --every"},
)
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
    """Connect a source to read it live, with the least permissions.

    \b
    keyroll connect                  the connections
    keyroll connect openbao          needed permissions, reasons, and steps
    keyroll connect openbao --at https://bao:8200 --credential env:BAO_TOKEN
    """
    if name is None:
        return _listed(Keyroll.open(home, now=now, create=False), as_json=as_json)
    source = Source.parse(name)
    if remove:
        Keyroll.open(home, now=now, create=False).sources.disconnect(source)
        tell(f"{source} is no longer connected; its read data stays")
        return OK
    given = pairs(settings, "setting", "--set NAME=VALUE")
    known = connection(source, given)
    if grant:
        if known.grant is None:
            raise UsageError(f"{source.provider} has no such text", hint=f"see keyroll connect {source}")
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
