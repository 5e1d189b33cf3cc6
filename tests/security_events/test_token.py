"""Security event tokens: what holds is read, and whatever does not hold is refused with its place named."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from keyroll.errors import SignalRefused, UsageError
from keyroll.security_events.token import read_keys, read_set

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ISSUER, US = "https://idp.example", "https://keyroll.corp.example"
COMPROMISE = "https://schemas.openid.net/secevent/risc/event-type/credential-compromise"
KEY, OTHER = ECKey.generate_key("P-256", {"kid": "one"}), ECKey.generate_key("P-256", {"kid": "one"})
KEYS = KeySet([KEY])


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def claims(**more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "iss": ISSUER,
        "aud": US,
        "iat": seconds(NOW - timedelta(minutes=2)),
        "jti": "756E69",
        "sub_id": {"format": "email", "email": "bot@corp.example"},
        "events": {COMPROMISE: {"event_timestamp": seconds(NOW - timedelta(days=2)), "credential_type": "password"}},
    }
    return {name: value for name, value in (whole | more).items() if value is not None}


def signed(body: object = None, key: Any = KEY, **header: str) -> bytes:
    head = {"alg": "ES256", "kid": "one", "typ": "secevent+jwt"} | header
    return jws.serialize_compact(head, json.dumps(claims() if body is None else body), key).encode()


def read(token: bytes, keys: KeySet = KEYS, seen: bool = False) -> Any:
    return read_set(token, keys, [US], lambda issuer, jti: seen, NOW, issuer=ISSUER)


def test_a_token_that_holds():
    signal = read(signed())
    assert (signal.issuer, signal.jti, signal.subjects) == (ISSUER, "756E69", ("bot@corp.example",))
    (event,) = signal.events
    assert (event.title, event.at) == ("credential compromised", NOW - timedelta(days=2))
    assert not signal.harmless
    assert signal.text == f"security event token 756E69 of {ISSUER}: credential compromised of bot@corp.example"


def test_several_names_of_whom_it_is_about():
    """A complex subject, and the ``subject`` within an event that issuers had before."""
    subject = {"format": "complex", "user": {"format": "iss_sub", "iss": "x", "sub": "u1"}, "tenant": {"id": "t1"}}
    events = {COMPROMISE: {"subject": {"format": "account", "uri": "acct:bot@a.example"}}}
    assert read(signed(claims(sub_id=subject, events=events))).subjects == ("bot@a.example", "t1", "u1")


def test_a_verification_is_of_the_stream():
    events = {"https://schemas.openid.net/secevent/ssf/event-type/verification": {"state": "x"}}
    assert read(signed(claims(events=events))).harmless


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (claims(iss="https://evil.example"), "issuer"),
        (claims(iss=None), "issuer"),
        (claims(aud="https://other.example"), "aud"),
        (claims(aud=["https://other.example"]), "aud"),
        (claims(aud=None), "aud"),
        (claims(aud=7), "aud"),
        (claims(iat=None), "iat"),
        (claims(iat="yesterday"), "iat"),
        (claims(iat=1e300), "iat"),
        (claims(iat=seconds(NOW - timedelta(days=8))), "iat"),
        (claims(iat=seconds(NOW + timedelta(hours=1))), "iat"),
        (claims(jti=None), "jti"),
        (claims(events=None), "events"),
        (claims(events={}), "events"),
        (claims(events=[]), "events"),
        (claims(events={COMPROMISE: 1}), "events"),
        (claims(exp=seconds(NOW + timedelta(hours=1))), "claims"),
        (claims(sub="bot"), "claims"),
        (["no", "object"], "claims"),
    ],
)
def test_claims_that_do_not_hold(body: object, where: str):
    with pytest.raises(SignalRefused) as refused:
        read(signed(body))
    assert refused.value.where == where
    assert refused.value.exit_code == 14


def test_it_counts_once():
    with pytest.raises(SignalRefused) as refused:
        read(signed(), seen=True)
    assert refused.value.where == "jti"


def test_another_key_of_the_same_name():
    with pytest.raises(SignalRefused, match="not signed with one of the issuer's keys"):
        read(signed(key=OTHER))


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", ""])
def test_a_token_of_another_type(kind: str):
    with pytest.raises(SignalRefused) as refused:
        read(signed(typ=kind))
    assert refused.value.where == "typ"


def test_the_type_may_be_written_out():
    assert read(signed(typ="application/secevent+jwt")).jti == "756E69"


def test_no_signature_and_a_shared_secret_are_refused():
    head, body, _ = signed().split(b".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"secevent+jwt"}').rstrip(b"=")
    for token in (none + b"." + body + b".", head + b"." + body + b".", b"", b"a.b.c", b"\xff\xfe"):
        with pytest.raises(SignalRefused) as refused:
            read(token)
        assert refused.value.where in ("signature", "token")
    # Whoever took the issuer's public key for a shared secret: HS256 is none of the algorithms.
    public = OctKey.import_key(json.dumps(KEY.as_dict(private=False), sort_keys=True))
    with pytest.raises(SignalRefused) as refused:
        read(signed(key=public, alg="HS256"))
    assert refused.value.where == "signature"


def test_rsa_too():
    key = RSAKey.generate_key(2048, {"kid": "r"})
    assert read(signed(key=key, alg="RS256", kid="r"), KeySet([key])).jti == "756E69"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}']
)
def test_what_is_no_set_of_public_keys(content: bytes):
    with pytest.raises(UsageError):
        read_keys(content)


def test_keys_as_an_issuer_publishes_them():
    content = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
    assert read(signed(), read_keys(content)).jti == "756E69"


@given(st.data())
def test_any_flipped_byte_is_refused(data: st.DataObject):
    token = bytearray(TOKEN)
    place = data.draw(st.integers(0, len(token) - 1))
    token[place] ^= data.draw(st.integers(1, 127))
    # The last character of base64 carries bits that mean nothing.
    if bytes(token).strip() == TOKEN or place in (TOKEN.index(b".") - 1, TOKEN.rindex(b".") - 1, len(TOKEN) - 1):
        return
    with pytest.raises(SignalRefused):
        read(bytes(token))


TOKEN = signed()
