"""GitHub's owners, the permissions in a repository, its environments, and runners.

Source: docs.github.com REST reference (*Organization members*, *Repository collaborators*, *Deployment environments*,
*Self-hosted runners*), from memory: re-check. An export adds the names that a response lacks: ``role`` (``admin`` or
``member``, as requested) to each member, ``repository`` next to the collaborators and environments. The collaborators
of a repository include those who have access through a team or as an owner.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, PrincipalKind, grant, principal
from keyroll.providers._lists import field_with, list_with, objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

PAGE_LIMIT = 100
#: The flags of a collaborator, the widest first (*Repository roles for an organization*).
LEVELS: Final = ("admin", "maintain", "push", "triage", "pull")
#: The word for an owner in the API and in the export of a page.
_OWNS: Final = ("admin", "owner")
#: Rules of an environment that require a person; others only wait, or name branches.
_ASKS: Final = "required_reviewers"


def read_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of the organisation, and its owners. Raises VendorChanged."""
    for one in page.records():
        subject = Identifier.of(page.source, "user", one.text("login"))
        yield principal(subject, "account", name=one.text("login"))
        if one.text("role").lower() in _OWNS:
            yield grant(subject, "owner", "github:organization")


def _is_members(body: Json) -> bool:
    known = list_with("login", "role", "site_admin"), list_with("login", "role", "tfa_enabled")
    return any(fits(body) for fits in known)


def _is_exported(header: Json) -> bool:
    return isinstance(header, list) and {"login", "role", "tfa_enabled"} <= {str(one).strip() for one in header}


def read_collaborators(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions of each account in a repository. Raises VendorChanged."""
    answer = page.record()
    for one in answer.records("collaborators"):
        if level := level_of(one):
            yield grant(Identifier.of(page.source, "user", one.text("login")), level, answer.text("repository"))


def level_of(one: Record) -> str:
    """Return the widest level of a collaborator; empty without any."""
    allowed = one.inner("permissions")
    return next((level for level in LEVELS if allowed.flag(level)), "")


def read_environments(page: SurveyPage) -> Iterator[Observation]:
    """Yield each environment with its requirements before a job gets its secrets. Raises VendorChanged."""
    answer = page.record()
    repository = answer.text("repository")
    for one in answer.records("environments"):
        subject = Identifier.of(page.source, "environment", f"{repository}/{one.text('name')}")
        yield grant(subject, gate_of(one), repository)


def gate_of(one: Record) -> str:
    """Return the requirement of an environment: reviewers, some branches, or nothing (``open``)."""
    kinds = {rule.maybe("type") for rule in objects(one, "protection_rules")}
    branches = isinstance(one.body.get("deployment_branch_policy"), dict) or "branch_policy" in kinds
    return "reviewers" if _ASKS in kinds else "branches" if branches else "open"


def read_runners(page: SurveyPage) -> Iterator[Observation]:
    """Yield runners on machines of the organisation. Raises VendorChanged."""
    for one in page.record().records("runners"):
        subject = Identifier.of(page.source, "runner", one.text("id"))
        yield principal(subject, "runner", kind=PrincipalKind.NONHUMAN, name=one.text("name"))


def _full(page: SurveyPage) -> bool:
    body = page.body
    lists = [body] if isinstance(body, list) else [*body.values()] if isinstance(body, dict) else []
    return any(isinstance(one, list) and len(one) == PAGE_LIMIT for one in lists)


def _of_repository(field: str, body: Json) -> bool:
    return isinstance(body, dict) and {"repository", field} <= body.keys()


ENDPOINTS = (
    Endpoint(
        "members", f"/orgs/{{org}}/members?role=admin&per_page={PAGE_LIMIT}", read_members, more=_full,
        recognise=_is_members,
    ),
    Endpoint("member_export", "organisation > People > Export", read_members, format="csv", recognise=_is_exported),
    Endpoint(
        "collaborators", f"/repos/{{owner}}/{{repo}}/collaborators?per_page={PAGE_LIMIT}", read_collaborators,
        more=_full, recognise=lambda body: _of_repository("collaborators", body),
    ),
    Endpoint(
        "environments", f"/repos/{{owner}}/{{repo}}/environments?per_page={PAGE_LIMIT}", read_environments, more=_full,
        recognise=lambda body: _of_repository("environments", body),
    ),
    Endpoint(
        "runners", f"/orgs/{{org}}/actions/runners?per_page={PAGE_LIMIT}", read_runners, more=_full,
        recognise=field_with("runners", "id", "name", "os", "labels"),
    ),
)  # fmt: skip
