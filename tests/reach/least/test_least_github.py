"""Narrower permissions of tokens and apps of GitHub allow each request that was made, and nothing new."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import NothingToDo
from keyroll.reach.github_permissions import GithubPermission, permission_for
from keyroll.reach.system import SystemListing, SystemReads
from reach.least.uses import logged, narrowed, use

NAME, ALL = "github@acme", frozenset({"requests", "git"})
REPOSITORY = "/repos/{owner}/{repo}"


def app(events: tuple[str, ...] = (), **permissions: str) -> SystemReads:
    one: dict[str, Any] = {"app_slug": "ci", "id": 1, "permissions": permissions, "events": list(events)}
    return SystemReads(NAME, {"installations": SystemListing(({"installations": [one]},))})


def request(method: str, route: str):
    return use("api.request", method, route)


def test_a_permission_becomes_the_level_that_was_used() -> None:
    granted = app(contents="write", issues="write", secrets="write", metadata="read")
    log = logged(request("GET", f"{REPOSITORY}/issues/{{number}}"), use("git.push", "-", ""), shows=ALL)
    result = narrowed(granted, "ci", log)
    assert result.document == {"default_permissions": {"contents": "write", "issues": "read", "metadata": "read"}}
    assert result.removed == ("issues:write", "secrets:write")


@pytest.mark.parametrize(
    ("shows", "uses", "because"),
    [
        (frozenset(), [use("repo.create", "-", "")], "the log has no API requests"),
        (frozenset({"requests"}), [request("GET", REPOSITORY)], "the log has no Git events"),
        (ALL, [request("POST", "/graphql")], "the needed permissions are not known: POST /graphql"),
    ],
)  # fmt: skip
def test_what_the_log_cannot_show_stays(shows, uses, because) -> None:
    result = narrowed(app(contents="write"), "ci", logged(*uses, shows=shows))
    assert result.removed == ()
    assert because in result.kept[0].because


def test_what_delivers_events_stays() -> None:
    result = narrowed(app(("issues",), issues="write"), "ci", logged(request("GET", REPOSITORY), shows=ALL))
    assert result.document == {"default_permissions": {"issues": "read"}}


def test_a_token_keeps_where_its_permissions_hold() -> None:
    token: dict[str, Any] = {"token_id": 7, "token_name": "nightly",
             "permissions": {"organization": {"members": "read"}, "repository": {"actions": "write"}}}  # fmt: skip
    granted = SystemReads(NAME, {"personal_access_tokens": SystemListing(([token],))})
    result = narrowed(granted, "nightly", logged(request("GET", "/orgs/{org}/members"), shows=ALL))
    assert result.document == {"permissions": {"organization": {"members": "read"}}}


def test_nobody_is_called_unused_whom_no_record_names() -> None:
    with pytest.raises(NothingToDo):
        narrowed(app(issues="read"), "ci", logged(shows=frozenset({"requests"})))


@pytest.mark.parametrize(
    ("method", "route", "wanted"),
    [
        ("PUT", f"{REPOSITORY}/actions/secrets/{{name}}", GithubPermission("secrets", "write")),
        ("GET", REPOSITORY, GithubPermission("metadata", "read")),
        ("DELETE", REPOSITORY, GithubPermission("administration", "write")),
        ("GET", "/rate_limit", GithubPermission("", "read")),
        ("GET", f"{REPOSITORY}/issuesandmore", None),
    ],
)  # fmt: skip
def test_what_a_route_asks_for(method, route, wanted) -> None:
    assert permission_for("api.request", method, route) == wanted


NAMES = ("contents", "issues", "secrets", "administration", "metadata")
ROUTES = ("/contents/{path}", "/issues", "/actions/secrets", "/keys", "", "/unknown")


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(("read", "write", "admin"))),
    st.lists(st.tuples(st.sampled_from(("GET", "POST")), st.sampled_from(ROUTES)), min_size=1, max_size=5),
    st.sets(st.sampled_from(sorted(ALL))), st.lists(st.sampled_from(("issues", "push")), max_size=2),
)  # fmt: skip
def test_each_request_stays_allowed_and_nothing_new_is(permissions, made, shows, events) -> None:
    log = logged(*(request(method, f"{REPOSITORY}{route}") for method, route in made), shows=frozenset(shows))
    document: Any = narrowed(app(tuple(events), **permissions), "ci", log).document
    after = document["default_permissions"]
    for name, level in after.items():
        assert GithubPermission(name, level).within(permissions[name])
    for method, route in made:
        one = permission_for("api.request", method, f"{REPOSITORY}{route}")
        if one is not None and one.within(permissions.get(one.name, "")):
            assert one.within(after[one.name])
    if "requests" not in shows:
        assert after == permissions
