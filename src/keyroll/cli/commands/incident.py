"""``keyroll incident``: vendor breaches: the exposed credentials, and those that are not proven dead."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import click

from keyroll.api import Keyroll, UnprovenCredential
from keyroll.cli.commands._campaign import COMMANDS, show_campaign, who
from keyroll.cli.commands._obtainable import reach, widen_by_reach
from keyroll.cli.commands._stream import STREAM
from keyroll.cli.root import Span, TimeParameter, deciding_key, shared
from keyroll.cli.screen import cell, json_lines, show_closed, tell
from keyroll.cli.together import together
from keyroll.clock import iso
from keyroll.errors import OK, UsageError
from keyroll.jsontext import loads
from keyroll.model.incident import ClosingPolicy
from keyroll.model.json import Json
from keyroll.report.document import Document, Gap, Table
from keyroll.report.incident import listed_closing, reached_words
from keyroll.report.words import count


@click.group("incident")
def incident_group() -> None:
    """A vendor's breach: the exposed credentials, and those not proven dead."""


@incident_group.command("open")
@click.argument("name")
@click.option("--vendor", default="", help="Vendor of the breach.")
@click.option("--product", "products", multiple=True, help="Product of the vendor; may be given several times.")
@click.option("--from", "begins", type=TimeParameter(), help="Start of the exposure.")
@click.option(
    "--to", "ends", type=TimeParameter(end_of_day=True), help="End of the exposure; a date means its last moment."
)
@click.option("--csaf", type=click.File("rb"), help="Open it from an advisory in CSAF 2.0; - is standard input.")
@click.option("--set", "token", type=click.File("rb"), help="Open it from a security event token (RFC 8417).")
@click.option("--keys", default="", metavar="FILE|URL", help="With --set: the issuer's public keys (JWKS).")
@click.option("--issuer", default="", help="With --set: who must have signed it (iss).")
@click.option("--audience", multiple=True, help="With --set: for whom it must be (aud).")
@click.option("--story", default="", metavar="ID", help="Open it from a story of the hunt.")
@click.option("--planned", is_flag=True, help="A planned rotation: no vendor, no breach.")
@click.option("--credential", "identifiers", multiple=True, metavar="ID", help="With --planned: which; give each.")
@click.option("--because", default="", help="With --planned: why.")
@click.option(
    "--policy",
    type=click.Choice([str(policy) for policy in ClosingPolicy]),
    default=str(ClosingPolicy.LIVE),
    show_default=True,
    help="Grades that close an item: live accepts A and B, exports also C.",
)
@click.option("--deadline", type=TimeParameter(end_of_day=True), help="Time by which everything must be proven.")
@click.option("--watch", type=Span(), help="Time for which dead credentials are watched, for example 90d.")
@shared
@together(
    needs={
        "--keys": "--set",
        "--issuer": "--set",
        "--audience": "--set",
        "--credential": "--planned",
        "--because": "--planned",
    }
)
def open_(
    name: str,
    vendor: str,
    products: tuple[str, ...],
    begins: datetime | None,
    ends: datetime | None,
    csaf: BinaryIO | None,
    token: BinaryIO | None,
    keys: str,
    issuer: str,
    audience: tuple[str, ...],
    story: str,
    planned: bool,
    identifiers: tuple[str, ...],
    because: str,
    policy: str,
    deadline: datetime | None,
    watch: timedelta | None,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Open an incident NAME and print the exposed credentials.

    By hand (--vendor, --from, --to), from an advisory (--csaf), from a security
    event token whose signature is verified (--set, --keys, --issuer,
    --audience), or from a story of the hunt (--story). A planned
    rotation claims no breach: --planned --credential ID --because WORDS.
    """
    if sum(bool(one) for one in (csaf, token, story, planned)) > 1:
        raise UsageError("an incident has one origin", hint="give one of --csaf, --set, --story and --planned")
    if planned and (vendor or products or begins or ends):
        raise UsageError("a planned rotation has no vendor and no window", hint="leave out --vendor, --from and --to")
    keyroll = Keyroll.open(home, now=now, create=False)
    from keyroll.api import Wanted, issuer_keys

    wanted = Wanted(name, getpass.getuser(), vendor, products, begins, ends, ClosingPolicy(policy))
    if csaf:
        keyroll.openings.from_advisory(wanted, _json(csaf))
    elif token:
        if not (keys and issuer and audience):
            raise UsageError("a token must be verified", hint="add --keys, --issuer and --audience")
        keyroll.openings.from_token(wanted, token.read(), issuer_keys(keys), issuer=issuer, audience=audience)
    elif story:
        keyroll.openings.from_story(wanted, story)
    elif planned:
        keyroll.incidents.plan(name, identifiers, because=because, by=wanted.by, policy=wanted.policy)
    else:
        keyroll.openings.by_hand(wanted)
    if deadline or watch:
        keyroll.campaigns.set_terms(name, deadline=deadline, watch=watch, by=wanted.by)
    return show_campaign(keyroll.campaigns.status(name), as_json=as_json)


def _json(file: BinaryIO) -> Json:
    try:
        body: Json = loads(file.read())
    except ValueError:
        raise UsageError("the advisory is not JSON", hint="give the advisory's JSON document") from None
    return body


@incident_group.command("widen")
@click.argument("name")
@click.argument("identifier", required=False, default="")
@click.option("--reached", is_flag=True, help="Add the credentials that the exposed ones can obtain.")
@click.option("--certain", is_flag=True, help="With --reached: only credentials with a certain path.")
@click.option("--because", required=True, help="Reason why it is in scope.")
@shared
def widen(
    name: str,
    identifier: str,
    reached: bool,
    certain: bool,
    because: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Add IDENTIFIER (aws@*:access_key_id:AKIA…) to incident NAME, with all that it exposes.

    --reached adds every credential that the exposed ones can obtain. The
    path is the reason of each addition. A second call adds nothing.
    keyroll incident narrow removes an identifier from the scope.
    """
    if bool(identifier) == reached or (certain and not reached):
        raise UsageError("give IDENTIFIER, or --reached (with --certain)", hint=f"keyroll incident reach {name}")
    keyroll = Keyroll.open(home, now=now, create=False)
    if reached:
        widen_by_reach(keyroll, name, because, certain_only=certain, as_json=as_json)
        return show_campaign(keyroll.campaigns.status(name), as_json=as_json)
    _, known = keyroll.incidents.widen(name, identifier, because=because, by=getpass.getuser())
    if not known:
        tell(f"no source here has {identifier}: it stays unproven until a source has it")
    return show_campaign(keyroll.campaigns.status(name), as_json=as_json)


@incident_group.command("narrow")
@click.argument("name")
@click.argument("identifier")
@click.option("--because", required=True, help="Reason why it is not in scope.")
@deciding_key
@shared
def narrow(name: str, identifier: str, because: str, key: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Remove IDENTIFIER from the scope of incident NAME.

    It is signed and is in the evidence; keyroll incident widen adds it
    again. A credential that an intruder used stays in scope.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    keyroll.incidents.narrow(name, identifier, because=because, by=who(key), key=key)
    return show_campaign(keyroll.campaigns.status(name), as_json=as_json)


@incident_group.command("list")
@shared
def list_(home: Path, as_json: bool, now: datetime | None) -> int:
    """Print every incident: its scope, and the unproven part of it."""
    rows = Keyroll.open(home, now=now, create=False).incidents.listed()
    if as_json:
        json_lines("incident", rows)
        return OK
    if not rows:
        show_closed(Document([]), listed_closing(rows))
        return OK
    names = ["name", "of", "in_scope", "not_proven", "reaches", "opened_at"]
    names += ["closed_at"] if any(row["closed_at"] for row in rows) else []
    names += ["exposure"] if any(row["unmatched"] for row in rows) else []
    cells = [
        {
            **row,
            "reaches": reached_words(row["reaches_protected"]),
            "exposure": "INCOMPLETE" if row["unmatched"] else "",
        }
        for row in rows
    ]
    table = Table(tuple(names), tuple(tuple(cell(row[one]) for one in names) for row in cells))
    show_closed(Document([table, Gap()]), listed_closing(rows))
    return OK


@incident_group.command("status")
@click.argument("name")
@shared
def status(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the state of incident NAME; exit 12 while anything is unproven."""
    keyroll = Keyroll.open(home, now=now, create=False)
    for line in keyroll.evidence.unwitnessed().splitlines():
        tell(line)
    return show_campaign(keyroll.campaigns.status(name), as_json=as_json)


@incident_group.command("prove")
@click.argument("name")
@click.option("--old", multiple=True, metavar="ID=REF", help="Reference to the exposed value of a credential.")
@click.option("--new", multiple=True, metavar="ID=REF", help="Reference to the value after it.")
@click.option("--derived", multiple=True, metavar="ID=REF", help="Reference to a value that was derived from it.")
@click.option("--at", multiple=True, metavar="ID=ADDRESS", help="An address that checks the value; give every one.")
@click.option(
    "--values",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file of references: one table for each credential with old, new, at, …",
)
@click.option("--later", is_flag=True, help="Keep the references, so that keyroll serve makes the later attempts.")
@click.option("--wait", is_flag=True, help="Wait for the next attempts, as long as one can change the answer.")
@shared
def prove(
    name: str,
    old: tuple[str, ...],
    new: tuple[str, ...],
    derived: tuple[str, ...],
    at: tuple[str, ...],
    values: Path | None,
    later: bool,
    wait: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Derive every verdict of incident NAME and store it with its evidence.

    Credentials with given values are probed. A REF is env:NAME, file:PATH,
    fd:3, prompt:WORDS or exec:COMMAND; a value itself is refused. The command does not
    wait: the next attempt is stored and printed, and the exit code is 12.
    With --wait the reasons are printed at once, and the wait ends when no
    further attempt can change the answer.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    from keyroll.api import probe_requests

    wanted = probe_requests(values, old, new, at, derived)
    keyroll.incidents.prove(name, asked=wanted, wait=wait, tell=_Waiting())
    if wait and not wanted:
        tell("nothing to wait for: no value is given")
        tell(f"next: keyroll incident prove {name} --wait --old ID=REF --new ID=REF --at ID=ADDRESS")
    if later:
        tell(
            "kept for keyroll serve: references to the values of "
            f"{count(keyroll.jobs.prove_later(name, wanted), 'credential')}"
        )
    return show_campaign(keyroll.campaigns.status(name), as_json=as_json)


@dataclass
class _Waiting:
    """Prints why credentials are not proven dead: each new reason, and at the end a person's actions."""

    said: dict[str, str] = field(default_factory=dict)

    def __call__(self, left: Sequence[UnprovenCredential], due: datetime | None) -> None:
        news = [one for one in left if self.said.get(one.identifier) != one.because]
        for one in news[:_SAID_AT_ONCE]:
            tell(f"{one.name}: {one.because}")
            if one.to_do:
                tell(f"  no further attempt can change this; next: {one.to_do}")
        if len(news) > _SAID_AT_ONCE:
            tell(f"and {count(len(news) - _SAID_AT_ONCE, 'credential')} more, each with its reason below")
        self.said |= {one.identifier: one.because for one in news}
        if due:
            tell(f"{len(left)} not proven dead; next attempt on {iso(due)}")
        elif left:
            tell(f"{len(left)} not proven dead, and no further attempt can change this: the wait ends")


#: The most reasons that are printed at a time.
_SAID_AT_ONCE = 5


for _command in (*COMMANDS, reach, STREAM):
    incident_group.add_command(_command)
COMMAND = incident_group
