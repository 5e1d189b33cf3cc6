import base64
import copy
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints

SOURCE = "okta@main"
CANARY = "s3cr3t-c4n4ry"
SIGNED = f"AWS4-HMAC-SHA256 Credential=AKIA1/20231001/us-east-1/iam/aws4_request, Signature={CANARY}"


def entry(url: str, *headers: tuple[str, str]) -> dict[str, object]:
    return {
        "startedDateTime": "2023-10-01T00:00:00.000Z",
        "time": 3,
        "request": {
            "method": "GET",
            "url": url,
            "httpVersion": "HTTP/2",
            "headers": [{"name": name, "value": value} for name, value in headers],
            "cookies": [{"name": "sid", "value": CANARY}],
        },
        "response": {"status": 200},
    }


def basic(text: str) -> tuple[str, str]:
    return ("authorization", "Basic " + base64.b64encode(text.encode()).decode())


HAR: dict[str, Any] = {
    "log": {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "comment": "case 01423567 uploaded 2023-10-02T10:11:12Z",
        "entries": [
            entry(
                "https://jira.a.example/rest",
                ("cf-access-client-id", "0123.access"),
                ("CF-Access-Client-Secret", CANARY),
            ),
            entry("https://GIT.a.example:8443/rest?token=" + CANARY, basic(f"svc-git:{CANARY}:with:colons")),
            entry("https://iam.amazonaws.com/", ("Authorization", SIGNED)),
            entry("https://iam.amazonaws.com/", ("Authorization", SIGNED)),
            entry(f"https://bucket.s3.amazonaws.com/a?X-Amz-Credential=AKIA2%2F20231001%2Fs3&X-Amz-Signature={CANARY}"),
            entry(f"https://svc-url:{CANARY}@wiki.a.example/"),
            entry("https://x.okta.com/", ("Authorization", f"SSWS {CANARY}"), ("Authorization", "Basic ???")),
            entry("https://x.okta.com/", ("Authorization", SIGNED.replace("AKIA1", "ASIA1"))),
        ],
    }
}
ENDPOINT = endpoints("okta")["support_case_files"]


def test_a_file_holds_every_credential_named_in_it_and_no_secret(read_all):
    (found,) = read_all(ENDPOINT, HAR, SOURCE)
    assert found.entity is Entity.LOCATION
    assert found.kind == "support_case_file"
    assert found.facts == {"holder": "Okta", "place": "case 01423567", "since": "2023-10-02T10:11:12Z"}
    assert [link.to for link in found.links] == [
        Identifier.anywhere("cloudflare", "access_client_id", "0123.access"),
        Identifier.login("git.a.example", "svc-git"),
        Identifier.anywhere("aws", "access_key_id", "AKIA1"),
        Identifier.anywhere("aws", "access_key_id", "AKIA2"),
        Identifier.login("wiki.a.example", "svc-url"),
    ]
    assert found.subject.text.startswith("okta@main:support_case_file:01423567/")
    assert CANARY not in repr(found)
    assert ENDPOINT.secret_bearing
    assert ENDPOINT.recognise(HAR)


def test_the_id_is_that_of_the_file_and_does_not_depend_on_secrets(read_all):
    def subject(har: object) -> str:
        return read_all(ENDPOINT, har, SOURCE)[0].subject.text

    other_secret = copy.deepcopy(HAR)
    other_secret["log"]["entries"][0]["request"]["headers"][1]["value"] = "another"
    other_file = copy.deepcopy(HAR)
    other_file["log"]["entries"].pop()
    assert subject(HAR) == subject(copy.deepcopy(HAR)) == subject(other_secret) != subject(other_file)


def test_a_file_without_a_comment_still_counts(read_all):
    har = {"log": {key: value for key, value in HAR["log"].items() if key != "comment"}}
    (found,) = read_all(ENDPOINT, har, SOURCE)
    assert found.facts == {"holder": "Okta", "place": "a support case"}
    assert len(found.links) == 5


def test_an_error_names_the_place_and_no_secret(read_all):
    har = copy.deepcopy(HAR)
    har["log"]["entries"][1]["request"]["headers"] = CANARY
    with pytest.raises(VendorChanged) as caught:
        read_all(ENDPOINT, har, SOURCE)
    assert "log.entries[2]" in str(caught.value)
    assert CANARY not in str(caught.value) + caught.value.hint


def test_any_json_gives_observations_or_vendor_changed(survives):
    survives(ENDPOINT, HAR, SOURCE)
