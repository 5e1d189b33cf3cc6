"""``keyroll serve``: run the due jobs, and serve the HTTP API."""

import getpass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import TimeParameter, shared
from keyroll.cli.screen import data, json_lines, tell
from keyroll.clock import iso
from keyroll.errors import OK, ConfigError, UsageError, installed_with
from keyroll.reveal import reveal
from keyroll.visible import visible

_LOCAL = "127.0.0.1"


@click.group("serve", invoke_without_command=True)
@click.option(
    "--host", default=_LOCAL, show_default=True, help="Address to listen on; another machine's access needs TLS."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8417, show_default=True)
@click.option("--open-to-network", is_flag=True, help="Allow an address beyond this machine.")
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Serve TLS: the certificate chain (PEM).")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Its key (PEM, mode 0600).")
@click.option(
    "--behind-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Read clients' addresses from this proxy's X-Forwarded-For.",
)
@click.option("--origin", metavar="URL", help="Address for people, such as https://keys.example.")
@click.option("--no-console", is_flag=True, help="Serve machines only, no pages.")
@click.option(
    "--log-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json: one JSON object per line on stderr, with each request.",
)
@click.option("--once", is_flag=True, help="Run the due jobs, then end; for cron.")
@shared
@click.pass_context
def serve_group(
    context: click.Context,
    host: str,
    port: int,
    open_to_network: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    proxies: tuple[str, ...],
    origin: str | None,
    no_console: bool,
    log_format: str,
    once: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Run the due jobs: reads of sources and signals, authentication attempts, verdicts, reminders; serve
    the console, and the API for machines.

    Listens on this machine only. People sign in by passkey; the first start prints
    a one-time link. Machines need a token with a scope: keyroll serve token add.
    """
    if context.invoked_subcommand:
        return OK
    try:
        from keyroll.server.leaving import leave
        from keyroll.server.logs import JsonLog
        from keyroll.server.origin import Origin
        from keyroll.server.serve import serve
        from keyroll.server.tls import Certificate
        from keyroll.server.worker import plan, run_due, telling_waits
    except ModuleNotFoundError:
        raise ConfigError("the server is not installed", hint=installed_with("")) from None
    keyroll = Keyroll.open(home, now=now, create=False)
    if once:
        plan(keyroll, tell)
        with telling_waits(tell):
            done = run_due(keyroll, tell)
        due = keyroll.jobs.next_at()
        if as_json:
            json_lines("served", [{"done": done, "next_due_at": due}])
        tell(f"{done} done; " + (f"next due on {iso(due)}" if due else "nothing more is due"))
        return OK
    if not (_is_loopback(host) or open_to_network):
        hint = "put a TLS proxy before it or give --tls-cert, and add --open-to-network"
        raise UsageError(f"{host} is reachable from other machines", hint=hint)
    for one in proxies:
        _address(one)
    if bool(tls_cert) != bool(tls_key):
        raise UsageError("a certificate needs its key", hint="give both: --tls-cert and --tls-key")
    certificate = Certificate(tls_cert, tls_key, tell) if tls_cert and tls_key else None
    known = None
    if not no_console:
        if origin is None and not _is_loopback(host):
            raise UsageError("the console needs its address for people", hint="add --origin https://…, or --no-console")
        known = Origin.of(origin) if origin else Origin.loopback(port)
    log = JsonLog() if log_format == "json" else None
    serve(keyroll, host, port, tell, certificate=certificate, proxies=proxies, origin=known, log=log)
    return leave(OK)


def _address(text: str) -> None:
    """Raise UsageError if a proxy is not given by its address."""
    try:
        ip_address(text)
    except ValueError:
        raise UsageError(f"{text!r} is not an address", hint="name the proxy's address, such as 10.0.0.5") from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@serve_group.command("link")
@click.argument("person")
@click.option("--role", default="admin", show_default=True, help="viewer, responder, approver or admin.")
@click.option("--origin", metavar="URL", help="The server's own --origin; default: this machine.")
@click.option("--port", type=click.IntRange(1, 65535), default=8417, show_default=True)
@shared
def link(person: str, role: str, origin: str | None, port: int, home: Path, as_json: bool, now: datetime | None) -> int:
    """Create a one-time link for PERSON: for the first passkey, or if all are lost."""
    from keyroll.server import session
    from keyroll.server.origin import Origin

    keyroll = Keyroll.open(home, now=now, create=False)
    known = Origin.of(origin) if origin else Origin.loopback(port)
    address = session.link(known, keyroll.people.link(person, role, by=getpass.getuser()))
    if as_json:
        json_lines("link", [{"person": person, "role": role, "link": address}])
    else:
        data(f"{address}\n")
    tell("it works once, within an hour; it is shown only now")
    return OK


@serve_group.group("token")
def token_group() -> None:
    """Tokens of machines that may call the server."""


@token_group.command("add")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="A scope of the token, for example incidents:read."
)
@click.option("--until", type=TimeParameter(end_of_day=True), required=True, help="End of the token.")
@shared
def add(name: str, scopes: tuple[str, ...], until: datetime, home: Path, as_json: bool, now: datetime | None) -> int:
    """Create token NAME and print its value once: only a fingerprint is stored."""
    from keyroll.server.app import scopes as known

    wrong = sorted(set(scopes) - set(known()))
    if wrong:
        raise UsageError(f"there is no scope {wrong[0]!r}", hint=f"known: {', '.join(known())}")
    keyroll = Keyroll.open(home, now=now, create=False)
    value = keyroll.tokens.make(name, scopes, until, by=getpass.getuser())
    with reveal(value) as raw:
        text = raw.decode()
    if as_json:
        json_lines("token", [{"name": name, "value": text, "scopes": sorted(scopes), "until": until}])
    else:
        data(f"{text}\n")
    tell(f"{name} is valid until {iso(until)}; it is shown only now")
    return OK


@token_group.command("list")
@shared
def list_(home: Path, as_json: bool, now: datetime | None) -> int:
    """List the tokens: names, scopes and times, never values."""
    keyroll = Keyroll.open(home, now=now, create=False)
    for one in keyroll.tokens.all():
        word = "good" if one.good(keyroll.now()) else "over"
        if as_json:
            row = {"name": one.name, "scopes": list(one.scopes), "made_at": one.made_at, "until": one.until}
            json_lines("token", [row | {"ended_at": one.ended_at, "good": word == "good"}])
        else:
            data(visible(f"{one.name}  {word}  until {iso(one.ended_at or one.until)}  {' '.join(one.scopes)}") + "\n")
    return OK


@token_group.command("end")
@click.argument("name")
@shared
def end(name: str, home: Path, as_json: bool, now: datetime | None) -> int:  # noqa: ARG001 - nothing to print
    """End token NAME now."""
    Keyroll.open(home, now=now, create=False).tokens.end(name)
    tell(f"{name} has ended")
    return OK


COMMAND = serve_group
