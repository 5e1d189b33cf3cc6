"""Roles that only AWS changes: service-linked roles, and roles of IAM Identity Center.

The actions are those that the API refuses with *UnmodifiableEntityException*: "service-linked roles are protected
Amazon Web Services resources" (botocore 1.44.8, model of IAM, read 2026-12-03). For roles of IAM Identity Center: "this
role is only modifiable by AWS" (AWS re:Post, "identity-center-aws-reserved-sso", read 2026-12-03).
"""

from typing import Final

_CHANGES: Final = frozenset(
    f"iam:{one}"
    for one in (
        "addroletoinstanceprofile", "attachrolepolicy", "deleterole", "deleterolepermissionsboundary",
        "deleterolepolicy", "detachrolepolicy", "putrolepermissionsboundary", "putrolepolicy",
        "removerolefrominstanceprofile", "updateassumerolepolicy", "updaterole", "updateroledescription",
    )
)  # fmt: skip
_PATHS: Final = (":role/aws-service-role/", ":role/aws-reserved/")


def refused(action: str, resource: str) -> str:
    """Return the reason why AWS refuses an action on a resource to everybody; empty if it does not."""
    if action.lower() in _CHANGES and any(path in resource for path in _PATHS):
        return f"only AWS may do {action} on {resource.rpartition('/')[2]}"
    return ""
