"""GitLab's lists of access tokens, deploy tokens and deploy keys. Only a header announces further pages."""

from collections.abc import Iterator
from functools import partial

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import CredentialState, Observation, credential, grant, location
from keyroll.providers._keys import public_key_identifiers
from keyroll.providers._lists import full_list, list_with, required, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values
from keyroll.providers.gitlab import members
from keyroll.providers.gitlab.members import LEVELS

#: The vendor's longest page; after an exactly full page, a further page is assumed.
PAGE_LIMIT = 100


def read_access_tokens(page: SurveyPage, *, of: str) -> Iterator[Observation]:
    """Yield access tokens of people, projects or groups, with their scopes and level. Raises VendorChanged.

    A project's or group's token has its own bot user, which a token that replaces it takes over ("Bot users for
    groups", read 2026-11). Git and audit events name that user, never the token. The user's name is therefore a further
    name of the token.
    """
    for token in page.records():
        subject = Identifier.of(page.source, "access_token", token.text("id"))
        user = Identifier.of(page.source, "user", token.text("user_id"))
        bots = () if of == "personal" or _state(token) is not CredentialState.ACTIVE else (user,)
        yield credential(
            subject,
            "access_token",
            identifiers=bots,
            name=token.text("name"),
            vendor_kind=f"{of} access token",
            state=_state(token),
            created=token.time("created_at"),
            expires=token.time("expires_at"),
            last_used=token.time("last_used_at"),
            principal=user,
        )
        for scope in texts(token, "scopes"):
            yield grant(subject, scope, f"gitlab:{of}")
        level = token.number("access_level")
        if level is not None:
            yield grant(subject, LEVELS.get(level, str(level)), f"gitlab:{of}")


def _state(token: Record) -> CredentialState:
    if required(token, "revoked"):
        return CredentialState.DESTROYED
    return CredentialState.ACTIVE if required(token, "active") else CredentialState.DEACTIVATED


def read_deploy_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield deploy tokens, each with its user name for the sign-in. Raises VendorChanged."""
    for token in page.records():
        subject = Identifier.of(page.source, "deploy_token", token.text("id"))
        ended = CredentialState.DEACTIVATED if required(token, "expired") else CredentialState.ACTIVE
        yield credential(
            subject,
            "deploy_token",
            identifiers=(Identifier.of(page.source, "username", token.text("username")),),
            name=token.text("name"),
            vendor_kind="deploy token",
            state=CredentialState.DESTROYED if required(token, "revoked") else ended,
            expires=token.time("expires_at"),
        )
        for scope in texts(token, "scopes"):
            yield grant(subject, scope, "gitlab:deploy")


def read_deploy_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield deploy keys by fingerprint, and the projects that they may write or read ("Deploy keys API", 2026-11)."""
    for key in page.records():
        subject = Identifier.of(page.source, "deploy_key", key.text("id"))
        yield credential(
            subject,
            "deploy_key",
            identifiers=public_key_identifiers(key.text("key")),
            name=key.text("title"),
            vendor_kind="deploy key",
            created=key.time("created_at"),
            expires=key.time("expires_at"),
        )
        for may, privilege in (("projects_with_write_access", "write"), ("projects_with_readonly_access", "read")):
            if isinstance(key.body.get(may), list):
                for project in key.records(may):
                    yield grant(subject, privilege, project.text("path_with_namespace"))


def read_runners(page: SurveyPage) -> Iterator[Observation]:
    """Yield a credential for each runner: the token with which it takes jobs, identified by the runner's id."""
    for one in page.records():
        yield credential(
            Identifier.of(page.source, "runner", one.text("id")),
            "runner_token",
            name=one.maybe("description"),
            vendor_kind=f"authentication token of a runner ({one.text('runner_type')})",
            state=CredentialState.SUSPENDED if required(one, "paused") else CredentialState.ACTIVE,
            created=one.time("created_at"),
        )


def read_variables(page: SurveyPage) -> Iterator[Observation]:
    """Yield a secret location for each CI variable; its content is not named.

    The vendor's response does not name the owner: ``of`` (``project 7``, ``group 9``, ``instance``) is added next to
    the list ``variables``. Values are never read. Raises VendorChanged.
    """
    answer = page.record()
    whose = answer.text("of")
    for one in answer.records("variables"):
        key, scope = one.text("key"), one.maybe("environment_scope")
        yield location(
            Identifier.of(page.source, "ci_variable", f"{whose}/{scope or '*'}/{key}"),
            "ci_variable",
            holder="GitLab",
            holds=(),
            place=f"CI variable {key} of {whose}{f', environment {scope}' if scope not in ('', '*') else ''}",
            state="HIDDEN" if one.flag("hidden") else "MASKED" if one.flag("masked") else "SHOWN",
        )


exactly_full = full_list(PAGE_LIMIT)


def _personal(body: Json) -> bool:
    """Return whether a list is of personal tokens: those of projects and groups have a level of access."""
    return list_with("user_id", "scopes", "revoked", "active")(body) and not _levelled(body)


def _levelled(body: Json) -> bool:
    return list_with("user_id", "scopes", "revoked", "active", "access_level")(body)


ENDPOINTS = (
    Endpoint(
        "personal_access_tokens",
        f"/api/v4/personal_access_tokens?per_page={PAGE_LIMIT}",
        partial(read_access_tokens, of="personal"),
        more=exactly_full,
        recognise=_personal,
    ),
    Endpoint(
        "project_access_tokens",
        f"/api/v4/projects/{{id}}/access_tokens?per_page={PAGE_LIMIT}",
        partial(read_access_tokens, of="project"),
        more=exactly_full,
        recognise=_levelled,
    ),
    # The same shape as a project's: a file in an unknown place is read as a project's.
    Endpoint(
        "group_access_tokens",
        f"/api/v4/groups/{{id}}/access_tokens?per_page={PAGE_LIMIT}",
        partial(read_access_tokens, of="group"),
        more=exactly_full,
    ),
    Endpoint(
        "deploy_tokens",
        f"/api/v4/deploy_tokens?per_page={PAGE_LIMIT}",
        read_deploy_tokens,
        more=exactly_full,
        recognise=list_with("username", "scopes", "revoked", "expired"),
    ),
    Endpoint(
        "deploy_keys",
        f"/api/v4/deploy_keys?per_page={PAGE_LIMIT}",
        read_deploy_keys,
        more=exactly_full,
        recognise=list_with("title", "key", "projects_with_write_access"),
    ),
    Endpoint(
        "runners",
        f"/api/v4/runners/all?per_page={PAGE_LIMIT}",
        read_runners,
        more=exactly_full,
        recognise=list_with("runner_type", "paused"),
    ),
    Endpoint(
        "variables",
        f"/api/v4/projects/{{id}}/variables?per_page={PAGE_LIMIT}",
        read_variables,
        recognise=lambda body: isinstance(body, dict) and {"of", "variables"} <= body.keys(),
        secret_bearing=True,
        values=Values(fields=("value",)),
    ),
    *members.ENDPOINTS,
)
