"""Slack's lists of apps (approved apps hold tokens, restricted ones no longer may) and integrations of workspaces."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._lists import field_with, following
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The state of an integration after each logged change ("change_type").
_AFTER = {
    "added": CredentialState.ACTIVE,
    "enabled": CredentialState.ACTIVE,
    "updated": CredentialState.ACTIVE,
    "disabled": CredentialState.SUSPENDED,
    "removed": CredentialState.DESTROYED,
}


def read_apps(page: SurveyPage, *, field: str, state: CredentialState) -> Iterator[Observation]:
    """Yield each app as a nonhuman principal, its tokens, and its scopes. Raises VendorChanged."""
    for one in _answer(page).records(field):
        subject = Identifier.of(page.source, "app_id", one.text("app.id"))
        yield principal(
            subject,
            "app",
            kind=PrincipalKind.NONHUMAN,
            name=one.maybe("app.name"),
            active=state is CredentialState.ACTIVE,
        )
        yield credential(
            subject,
            "app_token",
            name=one.maybe("app.name"),
            vendor_kind="internal app" if one.flag("app.is_internal") else "app of another company",
            state=state,
            changed=None,
            principal=subject,
        )
        for scope in one.records("scopes"):
            yield grant(subject, scope.text("name"), f"slack:{scope.maybe('token_type') or 'token'}")


def read_bots(page: SurveyPage) -> Iterator[Observation]:
    """Yield the users that are bots, each with its app. Raises VendorChanged."""
    for one in _answer(page).records("members"):
        if one.flag("is_bot"):
            app = one.maybe("profile.api_app_id")
            yield principal(
                Identifier.of(page.source, "user", one.text("id")),
                "bot",
                kind=PrincipalKind.NONHUMAN,
                identifiers=(Identifier.of(page.source, "app_id", app),) if app else (),
                name=one.maybe("real_name") or one.text("name"),
                active=one.flag("deleted") is not True,
            )


def read_integrations(page: SurveyPage) -> Iterator[Observation]:
    """Yield the apps and integrations of a workspace, each in the state after its latest change. Raises VendorChanged.

    The whole log is one page, because only all changes of an integration show its current state: an export joins the
    vendor's pages.
    """
    answer = _answer(page)
    if further_numbered_page(page.body):
        raise VendorChanged(f"{page.where}: paging", hint="join the log's pages: one object with all of their logs")
    changes: dict[Identifier, list[tuple[datetime, Record]]] = {}
    for one in answer.records("logs"):
        number = one.maybe("app_id")
        subject = Identifier.of(page.source, "app_id" if number else "service_id", number or one.text("service_id"))
        changes.setdefault(subject, []).append((_epoch(one, "date"), one))
    for subject, history in changes.items():
        yield from _integration(subject, history)


def _integration(subject: Identifier, history: list[tuple[datetime, Record]]) -> Iterator[Observation]:
    changed, last = max(history, key=lambda one: one[0])
    state = _AFTER.get(last.text("change_type"))
    if state is None:
        raise VendorChanged(f"{last.where}: change_type")
    app = subject.kind == "app_id"
    name, scopes = last.maybe("app_type" if app else "service_type"), last.maybe("scope")
    yield principal(subject, "app" if app else "integration", kind=PrincipalKind.NONHUMAN, name=name)
    yield credential(
        subject,
        "app_token" if app else "integration",
        name=name,
        vendor_kind="app" if app else scopes,
        state=state,
        created=min((at for at, one in history if one.maybe("change_type") == "added"), default=None),
        changed=changed,
        principal=subject,
    )
    if state is CredentialState.ACTIVE:
        for scope in filter(None, scopes.split(",")):
            yield grant(subject, scope.strip(), "slack:token")


def _epoch(record: Record, field: str) -> datetime:
    """Return a time from a text of Unix seconds. Raises VendorChanged."""
    try:
        return datetime.fromtimestamp(int(record.text(field)), UTC)
    except (ValueError, OverflowError, OSError):
        raise VendorChanged(f"{record.where}: {field}") from None


def further_numbered_page(body: Json) -> int:
    """Return the number of the next page by a page's own count; 0 means none."""
    paging = Record(body if isinstance(body, dict) else {}, "").inner("paging")
    return following(paging.number("page"), paging.number("pages"))


def _answer(page: SurveyPage) -> Record:
    answer = page.record()
    if answer.flag("ok") is not True:
        raise VendorChanged(f"{page.where}: ok", hint="the response is an error of the vendor: fetch it again")
    return answer


def further_page(page: SurveyPage) -> bool:
    """Return whether the response has a cursor for the next page."""
    return isinstance(page.body, dict) and bool(Record(page.body, "").maybe("response_metadata.next_cursor"))


ENDPOINTS = (
    Endpoint(
        "approved_apps",
        "admin.apps.approved.list",
        partial(read_apps, field="approved_apps", state=CredentialState.ACTIVE),
        more=further_page,
        recognise=field_with("approved_apps", "app.id", "scopes"),
    ),
    Endpoint(
        "restricted_apps",
        "admin.apps.restricted.list",
        partial(read_apps, field="restricted_apps", state=CredentialState.SUSPENDED),
        more=further_page,
        recognise=field_with("restricted_apps", "app.id", "scopes"),
    ),
    Endpoint("bots", "users.list", read_bots, more=further_page, recognise=field_with("members", "id", "team_id")),
    Endpoint(
        "integrations",
        "team.integrationLogs",
        read_integrations,
        recognise=field_with("logs", "change_type", "date", "user_id"),
    ),
)
