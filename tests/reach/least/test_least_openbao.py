"""Narrower policies of OpenBao: a server of this machine allows each request that was made, and nothing new."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keyroll.errors import NothingToDo, UsageError
from keyroll.model.json import Json
from keyroll.reach.openbao.policy import CAPABILITIES
from keyroll.reach.system import Granted, SystemListing, SystemReads
from reach.least.uses import logged, narrowed, use, written

NAME, WHO, ALL = "openbao@main", "ci", frozenset({"requests"})


def reads(*policies: str, beside: str = "") -> SystemReads:
    texts = {f"p{at}": text for at, text in enumerate(policies)} | ({"default": beside} if beside else {})
    pages: tuple[Json, ...] = tuple({"data": {"name": name, "policy": text}} for name, text in texts.items())
    grants = tuple(Granted(f"{NAME}:approle:{WHO}", name, "openbao:policy") for name in texts)
    return SystemReads(NAME, {"policies": SystemListing(pages)}, grants)


def text(policy: list[tuple[str, list[str]]]) -> str:
    return "\n".join(f'path "{path}" {{\n  capabilities = {json.dumps(rights)}\n}}' for path, rights in policy)


def test_capabilities_and_paths_become_those_that_were_used() -> None:
    granted = reads(text([("secret/*", ["create", "read", "update", "delete", "list"]), ("sys/mounts", ["read"])]))
    uses = [use("secret/", "read", f"secret/data/app/{one}") for one in "ab"]
    result = narrowed(granted, WHO, logged(*uses))
    assert result.document == 'path "secret/data/app/*" {\n  capabilities = ["read"]\n}\n'
    assert result.removed == (
        "create,delete,list,read,update on secret/* (but on secret/data/app/*)", "read on sys/mounts",
    )  # fmt: skip


def test_a_rule_without_use_stays_where_a_wider_one_would_decide_in_its_place() -> None:
    granted = reads(text([("secret/*", ["read", "update"]), ("secret/data/b", ["read"]), ("auth/x", ["read"])]))
    result = narrowed(granted, WHO, logged(use("secret/", "update", "secret/data/a")))
    assert 'path "secret/data/b" {\n  capabilities = []\n}' in written(result)
    assert "auth/x" not in written(result)


def test_a_deny_stays_and_limits_stay() -> None:
    policy = text([("secret/*", ["read"]), ("secret/data/no", ["deny"])])
    policy += '\npath "kv/+/a" {\n  capabilities = ["update", "delete"]\n  allowed_parameters = { "x" = ["1", 2] }\n}'
    result = narrowed(
        reads(policy), WHO, logged(use("secret/", "read", "secret/data/a"), use("kv/", "update", "kv/b/a"))
    )
    assert 'path "secret/data/no" {\n  capabilities = ["deny"]\n}' in written(result)
    assert '"x" = ["1", 2]' in written(result)
    assert "delete" not in written(result)


def test_what_no_record_names_stays() -> None:
    policy = text([("sys/audit", ["read", "sudo"]), ("sys/seal", ["update", "sudo"])])
    policy += '\npath "kv/{{identity.entity.name}}/*" { capabilities = ["read"] }'
    result = narrowed(reads(policy), WHO, logged(use("sys/", "read", "sys/audit")))
    assert [one.pattern for one in result.kept] == ["sudo on sys/audit", "kv/{{identity.entity.name}}/*"]
    assert "sys/seal" not in written(result)


def test_one_policy_keeps_its_paths_since_others_may_stand_beside_it() -> None:
    granted = reads(text([("secret/*", ["read", "list"]), ("kv/*", ["read"])]))
    result = narrowed(granted, f"{NAME}:policy:p0", logged(use("secret/", "read", "secret/data/a")))
    assert 'path "secret/*" {\n  capabilities = ["read"]\n}' in written(result)
    assert 'path "kv/*" {\n  capabilities = []\n}' in written(result)


@pytest.mark.parametrize("policies", [("path {",), ()])
def test_what_cannot_be_read_is_refused(policies: tuple[str, ...]) -> None:
    granted = reads(*policies)
    if not policies:
        granted = SystemReads(NAME, granted.listings, (Granted(f"{NAME}:approle:{WHO}", "lost", "openbao:policy"),))
    with pytest.raises(UsageError, match="cannot be narrowed"):
        narrowed(granted, WHO, logged())


def test_nobody_is_called_unused_whom_no_record_names() -> None:
    granted = reads(text([("secret/*", ["read"])]))
    with pytest.raises(NothingToDo, match="no record of the log names"):
        narrowed(granted, WHO, logged())
    assert narrowed(granted, WHO, logged(shows=ALL)).document == ""


def test_the_policy_root_has_no_text() -> None:
    one = SystemReads(NAME, {}, (Granted(f"{NAME}:approle:{WHO}", "root", "openbao:policy"),))
    with pytest.raises(UsageError, match="no text to narrow"):
        narrowed(one, WHO, logged())


words = st.sampled_from(("a", "b", "ab"))
paths = st.builds(
    lambda mount, each, end: "/".join((mount, *each)) + end,
    st.sampled_from(("kv", "m")), st.lists(st.one_of(words, words, st.just("+")), max_size=3),
    st.sampled_from(("", "", "*", "/", "/*", "/a*", "/+")),
).filter(lambda path: "+*" not in path)  # fmt: skip
asked = st.builds(
    lambda mount, each, end: "/".join((mount, *each)) + end,
    st.sampled_from(("kv", "m")), st.lists(words, min_size=1, max_size=4), st.sampled_from(("", "", "/")),
)  # fmt: skip
rights = st.one_of(
    st.lists(st.sampled_from(sorted(CAPABILITIES - {"deny"})), min_size=1, max_size=3, unique=True), st.just(["deny"])
)
drawn_policies = st.lists(st.lists(st.tuples(paths, rights), min_size=1, max_size=4), min_size=1, max_size=2)
used = st.lists(st.tuples(st.sampled_from(("read", "update", "list", "delete")), asked), max_size=6, unique=True)


@settings(
    max_examples=25, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(drawn=drawn_policies, beside=st.booleans(), made=used, others=st.lists(asked, max_size=12), single=st.booleans())
def test_the_server_allows_each_request_that_was_made_and_nothing_new(bao, drawn, beside, made, others, single) -> None:
    texts = [text(one) for one in drawn]
    default = text([("kv/a", ["read"])]) if beside else ""
    log = logged(*(use(f"{path.split('/')[0]}/", operation, path) for operation, path in made), shows=ALL)
    who = f"{NAME}:policy:p0" if single else WHO
    result = narrowed(reads(*texts, beside=default), who, log)
    # One policy is put in place of itself; the others stay.
    after = [result.document, *texts[1:]] if single else [result.document]
    wanted = list(dict.fromkeys([*(path for _, path in made), *others])) or ["kv/a"]
    before_told, after_told = (told(bao, [*each, *filter(None, [default])], wanted) for each in (texts, after))
    for path in wanted:
        assert after_told[path] - {"deny"} <= before_told[path], (path, result.document)
    for operation, path in made:
        assert (operation in after_told[path]) is (operation in before_told[path]), (path, result.document)


def told(bao, texts: list[str], wanted: list[str]) -> dict[str, set[str]]:
    names = [f"least-{at}" for at, one in enumerate(texts) if one]
    for name, one in zip(names, filter(None, texts), strict=True):
        bao.call("PUT", f"sys/policies/acl/{name}", {"policy": one})
    if not names:
        return {path: {"deny"} for path in wanted}
    made = bao.call("POST", "auth/token/create", {"policies": names, "no_default_policy": True, "ttl": "2m"})
    answer = bao.call("POST", "sys/capabilities", {"token": made["auth"]["client_token"], "paths": wanted})
    return {path: set(answer["data"][path]) for path in wanted}
