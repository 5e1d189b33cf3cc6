"""The checks before a write to AWS: what the policies of the caller allow, by IAM's own simulator.

*SimulatePrincipalPolicy*, *GetCallerIdentity* in the service description of the vendor's library (PyPI ``botocore``),
re-check: it evaluates the policies and the boundary of the caller, needs ``iam:SimulatePrincipalPolicy``, and changes
nothing. The root of an account has no policies to simulate. A policy of the resource itself is not read: what the
caller's policies do not mention may be allowed there.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from keyroll.errors import VendorError
from keyroll.providers._changing import code_of
from keyroll.providers.aws._sdk import asked
from keyroll.providers.contracts.check import PlanCheck

_SESSION: Final = re.compile(r"arn:([\w-]+):sts::(\d+):assumed-role/([^/]+)/.+")


def read(iam: Any, sts: Any, needed: Mapping[str, str]) -> tuple[PlanCheck, ...]:
    """Return a check for each action on a resource. Raises VendorError if the caller is not known."""
    caller = str(asked("sts", sts.get_caller_identity).get("Arn", ""))
    if caller.endswith(":root"):
        return (PlanCheck.good("rights to write", "the root of the account may do everything"),)
    return tuple(_action(iam, principal_of(caller), action, on) for action, on in needed.items())


def principal_of(caller: str) -> str:
    """Return the user or role whose policies count; a session's ARN names its role without the role's path."""
    found = _SESSION.fullmatch(caller)
    return f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}" if found else caller


def _action(iam: Any, principal: str, action: str, on: str) -> PlanCheck:
    fix = f"allow {action} on {on} in a policy of {principal}"
    try:
        ask = partial(iam.simulate_principal_policy, PolicySourceArn=principal, ActionNames=[action], ResourceArns=[on])
        results = asked("iam", ask).get("EvaluationResults", [])
    except VendorError as error:
        because = f"iam:SimulatePrincipalPolicy ended with {code_of(error)}"
        return PlanCheck.right(action, principal, fix, has=None, because=because)
    decision = next((str(one.get("EvalDecision")) for one in results), "")
    if decision == "implicitDeny" and not action.startswith("iam:"):
        because = f"none of its policies allows it; one of {on} itself may"
        return PlanCheck.right(action, principal, fix, has=None, because=because)
    known = {"allowed": True, "implicitDeny": False, "explicitDeny": False}
    return PlanCheck.right(action, principal, fix, has=known.get(decision), because="the simulator gave no decision")
