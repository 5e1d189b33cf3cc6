"""The checks before a write to Kubernetes: whether the token's account may use a verb on an object.

kubernetes.io, *Checking API Access* (SelfSubjectAccessReview, ``authorization.k8s.io/v1``; any signed-in account may
ask), re-check. It is a POST that stores nothing.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from keyroll.errors import VendorError
from keyroll.model.json import Json, single
from keyroll.providers._changing import Changing, code_of
from keyroll.providers.contracts.check import PlanCheck

_PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


class ReviewedAccess(NamedTuple):
    """One verb on one resource; ``name`` is empty for all objects of the namespace."""

    namespace: str
    verb: str
    resource: str
    name: str = ""
    group: str = ""

    def __str__(self) -> str:
        """The access in words: ``update secrets/db in app``."""
        named = f"{self.resource}/{self.name}" if self.name else self.resource
        return f"{self.verb} {named} in {self.namespace}"


def read(opened: Callable[[], Changing], who: str, needed: Iterator[ReviewedAccess]) -> tuple[PlanCheck, ...]:
    """Return a check for each access that is needed."""
    found: list[PlanCheck] = []
    try:
        http = opened()
    except VendorError as error:
        return (PlanCheck.unknown("access", f"it could not be read: {code_of(error)}"),)
    try:
        found.extend(_one(http, who, access) for access in needed)
    except VendorError as error:
        found.append(PlanCheck.unknown("access", f"it could not be read: {code_of(error)}"))
    finally:
        http.close()
    return tuple(found)


def _one(http: Changing, who: str, access: ReviewedAccess) -> PlanCheck:
    attributes: dict[str, Json] = {"namespace": access.namespace, "verb": access.verb, "resource": access.resource}
    attributes |= {name: text for name, text in (("name", access.name), ("group", access.group)) if text}
    body: dict[str, Json] = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    has = single(http.request("POST", _PATH, body=body).json(), "review").flag("status.allowed")
    fix = f"give it a role with {access.verb} on {access.resource} in {access.namespace}"
    return PlanCheck.right(str(access), who or "the account", fix, has=has, because="the review has no answer")
