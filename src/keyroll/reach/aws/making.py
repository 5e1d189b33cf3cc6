"""New users and roles that a principal may make, under the names that its policies allow.

The caller chooses the boundary of what it makes (IAM API reference, *CreateRole* and *CreateUser*, from memory:
re-check): none, or one that a condition on ``iam:PermissionsBoundary`` names.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.model.json import Json
from keyroll.model.truth import Answer
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import Asking, may_allow
from keyroll.reach.aws.managed import managed
from keyroll.reach.aws.matching import witness
from keyroll.reach.aws.policy import AwsPolicy, parse
from keyroll.reach.wildcards import like

_BOUNDARY: Final = "iam:permissionsboundary"
_MADE: Final = "made for this"


def made(asking: Asking, maker: Holder, kind: str) -> Iterator[Holder]:
    """Yield a new user or role for each name that the maker's policies allow; a new role trusts its maker.

    What was made makes nothing: that is the depth of the search.
    """
    if maker.variant.startswith(_MADE):
        return
    action = f"iam:Create{kind.title()}"
    begin = f"arn:aws:iam::{asking.account.number}:{kind}/"
    known = {one.arn for one in asking.account.holders}
    patterns = {
        pattern
        for policy in asking.policies(maker) for one in policy.statements if may_allow(one, action)
        for pattern in (one.resources or () if "Resource" not in one.negated else ("*",))
    }  # fmt: skip
    values = asking.values(maker, action)
    for arn in sorted({_named(pattern, begin, witness(pattern, values)) for pattern in patterns}):
        if arn and arn not in known:
            plain = _new(maker, arn, kind)
            yield plain
            if asking.may(maker, action, arn, asking.keys_named.of_target(plain, action)).answer is not Answer.YES:
                yield from (_new(maker, arn, kind, one, _document(asking, one)) for one in sorted(_boundaries(asking)))


def _named(pattern: str, begin: str, sample: str) -> str:
    if sample.startswith(begin):
        return sample
    return f"{begin}new" if like(pattern, f"{begin}new") else ""


def _boundaries(asking: Asking) -> set[str]:
    return {witness(one, {}) for one in asking.keys_named.values.get(_BOUNDARY, ())}


def _document(asking: Asking, arn: str) -> AwsPolicy:
    return asking.account.documents.get(arn) or managed(arn, arn.rpartition("/")[2])


def _new(maker: Holder, arn: str, kind: str, boundary: str = "", document: AwsPolicy | None = None) -> Holder:
    own: Json = {"Statement": {"Effect": "Allow", "Principal": {"AWS": maker.arn}, "Action": "sts:AssumeRole"}}
    return Holder(
        arn, arn.rpartition("/")[2], kind, trust=parse("its trust policy", own) if kind == "role" else None, tags=(),
        boundary=(document,) if document else None, boundary_arn=boundary,
        variant=f"{_MADE} within {boundary.rpartition('/')[2]}" if boundary else _MADE,
    )  # fmt: skip
