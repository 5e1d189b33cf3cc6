"""Google Workspace's list of apps that a user authorised, for one user at a time."""

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


def _is_tokens(body: Json) -> bool:
    return isinstance(body, dict) and body.get("kind") == "admin#directory#tokenList"


ENDPOINTS = (
    Endpoint("oauth_tokens", "/admin/directory/v1/users/{userKey}/tokens", read_oauth_tokens, recognise=_is_tokens),
)
