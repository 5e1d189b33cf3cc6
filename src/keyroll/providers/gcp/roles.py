"""Google Cloud's custom roles with their permissions, and deny policies.

Source: cloud.google.com/iam/docs/reference/rest (*organizations.roles*, *projects.roles* with ``view=FULL``, v2
*policies*; google-api-python-client 2.202.0), read 2026-11-29. A list of deny policies has no rules (*listPolicies*):
an export holds the answers about each (``policies``).
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import field_with, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield what each custom role allows. Raises VendorChanged."""
    for one in page.record().records("roles"):
        role = Identifier.of(page.source, "role", one.text("name"))
        for permission in texts(one, "includedPermissions"):
            yield grant(role, permission, "gcp:role")


def read_deny_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield where each deny policy is attached. Raises VendorChanged."""
    for one in page.record().records("policies"):
        subject = Identifier.of(page.source, "deny_policy", one.text("name"))
        yield grant(subject, "denies", unquote(one.text("name").partition("/denypolicies/")[0]))


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and bool(page.body.get("nextPageToken"))


def _denies(body: Json) -> bool:
    return field_with("policies", "name", "kind")(body)


ENDPOINTS: Final = (
    Endpoint(
        "roles", "/v1/{parent}/roles?view=FULL", read_roles, more=_more,
        recognise=field_with("roles", "name", "includedPermissions"),
    ),
    Endpoint(
        "deny_policies", "/v2/policies/{attachment}/denypolicies/{policy}", read_deny_policies, more=_more,
        recognise=_denies,
    ),
)  # fmt: skip
