"""Google Cloud read live, and keys of its service accounts tried, on a strict fake that discovery documents judge."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from by_night import first_by_day
from fakes.google import ACCOUNT, DISABLED, POLICIES, ROLES, Google, predefined
from fakes.proving import Proving, addressable, assert_proven, assert_unknown
from fakes.same import assert_same
from fakes.strict import Reply
from keyroll.api import Keyroll
from keyroll.errors import ConfigError, CredentialRefused
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.model.source import Source
from keyroll.providers.gcp.probe import PROBES
from live_servers import Connect

MAIL = "ci@proj.iam.gserviceaccount.com"
NAME = f"projects/proj/serviceAccounts/{MAIL}"
KEYS = [
    {"name": f"{NAME}/keys/k{number}", "keyType": "USER_MANAGED", "keyOrigin": "GOOGLE_PROVIDED",
     "keyAlgorithm": "KEY_ALG_RSA_2048", "validAfterTime": "2023-01-01T00:00:00Z",
     "validBeforeTime": "9999-12-31T23:59:59Z", "disabled": number == 2}
    for number in (1, 2)
]  # fmt: skip
OURS = {"name": "projects/proj/roles/ours", "title": "ours", "includedPermissions": ["iam.roles.update"], "etag": "A="}
DENIAL: Any = {
    "name": "policies/cloudresourcemanager.googleapis.com%2Ffolders%2F11/denypolicies/keys", "kind": "DenyPolicy",
    "rules": [{"denyRule": {"deniedPrincipals": ["principalSet://goog/public:all"],
                            "deniedPermissions": ["iam.googleapis.com/serviceAccountKeys.create"]}}],
}  # fmt: skip
API_KEY = {"name": "projects/1/locations/global/keys/u1", "uid": "u1", "createTime": "2024-01-01T00:00:00Z"}


@pytest.fixture
def fake() -> Iterator[Google]:
    one = Google()
    one.page_size = 1
    one.projects = [{"name": f"projects/{name}", "projectId": name, "state": "ACTIVE"} for name in ("proj", "bare")]
    one.accounts = [
        {"name": f"projects/proj/serviceAccounts/{mail}", "projectId": "proj", "uniqueId": str(number), "email": mail}
        for number, mail in enumerate((MAIL, "idle@proj.iam.gserviceaccount.com"), 1)
    ]
    one.projects[0]["parent"], one.projects[1]["parent"] = "folders/11", "organizations/1"
    one.folders = {
        "11": {"name": "folders/11", "parent": "folders/12", "state": "ACTIVE"},
        "12": {"name": "folders/12", "parent": "organizations/1", "state": "ACTIVE"},
    }
    one.roles = {"projects/proj": [OURS]}
    one.denials = {"cloudresourcemanager.googleapis.com/folders/11": [DENIAL]}
    one.policies = {"folders/11": [{"role": "roles/editor", "members": ["user:ann@a.example"]}]}
    one.account_keys, one.api_keys = {MAIL: KEYS}, [API_KEY, API_KEY | {"uid": "u2", "keyString": "AIzaCanary"}]
    with one.running():
        yield one


@pytest.mark.long
@pytest.mark.support("gcp", "live survey", "specification + fake")
def test_live_and_export_are_one_reader_for_google_cloud(fake: Google, tmp_path: Path, connect: Connect) -> None:
    one = connect("gcp", fake.key("k1", MAIL), fake.address, login=fake.address)
    assert one.unseen == {}
    assert one.pull() == {}
    (own,) = one.keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert str(own["id"]).endswith(":k1")
    assert one.states("service_account_key") == {"k1": "active", "k2": "suspended"}
    files = [file.read_bytes() for file in one.home.rglob("*") if file.is_file()]
    assert not any(b"Canary" in content or b"PRIVATE KEY" in content for content in files)
    pages: dict[str, list[Any]] = {
        "service_accounts": [*({"accounts": [one]} for one in fake.accounts), {}],
        "service_account_keys": [{"keys": KEYS}, {"keys": []}],
        "api_keys": [{"keys": [API_KEY]}, {"keys": [API_KEY | {"uid": "u2"}]}] * 2,
    }
    resources = [
        *(f"cloudresourcemanager.googleapis.com/{one}" for one in (
            "projects/proj", "projects/bare", "folders/11", "folders/12", "organizations/1"
        )),
        *(f"iam.googleapis.com/{one['name']}" for one in fake.accounts),
    ]  # fmt: skip
    empty = {"version": 1, "etag": "BwX="}
    pages["iam_policies"] = [[{"resource": f"//{one}", "policy": empty}] for one in resources]
    bound = empty | {"bindings": fake.policies["folders/11"]}
    pages["iam_policies"][2] = [{"resource": f"//{resources[2]}", "policy": bound}]
    pages["hierarchy"] = [*({"projects": [one]} for one in fake.projects), fake.folders["11"], fake.folders["12"]]
    pages["roles"] = [{"roles": [OURS]}, {}, {}, {"roles": [predefined("roles/editor")]}]
    pages["deny_policies"] = [{"policies": [DENIAL]}]
    assert_same(one.keyroll, "gcp@main", pages, tmp_path)


@pytest.mark.long
@pytest.mark.support("gcp", "live survey", "specification + fake")
def test_owners_editors_and_makers_of_keys_are_administrators_wherever_that_was_granted(
    fake: Google, connect: Connect
) -> None:
    mails = {name: f"{name}@proj.iam.gserviceaccount.com" for name in ("owner", "editor", "maker", "viewer", "none")}
    fake.accounts = [
        {"name": f"projects/proj/serviceAccounts/{mail}", "projectId": "proj", "uniqueId": str(at), "email": mail}
        for at, mail in enumerate(mails.values(), 10)
    ]
    fake.account_keys = {
        mail: [KEYS[0] | {"name": f"projects/proj/serviceAccounts/{mail}/keys/{name}"}] for name, mail in mails.items()
    }
    bound = {"projects/proj": ("viewer", "roles/viewer"), "folders/12": ("editor", "roles/editor"),
             "organizations/1": ("owner", "roles/owner"), "folders/11": ("none", "projects/proj/roles/ours"),
             mails["viewer"]: ("maker", "roles/iam.serviceAccountKeyAdmin")}  # fmt: skip
    fake.policies = {
        resource: [{"role": role, "members": [f"serviceAccount:{mails[who]}", "user:ann@a.example"]}]
        for resource, (who, role) in bound.items()
    }
    one = connect("gcp", fake.key("k1", MAIL), fake.address, login=fake.address)
    assert one.unseen == {}
    assert one.pull() == {}
    rows = one.keyroll.inventory.listed("posture", where="check_id = 'administrator'").rows
    answers = {str(row["subject"]).rpartition(":")[2]: row["answer"] for row in rows}
    # Nobody read what the role of the project's own allows.
    assert answers == dict.fromkeys(("owner", "editor", "maker"), "yes") | dict.fromkeys(("none", "k1"), "unknown") | (
        dict.fromkeys(("viewer", "u1", "u2"), "no")
    )


@pytest.mark.long
@pytest.mark.parametrize("lost", first_by_day(POLICIES))
def test_a_policy_that_may_not_be_read_is_named_by_its_permission(fake: Google, connect: Connect, lost: str) -> None:
    fake.scopes = tuple(one for one in fake.scopes if one != lost)
    one = connect("gcp", fake.key("k1", MAIL), fake.address, login=fake.address)
    code, told = connect.sync(one)
    assert code == 11
    resource = {"account_policies": "iam.serviceAccounts", "folders": "resourcemanager.folders"}.get(
        lost, f"resourcemanager.{lost.replace('_policies', 's')}"
    )
    assert f"not seen: scope {resource}.{'get' if lost == 'folders' else 'getIamPolicy'}" in told


@pytest.mark.nightly
def test_one_permission_less_is_named_and_the_rest_is_read(fake: Google, connect: Connect) -> None:
    fake.scopes = ("projects", "accounts", "keys", *POLICIES, *ROLES)
    one = connect("gcp", fake.key("k1", MAIL), fake.address, login=fake.address)
    code, told = connect.sync(one)
    assert code == 11
    assert "not seen: scope apikeys.keys.list (list API keys and their restrictions)" in told
    assert len(one.listed("service_account_key")) == 2


def test_a_key_that_is_refused_is_shown_nowhere(fake: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyroll, gone = Keyroll.open(tmp_path / "home"), fake.key("canary-of-a-key")
    fake.revoke(gone)
    for value, error in ((gone, CredentialRefused), ('{"canary": 1}', ConfigError), ("canary", CredentialRefused)):
        monkeypatch.setenv("GCP", value)
        with pytest.raises(error) as caught:
            keyroll.sources.connect(Source("gcp"), "env:GCP", address=fake.address, settings={"login": fake.address})
        assert "canary" not in f"{caught.value!r}{caught.value.hint}{caught.value.__context__!r}"


def proving(fake: Google) -> Proving:
    plane = addressable(PROBES[0].place(fake.address))
    return Proving(fake, PROBES[0], plane, fake.key("k1"), fake.key("k2"), "k1", "k2")


@pytest.mark.support("gcp", "probe", "fake")
def test_a_deleted_key_is_proven_dead_when_its_tokens_have_run_out(fake: Google) -> None:
    played = proving(fake)
    assert_proven(played)
    assert played.clock.at - played.journal.attempts("", "")[0].at >= timedelta(hours=1)


@pytest.mark.long
@pytest.mark.parametrize("says", [ACCOUNT, DISABLED])
def test_what_is_said_of_the_account_proves_nothing_about_its_keys(fake: Google, says: str) -> None:
    played = proving(fake)
    played.once()
    fake.account_says = says
    assert played.answer(played.old).outcome is Outcome.REFUSED_DISABLED
    assert_unknown(played)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(400, {"error": "invalid_grant", "error_description": "Invalid JWT: Token must be short"}), "ambiguous"),
        (Reply(401, {"error": "unauthorized_client"}), "ambiguous"),
        (Reply(429, {}), "throttled"),
        (Reply(502, {}), "unreachable"),
        (Reply(200, b"<html>sign in</html>"), "ambiguous"),
        (Reply(200, {"id_token": "opaque"}), "ambiguous"),
    ],
)
def test_what_is_no_word_on_the_key_is_no_refusal_of_it(fake: Google, reply: Reply, outcome: str) -> None:
    played = proving(fake)
    fake.mood = lambda _request: reply
    assert played.answer(played.old).outcome == outcome
    assert played.answer("no key file").outcome is Outcome.AMBIGUOUS


@pytest.mark.long
def test_another_account_and_an_endpoint_that_takes_anything_prove_nothing(fake: Google) -> None:
    played = proving(fake)
    fake.signs_in = "other@proj.iam.gserviceaccount.com"
    assert played.answer(played.old).identity == fake.signs_in
    fake.signs_in = ""
    accepted = Reply(200, {"id_token": "e30.eyJlbWFpbCI6ICJrZXlyb2xsQHByb2ouaWFtLmdzZXJ2aWNlYWNjb3VudC5jb20ifQ.x"})
    fake.mood = lambda _request: accepted
    assert played.once().verdict is VerdictKind.UNKNOWN
    assert_unknown(played, "never issued")


def test_a_fake_that_drifts_is_told(fake: Google) -> None:
    template = "/v2/projects/{project}/locations/global/keys"
    wrong: list[Any] = [{"keys": [{"uid": 7}]}, {"keys": [{"uid": "a", "value": "b"}]}]
    assert fake.judge
    assert [len(fake.judge.faults("GET", template, 200, one)) for one in wrong] == [1, 1]
