"""What else signs in to AWS: records of the vendor's pages, and what is made of them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState
from keyroll.model.source import Source
from keyroll.providers.catalogue import endpoints, provider

NAME = "aws@123456789012"
SOURCE = Source.parse(NAME)
AT = "2026-11-24T10:00:00Z"
GOOD: dict[str, Any] = {
    "service_specific_credentials": {
        "ServiceSpecificCredentials": [
            {"UserName": "dev", "Status": "Expired", "ServiceUserName": "dev-at-1", "CreateDate": AT,
             "ServiceSpecificCredentialId": "ACCA1", "ServiceName": "bedrock.amazonaws.com", "ExpirationDate": AT}
        ]
    },
    "ssh_public_keys": {
        "SSHPublicKeys": [{"UserName": "dev", "SSHPublicKeyId": "APKA1", "Status": "Inactive", "UploadDate": AT}]
    },
    "signing_certificates": {
        "Certificates": [{"UserName": "dev", "CertificateId": "TA7", "Status": "Active", "UploadDate": AT}]
    },
    "oidc_providers": {"Url": "https://ci.example.com/org", "ClientIDList": ["sts"], "ThumbprintList": []},
    "saml_providers": {"SAMLProviderList": [{"Arn": "arn:aws:iam::1:saml-provider/okta", "CreateDate": AT}]},
    "trust_anchors": {"trustAnchors": [{"trustAnchorId": "a", "name": "plant", "enabled": False}]},
    "anywhere_subjects": {
        "subjects": [{"subjectId": "s", "x509Subject": "CN=press-4", "enabled": True, "lastSeenAt": AT}]
    },
    "anywhere_profiles": {"profiles": [{"profileId": "p", "enabled": True, "roleArns": ["arn:aws:iam::1:role/press"]}]},
    "secrets": {
        "SecretList": [
            {"ARN": "arn:aws:secretsmanager:eu-west-1:1:secret:db-a1", "Name": "db", "LastChangedDate": AT,
             "Tags": [{"Key": "Owner", "Value": "payments"}]}
        ],
        "NextToken": "x",
    },
}  # fmt: skip


@pytest.mark.support("aws", "survey", "emulator")
@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only_and_survives_damage(name, read_all, survives):
    assert [one.name for one in endpoints("aws").values() if one.recognise(GOOD[name])] == [name]
    assert read_all(endpoints("aws")[name], GOOD[name], NAME)
    survives(endpoints("aws")[name], GOOD[name], NAME)
    with pytest.raises(VendorChanged):
        read_all(endpoints("aws")[name], {}, NAME)


def test_states_ends_and_uses_are_the_vendors(read_all):
    def first(name: str) -> Any:
        return next(one for one in read_all(endpoints("aws")[name], GOOD[name], NAME) if one.entity == "credential")

    assert first("service_specific_credentials").facts["state"] == CredentialState.DEACTIVATED
    assert first("service_specific_credentials").facts["expires"] == AT
    assert first("ssh_public_keys").facts["state"] == CredentialState.SUSPENDED
    assert first("trust_anchors").facts["state"] == CredentialState.SUSPENDED
    assert first("anywhere_subjects").facts["last_used"] == AT


def test_an_issuer_is_named_as_trust_policies_name_it(read_all):
    issuer, audience = read_all(endpoints("aws")["oidc_providers"], GOOD["oidc_providers"], NAME)
    assert issuer.subject == audience.subject == Identifier.of(SOURCE, "oidc_issuer", "ci.example.com/org")


def test_a_secret_is_a_place_with_an_owner(read_all):
    (place,) = read_all(endpoints("aws")["secrets"], GOOD["secrets"], NAME)
    assert (place.facts["owner"], place.facts["place"]) == ("payments", "db in Secrets Manager, eu-west-1")


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("aws").kinds if kind.listed_by} <= set(endpoints("aws"))


@pytest.mark.skipif("KEYROLL_DATA" not in os.environ, reason="KEYROLL_DATA is not set")
@pytest.mark.parametrize(
    ("file", "endpoint"),
    [
        ("iam_list-service-specific-credentials", "service_specific_credentials"),
        ("iam_list-ssh-public-keys", "ssh_public_keys"),
        ("iam_list-signing-certificates", "signing_certificates"),
        ("secretsmanager_list-secrets", "secrets"),
    ],
)
def test_the_vendors_own_examples_are_read(file, endpoint, read_all):
    body = json.loads((Path(os.environ["KEYROLL_DATA"]) / f"surveys/aws/{file}.json").read_text())
    (listed,) = body.values()
    assert len(read_all(endpoints("aws")[endpoint], body, NAME)) == len(listed)
