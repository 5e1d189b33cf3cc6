"""Google Cloud as nodes and edges: roles with inheritance, custom roles, deny policies, steps to other accounts.

The permissions of a role are from its listing, for predefined roles too; a role in no listing and no table is not
evaluated. A group is a node: its members come from Google Workspace (``reach/inventory/joins.py``).
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from keyroll.model.truth import Answer
from keyroll.providers._lists import objects, texts
from keyroll.reach.escalations import escalations
from keyroll.reach.google.bindings import IamBinding, allowed, bindings, chain, denials, hierarchy
from keyroll.reach.google.predefined import PREDEFINED
from keyroll.reach.holdings import Holdings, named
from keyroll.reach.system import Evaluated, System, SystemReads

_POLICIES, _ROLES, _DENY, _ACCOUNTS = "iam_policies", "roles", "deny_policies", "service_accounts"
_HIERARCHY: Final = "hierarchy"
_HOLDERS: Final = ("organizations/", "folders/", "projects/")
#: The contents of a project or a container above it, by the first word of a need.
_INSIDE: Final = {
    "accounts": "service accounts of", "secrets": "secrets of", "objects": "objects in buckets of",
    "api_keys": "API keys of", "storage_keys": "keys for Cloud Storage of the service accounts of",
}  # fmt: skip
_GROUPS: Final = ("accounts", "storage_keys")
_READ_OBJECT, _READ_KEY = "storage.objects.get", "apikeys.keys.getKeyString"
_API_KEY: Final = "api_key"
_OF_PROJECT: Final = ".iam.gserviceaccount.com"
_KINDS: Final = {"serviceAccount": "service_account", "user": "user", "group": "group", "domain": "domain"}
_OPEN: Final = ("allUsers", "allAuthenticatedUsers")


class _Steps(Holdings):
    def __init__(self, source: SystemReads) -> None:
        super().__init__(source, "bindings")
        self.hierarchy = hierarchy(self.answers(_HIERARCHY))
        self.bindings = list(bindings(self.records(_POLICIES), self.hierarchy))
        self.denials = list(denials(self.records(_DENY, "policies"), self.hierarchy))
        self.listed = {
            one.text("name"): frozenset(texts(one, "includedPermissions"))
            for answer in self.answers(_ROLES) for one in objects(answer, "roles")
        }  # fmt: skip
        self.tops: set[str] = set()
        self.needed = {need for one in escalations("gcp") for each in one.needs for need in _permissions(each)}

    def places(self) -> None:
        """Add organisations, folders and projects, each with its contents."""
        for where in sorted({chain(one, self.hierarchy) for one in self.records(_POLICIES)}):
            around = [one for one in where if one.startswith(_HOLDERS) and one.count("/") == 1]
            for inner, outer in itertools.pairwise(around):
                self._inside(inner, outer)
            for top in around[-1:]:
                self._inside(top, "")
        for email, place in self._accounts():
            account = self.node(self.id("service_account", email), "principal", email)
            if self.id("place", place) not in self.nodes:
                self._inside(place, "")
            self.edge(self.id("accounts", place), account, "becomes", f"are {email} too")

    def _accounts(self) -> Iterator[tuple[str, str]]:
        for one, kind in self.source.principals:
            email = one.split(":", 2)[2]
            if kind == "service_account" and email.endswith(_OF_PROJECT):
                yield email, f"projects/{email.partition('@')[2].removesuffix(_OF_PROJECT)}"

    def storage_keys(self) -> None:
        """Add what keys for Cloud Storage read: the objects that an account of their project reads."""
        for email, place in self._accounts():
            keys = self.id("storage_keys", place)
            for end, why in self.facts[self.id("service_account", email)][f"objects {_READ_OBJECT}"].items():
                self.edge(keys, end, "reads", f"read as {email}", why)

    def _inside(self, inner: str, outer: str) -> None:
        """Add a project, folder or organisation, and its parent."""
        fresh = self.id("place", inner) not in self.nodes
        place = self.node(self.id("place", inner), "group", f"administration of {inner}")
        for word, name in _INSIDE.items():
            kind = "group" if word in _GROUPS else "resource"
            node = self.node(self.id(word, inner), kind, f"{name} {inner}")
            if fresh:
                self.edge(place, node, "administers", f"covers the {name} {inner}")
            if outer:
                above = self.node(self.id(word, outer), kind, f"{name} {outer}")
                self.edge(above, node, "contains", f"have those of {inner}")
        if outer:
            above = self.node(self.id("place", outer), "group", f"administration of {outer}")
            self.edge(above, place, "administers", f"covers {inner}")
        elif inner not in self.tops:
            self.tops.add(inner)
            self.edge(self.administration, place, "administers", f"covers {inner}")
            if inner.startswith("organizations/") or inner.partition("/")[2] == self.name.partition("@")[2]:
                self.edge(place, self.administration, "administers", f"is that of {self.name}")

    def member(self, one: str) -> str:
        """Return the node of a member of a binding."""
        kind, _, name = one.partition(":")
        if one in _OPEN:
            return self.node(
                self.id("anyone", one), "anyone", "anyone" if one == _OPEN[0] else "anyone with an account"
            )
        if kind in ("principal", "principalSet"):
            return self.node(
                self.id("outside", one), "outside", f"identities of {one.rpartition('workloadIdentityPools/')[2]}"
            )
        identifier = self.id(_KINDS.get(kind, kind), name)
        return self.node(
            identifier, "group" if kind in ("group", "domain") else "principal", named(self.source, identifier)
        )

    def held(self) -> None:
        """Add the permissions of each binding."""
        read = not self.source.unread((_DENY,))
        for one in self.bindings:
            who = self.member(one.member)
            permissions = self.listed.get(one.role, PREDEFINED.get(one.role))
            if permissions is None:
                self._unread(who, one)
            for permission in sorted((permissions or frozenset()) & self.needed):
                truth = allowed(one, permission, self.denials, read=read)
                if truth.answer is not Answer.NO:
                    self._permission(who, permission, one, truth.because)

    def _unread(self, who: str, one: IamBinding) -> None:
        """Record a role that was not read: a custom role may allow anything, most predefined roles give no step."""
        if one.role.startswith("roles/"):
            self.not_evaluated(who, one.role)
            return
        place = next((at for at in one.where if at.startswith(_HOLDERS) and at.count("/") == 1), "")
        if place:
            because = f"the permissions of the role {one.role} were not read"
            self.edge(who, self.id("place", place), "administers", f"has {one.role} on {place}", because)

    def _permission(self, who: str, permission: str, one: IamBinding, because: str) -> None:
        where = one.where[0]
        self.hold(who, f"anywhere {permission}", because=because)
        if where.startswith(_HOLDERS) and where.count("/") == 1:
            self.hold(who, f"place {permission}", self.id("place", where), because)
            for word in _INSIDE:
                self.hold(who, f"{word} {permission}", self.id(word, where), because)
            if permission == _READ_KEY:
                self._key_values(who, where, because)
        elif "/serviceAccounts/" in where:
            account = self.id("service_account", where.rpartition("/")[2])
            self.hold(who, f"accounts {permission}", self.node(account, "principal", where.rpartition("/")[2]), because)
        else:
            word = "secrets" if where.startswith("secretmanager") else "objects"
            self.hold(who, f"{word} {permission}", self.node(self.id("resource", where), "resource", where), because)

    def _key_values(self, who: str, where: str, because: str) -> None:
        """Add the listed API keys that somebody reads; no list says of which project a key is."""
        projects = {one.split(":place:", 1)[1] for one in self.nodes if ":place:projects/" in one}
        own = f"projects/{self.name.partition('@')[2]}"
        covers = where == own or (own not in projects and len(projects) == 1) or not where.startswith("projects/")
        unsure = "" if covers else "no list says of which project the key is"
        for identifier, kind in self.source.credentials if covers or own not in projects else ():
            if kind == _API_KEY:
                key = self.node(identifier, "credential", named(self.source, identifier))
                self.hold(who, f"api_key_values {_READ_KEY}", key, because or unsure)


def _permissions(need: str) -> Iterable[str]:
    return need.partition(" ")[2].split("|")


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    steps.places()
    steps.held()
    steps.storage_keys()
    steps.lead()
    return steps.evaluated((), {steps.member(one.member) for one in steps.bindings})


SYSTEM = System((_POLICIES, _ROLES, _DENY, _ACCOUNTS, _HIERARCHY), _evaluate)
