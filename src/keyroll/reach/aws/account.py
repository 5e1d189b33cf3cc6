"""An account from ``aws iam get-account-authorization-details``: users, groups, roles and their policies.

Input: the pages of the response as decoded JSON (IAM API reference, "GetAccountAuthorizationDetails"). Missing parts of
a page (a managed policy's document, a record of another shape) are unknown; the rest is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from keyroll.model.json import Json
from keyroll.reach.aws.managed import managed
from keyroll.reach.aws.policy import AwsPolicy, parse, unread
from keyroll.reach.aws.resources import AwsResource, read_resources

Body = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Holder:
    """A user, role or group: ``policies`` are its own, ``customer`` the ARNs of attached policies of this account.

    The first ``inline`` of the policies are inline, then come the ``attached`` ones, in the order of their ARNs.
    ``tags`` is None where the dump does not list them. ``variant`` names the change of a principal that changed itself.
    """

    arn: str
    name: str
    kind: str
    policies: tuple[AwsPolicy, ...] = ()
    customer: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    boundary: tuple[AwsPolicy, ...] | None = None
    trust: AwsPolicy | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    has_profile: bool = False
    inline: int = 0
    attached: tuple[str, ...] = ()
    boundary_arn: str = ""
    variant: str = ""

    @property
    def key(self) -> str:
        """The unique key of the principal, different after a change of itself."""
        return f"{self.arn}#{self.variant}" if self.variant else self.arn

    @property
    def account(self) -> str:
        """The account's number."""
        return self.arn.split(":")[4] if self.arn.count(":") >= 5 else ""


@dataclass(frozen=True, slots=True)
class AwsAccount:
    """All holders of one account, and the reasons for unread parts.

    ``versions`` are the other versions of each policy, by the policy's ARN, ``documents`` the ones in use.
    ``resources`` are the resources whose own policies were listed.
    """

    number: str
    users: tuple[Holder, ...]
    roles: tuple[Holder, ...]
    groups: tuple[Holder, ...]
    faults: tuple[str, ...] = ()
    versions: Mapping[str, tuple[AwsPolicy, ...]] = field(default_factory=dict)
    resources: tuple[AwsResource, ...] = ()
    documents: Mapping[str, AwsPolicy] = field(default_factory=dict)

    @property
    def holders(self) -> tuple[Holder, ...]:
        """All users, roles and groups."""
        return (*self.users, *self.roles, *self.groups)

    def effective(self, holder: Holder) -> tuple[AwsPolicy, ...]:
        """Return a holder's policies with those of its groups."""
        return holder.policies + tuple(policy for group in self.of(holder) for policy in group.policies)

    def joined(self, group: Holder) -> Holder:
        """Return a holder with the policies of a group only."""
        arn = f"arn:aws:iam::{self.number}:user/joined"
        return Holder(arn, "joined", "user", groups=(group.name,), variant=f"in {group.name}")

    def of(self, holder: Holder) -> tuple[Holder, ...]:
        """Return the groups of a user."""
        return tuple(group for group in self.groups if group.name in holder.groups)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The pages that are objects. ``pages`` is iterated several times, so that memory need not hold them all."""

    pages: Iterable[Json]

    def __iter__(self) -> Iterator[Body]:
        return (page for page in self.pages if isinstance(page, dict))


def read_account(pages: Iterable[Json]) -> AwsAccount:
    """Read an account from the pages of the response; ``faults`` names records that cannot be read.

    Pages with policies of resources may be among them. The pages are iterated several times.
    """
    bodies = Bodies(pages)
    documents = dict(_documents(bodies))
    faults: list[str] = []
    users, roles, groups = (
        tuple(_holders(bodies, field, kind, documents, faults))
        for field, kind in (("UserDetailList", "user"), ("RoleDetailList", "role"), ("GroupDetailList", "group"))
    )
    known = {group.name for group in groups}
    users = tuple(_with_unread_groups(user, known) for user in users)
    resources = tuple(read_resources(pages))
    numbers = (*(one.account for one in (*users, *roles, *groups)), *(one.account for one in resources))
    number = next(filter(None, numbers), "")
    return AwsAccount(number, users, roles, groups, tuple(faults), _versions(bodies), resources, documents)


def _with_unread_groups(user: Holder, known: set[str]) -> Holder:
    lost = [
        unread(group, f"the group {group} is not in the account dump") for group in user.groups if group not in known
    ]
    return replace(user, policies=(*user.policies, *lost)) if lost else user


def _documents(bodies: Iterable[Body]) -> Iterator[tuple[str, AwsPolicy]]:
    """Yield the default version of each managed policy that has one, by its ARN; each is read once."""
    for body in bodies:
        for policy in objects(body.get("Policies")):
            for version in objects(policy.get("PolicyVersionList")):
                if version.get("IsDefaultVersion") is True and "Document" in version:
                    arn = str(policy.get("Arn", ""))
                    yield arn, parse(_name(arn), version["Document"])


def _versions(bodies: Iterable[Body]) -> dict[str, tuple[AwsPolicy, ...]]:
    """Return the versions of each policy that could become the default version."""
    return {
        str(policy.get("Arn", "")): tuple(
            parse(f"version {version.get('VersionId')} of {policy.get('PolicyName')}", version["Document"])
            for version in objects(policy.get("PolicyVersionList"))
            if version.get("IsDefaultVersion") is not True and "Document" in version
        )
        for body in bodies
        for policy in objects(body.get("Policies"))
    }


def _holders(
    bodies: Iterable[Body], field: str, kind: str, documents: Mapping[str, AwsPolicy], faults: list[str]
) -> Iterator[Holder]:
    for body in bodies:
        for at, one in enumerate(objects(body.get(field)), 1):
            arn, name = one.get("Arn"), one.get(f"{kind.title()}Name")
            if not isinstance(arn, str) or not isinstance(name, str) or arn.count(":") < 5:
                faults.append(f"{field} record {at} has no ARN or no name")
                continue
            yield _holder(one, (arn, name, kind), documents)


def _holder(one: Body, named: tuple[str, str, str], documents: Mapping[str, AwsPolicy]) -> Holder:
    arn, name, kind = named
    inline = [
        parse(f"the inline policy {policy.get('PolicyName')} of {name}", policy.get("PolicyDocument"))
        for policy in objects(one.get(f"{kind.title()}PolicyList"))
    ]
    attached = [str(policy.get("PolicyArn", "")) for policy in objects(one.get("AttachedManagedPolicies"))]
    boundary = one.get("PermissionsBoundary")
    limit = str(boundary.get("PermissionsBoundaryArn", "")) if isinstance(boundary, dict) else None
    groups = one.get("GroupList")
    return Holder(
        arn,
        name,
        kind,
        tuple(inline + [_attached(policy, documents) for policy in attached]),
        tuple(policy for policy in attached if ":iam::aws:policy/" not in policy),
        tuple(group for group in groups if isinstance(group, str)) if isinstance(groups, list) else (),
        None if limit is None else (_attached(limit, documents),),
        parse(f"the trust policy of {name}", one.get("AssumeRolePolicyDocument")) if kind == "role" else None,
        tuple((str(tag.get("Key")), str(tag.get("Value"))) for tag in objects(one["Tags"])) if "Tags" in one else None,
        bool(one.get("InstanceProfileList")),
        len(inline),
        tuple(attached),
        limit or "",
    )


def _attached(arn: str, documents: Mapping[str, AwsPolicy]) -> AwsPolicy:
    return documents[arn] if arn in documents else managed(arn, _name(arn))


def _name(arn: str) -> str:
    return arn.rpartition("/")[2] or "a policy without an ARN"


def objects(value: Json) -> Iterator[Body]:
    """Yield the objects of a list, or the one object."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
