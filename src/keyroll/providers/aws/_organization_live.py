"""Reads an AWS organisation live: each policy with its targets, and each account with its parents.

AWS Organizations API reference (*DescribePolicy*, *ListTargetsForPolicy*, *ListParents*, *DescribeOrganization*; models
of botocore 1.44.8), read 2026-11-29: only the account that manages the organisation, or one that was delegated to, may
call them, except the last, which any of its accounts may. From memory (re-check): the service has one endpoint for all
regions. No response names its subject, so this module adds the subject to each record.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from keyroll.errors import AnswerRefused
from keyroll.model.json import Json, single
from keyroll.providers._rest import each_id
from keyroll.providers.aws._sdk import asked

#: The types of policies that limit accounts.
_TYPES: Final = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
#: The root has at most five levels of units below it ("Quotas for AWS Organizations").
_DEEPEST: Final = 10


def types(_body: Json, _each: str) -> Iterator[str]:
    """Yield the types of policies to list, if there is an organisation."""
    yield from _TYPES


def managing(body: Json, _each: str) -> Iterator[str]:
    """Yield the account that manages the organisation: there is one list of accounts."""
    yield single(body, "organizations:DescribeOrganization").inner("Organization").text("MasterAccountId")


def policies(body: Json, _each: str) -> Iterator[str]:
    """Yield the ids of policies on a page."""
    return each_id(body, "organizations:ListPolicies", "Id", "Policies")


def accounts(body: Json, managed_by: str) -> Iterator[str]:
    """Yield the accounts on a page: the id of each, and the id of the managing account."""
    return (f"{one} {managed_by}" for one in each_id(body, "organizations:ListAccounts", "Id", "Accounts"))


def policy(client: Any, number: str) -> dict[str, Any]:
    """Return one policy with its targets, in the form of an export. Raises VendorError."""
    found = _asked(client, "describe_policy", PolicyId=number)["Policy"]
    targets = list(_paged(client, "list_targets_for_policy", "Targets", PolicyId=number))
    return {"Policies": [{**found, "Targets": targets}]}


def account(client: Any, name: str) -> dict[str, Any]:
    """Return the path of an account from the root, and whether it manages the organisation. Raises errors."""
    number, _, managed_by = name.partition(" ")
    path: list[str] = []
    at = number
    while parents := list(_paged(client, "list_parents", "Parents", ChildId=at)):
        at = str(parents[0]["Id"])
        path.insert(0, at)
        if parents[0].get("Type") == "ROOT":
            return {"Accounts": [{"Id": number, "Path": path, "Management": number == managed_by}]}
        if len(path) > _DEEPEST:
            break
    raise AnswerRefused(
        f"organizations:ListParents: account {number} has no root", hint="check whether a proxy responds at the address"
    )


JOINED: Final[dict[str, Callable[[Any, str], dict[str, Any]]]] = {
    "organization_policies": policy, "organization_accounts": account,
}  # fmt: skip


def _paged(client: Any, method: str, field: str, **given: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        answer = _asked(client, method, **given, **({"NextToken": cursor} if cursor else {}))
        yield from answer.get(field, ())
        cursor = str(answer.get("NextToken") or "")
        if not cursor:
            return


def _asked(client: Any, method: str, **given: str) -> dict[str, Any]:
    return asked(f"organizations:{method}", partial(getattr(client, method), **given))
