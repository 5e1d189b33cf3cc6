"""Definitions as the broker exports them."""

import json

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints

SOURCE, ENDPOINT = "rabbitmq@main", endpoints("rabbitmq")["definitions"]
BODY = {
    "rabbitmq_version": "4.0.5",
    "users": [
        {"name": "app", "password_hash": "hash-canary", "tags": []},
        {"name": "by_certificate", "password_hash": "", "tags": "monitoring,management"},
    ],
    "permissions": [{"user": "app", "vhost": "/", "configure": "", "write": "^$", "read": "^jobs$"}],
    "topic_permissions": [{"user": "app", "vhost": "/", "exchange": "amq.topic", "write": "^a", "read": ""}],
}


def test_a_user_with_a_password_is_a_credential_and_its_hash_is_not_read(read_all) -> None:
    found = read_all(ENDPOINT, BODY, SOURCE)
    assert [one.subject.value for one in found if one.entity is Entity.CREDENTIAL] == ["app"]
    assert [one.subject.value for one in found if one.entity is Entity.PRINCIPAL] == ["app", "by_certificate"]
    assert "canary" not in str(found)
    grants = [(one.subject.value, *one.facts.values()) for one in found if one.entity is Entity.GRANT]
    assert grants == [
        ("by_certificate", "tag:monitoring", "broker"),
        ("by_certificate", "tag:management", "broker"),
        ("app", "read", "vhost:/ ^jobs$"),
        ("app", "topic write", "vhost:/ exchange:amq.topic ^a"),
    ]


@pytest.mark.parametrize("body", [{"permissions": []}, {"users": [{"tags": []}]}, {"users": {}}])
def test_what_is_missing_is_said(read_all, body) -> None:
    with pytest.raises(VendorChanged, match=r"users|name"):
        read_all(ENDPOINT, body, SOURCE)


@pytest.mark.support("rabbitmq", "survey", "real server")
@pytest.mark.server
def test_the_brokers_export_gives_the_users_that_it_lists(read_all, rabbitmq) -> None:
    rabbitmq.user("survey_a", "survey-canary", "administrator")
    rabbitmq.user("survey_b", "survey-canary")
    rabbitmq.call("PUT", "users/survey_c", {"password_hash": "", "tags": ""})
    rabbitmq.call("DELETE", "users/survey_b")
    body = rabbitmq.call("GET", "definitions")
    assert ENDPOINT.recognise(body)
    found = read_all(ENDPOINT, body, SOURCE)
    listed = {one["name"]: bool(one["password_hash"]) for one in rabbitmq.call("GET", "users")}
    assert {one.subject.value for one in found if one.entity is Entity.PRINCIPAL} == set(listed)
    with_password = {name for name, has in listed.items() if has}
    assert {one.subject.value for one in found if one.entity is Entity.CREDENTIAL} == with_password
    assert (listed["survey_a"], listed["survey_c"]) == (True, False)
    hashes = [one["password_hash"] for one in body["users"] if one["password_hash"]]
    assert hashes
    assert not any(one in json.dumps([str(observation) for observation in found]) for one in hashes)
