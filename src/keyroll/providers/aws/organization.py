"""AWS Organizations: service and resource control policies, their targets, and the position of each account.

Source: AWS Organizations API reference (*DescribePolicy*, *ListTargetsForPolicy*, *ListParents*,
*DescribeOrganization*; models of botocore 1.44.8), read 2026-11-29. An export joins their responses: ``Policies`` has
the responses about each policy with its ``Targets``, ``Accounts`` each account with ``Path``, the ids of the root and
of the units down to it, and ``Management`` for the account that manages the organisation, to which such policies do not
apply.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import field_with, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

POLICIES: Final = "organization_policies"
ACCOUNTS: Final = "organization_accounts"


def read_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the account, unit or root that each policy of the organisation limits. Raises VendorChanged."""
    for one in page.record().records("Policies"):
        subject = Identifier.of(page.source, "organization_policy", one.text("PolicySummary.Id"))
        for target in one.records("Targets"):
            yield grant(subject, "limits", target.text("TargetId"))


def read_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield the position of each account. Raises VendorChanged."""
    for one in page.record().records("Accounts"):
        for level in texts(one, "Path"):
            yield grant(Identifier.of(page.source, "organization_account", one.text("Id")), "lies in", level)


def _more(page: SurveyPage) -> bool:
    return isinstance(page.body, dict) and bool(page.body.get("NextToken"))


def _is_accounts(body: Json) -> bool:
    return field_with("Accounts", "Id", "Path")(body)


ENDPOINTS: Final = (
    Endpoint(
        POLICIES, "organizations:ListPolicies, DescribePolicy, ListTargetsForPolicy", read_policies, more=_more,
        recognise=field_with("Policies", "PolicySummary", "Targets"),
    ),
    Endpoint(
        ACCOUNTS, "organizations:ListAccounts, ListParents, DescribeOrganization", read_accounts, more=_more,
        recognise=_is_accounts,
    ),
)  # fmt: skip
