"""The requests that a caller can make: its session, the region, the tags of what it makes, and other keys it chooses.

Which keys a session has: IAM user guide, "AWS global condition context keys"; an external id is no secret: "How to use
an external ID" (both read 2026-12-03). A user's session token calls IAM only with a second factor, and of STS only
AssumeRole and GetCallerIdentity (STS API reference, *GetSessionToken*, from memory: re-check).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from keyroll.model.truth import Truth
from keyroll.reach.aws.known import REQUEST_TAG, TAG_KEYS, Known
from keyroll.reach.aws.matching import Values, witness

REGION: Final = "aws:requestedregion"
_ISSUED, _AGE, _PRESENT = "aws:tokenissuetime", "aws:multifactorauthage", "aws:multifactorauthpresent"
SESSION_KEYS: Final = frozenset({_ISSUED, _AGE, _PRESENT})
#: Other keys that the caller chooses: whether the key may be left out.
_CHOSEN: Final[Mapping[str, bool]] = {
    REGION: False, "aws:useragent": True, "aws:referer": True, "sts:externalid": True, "sts:rolesessionname": False,
}  # fmt: skip
#: The most combinations of choices that are tried; with more, the answer stays unknown.
_MOST: Final = 128
#: The longest session of a role, in seconds (IAM user guide, "Modifying a role maximum session duration": 12 hours).
_LONGEST: Final = 12 * 3600
_SECOND_FACTOR: Final = Truth.unknown("it needs a second factor (aws:MultiFactorAuthPresent)")
_TAGGING: Final = Truth.unknown("no policy is known to allow it to set tags, which a condition requires")
_SESSION_OF_USER: Final = ("sts:assumerole", "sts:getcalleridentity")
_FREE: Final = Truth.yes()

Choice = tuple[Known, Truth]


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who makes a request: ``kind`` is user, role, or empty for either. ``may_tag``: whether it may set tags."""

    kind: str
    action: str
    now: float | None = None
    may_tag: bool = False

    @property
    def sessions(self) -> Iterator[Choice]:
        """Yield the sessions: an access key, a session token, one with a second factor."""
        service = self.action.lower().partition(":")[0]
        issued: Known = {} if self.now is None else {_ISSUED: (str(self.now),)}
        plain: Known = {_AGE: None, _PRESENT: ("false",)}
        if self.kind != "role":
            yield {_ISSUED: None, _AGE: None, _PRESENT: None}, _FREE
        if self.kind != "user" or service not in ("iam", "sts") or self.action.lower() in _SESSION_OF_USER:
            yield issued | plain, _FREE
        if self.kind != "user" and self.now is not None:
            yield {_ISSUED: (str(self.now - _LONGEST),)} | plain, _FREE
        yield issued | {_PRESENT: ("true",)}, _SECOND_FACTOR


def choices(named: Mapping[str, Iterable[str]], known: Values, who: Chooser, fixed: frozenset[str]) -> Iterator[Choice]:
    """Yield the caller's choices for the named keys that are unknown, each with what it needs.

    ``named`` are the keys in policies with the required values; ``fixed`` are keys that the target decides. Nothing is
    yielded if there are no choices, or too many combinations.
    """
    free = {key: values for key, values in named.items() if key not in known and key not in fixed}
    groups: list[list[Choice]] = []
    for key, optional in _CHOSEN.items():
        if key in free:
            values: list[Known] = [{key: (witness(one, known),)} for one in sorted(free[key])]
            values.append({key: ("any",)})
            if optional:
                values.append({key: None})
            groups.append([(one, _FREE) for one in values])
    if SESSION_KEYS & free.keys():
        groups.append(list(who.sessions))
    tags = sorted(key for key in free if key.startswith(REQUEST_TAG))
    if tags or TAG_KEYS in free:
        groups.append(list(_tags(tags, free, who)))
    tried = list(islice(product(*groups), _MOST + 1))
    if groups and len(tried) <= _MOST:
        for each in tried:
            yield _joined(each)


def _tags(tags: list[str], free: Mapping[str, Iterable[str]], who: Chooser) -> Iterator[Choice]:
    """Yield no tags, and the tags that conditions require."""
    none: Known = dict.fromkeys((TAG_KEYS, *tags))
    yield none, _FREE
    said: Known = {key: (witness(min(free[key], default="any"), {}),) for key in tags}
    names = {key.removeprefix(REQUEST_TAG) for key in tags} | set(free.get(TAG_KEYS, ()))
    yield said | {TAG_KEYS: tuple(sorted(names))}, _FREE if who.may_tag else _TAGGING


def _joined(some: Iterable[Choice]) -> Choice:
    values: Known = {}
    needs = _FREE
    for known, need in some:
        values |= known
        needs &= need
    return values, needs
