"""The check before a change of passwords of directory entries: whether the administrator may write one.

No request of LDAP shows an account's rights. keyroll sends two changes that cannot happen: the deletion of a value that
the entry does not have, and the addition of a hash under an assertion that is false for every entry (RFC 4528). slapd
looks at the rights before the values, and its password policy before the assertion: 16 (no such value) and 122
(assertion failed) mean that the change would be made, 50 that a right is missing, 19 that the password policy takes no
hash, 10 and 53 that this server takes no writes. Tested on slapd 2.6.10. Rights to add and to delete are taken as one.
"""

import secrets
from collections.abc import Callable, Iterator

from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.ldap.wire import LdapFailure

_NO_SUCH_VALUE, _NO_RIGHT, _POLICY, _NOT_NOW, _ELSEWHERE = 16, 50, 19, 122, (10, 53)


def read(delete: Callable[[str], None], add: Callable[[str], None], who: str, entry: str) -> Iterator[PlanCheck]:
    """Yield the checks; ``delete`` deletes a value, ``add`` adds one under an assertion that is false."""
    yield _said(_code(delete, "{KEYROLL-CHECK}" + secrets.token_hex(16)), "write userPassword", who, entry)
    yield _said(_code(add, "{SSHA}" + secrets.token_urlsafe(21)), "policy takes a hash", who, entry)


def _code(change: Callable[[str], None], value: str) -> int:
    try:
        change(value)
    except LdapFailure as answered:
        return answered.code
    return 0


def _said(code: int, what: str, who: str, entry: str) -> PlanCheck:
    if code in (_NO_SUCH_VALUE, _NOT_NOW):
        return PlanCheck.good(what, f"{who} may change userPassword of {entry}")
    if code == _NO_RIGHT:
        fix = f'olcAccess: to dn.base="{entry}" attrs=userPassword by dn.exact="{who}" write'
        return PlanCheck.bad(what, f"{who} may not write userPassword of {entry}", fix)
    if code == _POLICY:
        said = f"the password policy of {entry} takes no hash from {who}"
        return PlanCheck.bad(what, said, "name the root of the tree as admin, or set pwdCheckQuality to 1 or 0")
    if code in _ELSEWHERE:
        return PlanCheck.bad(what, f"this server takes no writes ({code})", "name the provider first: at")
    return PlanCheck.unknown(what, f"the directory answered {code}")
