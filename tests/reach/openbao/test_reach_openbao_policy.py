"""What policies of OpenBao allow: as a server of this machine decides it on random policies, and by hand."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.openbao.policy import CAPABILITIES, Policies, Policy

NAMES = ("policy-a", "policy-b", "policy-c")
_numbers = itertools.count()
words = st.sampled_from(("a", "b", "ab", "kv"))
parts = st.one_of(words, words, st.just("+"))
paths = st.builds(
    lambda each, end: "/".join(each) + end,
    st.lists(parts, min_size=1, max_size=4),
    st.sampled_from(("", "", "*", "/", "/*", "/a*", "/+", "b*")),
).filter(lambda path: "+*" not in path and "+b" not in path)
asked = st.builds(
    lambda each, end: "/".join(each) + end, st.lists(words, min_size=1, max_size=5), st.sampled_from(("", "", "/"))
)
capabilities = st.lists(st.sampled_from(sorted(CAPABILITIES - {"deny"})), min_size=1, max_size=3, unique=True)
given_rights = st.one_of(capabilities, capabilities, capabilities, st.just(["deny"]), st.just(["read", "deny"]))
policies = st.dictionaries(paths, given_rights, min_size=1, max_size=6)


def text(policy: dict[str, list[str]], *, as_json: bool = False) -> str:
    if as_json:
        return json.dumps({"path": {path: {"capabilities": rights} for path, rights in policy.items()}})
    return "\n".join(
        f'# a rule\npath "{path}" {{\n  capabilities = {json.dumps(rights)} // these\n}}'
        for path, rights in policy.items()
    )


@pytest.mark.parametrize("as_json", [False, True])
@settings(
    max_examples=80, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(drawn=st.lists(policies, min_size=1, max_size=3), wanted=st.lists(asked, min_size=10, max_size=25, unique=True))
def test_capabilities_are_what_the_server_says(bao, drawn, wanted, as_json):
    names = NAMES[: len(drawn)]
    texts = [text(one, as_json=as_json) for one in drawn]
    for name, one in zip(names, texts, strict=True):
        bao.call("PUT", f"sys/policies/acl/{name}", {"policy": one})
    made = bao.call("POST", "auth/token/create", {"policies": list(names), "no_default_policy": True, "ttl": "2m"})
    told = bao.call("POST", "sys/capabilities", {"token": made["auth"]["client_token"], "paths": wanted})["data"]
    ours = Policies(tuple(Policy.of(name, one) for name, one in zip(names, texts, strict=True)))
    assert not ours.unknown
    for path in wanted:
        assert ours.capabilities(path) == set(told[path]), (path, texts)
        for capability in CAPABILITIES - {"deny"}:
            assert (ours.may(capability, path).answer is Answer.YES) is (capability in told[path])
