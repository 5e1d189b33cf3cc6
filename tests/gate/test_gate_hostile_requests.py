"""Requests by which a caller tries to pass as another, or that two programs read differently: each is refused."""

import base64
import hmac
import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from memory_gate import BILLING, CLIENT, ISSUER, NOW, PROXY_TOKEN, TOKEN, MemoryGate, bearing, question

from keyroll.gate.known import GateCredential, GateList, ListedName

_T = int(NOW.timestamp())
GOOD = {"iss": ISSUER, "aud": "billing-api", "client_id": "billing", "exp": _T + 300, "iat": _T, "jti": "one"}


@pytest.fixture
def gate(tmp_path: Path) -> MemoryGate:
    return MemoryGate(tmp_path / "keys.json")


def test_a_known_token_is_accepted_and_its_query_is_not_recorded(gate: MemoryGate) -> None:
    decision = gate.decide(question(bearing(TOKEN)))
    assert (decision.accepted, decision.credential, decision.path, decision.proxy) == (
        True,
        BILLING,
        "/invoices",
        "nginx",
    )


REQUESTS = {
    "nothing": ((), "no_credential"),
    "unknown token": ((bearing(b"svc_fedcba9876543210"),), "not_in_inventory"),
    "token of the proxy": ((bearing(PROXY_TOKEN),), "not_in_inventory"),
    "two headers": ((bearing(b"svc_fedcba9876543210"), bearing(TOKEN)), "several_credentials"),
    "twice the same": ((bearing(TOKEN), bearing(TOKEN)), "several_credentials"),
    "in two kinds of header": ((b"Private-Token: " + TOKEN, bearing(b"svc_fedcba9876543210")), "several_credentials"),
    "underscore": ((bearing(TOKEN), b"Private_Token: svc_fedcba9876543210"), "ambiguous_header"),
    "joined by a comma": ((bearing(TOKEN + b", Bearer svc_fedcba9876543210"),), "credential_form"),
    "two blanks": ((b"Authorization: Bearer  " + TOKEN,), "credential_form"),
    "tab": ((b"Authorization: Bearer\t" + TOKEN,), "credential_form"),
    "another scheme": ((b"Authorization: Basic " + base64.b64encode(b"u:" + TOKEN),), "credential_form"),
    "quoted": ((b'Private-Token: "' + TOKEN + b'"',), "credential_form"),
    "high bytes": ((bearing(TOKEN + b"\xe2\x80\x8b"),), "credential_form"),
    "name of the account": ((b"X-Forwarded-User: billing", b"X-Remote-User: billing"), "no_credential"),
    "certificate from a caller": (
        (b"X-Forwarded-Client-Cert: Subject=billing", b"X-SSL-Client-CN: b"),
        "no_credential",
    ),
    "second proxy token": ((bearing(TOKEN), b"X-Gate-Proxy: " + PROXY_TOKEN), "unknown_proxy"),
    "second path": ((bearing(TOKEN), b"X-Gate-Uri: /public"), "ambiguous_request"),
    "continued header": ((b"Authorization: Bearer", b" " + TOKEN), "malformed"),
    "blank before the colon": ((b"Authorization : Bearer " + TOKEN,), "malformed"),
    "bare line feed": ((b"X-A: b\nAuthorization: Bearer " + TOKEN,), "malformed"),
    "bare carriage return": ((b"X-A: b\rAuthorization: Bearer " + TOKEN,), "malformed"),
    "NUL": ((bearing(TOKEN + b"\0"),), "malformed"),
    "chunked": ((bearing(TOKEN), b"Transfer-Encoding: chunked"), "malformed"),
    "body": ((bearing(TOKEN), b"Content-Length: 5"), "malformed"),
    "two lengths": ((bearing(TOKEN), b"Content-Length: 0", b"Content-Length: 5"), "malformed"),
    "two hosts": ((bearing(TOKEN), b"Host: other"), "malformed"),
}


@pytest.mark.parametrize(("headers", "reason"), REQUESTS.values(), ids=REQUESTS)
def test_a_hostile_request_is_refused(gate: MemoryGate, headers: tuple[bytes, ...], reason: str) -> None:
    decision = gate.decide(question(*headers))
    assert (decision.accepted, decision.reason) == (False, reason)


LINES = {
    "version 1.0": b"GET /nginx HTTP/1.0",
    "absolute": b"GET http://gate/nginx HTTP/1.1",
    "two blanks": b"GET  /nginx HTTP/1.1",
    "other path": b"GET /other HTTP/1.1",
    "path beside": b"GET /nginx/../envoy HTTP/1.1",
    "query": b"GET /nginx?x=1 HTTP/1.1",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_question_at_another_place_is_refused(gate: MemoryGate, line: bytes) -> None:
    _, _, rest = question(bearing(TOKEN)).partition(b"\r\n")
    assert not gate.decide(line + b"\r\n" + rest).accepted


def _signed(gate: MemoryGate, changed: dict[str, object] | None = None, key: ECKey | None = None) -> bytes:
    claims = {name: value for name, value in (GOOD | (changed or {})).items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": "k1"}, claims, key or gate.signing).encode()


def _raw(head: object, body: str, signature: bytes = b"x") -> bytes:
    parts = (json.dumps(head).encode(), body.encode(), signature)
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def test_a_signed_token_is_accepted(gate: MemoryGate) -> None:
    decision = gate.decide(question(bearing(_signed(gate))))
    assert (decision.reason, decision.credential) == ("known", CLIENT)


CLAIMS: dict[str, tuple[dict[str, object], str]] = {
    "expired": ({"exp": _T - 61}, "token_expired"),
    "without an end": ({"exp": None}, "token_times"),
    "end as text": ({"exp": "9999999999"}, "token_times"),
    "end without end": ({"exp": 1e300}, "token_times"),
    "not yet": ({"nbf": _T + 120}, "token_not_yet"),
    "from the future": ({"iat": _T + 120}, "token_not_yet"),
    "another audience": ({"aud": "other-api"}, "token_audience"),
    "no audience": ({"aud": None}, "token_audience"),
    "mixed audiences": ({"aud": ["billing-api", 7]}, "token_audience"),
    "another issuer": ({"iss": "https://login.example.evil.example"}, "token_issuer"),
    "issuer with a slash": ({"iss": ISSUER + "/"}, "token_issuer"),
    "no issuer": ({"iss": None}, "token_issuer"),
    "no client": ({"client_id": None}, "token_names_nobody"),
    "client as a list": ({"client_id": ["billing"]}, "token_names_nobody"),
    "client with a blank": ({"client_id": "billing "}, "token_names_nobody"),
    "unknown client": ({"client_id": "other"}, "not_in_inventory"),
}


@pytest.mark.parametrize(("changed", "reason"), CLAIMS.values(), ids=CLAIMS)
def test_a_token_with_wrong_claims_is_refused(gate: MemoryGate, changed: dict[str, object], reason: str) -> None:
    decision = gate.decide(question(bearing(_signed(gate, changed))))
    assert (decision.accepted, decision.reason) == (False, reason)


def test_a_token_by_another_key_is_refused(gate: MemoryGate) -> None:
    other = ECKey.generate_key("P-256", {"kid": "k1"})
    assert gate.decide(question(bearing(_signed(gate, key=other)))).reason == "token_signature"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(gate: MemoryGate) -> None:
    head, body, _ = _raw({"alg": "HS256", "kid": "k1"}, json.dumps(GOOD)).split(b".")
    secret = gate.signing.as_pem(private=False)
    mark = base64.urlsafe_b64encode(hmac.digest(secret, head + b"." + body, "sha256")).rstrip(b"=")
    assert gate.decide(question(bearing(b".".join((head, body, mark))))).reason == "token_signature"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "HS256", "ES256"])
def test_a_token_without_a_signature_is_refused(gate: MemoryGate, alg: str) -> None:
    for signature in (b"", b"x"):
        token = _raw({"alg": alg, "kid": "k1"}, json.dumps(GOOD), signature)
        assert not gate.decide(question(bearing(token))).accepted


def test_a_key_within_the_token_is_not_used(gate: MemoryGate) -> None:
    own = ECKey.generate_key("P-256", {"kid": "k1"})
    for more in (
        {"jwk": own.as_dict(private=False)},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example"},
    ):
        token = jwt.encode({"alg": "ES256", "kid": "k1", **more}, GOOD, own).encode()
        assert gate.decide(question(bearing(token))).reason == "token_signature"


def test_a_claim_that_is_there_twice_is_refused(gate: MemoryGate) -> None:
    body = json.dumps(GOOD)[:-1] + ', "client_id": "other"}'
    assert gate.decide(question(bearing(_raw({"alg": "ES256"}, body)))).reason == "token_claims"


def test_a_token_for_one_use_is_refused_the_second_time(tmp_path: Path) -> None:
    gate = MemoryGate(tmp_path / "keys.json", once=True)
    token, other = _signed(gate), _signed(gate, {"jti": "two"})
    assert [gate.decide(question(bearing(one))).reason for one in (token, token, other)] == [
        "known",
        "token_replayed",
        "known",
    ]
    assert gate.decide(question(bearing(_signed(gate, {"jti": None})))).reason == "token_replayed"


@pytest.mark.parametrize(
    ("credential", "reason"),
    [
        (GateCredential(BILLING, ended=True), "ended"),
        (GateCredential(BILLING, expires=NOW), "ended"),
        (GateCredential(BILLING, listed=False), "not_listed"),
    ],
)
def test_what_is_not_known_to_be_alive_is_refused(tmp_path: Path, credential: GateCredential, reason: str) -> None:
    gate = MemoryGate(tmp_path / "keys.json", credential=credential)
    assert gate.decide(question(bearing(TOKEN))).reason == reason


def test_an_exposed_credential_is_refused_in_each_form_unless_an_exception_holds(tmp_path: Path) -> None:
    listed = GateList({BILLING: ListedName("gate-leak", "leak"), CLIENT: ListedName("gate-leak", "leak")})
    gate = MemoryGate(tmp_path / "keys.json", listed=listed)
    for value in (TOKEN, _signed(gate)):
        decision = gate.decide(question(bearing(value)))
        assert (decision.reason, decision.plan) == ("exposed", "gate-leak")
    until = NOW.replace(hour=13)
    excepted = GateList(listed.refused, {BILLING: ListedName("gate-exception", "it stops", until)})
    gate = MemoryGate(tmp_path / "keys.json", listed=excepted)
    assert gate.decide(question(bearing(TOKEN))).reason == "exception"
    assert gate.decide(question(bearing(_signed(gate)))).reason == "exposed"
    assert gate.decide(question(bearing(TOKEN)), until).reason == "exposed"


def test_an_exposed_value_is_refused_also_where_no_credential_of_the_inventory_has_it(tmp_path: Path) -> None:
    gate = MemoryGate(tmp_path / "keys.json")
    name = gate.presenting.name(gate.presenting.fingerprint(b"svc_fedcba9876543210"))
    gate = MemoryGate(tmp_path / "keys.json", listed=GateList({name: ListedName("gate-leak", "leak")}))
    assert gate.decide(question(bearing(b"svc_fedcba9876543210"))).reason == "exposed"


def test_without_what_it_must_know_everything_is_refused(gate: MemoryGate) -> None:
    gate.listed = None
    assert gate.decide(question(bearing(TOKEN))).reason == "not_loaded"
