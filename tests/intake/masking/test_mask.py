"""Where values are found, and what is written in their place."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake.masking.columns import MaskedColumns
from keyroll.intake.masking.mask import Fingerprints, RecordMask, key_id
from keyroll.intake.masking.normal import plainly
from keyroll.intake.masking.quotes import depth_of
from keyroll.intake.masking.words import kind_of, means_value
from keyroll.providers.contracts.values import ObjectMembers, Values
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.store.masked import MaskedSpan, again, without
from keyroll.store.unpacking import Damaged

KEY = Secret(b"a key of a test")
MASK = RecordMask(Fingerprints(KEY), Values())
VALUE = "S3cretCanary9"


def shown(kind: str, value: str = VALUE) -> str:
    with reveal(KEY) as raw:
        return f"masked:{kind}:hmac:{key_id(KEY)}:{hmac.new(raw, value.encode(), hashlib.sha256).hexdigest()}"


def clean(text: str, values: Values = Values()) -> str:  # noqa: B008 - frozen
    return RecordMask(Fingerprints(KEY), values).text(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"password":"{}"}', "password"),
        ('{"a":[{"sessionToken" : "{}"}]}', "session_token"),
        (r'{"a":"{\"b\":\"{\\\"apiKey\\\": \\\"{}\\\"}\"}"}', "api_key"),
        (r'{"\u0070assword":"{}"}', "password"),
        (r'{"a":"{\u0022secret\u0022:\u0022{}\u0022}"}', "secret"),
        (r'{"\u005cu0070assword":"{}"}', "password"),
        ('{"url":"https://ann:{}@host/x?q=words"}', "password"),
        (r'{"url":"https:\/\/ann:{}@host\/x"}', "password"),
        ('{"url":"/x?access_token={}&q=words"}', "access_token"),
        (r'{"url":"/x?q=1\u0026token={}"}', "token"),
        ("/x?pass%77ord={}", "password"),
        ("ALTER ROLE ann PASSWORD '{}'", "password"),
        ("CREATE USER ann IDENTIFIED WITH x BY '{}'", "password"),
        ('{"m":"SET PASSWORD FOR ann = \\"{}\\""}', "password"),
        ('{"name":"DB_PASSWORD","value":"{}"}', "password"),
        ('{"value":"{}","name":"client-secret"}', "secret"),
        ('{"authorization":"Bearer {}"}', "token"),
        ("Pwd={};Database=x", "password"),
        ("run --password {} --x", "password"),
        ('{"password" "{}"}', "password"),
        ('{"password":"{}', "password"),
    ],
)
def test_a_value_is_replaced_by_the_fingerprint_that_a_scan_gives_it(text: str, kind: str) -> None:
    found = clean(text.replace("{}", VALUE))
    assert found == text.replace("{}", shown(kind))
    assert clean(found) == found


@pytest.mark.parametrize(
    "text",
    [
        '{"tokenId":"a","nextToken":"b","hashed_token":"c","secretId":"d","passwordLastUsed":"e"}',
        "arn:aws:secretsmanager:eu-west-1:1:secret:app-1",
        "https://host.example:8080/a/ann@example.com?q=words&key=ABC-1",
        "Failed password for invalid user ann from 192.0.2.7",
        '{"client_token":"hmac-sha256:' + "a" * 64 + '"}',
        '{"password":null,"secret":true,"token":"***"}',
        "password authentication failed for user",
        "(userPassword=*)",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert clean(text) == text


def test_a_number_becomes_a_text_and_the_rest_of_a_record_stays() -> None:
    assert json.loads(clean('{"password":12345,"a":[1,{"b":null}]}')) == {
        "password": shown("password", "12345"),
        "a": [1, {"b": None}],
    }


def test_of_a_basic_header_the_account_stays() -> None:
    text = clean("Authorization: Basic " + base64.b64encode(f"ann:{VALUE}".encode()).decode())
    assert base64.b64decode(text.rpartition(" ")[2]).decode() == f"ann:{shown('password')}"


def test_a_value_is_what_its_text_says() -> None:
    for text in (r'{"password":"a\"bä"}', '{"password":"a\\"b\\u00e4"}'):
        assert shown("password", 'a"bä') in clean(text)


def test_declared_fields_count_in_their_parent_only() -> None:
    values = Values(fields=("requestParameters.value", "variables"))
    text = '{"requestParameters":{"name":"a","value":"x1"},"tags":[{"value":"x2"}],"variables":{"A":"x3","B":["x4"]}}'
    found = json.loads(clean(text, values))
    assert found["requestParameters"] == {"name": "a", "value": shown("secret", "x1")}
    assert found["tags"] == [{"value": "x2"}]
    assert found["variables"] == {"A": shown("secret", "x3"), "B": [shown("secret", "x4")]}


def test_members_of_an_object_that_says_what_it_is() -> None:
    values = Values(objects=(ObjectMembers("kind", "Secret", ("data",)),))
    secret = {"data": {"a": "x1"}, "kind": "Secret"}
    found = json.loads(clean(json.dumps({"items": [secret, {"kind": "ConfigMap", "data": {"a": "x2"}}]}), values))
    assert found["items"][0]["data"] == {"a": shown("secret", "x1")}
    assert found["items"][1]["data"] == {"a": "x2"}


def test_columns_that_hold_values() -> None:
    csv = b'name,"pass word",note\r\nann,"a,""b""",x\r\n\r\n\n\nbob,,y\r\n\neve,z,y'
    assert [csv[one.start : one.end] for one in MaskedColumns((), zeek=False).found(csv)] == [b'a,""b""', b"z"]
    zeek = b"#separator \\x09\n#fields\tuid\tpassword\ttoken_id\nC1\tx1\ty\nC2\t-\ty\n"
    assert [zeek[one.start : one.end] for one in MaskedColumns((), zeek=True).found(zeek)] == [b"x1"]


@pytest.mark.parametrize(("run", "depth"), [(0, 0), (1, 1), (2, 0), (3, 2), (4, 0), (5, 1), (7, 3)])
def test_the_depth_of_a_quote(run: int, depth: int) -> None:
    assert depth_of(run) == depth


def test_places_are_led_back_through_escapes() -> None:
    data = rb'{"\u005cu0070ass":"x"}'
    found = plainly(data)
    assert found.text == b'{"pass":"x"}'
    assert data[found.begin(2) : found.end(6)] == rb"\u005cu0070ass"


def test_names_of_values() -> None:
    assert [kind_of(one) for one in ("DB_PASSWORD", "X-Api-Key", "secretAccessKey", "Set-Cookie")] == [
        "password", "api_key", "secret_key", "cookie",
    ]  # fmt: skip
    assert not any(map(means_value, ("tokenId", "accessKeyId", "compass", "secretary", "nextPageToken")))


def test_cuts_are_made_again_in_any_pieces() -> None:
    data = b"abcdefghij" * 10
    cuts = [MaskedSpan(3, 7, b"X", "a"), MaskedSpan(15, 40, b"YY", "a"), MaskedSpan(99, 100, b"", "a")]
    for size in (1, 4, 33, 100):
        pieces = [data[at : at + size] for at in range(0, 100, size)]
        assert b"".join(again(pieces, cuts)) == without(data, cuts)
    assert b"".join(again([data[:20]], cuts)) == without(data[:15], cuts[:1])


def test_search_words_stay() -> None:
    for words in ("client-secret", "api+token", "password"):
        text = f'192.0.2.7 r1 ann [t] "GET /dosearchsite.action?queryString={words} HTTP/1.1" 200 1 1 "-" "x" "y"'
        assert clean(text) == text


def test_what_came_before_a_fault_is_yielded_before_the_fault() -> None:
    def broken() -> Iterator[bytes]:
        yield b'{"a": 1}\n'
        yield b'{"password": "' + VALUE.encode()
        raise Damaged("it ends too early")

    seen = []
    for piece, cuts in _until_fault(MASK.pieces(broken())):
        seen.append(without(piece, cuts))
    assert b"".join(seen).startswith(b'{"a": 1}\n')
    assert VALUE.encode() not in b"".join(seen)


def _until_fault(pieces: Iterator[tuple[bytes, Sequence[MaskedSpan]]]) -> Iterator[tuple[bytes, Sequence[MaskedSpan]]]:
    with suppress(Damaged):
        yield from pieces


def test_a_list_of_objects_keeps_their_names_and_times() -> None:
    listed = '{"secrets": [{"name": "NPM_TOKEN", "updated_at": "2020-01-01T00:00:00Z", "value": "V"}]}'.replace(
        'V"', VALUE + '"'
    )
    assert '"NPM_TOKEN", "updated_at": "2020-01-01T00:00:00Z"' in clean(listed)
    assert VALUE not in clean(listed)
    assert VALUE not in clean('{"tokens": ["V"]}'.replace("V", VALUE))


@given(st.sampled_from(["sha256", "sha1", "md5", "sha512"]), st.binary(min_size=64, max_size=64), st.booleans())
def test_a_fingerprint_stays_whatever_its_bytes_are(name: str, seed: bytes, marked: bool) -> None:
    text = base64.b64encode(hashlib.new(name, seed).digest()).decode()
    text = text if marked else text.rstrip("=")
    line = f"Failed publickey for svc from 192.0.2.7 port 5 ssh2: ED25519 {name.upper()}:{text}"
    assert clean(line) == line


def test_a_value_after_a_fingerprint_s_name_is_no_fingerprint() -> None:
    token = "Xk9/q7RtB2mZpW4sLcD8vNjH3gYfT6aQe1"
    assert token not in clean(f"login with SHA256:{token} failed")
