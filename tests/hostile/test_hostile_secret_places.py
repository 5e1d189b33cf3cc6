"""Of 200 values at places that no member's name tells, none is at rest after a sync: raw, lake, quarantine, ledger."""

import json
from pathlib import Path

import pytest
from canary_export import contents_of
from measured_sync import sync
from secret_places import Places, kubernetes, records, write

from keyroll.intake.masking.chance import by_chance
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.providers import catalogue
from keyroll.secret import Secret

PRINTS = Fingerprints(Secret(b"a key of a test"))


def at_rest(places: Places, *roots: Path, said: bytes = b"") -> dict[str, str]:
    """Return the values that are in files below some roots, or in what was said, each with its places."""
    found: dict[str, str] = {}
    for name, content in (("output", said), *((str(path), text) for root in roots for path, text in contents_of(root))):
        found |= {one: f"{place} -> {name}" for one, place in places.laid.items() if one.encode() in content}
    return found


def masked(provider: str, log: str, line: str) -> str:
    mask = RecordMask(PRINTS, catalogue.logs(provider)[log].values)
    clean = mask.whole(line.encode())
    # A long text is searched in another way: both find the same.
    much = mask.whole(line.encode() + b"\n" + b"{}\n" * 100_000)
    assert much.startswith(clean + b"\n")
    return clean.decode()


@pytest.mark.long
def test_none_of_200_places_is_at_rest(tmp_path: Path) -> None:
    places = Places()
    write(tmp_path / "in", places)
    assert len(places.laid) >= 200
    took = sync(tmp_path / "in", tmp_path / "home")
    assert "Traceback" not in took.said
    assert at_rest(places, tmp_path / "home", said=took.said.encode()) == {}


def test_no_record_keeps_a_value() -> None:
    places = Places()
    laid = list(records(places))
    assert len(laid) > 150
    found: dict[str, str] = {}
    for provider, log, line in laid:
        clean = masked(provider, log, line)
        found |= {place: clean for one, place in places.laid.items() if one in clean}
        if not catalogue.logs(provider)[log].is_text:
            json.loads(clean)
    assert found == {}


def test_what_names_a_secret_stays() -> None:
    body = {
        "kind": "Secret",
        "metadata": {"name": "db", "namespace": "shop", "uid": "u-1"},
        "data": {"name": "c2VjcmV0"},
    }
    patch = [{"op": "replace", "path": "/data/name", "value": "c2VjcmV0"}]
    for said in (body, patch):
        record = {"objectRef": {"resource": "secrets", "name": "db"}, "verb": "patch", "requestObject": said}
        clean = masked("kubernetes", "audit", json.dumps(record))
        kept = json.loads(clean)["requestObject"]
        assert "c2VjcmV0" not in clean
        if isinstance(kept, list):
            assert (kept[0]["op"], kept[0]["path"]) == ("replace", "/data/name")
        else:
            assert kept["metadata"] == body["metadata"]


def test_a_request_about_something_else_keeps_its_body() -> None:
    pod = {"spec": {"containers": [{"image": "a", "env": [{"name": "MODE", "value": "fast"}]}]}, "data": {"a": "b"}}
    about = {"resource": "pods", "name": "a"}
    other = json.dumps({"objectRef": about, "requestURI": "/api/v1/pods/a", "requestObject": pod})
    assert masked("kubernetes", "audit", other) == other
    secret = json.dumps(next(iter(kubernetes(lambda _said: "c2VjcmV0"))))
    for both in (f'{{"items":[{secret},{other}]}}', f'{{"items":[{other},{secret}]}}', f"{other}\n{secret}\n{other}"):
        clean = masked("kubernetes", "audit", both)
        assert other in clean
        assert "c2VjcmV0" not in clean


#: Ids, hashes, public keys and names that logs hold in texts and paths.
ORDINARY = (
    "commit 1f0c9a8b7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a by ann",
    "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/RG1Prod2Europe9West7North5",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann",
    "arn:aws:s3:::data/AWSLogs/123456789012_CloudTrail_us-west-1_20210730T0240Z_BDO4zVTXUY5awEB2.json",
    "Accepted publickey for ann: ED25519 SHA256:q7Fdx6vjp7SWW5hHJbiYXRxhTyvaIwqQTIX9abcdefg",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@host",
    "GET /api/v1/users/00u1abcdEFGH23456789/groups",
    "see https://docs.example/document/d/1AbC2dEfG3hIjK4lMnO5pQrS6tUvW7xYz8/edit",
    "uid CHhAvVGS1DHFjwGM93 of a connection",
    "DescribeNetworkInterfacePermissions20161115AndOthers was called",
    '{"hashed_token":"E8Fzcgs3TQXqhrKKC/qNR+2XZnaK3ykQBSAt1kPMiJs="}',
    '{"community_id":"1:DvgXgCo2JR5r4T25PBZYFw3ObFc="}',
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ids_hashes_and_names_stay(text: str) -> None:
    assert masked("github", "audit", text) == text


def test_a_text_before_a_name_hides_no_value() -> None:
    line = "run the_long_name_of_a_variable_of_the_database_password=Hunter2 now"
    assert "Hunter2" not in masked("github", "audit", line)


def test_chance_is_told_from_words() -> None:
    places = Places()
    made = [places.new("a value").encode() for _ in range(500)]
    assert sum(map(by_chance, made)) >= 490
    assert not any(map(by_chance, (b"terraform-provider-aws-2024-Prod", b"UpdateFunctionCode20150331v2Request")))
