"""Compares reach's decisions about random AWS policies with another evaluator; prints the differences.

python bench/reach_peer.py [--examples 2000]

The other evaluator is that of ministack, which its server uses with AUTH=true (from version 1.5.33 on; the locked
version has none, so install a newer one into a folder and name that folder in PYTHONPATH). The policies come from the
tests: one or two identity policies of up to three statements, with NotAction, NotResource, conditions and denials, and
a boundary or none. Every condition key has a value, so that each decision is yes or no. Exit 1 if a decision differs.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.aws.evaluate import Caller, IdentityLimits, Request, decide
from keyroll.reach.aws.policy import parse

# Replaces this folder, which has another module named ``reach``.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from reach.aws.test_reach_policies import ACTIONS, KEYS, ME, NUMBER, RESOURCES, VALUES, documents

Json = dict[str, Any]
Known = Mapping[str, tuple[str, ...] | None]


def ours(identity: list[Json], boundary: Json | None, action: str, resource: str, known: Known) -> bool:
    """Return whether reach allows it. Raises ValueError for an unknown decision."""
    limits = IdentityLimits((parse("boundary", boundary),) if boundary else None, None, ())
    request = Request(Caller(ME, NUMBER), action, resource, known)
    decision = decide(request, tuple(parse("identity", one) for one in identity), None, limits)
    if decision.answer is Answer.UNKNOWN:
        raise ValueError(f"unknown although every key is given: {decision.because}")
    return decision.answer is Answer.YES


def theirs(peer: Any, identity: list[Json], boundary: Json | None, action: str, resource: str, known: Known) -> bool:
    """Return whether the other evaluator allows it."""
    keys = {key: values[0] for key, values in known.items() if values}
    asked = peer.EvalContext(ME, "User", NUMBER, action, resource, "us-east-1", service_context=keys)
    limits = [[peer.parse_policy_document(boundary)]] if boundary else []
    found = peer.evaluate(asked, [peer.parse_policy_document(one) for one in identity], *limits)
    return bool(found.decision == "Allow")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--examples", type=int, default=2000)
    asked = parser.parse_args()
    try:
        peer = importlib.import_module("ministack.core.iam_evaluator")
    except ImportError:
        sys.exit(
            "no ministack with an evaluator is installed: python -m pip install --target FOLDER 'ministack>=1.5.33'"
        )
    allowed, differences = [], []

    @settings(max_examples=asked.examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(documents(), min_size=1, max_size=2),
        st.none() | documents(),
        st.sampled_from(ACTIONS),
        st.sampled_from(RESOURCES),
        st.fixed_dictionaries({key: st.sampled_from(VALUES) for key in KEYS}),
    )
    def compared(identity: list[Json], boundary: Json | None, action: str, resource: str, known: Known) -> None:
        answer = theirs(peer, identity, boundary, action, resource, known)
        allowed.append(answer)
        if ours(identity, boundary, action, resource, known) is not answer:
            differences.append(json.dumps([identity, boundary, action, resource, known]))

    compared()
    print(f"{len(allowed):,} decisions, {sum(allowed):,} allowed; {len(differences)} differ")
    print("\n".join(differences[:10]))
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
