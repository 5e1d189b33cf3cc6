"""A policy of AWS, as JSON, for one user or role."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from keyroll.reach.aws.account import Holder, read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.least.calls import DATA, READS_SHOWN, Call
from keyroll.reach.aws.least.narrow import narrow
from keyroll.reach.narrowing import EntitledPrincipal, Language, Narrowed, PrincipalUse
from keyroll.reach.system import SystemReads

DUMP: Final = "account_authorization_details"
_LOG: Final = "aws.cloudtrail"
_USES: Final = """SELECT resource_group AS service, operation, NULL AS resource,
    CASE status_id WHEN 1 THEN true WHEN 2 THEN false END AS allowed, happened_at
FROM least_events
WHERE list_contains($who, actor) AND NOT starts_with(coalesce(resource_group, ''), 'signin.')"""
_SHOWS: Final = """SELECT 'reads' FROM least_events
WHERE regexp_matches(operation, '^(Get|List|Describe)') LIMIT 1"""


def _asking(reads: SystemReads) -> Asking:
    return Asking(read_account(reads.pages(DUMP)))


def _holders(asking: Asking) -> Iterator[Holder]:
    yield from asking.account.users
    yield from asking.account.roles


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    for one in _holders(_asking(reads)):
        known = identifier(reads.name, one.arn)
        yield EntitledPrincipal(known, frozenset({one.name, one.arn}), (known,))


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    asking = _asking(reads)
    holder = next(one for one in _holders(asking) if identifier(reads.name, one.arn) == principal.id)
    calls = [Call(one.service, one.operation, one.times, one.last) for one in logged.uses]
    found = narrow(asking.policies(holder), calls, logged.shows, reads=READS_SHOWN in logged.shows)
    used = tuple(replace(use, actions=call.actions) for use, call in zip(logged.uses, calls, strict=True))
    return Narrowed(
        found.document(), found.removed, found.kept, tuple(f"{one.service} {one.operation}" for one in found.unplaced),
        used=used,
    )  # fmt: skip


LANGUAGE = Language(
    "policy of AWS",
    "replace the other policies with this policy of AWS",
    {_LOG: _USES},
    _principals,
    _narrow,
    {_LOG: _SHOWS},
    {service: f"all data events of {service} are recorded" for service in DATA},
)
