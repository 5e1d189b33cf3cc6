"""Slack's lists of apps: approved ones hold tokens, restricted ones may not be used any more."""

from collections.abc import Iterator
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.handle import Handle
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._lists import field_with
from keyroll.providers.contract import Endpoint, Page


def read_apps(page: Page, *, field: str, state: CredentialState) -> Iterator[Observation]:
    """Yield each app as a machine, the tokens that it holds, and its scopes. Raises VendorChanged."""
    for one in _answer(page).records(field):
        subject = Handle.of(page.source, "app_id", one.text("app.id"))
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


def read_bots(page: Page) -> Iterator[Observation]:
    """Yield the users that are bots, each of an app. Raises VendorChanged."""
    for one in _answer(page).records("members"):
        if one.flag("is_bot"):
            app = one.maybe("profile.api_app_id")
            yield principal(
                Handle.of(page.source, "user", one.text("id")),
                "bot",
                kind=PrincipalKind.NONHUMAN,
                handles=(Handle.of(page.source, "app_id", app),) if app else (),
                name=one.maybe("real_name") or one.text("name"),
                active=one.flag("deleted") is not True,
            )


def _answer(page: Page) -> Record:
    answer = page.record()
    if answer.flag("ok") is not True:
        raise VendorChanged(f"{page.where}: ok", hint="the answer is an error of the vendor: fetch it again")
    return answer


def further_page(page: Page) -> bool:
    """Say whether the answer names a cursor to go on from."""
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
)
