"""Techniques by which a principal of AWS gains rights, one small file each.

``techniques/<id>.yaml`` declares needs, target and result; docs/adding.md explains its members.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

import yaml

from keyroll.errors import KeyrollError


class TechniqueTarget(StrEnum):
    """The kinds of targets of techniques."""

    ROLE = "role"
    ASSUMABLE_ROLE = "assumable role"
    PASSED_ROLE = "passed role"
    RUNNING_ROLE = "running role"
    USER = "user"
    OWN_USER = "own user"
    OWN_ROLE = "own role"
    OWN_GROUP = "own group"
    GROUP = "group"
    GROUP_POLICY = "policy of a group"
    NEW_ROLE = "new role"
    NEW_USER = "new user"
    OWN_POLICY = "own policy"
    ROLE_POLICY = "policy of a role"
    ASSUMABLE_ROLE_POLICY = "policy of an assumable role"
    ANOTHER_USER = "another user"
    ANOTHER_ROLE = "another role"
    ANOTHER_POLICY = "policy of another"
    SAML_ROLE = "role that trusts SAML"
    OWN_BOUNDARY = "own boundary"
    OWN_INLINE_DENIAL = "own inline denial"
    OWN_ATTACHED_DENIAL = "own attached denial"
    OWN_GROUP_DENIAL = "own group that denies"
    OWN_VERSION = "other version of an own policy"
    OWN_TAGS = "own tags"


#: The target gets any rights within its limits: without limits these are rights over the account.
ADMINISTERS: Final = "administers"
#: The user of the technique acts as the target.
TARGET: Final = "target"


class TechniqueFault(KeyrollError):  # noqa: N818 - as the other declarations' faults are named
    """A technique's file cannot be read."""


@dataclass(frozen=True, slots=True)
class ActionNeed:
    """One action: on the ``target``, the target's ``policy``, or ``any`` resource of the intruder's choice."""

    action: str
    on: str


@dataclass(frozen=True, slots=True)
class Case:
    """The policy of a test's principal, and the trust of the role if it differs from the default."""

    allow: tuple[str, ...]
    trusts: str = ""


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique. ``gives`` is ``target`` (acts as the target), ``administers`` (any rights that the target's limits
    leave) or ``change`` (acts as the principal after it changed itself).

    ``kind`` is ``user`` or ``role`` if only such a principal can do it.

    ``services`` are those that must be able to run as the role. ``unlisted`` names a condition that no account dump
    shows: then the step is unknown even if all actions are allowed. ``most_keys`` is the most access keys that the
    target may have. ``reason`` follows the principal's name.
    """

    id: str
    source: str
    target: TechniqueTarget
    gives: str
    needs: tuple[ActionNeed, ...]
    reason: str
    services: tuple[str, ...]
    unlisted: str
    needs_profile: bool
    most_keys: int | None
    kind: str
    matches: Case
    misses: Case


@cache
def techniques() -> tuple[Technique, ...]:
    """Return all techniques by their ids. Raises TechniqueFault."""
    folder = resources.files("keyroll.reach.aws").joinpath("techniques")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return tuple(read(one.name.removesuffix(".yaml"), one.read_text(encoding="utf-8")) for one in files)


def read(name: str, text: str) -> Technique:
    """Read one technique. Raises TechniqueFault."""
    try:
        body = yaml.safe_load(text)
        return Technique(
            name,
            str(body["source"]),
            TechniqueTarget(body["target"]),
            str(body["gives"]),
            tuple(ActionNeed(str(action), str(on)) for one in body["needs"] for action, on in one.items()),
            str(body["reason"]),
            tuple(str(one) for one in body.get("services", ())),
            str(body.get("unlisted", "")),
            bool(body.get("needs_profile", False)),
            int(body["most_keys"]) if "most_keys" in body else None,
            str(body.get("kind", "")),
            _case(body["matches"]),
            _case(body["misses"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise TechniqueFault(f"the technique {name} cannot be read: {fault}", hint="see docs/adding.md") from None


def _case(body: dict[str, object]) -> Case:
    allow = body["allow"]
    if not isinstance(allow, list):
        raise TypeError("allow is not a list")
    return Case(tuple(str(one) for one in allow), str(body.get("trusts", "")))
