"""Signing keys: where they come from, when they may sign, and that they show themselves nowhere."""

import json
import traceback
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from evidence_logs import DAY, GONE, INSTALL_KEY, NOW, OKTA, SEED, item, signer
from in_toto_attestation.v1.statement import Statement as InTotoStatement
from securesystemslib.dsse import Envelope as StandardEnvelope
from securesystemslib.signer import SSlibKey

from keyroll.errors import ConfigError, EvidenceRefused, UsageError
from keyroll.proof.evidence.dsse import Envelope, PublicKey, pae
from keyroll.proof.evidence.links import ChainLink
from keyroll.proof.evidence.pins import Pin
from keyroll.proof.evidence.sign import Signer
from keyroll.proof.evidence.statement import PAYLOAD_TYPE, PREDICATE_TYPE, sayings, statement
from keyroll.secret import Secret

RAW = bytes.fromhex(SEED.decode())
PRIVATE = Ed25519PrivateKey.from_private_bytes(RAW)
PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC_PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
OF_ANOTHER_CURVE = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
CANARY = b"canary-secret-4711-canary-secret"


def signed() -> Envelope:
    (said,) = sayings(OKTA, [(item(1), GONE)])
    return signer().sign(PAYLOAD_TYPE, statement(said, NOW, ChainLink("chain", 1, ""), key=INSTALL_KEY), NOW)


def test_the_encoding_is_that_of_dsse() -> None:
    # The example of the specification (secure-systems-lab/dsse, protocol.md).
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_envelopes_are_those_of_another_implementation() -> None:
    envelope = signed()
    other = StandardEnvelope.from_dict(json.loads(envelope.text()))
    key = SSlibKey(envelope.keyid, "ed25519", "ed25519", {"public": signer().public.public.hex()})
    assert list(other.verify([key], 1)) == [envelope.keyid]
    assert other.pae() == pae(PAYLOAD_TYPE, envelope.payload)


def test_statements_are_in_toto_statements_by_another_implementation() -> None:
    content = json.loads(signed().payload)
    other = InTotoStatement.copy_from_pb(_parsed(content))
    other.validate()
    assert other.pb.predicate_type == PREDICATE_TYPE
    assert other.pb.subject[0].name == item(1).identifier
    assert content["predicate"]["evidence"] == [{"record": 99, "sha256": "3b" * 32}]
    assert content["predicate"]["reads"] == [{"sha256": "19" * 32}]


def _parsed(content: Mapping[str, Any]) -> Any:
    from google.protobuf.json_format import ParseDict
    from in_toto_attestation.v1.statement_pb2 import Statement

    return ParseDict(dict(content), Statement())


@pytest.mark.parametrize("form", [SEED, SEED + b"\n", SEED.upper(), b64encode(RAW), PEM, b"\n" + PEM])
def test_a_key_is_hex_base64_or_pem(form: bytes) -> None:
    assert Signer.open(Secret(form)).public == signer().public


@pytest.mark.parametrize(
    "form", [CANARY, CANARY * 2, b"-----BEGIN PRIVATE KEY-----\n" + CANARY, b"\xff" * 64, b"0" * 63, OF_ANOTHER_CURVE]
)
def test_another_key_is_refused_without_being_shown(form: bytes) -> None:
    with pytest.raises(ConfigError) as caught:
        Signer.open(Secret(form))
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert CANARY.decode() not in shown


def test_a_signer_shows_no_key() -> None:
    assert SEED.decode() not in repr(signer()) + str(signer()) + f"{signer()}"


def test_a_key_signs_only_in_its_time() -> None:
    bounded = signer(not_before=NOW, not_after=NOW + DAY)
    assert bounded.sign("a", b"b", NOW)
    assert bounded.sign("a", b"b", NOW + DAY)
    with pytest.raises(EvidenceRefused, match="expired on 2023-11-24"):
        bounded.sign("a", b"b", NOW + 2 * DAY)
    with pytest.raises(EvidenceRefused, match="valid only from 2023-11-23"):
        bounded.sign("a", b"b", NOW - DAY)


def test_the_id_of_a_key_is_of_its_time_too() -> None:
    keys = [signer(), signer(not_before=NOW), signer(not_after=NOW), signer(not_before=NOW, not_after=NOW)]
    assert len({one.public.keyid for one in keys}) == 4
    for one in keys:
        assert PublicKey.read(one.public.form(), "key") == one.public


def certified(begins: datetime, ends: datetime) -> bytes:
    """A certificate of the tests' key."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "keyroll")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, ends).sign(key, None)
    return made.public_bytes(Encoding.PEM)


def test_a_pin_is_a_key_in_any_of_its_forms() -> None:
    public = signer().public
    assert Pin.read(json.dumps(public.form()).encode()).fits(public)
    assert Pin.read(public.keyid.encode() + b"\n").fits(public)
    assert not Pin.read(public.keyid.encode()).fits(signer(not_after=NOW).public)
    certificate = Pin.read(certified(NOW, NOW + DAY))
    assert certificate.fits(public)
    assert (certificate.not_before, certificate.not_after) == (NOW, NOW + DAY)


def test_a_key_without_its_validity_cannot_be_pinned() -> None:
    public = signer().public
    bare = {name: one for name, one in public.form().items() if not name.startswith("not_")}
    for form in (PUBLIC_PEM, json.dumps(bare).encode()):
        with pytest.raises(EvidenceRefused, match="does not give the validity of the key") as caught:
            Pin.read(form)
        assert "keyroll report key" in caught.value.hint
    with pytest.raises(EvidenceRefused, match="does not give the validity of the key"):
        Pin.read(public.public.hex().encode()).fits(public)


@pytest.mark.parametrize("form", [b"", b"{}", b"nonsense", PEM, b"-----BEGIN nonsense", b"zz" * 32, b"[1]"])
def test_what_is_no_public_key_cannot_be_pinned(form: bytes) -> None:
    with pytest.raises(UsageError, match="not an ed25519 public key"):
        Pin.read(form)
