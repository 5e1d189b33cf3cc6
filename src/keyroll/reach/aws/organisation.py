"""The limits of an organisation on its accounts: service and resource control policies, level by level.

Each level from the root down to the account must allow ("How SCP evaluation works", AWS Organizations user guide). The
account that manages the organisation is not limited. A level without a policy that was read is unknown, because each
level has a policy.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from keyroll.model.json import Json
from keyroll.reach.aws.evaluate import IdentityLimits, Policies
from keyroll.reach.aws.policy import AwsPolicy, parse, unread

SERVICE, RESOURCE = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
#: Policies of AWS that allow everything; a listing may leave out their text.
_FULL: Final = ("p-FullAWSAccess", "p-RCPFullAWSAccess")
_ALLOWS_ALL: Final[Json] = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
#: ``arn:aws:organizations::ACCOUNT:policy/o-…/TYPE/p-…`` (AWS Organizations API reference, *PolicySummary*).
_ID: Final = re.compile(r":policy/(o-[a-z0-9]+)/")
_BARE: Final[Json] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@dataclass(frozen=True)
class AwsOrganisation:
    """Policies by type and attachment id, and the path of levels to each account.

    ``managing`` are accounts without a limit. ``id`` is empty if no policy's ARN has it.
    """

    attached: Mapping[tuple[str, str], Policies] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    managing: frozenset[str] = frozenset()
    id: str = ""

    def limits(self, account: str) -> IdentityLimits:
        """Return the limits of an account; none if the organisation does not list it."""
        if account in self.managing or account not in self.paths:
            return IdentityLimits()
        return IdentityLimits(None, None, tuple(self._levels(SERVICE, account)), tuple(self._levels(RESOURCE, account)))

    @property
    def organisations(self) -> dict[str, str]:
        """The id of the organisation of each listed account; empty if it was not read."""
        return dict.fromkeys(self.paths, self.id) if self.id else {}

    def _levels(self, kind: str, account: str) -> Iterator[Policies]:
        if not any(each == kind for each, _ in self.attached):
            return
        for level in (*self.paths[account], account):
            found = self.attached.get((kind, level), ())
            yield found or (unread(level, f"no {kind.lower().replace('_', ' ')} of {level} was read"),)


def read_organisation(policies: Iterable[Json], accounts: Iterable[Json]) -> AwsOrganisation:
    """Parse the listings of an organisation; a record of another shape is left out, so its limit is unknown."""
    attached: dict[tuple[str, str], list[AwsPolicy]] = defaultdict(list)
    ids = set()
    for one in _records(policies, "Policies"):
        summary = one.get("PolicySummary")
        summary = summary if isinstance(summary, dict) else {}
        policy = _policy(summary, one.get("Content"))
        ids.update(_ID.findall(str(summary.get("Arn"))))
        for target in _records([one], "Targets"):
            attached[str(summary.get("Type")), str(target.get("TargetId"))].append(policy)
    paths, managing = {}, set()
    for one in _records(accounts, "Accounts"):
        path, number = one.get("Path"), str(one.get("Id"))
        paths[number] = tuple(str(level) for level in path if level != number) if isinstance(path, list) else ()
        if one.get("Management") is True:
            managing.add(number)
    return AwsOrganisation(
        {key: tuple(each) for key, each in attached.items()},
        paths,
        frozenset(managing),
        ids.pop() if len(ids) == 1 else "",
    )


def _policy(summary: Mapping[str, Json], content: Json) -> AwsPolicy:
    name = str(summary.get("Name") or summary.get("Id"))
    if summary.get("Id") in _FULL:
        return parse(name, _ALLOWS_ALL if summary.get("Type") == RESOURCE else _BARE)
    return parse(name, content)


def _records(pages: Iterable[Json], name: str) -> Iterator[dict[str, Json]]:
    for page in pages:
        listed = page.get(name) if isinstance(page, Mapping) else None
        yield from (one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
