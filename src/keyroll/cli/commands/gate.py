"""``keyroll gate``: refuse exposed credentials at the proxies."""

import getpass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

import click

from keyroll.api import Keyroll, PlanStatus
from keyroll.cli.commands._plans import KEY, plan_row
from keyroll.cli.root import TimeParameter, shared
from keyroll.cli.screen import data, json_lines, show_closed, tell
from keyroll.clock import iso
from keyroll.errors import OK, UsageError
from keyroll.report.gate import list_closing, list_document
from keyroll.report.rotation import plan_document
from keyroll.report.rotation_closing import closing
from keyroll.reveal import reveal

_PORT = 8418


@click.group("gate")
def gate_group() -> None:
    """Refuse exposed credentials at the proxies (nginx, Envoy)."""


@gate_group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@click.option("--socket", default="", metavar="PATH", help="Listen on a Unix socket instead.")
@click.option("--name", default="main", show_default=True, help="Name of this gate in its log.")
@click.option("--check", is_flag=True, help="Load everything, print what was loaded, and end.")
@shared
def serve(
    host: str,
    port: int,
    socket: str,
    name: str,
    check: bool,
    home: Path,
    as_json: bool,  # noqa: ARG001 - it prints no data
    now: datetime | None,
) -> int:
    """Answer the proxies on this machine: is the credential of a request to be accepted?

    nginx asks with auth_request at /nginx, Envoy with ext_authz at /envoy. An
    unknown, ended or refused credential is refused, and so is every request
    while the inventory or the list cannot be read.
    """
    if not socket and not _is_loopback(host):
        raise UsageError(f"{host} is reachable from other machines", hint="run a gate beside each proxy")
    Keyroll.open(home, now=now, create=False).gate.serve(
        name, host=host, port=port, socket=socket, tell=tell, check=check
    )
    return OK


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@gate_group.command("proxy")
@click.argument("name")
@click.option("--until", type=TimeParameter(end_of_day=True), required=True, help="End of the token.")
@shared
def proxy(name: str, until: datetime, home: Path, as_json: bool, now: datetime | None) -> int:
    """Create the token with which the proxy NAME asks, and print its value once."""
    with reveal(Keyroll.open(home, now=now, create=False).gate.add_proxy(name, until, by=getpass.getuser())) as raw:
        text = raw.decode()
    if as_json:
        json_lines("token", [{"name": name, "value": text, "until": until}])
    else:
        data(f"{text}\n")
    tell(f"{name} may ask until {iso(until)}; its token is shown only now")
    return OK


@gate_group.command("refuse")
@click.argument("incident")
@click.option("--name", default="", help="The name of the plan; default: gate-INCIDENT.")
@KEY
@shared
def refuse(incident: str, name: str, key: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Plan that gates refuse what INCIDENT exposes and is not proven dead.

    Another person approves it: keyroll rotate approve NAME. Every gate of this
    home then refuses these credentials within a second. No verdict changes,
    and no open item is closed.
    """
    made = Keyroll.open(home, now=now, create=False).gate.refuse(incident, key=key, name=name)
    return _shown(made, as_json=as_json)


@gate_group.command("accept")
@click.argument("identifier")
@click.option("--until", type=TimeParameter(), required=True, help="End of the exception; at most 7 days ahead.")
@click.option("--because", required=True, help="Why it must be accepted although it is exposed.")
@click.option("--name", default="", help="The name of the plan; default: gate-exception.")
@KEY
@shared
def accept(
    identifier: str,
    until: datetime,
    because: str,
    name: str,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Plan an exception: gates accept the refused credential IDENTIFIER to a time.

    Another person approves it: keyroll rotate approve NAME.
    """
    made = Keyroll.open(home, now=now, create=False).gate.accept(
        identifier, until=until, because=because, key=key, name=name
    )
    return _shown(made, as_json=as_json)


def _shown(made: PlanStatus, *, as_json: bool) -> int:
    if as_json:
        json_lines("rotation_plan", [plan_row(made)])
    else:
        show_closed(
            plan_document(made.plan, made.approved_by, made.because, made.keys),
            closing(made.plan, made.stands, made.steps, made.approved_by),
        )
    return OK


@gate_group.command("list")
@shared
def list_(home: Path, as_json: bool, now: datetime | None) -> int:
    """Print what gates refuse, and the exceptions."""
    keyroll = Keyroll.open(home, now=now, create=False)
    rows = keyroll.gate.rows()
    if as_json:
        json_lines("gate_entry", rows)
    else:
        show_closed(list_document(rows), list_closing(rows))
    return OK


COMMAND = gate_group
