"""The known condition keys of a request: of the caller and of its target (``choosing.py`` has those that it chooses).

Keys: IAM user guide, "AWS global condition context keys" and "Available keys for IAM and STS" (from memory: re-check).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.matching import named_variables
from keyroll.reach.aws.policy import AwsPolicy

Known = dict[str, tuple[str, ...] | None]
_PRINCIPAL_TAG: Final = "aws:principaltag/"
_TARGET_TAGS: Final = ("iam:resourcetag/", "aws:resourcetag/")
REQUEST_TAG: Final = "aws:requesttag/"
TAG_KEYS: Final = "aws:tagkeys"
#: Actions on a user or role whose request has the target's boundary as a key.
_OF_BOUNDARY: Final = frozenset(
    f"iam:{verb}" for kind in ("user", "role")
    for verb in (f"create{kind}", *(f"{one}{kind}policy" for one in ("put", "attach", "detach", "delete")))
)  # fmt: skip
#: Verbs of actions that may set tags.
_TAGGING: Final = (
    "create", "run", "tag", "copy", "import", "restore", "register", "allocate", "request", "purchase", "start", "put",
    "provision", "launch", "submit", "add",
)  # fmt: skip
#: Keys that only a service of AWS sets; a direct request of a user or role does not have them.
OF_SERVICES: Final = (
    "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicename",
    "aws:principalservicenameslist", "kms:grantisforawsresource",
)  # fmt: skip
#: Keys that name a service that calls for a user or role.
CALLED_VIA: Final = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "kms:viaservice")
#: The region of IAM in the partition ``aws``.
_HOME_OF_IAM: Final = "us-east-1"


@dataclass(frozen=True)
class ConditionKeys:
    """The keys that policies name, in lower case, with the required values."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def absent(self, prefixes: Iterable[str]) -> Known:
        """Return the named keys with this prefix as absent keys of a request."""
        return {key: None for key in self.values if key.startswith(tuple(prefixes))}

    def of_target(self, target: Holder, action: str = "") -> Known:
        """Return the known keys of a user or role that is the target."""
        known: Known = {}
        if target.tags is not None:
            known |= self.absent(_TARGET_TAGS)
            known |= {f"{prefix}{key.lower()}": (value,) for prefix in _TARGET_TAGS for key, value in target.tags}
        if action.lower() in _OF_BOUNDARY:
            known["iam:permissionsboundary"] = (target.boundary_arn,) if target.boundary_arn else None
        return known


def named_keys(policies: Iterable[AwsPolicy]) -> ConditionKeys:
    """Return the keys of all conditions and variables of policies."""
    found: dict[str, set[str]] = defaultdict(set)
    for policy in policies:
        for statement in policy.statements:
            for clause in statement.conditions:
                found[clause.key].update(clause.values)
                for key in named_variables(clause.values):
                    found[key].update()
            for key in named_variables(statement.resources or ()):
                found[key].update()
    return ConditionKeys({key: frozenset(values) for key, values in found.items()})


def of_caller(holder: Holder, action: str, keys: ConditionKeys) -> Known:
    """Return the known keys of a request of a user or role of the account."""
    service, _, verb = action.lower().partition(":")
    known: Known = {}
    if holder.kind == "user" and holder.tags is not None:
        # A role's session may carry tags that the role does not have; a user's request has the user's.
        known |= keys.absent((_PRINCIPAL_TAG,))
    if service == "iam":
        known |= {"aws:requestedregion": (_HOME_OF_IAM,)} if holder.arn.startswith("arn:aws:") else {}
    if not verb.startswith(("create", "tag", "untag") if service == "iam" else _TAGGING):
        known |= {TAG_KEYS: None} | keys.absent((REQUEST_TAG,))
    known |= dict.fromkeys(OF_SERVICES)
    known |= {f"{_PRINCIPAL_TAG}{key.lower()}": (value,) for key, value in holder.tags or ()}
    known |= {
        "aws:principalarn": (holder.arn,), "aws:principalaccount": (holder.account,),
        "aws:resourceaccount": (holder.account,), "aws:securetransport": ("true",),
        "aws:principalisawsservice": ("false",), "aws:viaawsservice": ("false",),
    }  # fmt: skip
    if holder.kind == "user":
        return known | {"aws:username": (holder.name,), "aws:principaltype": ("User",)}
    return known | {"aws:username": None, "aws:principaltype": ("AssumedRole",)}
