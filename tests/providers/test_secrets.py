"""What secrets tell of themselves: the identifiers derived from a value are those that surveys and logs give."""

import base64
import hashlib
import json
import random
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.intake.scan.values import distinct, shapes, value_in
from keyroll.model.identifier import Identifier
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers._checksums import base62_crc32, data_center_id, fits_base62
from keyroll.providers._keys import body_of, public_identifiers
from keyroll.providers.bitbucket.survey import read_access_tokens
from keyroll.providers.contracts.secrets import SecretMatch
from keyroll.providers.contracts.survey import SurveyPage
from keyroll.providers.generic.secrets import address, labelled
from keyroll.providers.scan.survey import read_copies
from planted_secrets import KINDS, Maker, crc

READ_AT = datetime(2024, 1, 1, tzinfo=UTC)


def page(source: str, body: object) -> SurveyPage:
    return SurveyPage(Source.parse(source), "x", READ_AT, 1, body)  # type: ignore[arg-type]


def met(text: str) -> list[tuple[str, list[str]]]:
    """Kinds and identifiers that keyroll's own shapes find in a text."""
    values = [
        value_in(SecretMatch(shape.name, one[1])) for shape in shapes() for one in re.finditer(shape.pattern, text)
    ]
    return [(one.kind, [identifier.text for identifier in one.identifiers]) for one in distinct(filter(None, values))]


def test_rules_and_shapes_belong_to_one_kind() -> None:
    rules = [rule for _, kind in catalogue.secrets() for rule in (*kind.rules, *(one.name for one in kind.shapes))]
    assert len(rules) == len(set(rules))
    for provider, kind in catalogue.secrets():
        known = catalogue.providers().get(provider)
        if known and known.kinds and provider != "cloudflare":
            assert kind.kind in {one.name for one in known.kinds}, (provider, kind.kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_the_identifier_of_each_kind(kind: object, seed: int) -> None:
    plant = kind(Maker(seed))  # type: ignore[operator]
    text = "\n".join(f"{label}: {value}" for label, value in plant.fields)
    if plant.kind in ("slack bot token",):
        return  # the scanner's own rule finds it
    found = met(text)
    # A row's id stands in the survey of its issuer; the others are derived from the value itself.
    if plant.joins and "@*" in plant.joins:
        assert plant.joins in [identifier for _, identifiers in found for identifier in identifiers]
    else:
        assert len(found) == 1


def test_github_s_checksum() -> None:
    # The token stands in public answers as an example of a valid one.
    assert fits_base62("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")
    assert not fits_base62("ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18")


@given(st.text("abcXYZ019", min_size=30, max_size=30))
def test_the_checksum_is_that_of_another_implementation(body: str) -> None:
    assert base62_crc32(body) == crc(body)


@given(st.integers(10**11, 10**12 - 1), st.binary(min_size=20, max_size=20), st.binary(min_size=33, max_size=33))
def test_the_id_in_a_data_center_token(number: int, rest: bytes, other: bytes) -> None:
    token = base64.b64encode(str(number).encode() + b":" + rest).decode()
    assert data_center_id(token) == str(number)
    assert data_center_id(base64.b64encode(b"x" + other[1:]).decode()) == ""
    assert data_center_id(token[:-2] + "!!") == ""


def test_a_bitbucket_token_has_the_identifier_of_its_survey_s_row() -> None:
    plant = next(kind for kind in KINDS if kind.__name__ == "bitbucket")(Maker(1))
    number = plant.joins.rpartition(":")[2]
    row = {"id": number, "name": "n", "createdDate": "2024-01-15T10:02:11Z"}
    (listed,) = read_access_tokens(page("bitbucket", {"isLastPage": True, "values": [row]}))
    ((_, identifiers),) = met(plant.fields[0][1])
    assert set(identifiers) & {identifier.text for identifier in listed.identifiers}


def test_an_ssh_key_s_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    key = tmp_path / "key"
    for options in (["-t", "ed25519", "-N", ""], ["-t", "ed25519", "-N", "a passphrase"], ["-t", "rsa", "-N", ""]):
        key.unlink(missing_ok=True)
        try:
            subprocess.run(["ssh-keygen", "-q", "-f", str(key), *options], check=True, input=b"y\n")
            shown = subprocess.run(["ssh-keygen", "-lf", str(key)], check=True, capture_output=True, text=True).stdout
        except FileNotFoundError:
            pytest.skip("ssh-keygen is not installed")
        identifiers = public_identifiers(*body_of(key.read_text()))
        assert identifiers is not None
        assert f"ssh@*:public_key:{shown.split()[1]}" in {identifier.text for identifier in identifiers}


@given(st.integers(0, 2**32))
def test_a_key_is_the_same_through_every_wrapping(seed: int) -> None:
    kind = next(one for one in KINDS if one.__name__ == "private_key")
    plant = kind(Maker(seed % 50))
    pem = plant.fields[0][1]
    lines = pem.strip().split("\n")
    forms = (
        pem, pem.replace("\n", "\r\n"), json.dumps(pem), json.dumps(json.dumps(pem)),
        "\n".join(f"    {one}" for one in lines), " +\n".join(f'"{one}\\n"' for one in lines),
    )  # fmt: skip
    assert {body_of(form)[1] for form in forms} == {plant.value}


def test_what_is_no_key() -> None:
    assert public_identifiers("PRIVATE KEY", base64.b64encode(b"x" * 100).decode()) is None
    assert public_identifiers("PRIVATE KEY", "not base64") is None
    assert body_of("-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----") == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "password: ${DB_PASSWORD}", "token = {{ vault.token }}", "secret: changeme", "api_key: <your-api-key-1>",
        "password = os.environ['DB_PASS_2']", "token: arn:aws:secretsmanager:eu:1:x", "secretName: web-tls-2024",
        "password_hash: 5f4dcc3b5aa765d61d8327deb882cf99", "token_url=https://id.acme.test/oauth2/v1",
        "secret: 123e4567-e89b-12d3-a456-426614174000", "token: 5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b",
        "api_key = settings.api_key_v2", "password is required2", "AWS_ACCESS_KEY_ID=AKIAZ7QW3ERTY5UIOPAS",
    ],
)  # fmt: skip
def test_what_a_label_stands_by_and_is_no_password(text: str) -> None:
    assert met(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("password: 'x9$Kq2!mZr7w'", "x9$Kq2!mZr7w"),
        ('"db_password": "hJ7kQ2mX9pLw"', "hJ7kQ2mX9pLw"),
        ("| password | hJ7kQ2mX9pLw |", "hJ7kQ2mX9pLw"),
        ("The password is hJ7kQ2mX9pLw.", "hJ7kQ2mX9pLw"),
        ("mysql -u app --password=hJ7kQ2mX9pLw db", "hJ7kQ2mX9pLw"),
        ("<password>hJ7kQ2mX9pLw</password>", "hJ7kQ2mX9pLw"),
    ],
)
def test_a_password_beside_its_label(text: str, value: str) -> None:
    found = [
        labelled(SecretMatch(shape.name, one[1]))
        for shape in shapes() if shape.name in ("labelled", "option") for one in re.finditer(shape.pattern, text)
    ]  # fmt: skip
    assert {one.value for one in found if one} == {value}


def test_an_address_names_its_account() -> None:
    found = address(SecretMatch("address", "postgresql://app:p%40ss-9x@DB.acme.test:5432"))
    assert found is not None
    assert (found.value, found.identifiers) == ("p@ss-9x", (Identifier.login("db.acme.test", "app"),))
    assert address(SecretMatch("address", "https://oauth2:s3cr3t-9@git.acme.test")).identifiers == ()  # type: ignore[union-attr]
    assert address(SecretMatch("address", "postgres://user:password@localhost")) is None
    assert address(SecretMatch("address", "postgres://user:${PW}@localhost")) is None


def test_an_access_key_does_not_take_another_token_for_its_secret() -> None:
    name, secret = "AKIAZ7QW3ERTY5UIOPAS", "h8Jk2Lp0QwErTyUiOp4AsDfGhJkLzXcVbNm7Qw1E"
    other = "Zz9" + "aB3" * 12 + "x"
    text = f"AWS_ACCESS_KEY_ID={name}\nCLOUDFLARE_API_TOKEN={other}\n"
    assert met(text) == [("api_token", [])]
    assert (f"aws@*:access_key_id:{name}",) in [tuple(h) for _, h in met(f"{text}AWS_SECRET_ACCESS_KEY={secret}\n")]
    assert met(f"{name} / {secret}") == [("access_key", [f"aws@*:access_key_id:{name}"])]
    assert met(f"id {name}\nsecret {secret}") == [("access_key", [f"aws@*:access_key_id:{name}"])]
    assert met(f"secret {secret}\nid {name}") == [("access_key", [f"aws@*:access_key_id:{name}"])]


def test_nothing_that_holds_a_value_shows_it() -> None:
    token = "glpat-Zx3kQ9vT7bLm2RwY8sHd"
    value = value_in(SecretMatch("gitlab.token", token))
    assert value is not None
    assert token not in f"{SecretMatch('x', token)!r} {value!r} {value.secret!r} {distinct([value])!r}"


def test_a_report_of_another_shape_is_told() -> None:
    line = {"place": {"id": "a", "kind": "file", "words": "a:1"}, "value": {"fingerprint": "hmac:1:2", "kind": "x"}}
    value, place = read_copies(page("scan@a", line))
    assert (value.subject, place.links[0].to) == (place.links[0].to, value.subject)
    with pytest.raises(VendorChanged):
        list(read_copies(page("scan@a", {**line, "value": {**line["value"], "strong": ["no identifier"]}})))
    with pytest.raises(VendorChanged):
        list(read_copies(page("scan@a", {"place": {}, "value": {}})))


def test_hashes_of_github_are_those_of_its_own_recipe() -> None:
    body = "".join(random.Random(1).choices("abcdefXYZ0189", k=30))
    token = f"ghp_{body}{crc(body)}"
    digest = base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    ((kind, identifiers),) = met(token)
    assert (kind, identifiers[0]) == ("personal_access_token", f"github@*:hashed_token:{digest}")
