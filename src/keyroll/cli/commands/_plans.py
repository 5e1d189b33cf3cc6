"""The key that signs, what a run prints, and rows of plans as JSON: ``keyroll rotate``, ``keyroll replace``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import click

from keyroll.api import PlanStatus, Stand
from keyroll.api.person_keys import KeyOrigin
from keyroll.cli.screen import same_home, tell
from keyroll.model.rotation import Standing
from keyroll.report.rotation_closing import sign_off_command

KEY = click.option(
    "--key",
    "key",
    default="file:~/.ssh/id_ed25519",
    show_default=True,
    envvar="KEYROLL_KEY",
    metavar="REF",
    help="Your private key: file:PATH, agent:, pkcs11:…, …; else KEYROLL_KEY.",
)


@dataclass
class Visits:
    """Prints on stderr why a credential waits: each reason once, and the command that lets it go on."""

    name: str
    said: dict[str, str] = field(default_factory=dict)

    def __call__(self, stand: Stand) -> None:
        # Times in a reason change at each visit; what waits is the step and what blocks it.
        about = f"{stand.position.step} {stand.blocked}"
        if stand.position.standing is not Standing.RUNNING or self.said.get(stand.identifier) == about:
            return
        self.said[stand.identifier] = about
        if stand.said:
            tell(f"{stand.identifier}: {stand.position.step}: {stand.said}")
        if stand.blocked:
            tell(same_home(f"  next: {sign_off_command(self.name, stand.identifier, stand.blocked[0])}"))


def plan_row(made: PlanStatus) -> Mapping[str, object]:
    """Return a plan in the form of a line of JSON."""
    return {
        "id": made.plan.id,
        "approved_by": made.approved_by,
        "keys": key_rows(made),
        "body": made.kept.body,
    }


def key_rows(known: PlanStatus) -> list[Mapping[str, object]]:
    """Return the keys of planner and approver of an approved plan."""
    return list(map(key_row, known.keys))


def key_row(one: KeyOrigin) -> Mapping[str, object]:
    """Return whose key it is, who registered it and when, and who confirmed it."""
    return {
        "person": one.person,
        "fingerprint": one.fingerprint,
        "registered_at": one.registered_at,
        "registered_by": one.registered_by,
        "confirmed_by": list(one.confirmed_by),
    }
