"""``keyroll rotate``: changes credentials by an approved plan, and proves each old value dead."""

import getpass
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import click

from keyroll.api import CredentialSelection, GivenConsumer, GivenDirections, Keyroll, PlanStatus
from keyroll.cli.commands._of_consumers import of_consumers
from keyroll.cli.commands._plans import KEY, Visits, key_rows, plan_row
from keyroll.cli.root import Span, TimeParameter, shared
from keyroll.cli.screen import json_lines, show_closed, tell
from keyroll.errors import UsageError
from keyroll.model.rotation import MOST_SIGNED_OFF, StopSign, Wish
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Document
from keyroll.report.rotation import begun_document, plan_document, status_document
from keyroll.report.rotation_closing import begun_closing, closing

OK, PARTIAL, NOT_PROVEN = 0, 11, 12


@click.group("rotate")
def rotate_group() -> None:
    """Change credentials by a plan that another person approved."""


@rotate_group.command("key")
@click.argument("person")
@click.option("--public", type=click.File("rb"), help="The public ed25519 key: PEM or OpenSSH's line.")
@click.option("--key", "held", default="", metavar="REF", help="Instead: the key itself, as agent:… or pkcs11:…")
@click.option("--signed-by", default="", metavar="REF", help="Your private key, which confirms that it is PERSON's.")
@shared
def key(
    person: str, public: BinaryIO | None, held: str, signed_by: str, home: Path, as_json: bool, now: datetime | None
) -> int:
    """Register the public key of PERSON, who may then plan or approve rotations.

    The first key is registered without more. From then on two persons whose
    keys count, or the only one, confirm each further key with --signed-by.
    keyroll rotate init registers the keys of two persons at once.
    """
    if (public is None) == (not held):
        raise UsageError("exactly one key must be given", hint="give --public FILE, or --key agent:… or --key pkcs11:…")
    keyroll = Keyroll.open(home, now=now, create=False)
    given = public.read() if public is not None else held
    kept = keyroll.person_keys.add(person, given, by=getpass.getuser(), signed_by=signed_by)
    if as_json:
        json_lines("rotation_key", [{"person": kept.person, "public": kept.public, "added_at": kept.added_at}])
    else:
        people = {one.person for one in keyroll.person_keys.all()}
        said = f"{kept.person} has the key {kept.public[:16]}"
        left = "nothing" if len(people) > 1 else f"{kept.person} confirms the key of a second person, who then plans"
        then = "keyroll rotate init --help" if len(people) > 1 else "keyroll rotate key --help"
        if missing := keyroll.person_keys.not_counted(kept):
            said, left, then = f"the key of {kept.person} does not count yet", *missing
        show_closed(Document([]), ClosingLines(said, left, then))
    return OK


@rotate_group.command("init")
@click.argument("selector")
@click.option("--at", default="", metavar="ADDRESS", help="Where the value is checked; default: the connection's.")
@click.option("--admin", default="", metavar="NAME=REF", help="Who changes it; default: the connection's account.")
@of_consumers
@click.option("--partner", default="", metavar="NAME", help="The other account of a pair; default: NAME_b.")
@click.option("--old", default="", metavar="REF", help="The old value, if no place holds it.")
@click.option("--observe", type=Span(seconds=True), help="How long the disabled value is watched. [default: 10m]")
@click.option("--planner", default="", metavar="PERSON=FILE", help="Register the public key of who plans.")
@click.option("--approver", default="", metavar="PERSON=FILE", help="Register the public key of who approves.")
@shared
def init(
    selector: str,
    consumers: tuple[GivenConsumer, ...],
    planner: str,
    approver: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
    **given: Any,
) -> int:
    """Write the directions for the credential SELECTOR, from what is known.

    It only reads at the provider, and writes no value: what it does not know it
    asks for by an option. The directions are checked like a plan first. For
    several consumers give --place and what belongs to it once for each, in the
    same order. Consumers are added to directions that exist; nothing else of
    them changes.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    directions = keyroll.first_directions
    texts = {name: one for name, one in given.items() if one is not None}
    begun = directions.begin(selector, GivenDirections(**texts, consumers=consumers))
    people = directions.people(planner, approver, by=getpass.getuser())
    if as_json:
        json_lines("rotation_directions", [{"identifier": begun.identifier, "text": begun.text}])
        return OK
    show_closed(
        begun_document(begun.item, begun.text, added=begun.added),
        begun_closing(
            begun.identifier, people, frozenset(one.plan.name for one in keyroll.rotations.plans()), begun.others
        ),
    )
    return OK


@rotate_group.command("plan")
@click.argument("selector", required=False, default="")
@click.option("--incident", default="", help="Plan every open item of an incident.")
@click.option("--due", is_flag=True, help="Plan the rotations that are due by policy.")
@click.option("--name", required=True, help="The name of the plan.")
@click.option(
    "--directions", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Default: rotation.toml."
)
@click.option("--deadline", type=TimeParameter(end_of_day=True), help="Time by which it must be done.")
@KEY
@shared
def plan(
    selector: str,
    incident: str,
    due: bool,
    name: str,
    directions: Path | None,
    deadline: datetime | None,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Plan the change of credentials whose id or name fits SELECTOR.

    Nothing outside is written. The plan is signed with your key; another
    person approves it.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    choice = CredentialSelection(selector, incident, due)
    made = keyroll.rotations.plan(name, choice, key=key, file=directions, deadline=deadline)
    return _shown(made, as_json=as_json) or (PARTIAL if made.plan.refused else OK)


@rotate_group.command("schedule")
@click.argument("selector")
@click.option("--name", required=True, help="The name of the schedule.")
@click.option("--every", type=Span(), required=True, help="Time between two changes of a credential, such as 30d.")
@click.option("--until", type=TimeParameter(end_of_day=True), required=True, help="Its end, at most a year ahead.")
@click.option("--window", "windows", multiple=True, help="When a change may begin: Mon-Fri 02:00-04:00. Repeatable.")
@click.option(
    "--stop-on",
    "signs",
    type=click.Choice(list(StopSign)),
    multiple=True,
    default=list(StopSign),
    show_default=True,
    help="What stops a change: an open incident, a story of the hunt. Repeatable.",
)
@click.option(
    "--directions", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Default: rotation.toml."
)
@KEY
@shared
def schedule(
    selector: str,
    name: str,
    every: timedelta,
    until: datetime,
    windows: tuple[str, ...],
    signs: tuple[str, ...],
    directions: Path | None,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Let the server change the credentials that fit SELECTOR again and again.

    Another person approves it once, like a plan. A changed fact or a stop
    sign ends the permission for that credential.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    made = keyroll.schedules.make(
        name, CredentialSelection(selector), every=every, until=until, windows=windows, stop_on=signs, key=key,
        file=directions,
    )  # fmt: skip
    return _shown(made, as_json=as_json) or (PARTIAL if made.plan.refused else OK)


@rotate_group.command("show")
@click.argument("name")
@shared
def show_plan(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the steps of plan NAME."""
    return _shown(Keyroll.open(home, now=now, create=False).rotations.status(name), as_json=as_json)


@rotate_group.command("approve")
@click.argument("name")
@click.option("--for", "holds", type=Span(), default="7d", show_default=True, help="Validity of the approval.")
@KEY
@shared
def approve(name: str, holds: timedelta, key: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Approve plan NAME with a signature; the approver is not the planner."""
    keyroll = Keyroll.open(home, now=now, create=False)
    return _status(keyroll.rotations.approve(name, key=key, holds=holds), as_json=as_json, code=OK)


@rotate_group.command("run")
@click.argument("name")
@click.option("--wait", is_flag=True, help="Wait until every credential is proven changed, or needs a person.")
@shared
def run(name: str, wait: bool, home: Path, as_json: bool, now: datetime | None) -> int:
    """Run plan NAME as far as possible now; of a schedule, what is due.

    After a kill the next run continues. Exit 12 while a credential is not
    proven changed.
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    if keyroll.rotations.status(name).plan.terms is not None:
        due = keyroll.schedules.due(name)
        tell(f"{name}: {due.said}")
        if due.made is None:
            closed = ClosingLines(due.said, "nothing that is due", f"keyroll rotate status {name}")
            if not as_json:
                show_closed(Document([]), closed)
            return OK
        name = due.made.plan.name
    return _status(keyroll.rotations.run(name, wait=wait, told=Visits(name)), as_json=as_json)


@rotate_group.command("status")
@click.argument("name", required=False, default="")
@shared
def status(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the state of plan NAME, or of every plan; exit 12 while one is not done."""
    rotations = Keyroll.open(home, now=now, create=False).rotations
    found = [rotations.status(name)] if name else rotations.plans()
    if not found and not as_json:
        init = "keyroll rotate init --help"
        show_closed(Document([]), ClosingLines("no plan was made yet", "nothing that was planned", init))
    return max((_status(one, as_json=as_json) for one in found), default=OK)


def _deciding(wish: Wish, words: str) -> click.Command:
    @click.command(str(wish), help=words)
    @click.argument("name")
    @click.option("--id", "identifier", default="", metavar="ID", help="Only this credential of the plan.")
    @click.option("--because", default="", help="Why.")
    @KEY
    @shared
    def decide(
        name: str, identifier: str, because: str, key: str, home: Path, as_json: bool, now: datetime | None
    ) -> int:
        rotations = Keyroll.open(home, now=now, create=False).rotations
        decided = rotations.decide(name, wish, key=key, identifier=identifier, because=because)
        return _status(decided, as_json=as_json, code=OK, wish=wish)

    return decide


for _wish, _words in (
    (Wish.PAUSE, "Pause plan NAME: no further step begins."),
    (Wish.RESUME, "Resume plan NAME, also the steps that needed a person."),
    (Wish.ABORT, "Abort plan NAME: its next run restores a working credential; refused after an old value is deleted."),
):
    rotate_group.add_command(_deciding(_wish, _words))


@rotate_group.command("sign-off")
@click.argument("name")
@click.argument("copy")
@click.option("--id", "identifier", default="", metavar="ID", help="Only for this credential of the plan.")
@click.option("--because", required=True, help="Reason why this copy does not matter, or a note that it was updated.")
@click.option("--until", type=TimeParameter(end_of_day=True), help="The end of the sign-off; at most 30 days ahead.")
@KEY
@shared
def sign_off(
    name: str,
    copy: str,
    identifier: str,
    because: str,
    until: datetime | None,
    key: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Sign off that COPY, which no consumer of plan NAME reads, may lose its value.

    COPY is a place, or an undeclared consumer as the status names it.
    """
    rotations = Keyroll.open(home, now=now, create=False).rotations
    holds = until - rotations.now() if until else MOST_SIGNED_OFF
    decided = rotations.decide(
        name, Wish.SIGN_OFF, key=key, identifier=identifier, copy=copy, because=because, holds=holds
    )
    return _status(decided, as_json=as_json, code=OK)


def _shown(made: PlanStatus, *, as_json: bool) -> int:
    if as_json:
        json_lines("rotation_plan", [plan_row(made)])
    else:
        show_closed(plan_document(made.plan, made.approved_by, made.because, made.keys), _closing(made))
    return OK


def _closing(known: PlanStatus, wish: Wish | None = None) -> ClosingLines:
    return closing(known.plan, known.stands, known.steps, known.approved_by, wish)


def _status(known: PlanStatus, *, as_json: bool, code: int | None = None, wish: Wish | None = None) -> int:
    if as_json:
        json_lines("rotation", [_row(known, place) for place in range(len(known.stands))])
    else:
        show_closed(
            status_document(known.plan, known.stands, known.approved_by, known.because, known.keys),
            _closing(known, wish),
        )
    return code if code is not None else OK if known.done else NOT_PROVEN


def _row(known: PlanStatus, place: int) -> Mapping[str, object]:
    stand = known.stands[place]
    return {
        "plan": known.plan.name,
        "identifier": stand.identifier,
        "state": str(stand.position.standing),
        "step": str(stand.position.step),
        "because": stand.said,
        "next_at": stand.due_at,
        "approved_by": known.approved_by,
        "keys": key_rows(known),
    }


COMMAND = rotate_group
