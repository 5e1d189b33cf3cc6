"""Values that no one expects: addresses that are none, numbers beyond 64 bits, times beyond the calendar, half texts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from joserfc import jws

from keyroll import addresses
from keyroll.clock import days_after, iso, parse_time
from keyroll.errors import ConfigError, KeyrollError, SignalRefused, UsageError
from keyroll.jsontext import loads
from keyroll.model.json import Record
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.ldap import times
from keyroll.security_events.token import read_again, read_keys, read_set
from signal_tokens import ISSUER, KEY, US, claims, jwks

pytestmark = pytest.mark.hostile
NOW = datetime(2026, 1, 3, tzinfo=UTC)
NO_ADDRESS = (
    "http://[", "https://[::1", "https://h]/", "https://h:99999", "https://h:-1", "https://h:x", "https://h:1:2", "ldaps://h:66636ldaps:",
    "https://[::g]/", "https://a\u2100b/", "amqps://[:1", "ldap://[v1.x", "https://h:٣٣x", "tls://[", "https://[1.2.3.4]/", "",
)  # fmt: skip
PLACES = {
    f"{name}.{kind}": probe.place for name in catalogue.providers() for kind, probe in catalogue.probes(name).items()
}


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_refused_as_one(text: str) -> None:
    with pytest.raises(ConfigError):
        addresses.base(text)
    assert isinstance(addresses.origin(text), str)
    assert addresses.parts(text).port is None or text == ""


@pytest.mark.parametrize(("name", "text"), product(PLACES, NO_ADDRESS))
def test_no_probe_goes_to_what_is_no_address(name: str, text: str) -> None:
    try:
        PLACES[name](text)
    except KeyrollError as error:
        assert error.hint


NO_TIME = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00+00:01", "9999-12-31T23:59:59.999999-00:01", "10000-01-01",
    "0000-01-01", "2026-02-30", "", "\ud800", "٢٠٢٦-٠١-٠١x", "2026-01-01T25:00",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_TIME)
@pytest.mark.parametrize("end", [False, True])
def test_a_time_beyond_the_calendar_is_no_time(text: str, end: bool) -> None:
    with pytest.raises(UsageError):
        parse_time(text, end_of_day=end)


def test_the_last_day_has_an_end() -> None:
    assert iso(parse_time("9999-12-31", end_of_day=True)) == "9999-12-31T23:59:59.999999Z"
    assert iso(parse_time("2026-01-02", end_of_day=True)) == "2026-01-02T23:59:59.999999Z"


@pytest.mark.parametrize("days", [10**7, 10**12, 2**63, 10**30, -(10**7), -(10**30)])
def test_days_beyond_the_calendar_lead_to_no_time(days: int) -> None:
    assert days_after(NOW, days) is None


@pytest.mark.parametrize(
    "text", ["00010101000000+2359", "00010101000000+01", "99991231235959-2359", "99991231235959-0100"]
)
def test_a_directory_time_beyond_the_calendar_is_none(text: str) -> None:
    assert times.moment(text) is None


HUGE = (2**63, 2**64, -(2**63) - 1, 10**19, 10**30, 10**400, 1e19, 1e308, float("inf"), float("-inf"), float("nan"))


@pytest.mark.parametrize("number", HUGE)
def test_a_number_beyond_64_bits_is_none(number: float) -> None:
    assert Record({"n": number}, "x").number("n") is None


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, 1e18])
def test_a_number_within_64_bits_is_one(number: float) -> None:
    assert Record({"n": number}, "x").number("n") == int(number)


@pytest.mark.parametrize("days", ["9" * 19, "9" * 30, "9" * 5000, "٣٠", "²", "100000", "-1", "1e3", " ", "0"])
def test_no_process_on_paper_takes_more_than_a_century(days: str) -> None:
    (endpoint,) = (one for one in catalogue.endpoints("register").values() if one.read.__name__ == "read_policies")
    row: dict[str, Any] = {"provider": "aws", "kind": "access_key", "method": "by hand", "every_days": days, "who": ""}
    (found,) = endpoint.read(SurveyPage(Source("register"), endpoint.name, NOW, 1, [row]))
    assert "every_days" not in (found.facts or {})


HALVES = (
    "\\ud800",
    "\\uDfff",
    "\\udc00\\ud800",
    "x\\uD83D",
    "\\uD83Dx\\uDE00",
    "\\udbff\\\\udc00",
    "\\uDABC",
    "\\uDEAD",
    "\\ud800\\ud800",
    "\\udfffa",
)


@pytest.mark.parametrize("half", HALVES)
def test_half_of_a_pair_is_no_text(half: str) -> None:
    body = loads(f'{{"a": ["{half}"], "{half}": 1}}'.encode())
    json.dumps(body, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "half",
    [b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80", b"\xff"],
)
def test_half_of_a_pair_in_bytes_is_no_document(half: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        loads(b'{"a": "' + half + b'"}')
    with pytest.raises(ValueError):  # noqa: PT011
        loads('{"a": 1}'.encode("utf-16"))


def test_whole_pairs_stay_as_they_are() -> None:
    assert loads(b'["\\ud83d\\ude00", "\\\\ud800"]') == ["\U0001f600", "\\ud800"]


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b'{"a":' * 100_000, b"", b"\xff", b"nope", b'"' + b"\\u", b"9" * 5000]
)
def test_what_is_no_document_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the parser's
        loads(content)


def signed(text: str) -> bytes:
    head = {"alg": "ES256", "kid": "one", "typ": "secevent+jwt"}
    return jws.serialize_compact(head, text, KEY).encode()


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("member", ["jti", "sub_id", "events", "iss"])
def test_a_token_with_half_a_text_is_read_or_refused(half: str, member: str) -> None:
    body = claims("one", NOW)
    put: dict[str, Callable[[], None]] = {
        "jti": lambda: body.update(jti="@@"),
        "sub_id": lambda: body.update(sub_id={"format": "opaque", "id": "@@"}),
        "events": lambda: body.update(events={"https://x/@@": {}}),
        "iss": lambda: body.update(iss=ISSUER + "@@"),
    }
    put[member]()
    token = signed(json.dumps(body).replace("@@", half))
    keys = read_keys(json.dumps(jwks(KEY)).encode())
    try:
        found = read_set(token, keys, [US], lambda _iss, _jti: False, NOW, issuer=ISSUER)
    except SignalRefused as error:
        str(error).encode()
        return
    found.text.encode()
    read_again(token).text.encode()
