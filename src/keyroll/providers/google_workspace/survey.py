"""Google Workspace's lists of apps that a user authorised and of group members, for one user or group at a time.

A response about members does not name the group: an export adds ``group`` (its address) next to ``members``. Members
are named by addresses, as in the bindings of Google Cloud.
"""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, PrincipalKind, credential, grant, principal
from keyroll.providers._lists import texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_oauth_tokens(page: SurveyPage) -> Iterator[Observation]:
    """Yield each grant of a user to an app, the app as a nonhuman principal, and the scopes. Raises VendorChanged."""
    answer = page.record()
    for token in answer.records("items") if "items" in answer.body else ():
        client, user = token.text("clientId"), token.text("userKey")
        subject, app = (
            Identifier.of(page.source, "oauth_grant", f"{client}/{user}"),
            Identifier.of(page.source, "client", client),
        )
        yield principal(app, "oauth_app", kind=PrincipalKind.NONHUMAN, name=token.maybe("displayText"))
        yield credential(
            subject,
            "oauth_grant",
            name=f"{token.maybe('displayText') or client} for {user}",
            vendor_kind="installed program" if token.flag("nativeApp") else "app",
            principal=app,
        )
        for scope in texts(token, "scopes"):
            yield grant(subject, scope, f"user:{user}")


def read_group_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of a group, by their addresses. Raises VendorChanged."""
    answer = page.record()
    group = answer.text("group")
    for one in answer.records("members") if "members" in answer.body else ():
        kind, address = one.text("type"), one.maybe("email")
        named = (kind.lower(), address) if address else ("object", one.text("id"))
        yield grant(Identifier.of(page.source, "member", ":".join(named)), "member", f"group:{group}")


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and bool(page.body.get("nextPageToken"))


def _is_members(body: Json) -> bool:
    return isinstance(body, dict) and body.get("kind") == "admin#directory#members" and "group" in body


def _is_tokens(body: Json) -> bool:
    return isinstance(body, dict) and body.get("kind") == "admin#directory#tokenList"


ENDPOINTS = (
    Endpoint("oauth_tokens", "/admin/directory/v1/users/{userKey}/tokens", read_oauth_tokens, recognise=_is_tokens),
    Endpoint(
        "group_members",
        "/admin/directory/v1/groups/{groupKey}/members",
        read_group_members,
        more=_more,
        recognise=_is_members,
    ),
)
