"""What policies of OpenBao allow: as a server of this machine decides it on random policies, and by hand."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.reach.openbao.language import PolicyFault, rules
from keyroll.reach.openbao.policy import CAPABILITIES, OpenBaoPolicy, Policies

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
policies = st.lists(st.tuples(paths, given_rights), min_size=1, max_size=6)


def text(policy: list[tuple[str, list[str]]], *, as_json: bool = False) -> str:
    if as_json:
        return json.dumps({"path": {path: {"capabilities": rights} for path, rights in policy}})
    return "\n".join(
        f'# a rule\npath "{path}" {{\n  capabilities = {json.dumps(rights)} // these\n}}' for path, rights in policy
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
    ours = Policies(tuple(OpenBaoPolicy.of(name, one) for name, one in zip(names, texts, strict=True)))
    assert not ours.unknown
    for path in wanted:
        assert ours.capabilities(path) == set(told[path]), (path, texts)
        for capability in CAPABILITIES - {"deny"}:
            assert (ours.may(capability, path).answer is Answer.YES) is (capability in told[path])


@pytest.mark.parametrize(
    ("policy", "capability", "path", "wanted"),
    [
        ('path "a" { policy = "write" }', "update", "a", Answer.YES),
        ('path "a" { policy = "deny" }', "read", "a", Answer.NO),
        ('path "a" { capabilities = ["read", "juggle"] }', "read", "a", Answer.YES),
        ('path "a" { capabilities = ["juggle"] }', "read", "a", Answer.UNKNOWN),
        ('path "a" { capabilities = ["update"]\n allowed_parameters = { "x" = [] } }', "update", "a", Answer.UNKNOWN),
        ('path "a" { capabilities = ["read"]\n denied_parameters = { "*" = [] } }', "read", "a", Answer.YES),
        ('path "a" { capabilities = ["read"]\n expiration = "2020-01-01T00:00:00Z" }', "read", "a", Answer.UNKNOWN),
        ('path "a/{{identity.entity.name}}/*" { capabilities = ["read"] }', "read", "a/b/c", Answer.UNKNOWN),
        ('path "a/{{identity.entity.name}}/*" { capabilities = ["read"] }', "read", "b/b/c", Answer.NO),
        ('path "a/{{identity.entity.name}}" { capabilities = ["deny"] }\npath "a/*" { capabilities = ["read"] }',
         "read", "a/b", Answer.UNKNOWN),
        ('/* all */ path "/a/*" { capabilities = ["read",] }', "read", "a/b", Answer.YES),
        ('path "a" {', "read", "a", Answer.UNKNOWN),
        ("path a", "read", "b", Answer.UNKNOWN),
        ("", "read", "a", Answer.NO),
    ],
)  # fmt: skip
def test_what_is_not_known_is_neither_allowed_nor_denied(policy, capability, path, wanted):
    assert Policies((OpenBaoPolicy.of("p", policy),)).may(capability, path).answer is wanted


def test_a_policy_that_was_not_read_may_allow_or_deny_anything():
    known = OpenBaoPolicy.of("p", 'path "a" { capabilities = ["read"] }')
    assert Policies((known,), ("lost",)).may("read", "a").answer is Answer.UNKNOWN
    assert Policies((known, OpenBaoPolicy("root")), ("lost",)).may("read", "z").answer is Answer.YES


@pytest.mark.parametrize("bad", ["path {", '{"path": [1]}', "{", 'path "a" "b" {}', "[" * 99, "a = " + "[" * 99, "é"])
def test_a_policy_that_cannot_be_read_is_a_fault_of_its_own(bad):
    with pytest.raises(PolicyFault):
        rules(bad)


@given(st.text(alphabet='path "{}[]=,+*#\n\\ab', max_size=60))
def test_no_text_breaks_the_reader(drawn):
    assert OpenBaoPolicy.of("p", drawn).name == "p"


def test_an_object_that_names_one_path_twice_is_not_read() -> None:
    assert rules('{"path": {"a": {"capabilities": ["read"]}}}')
    with pytest.raises(PolicyFault, match="twice"):
        rules('{"path": {"a": {"capabilities": ["deny"]}, "a": {"capabilities": ["read"]}}}')
