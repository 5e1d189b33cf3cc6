"""Bindings of Google Cloud: roles of members on resources, minus the permissions that deny policies forbid.

A binding on an organisation or a folder holds for everything below it ("Resource hierarchy"). A deny policy wins over
any allow, at the resource to which it is attached and below ("Deny policies"; cloud.google.com/iam/docs).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import unquote

from keyroll.model.json import Record
from keyroll.model.truth import Answer, Truth
from keyroll.providers._lists import objects, texts
from keyroll.providers.gcp.roles import placed

_MANAGER: Final = "cloudresourcemanager.googleapis.com/"
_PROJECT: Final = re.compile(r"(?:^|/)projects/([^/]+)")
_EVERYBODY: Final = "principalSet://goog/public:all"
_ACCOUNTS: Final = "/serviceAccounts/"


@dataclass(frozen=True, slots=True)
class IamBinding:
    """One member's role on one resource. ``where`` is the resource with its containers, the nearest first."""

    member: str
    role: str
    where: tuple[str, ...]
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Denial:
    """One rule of a deny policy, attached to a resource."""

    where: str
    principals: tuple[str, ...]
    exceptions: tuple[str, ...]
    permissions: tuple[str, ...]
    excepted: tuple[str, ...]
    conditional: bool

    def about(self, binding: IamBinding, permission: str) -> Truth:
        """Return whether the rule denies a permission of a binding."""
        name = _full(permission)
        if not any(fnmatchcase(name, one) for one in self.permissions) or any(
            fnmatchcase(name, one) for one in self.excepted
        ):
            return Truth.no()
        who = _any(self.principals, binding.member) & ~_any(self.exceptions, binding.member)
        if who.answer is Answer.NO or (self.where not in binding.where and not _below(self.where, binding.where[0])):
            return Truth.no()
        if self.where not in binding.where:
            return Truth.unknown(f"a deny policy of {self.where} denies it there")
        return who & Truth.unknown(f"a deny policy of {self.where} has a condition") if self.conditional else who


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The parent of each project and folder, and the project of each number."""

    parents: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def above(self, where: str) -> Iterator[str]:
        """Yield the containers of a resource, the nearest first: its project, folders, organisation."""
        project = _PROJECT.search(where)
        at = self.parents.get(where, "") if where in self.parents or not project else f"projects/{project[1]}"
        seen = {where}
        while at and at not in seen:
            seen.add(at)
            yield at
            at = self.parents.get(at, "")


NOWHERE: Final = Hierarchy()


def hierarchy(answers: Iterable[Record]) -> Hierarchy:
    """Read the parents of projects and folders from listings of both."""
    parents: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for answer in answers:
        for one in objects(answer, "projects") if "name" not in answer.body else (answer,):
            parents[placed(one)] = one.maybe("parent")
            numbers[one.maybe("name")] = placed(one)
    return Hierarchy(parents, numbers)


def bindings(results: Iterable[Record], known: Hierarchy = NOWHERE) -> Iterator[IamBinding]:
    """Yield the bindings of ``searchAllIamPolicies``, or of the policies of single resources."""
    for one in results:
        where = chain(one, known)
        for binding in objects(one.inner("policy"), "bindings"):
            for member in texts(binding, "members"):
                yield IamBinding(member, binding.text("role"), where, bool(binding.body.get("condition")))


def chain(one: Record, known: Hierarchy) -> tuple[str, ...]:
    """Return a resource with its containers, the nearest first: from the listing, else from the hierarchy."""
    resource = short(one.text("resource"))
    return tuple(dict.fromkeys((resource, *(tuple(_around(one)) or known.above(resource)))))


def _around(one: Record) -> Iterator[str]:
    """Yield the containers of a resource: its project, its folders (nearest first), its organisation."""
    if one.maybe("project"):
        yield one.maybe("project")
    yield from texts(one, "folders")
    if one.maybe("organization"):
        yield one.maybe("organization")


def short(resource: str) -> str:
    """Return the name of a container without the service: ``projects/shop``."""
    name = resource.removeprefix("//")
    return name.removeprefix(_MANAGER) if name.startswith(_MANAGER) else name


def denials(policies: Iterable[Record], known: Hierarchy = NOWHERE) -> Iterator[Denial]:
    """Yield the rules of deny policies. A policy of a project may have the project's number."""
    for one in policies:
        attached = short(unquote(one.text("name").split("/")[1]))
        attached = known.numbers.get(attached, attached)
        for rule in objects(one, "rules"):
            deny = rule.inner("denyRule")
            yield Denial(
                attached, tuple(texts(deny, "deniedPrincipals")), tuple(texts(deny, "exceptionPrincipals")),
                tuple(texts(deny, "deniedPermissions")), tuple(texts(deny, "exceptionPermissions")),
                bool(deny.inner("denialCondition").maybe("expression")),
            )  # fmt: skip


def allowed(binding: IamBinding, permission: str, denied: Iterable[Denial], *, read: bool) -> Truth:
    """Return whether a binding gives a permission that its role has."""
    result = Truth.unknown("the role is bound under a condition") if binding.conditional else Truth.yes()
    for one in denied:
        result &= ~one.about(binding, permission)
    return result & (Truth.yes() if read else Truth.unknown("deny policies were not read"))


def _full(permission: str) -> str:
    """Return a permission in deny policies' form: ``iam.googleapis.com/roles.create`` for ``iam.roles.create``."""
    service, _, rest = permission.partition(".")
    return f"{'cloudresourcemanager' if service == 'resourcemanager' else service}.googleapis.com/{rest}"


def _below(where: str, top: str) -> bool:
    return top.startswith(("organizations/", "folders/")) and not where.startswith("organizations/")


def _any(principals: Iterable[str], member: str) -> Truth:
    result = Truth.no()
    for one in principals:
        result |= _is(one, member)
    return result


def _is(principal: str, member: str) -> Truth:
    kind, _, name = member.partition(":")
    if principal in (_EVERYBODY, member):
        return Truth.yes()
    if kind == "serviceAccount" and _ACCOUNTS in principal:
        return Truth.yes() if principal.endswith(f"{_ACCOUNTS}{name}") else Truth.no()
    if kind == "user" and principal.startswith("principal://goog/subject/"):
        return Truth.yes() if principal.endswith(f"/{name}") else Truth.no()
    if kind == "group" and principal == f"principalSet://goog/group/{name}":
        return Truth.yes()
    if principal.startswith("principalSet://") and kind in ("user", "serviceAccount", "group"):
        return Truth.unknown(f"the members of {principal} were not read")
    return Truth.no()
