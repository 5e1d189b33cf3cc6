"""Forms of a value: one meaning for each field of a kind, and files in which only the consumer's own entry changes."""

import base64
import configparser
import io
import json

import botocore.configloader
import dotenv
import psycopg
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.providers import catalogue
from keyroll.rotation.writing import checked, named_forms, reads, taken, written
from rotating import opened, secret

AWS = ("id", "secret")
KEY = secret("AKIANEW:new/Secret+1")
CREDENTIALS = """\
# of the team
[default]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = other

[app]
region = eu-central-1
aws_access_key_id=AKIAOLD
aws_secret_access_key = old
aws_session_token = of-the-old-key
"""


def after(form: str, value, before: str, who: str = "app", parts=()) -> str:
    return opened(written(form, who, value, parts=parts, before=secret(before), accounts=("app", "app_b")))


def test_a_value_that_holds_its_id_is_not_written_with_a_second_id() -> None:
    """Both consumers of AWS crashed: the form was refused without ``{who}``, and with it the file was ID:ID:SECRET."""
    checked("{value}", pair=True, parts=AWS)
    checked("{id} {secret}", pair=True, parts=AWS)
    with pytest.raises(UsageError, match="names the account twice") as refused:
        checked("{who}:{value}", pair=True, parts=AWS)
    assert "{value} is ID:SECRET already" in refused.value.hint
    assert opened(written("{id} {secret}", "AKIANEW", KEY, parts=AWS)) == "AKIANEW new/Secret+1"
    found = taken("{id} {secret}", secret("AKIANEW new/Secret+1"), parts=AWS)
    assert found is not None
    assert opened(found[1]) == "AKIANEW:new/Secret+1"


@pytest.mark.parametrize("form", ["{value}{value}", "{id}", "{secret}{value}", "{user}:{value}", "no field", "env x"])
def test_a_form_without_the_value_once_is_refused_with_the_forms_that_exist(form: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked(form, pair=False)
    assert refused.value.hint


def test_of_a_plain_value_the_id_is_the_account() -> None:
    checked("{id}:{secret}", pair=True)
    assert opened(written("{id}:{secret}", "app_b", secret("v:1"))) == "app_b:v:1"
    assert taken("{id}:{secret}", secret("app_b:v:1\n")) == ("app_b", secret("v:1"))


def test_every_rotator_whose_value_has_parts_names_them() -> None:
    """A provider-made value with a colon is what the probe reads; a form must know its parts."""
    declared = {
        (name, one.kind) for name in catalogue.providers() for one in catalogue.rotators(name) if one.parts
    }  # fmt: skip
    assert declared >= {("aws", "access_key"), ("openbao", "approle"), ("entra", "app_credential")}


def test_an_aws_credentials_file_keeps_what_is_not_the_profiles_key() -> None:
    text = after("aws-credentials app", KEY, CREDENTIALS, parts=AWS)
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    assert dict(parser["app"]) == {
        "region": "eu-central-1", "aws_access_key_id": "AKIANEW", "aws_secret_access_key": "new/Secret+1",
    }  # fmt: skip
    assert text.startswith(CREDENTIALS.partition("[app]")[0])
    assert taken("aws-credentials app", secret(CREDENTIALS), parts=AWS) == ("", secret("AKIAOLD:old"))


def test_botocore_reads_the_profile_that_was_written(tmp_path) -> None:
    place = tmp_path / "credentials"
    place.write_text(after("aws-credentials app", KEY, CREDENTIALS, parts=AWS))
    found = botocore.configloader.raw_config_parse(str(place))
    assert found["app"]["aws_access_key_id"] == "AKIANEW"
    assert found["default"]["aws_access_key_id"] == "AKIAOTHER"


def test_a_password_file_keeps_other_lines_and_loses_the_old_account_of_the_pair() -> None:
    before = "# mine\nother:5432:*:app:x\ndb1:5432:app:app:old\ndb1:5432:app:bob:his\n*:*:*:*:any\n"
    text = after("pgpass db1:5432:app", secret("n:e\\w"), before, who="app_b")
    assert text.splitlines()[0] == "db1:5432:app:app_b:n\\:e\\\\w"
    assert text.splitlines()[1:] == [line for line in before.splitlines() if ":app:old" not in line]
    assert taken("pgpass db1:5432:app", secret(text)) == ("app_b", secret("n:e\\w"))


def test_libpq_signs_in_with_the_password_file_that_was_written(postgres, tmp_path) -> None:
    postgres.run("DROP ROLE IF EXISTS of_pgpass", "CREATE ROLE of_pgpass LOGIN PASSWORD 'p:a\\s'")
    place = tmp_path / "pgpass"
    form = f"pgpass 127.0.0.1:{postgres.port}:postgres"
    place.write_text(after(form, secret("p:a\\s"), "*:*:*:*:wrong\n", who="of_pgpass"))
    place.chmod(0o600)
    given = f"host=127.0.0.1 port={postgres.port} dbname=postgres user=of_pgpass passfile={place}"
    with psycopg.connect(given) as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("of_pgpass",)


@given(value=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_dotenv_reads_any_value_that_was_written(value: str) -> None:
    text = after("env PGPASSWORD={secret} PGUSER={id}", secret(value), "# a\nexport PGUSER=old\nPORT=1\n")
    found = dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False)
    assert found == {"PGUSER": "app", "PGPASSWORD": value, "PORT": "1"}
    assert text.startswith("# a\nexport PGUSER=app\nPORT=1\n")


def test_a_json_document_keeps_its_other_fields_and_its_layout() -> None:
    before = '{\n  "port": 1.5,\n  "db": {\n    "password": "old",\n    "pool": [\n      1\n    ]\n  }\n}\n'
    text = after("json db.password={secret}", secret('ne"w'), before)
    assert text == before.replace('"old"', '"ne\\"w"')
    with pytest.raises(UsageError, match="no JSON object"):
        after("json password={secret}", secret("v"), "{broken")
    with pytest.raises(UsageError, match="no JSON object"):
        after("json password={secret}", secret("v"), '{"a": 1, "a": 2}')


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_manifest_of_a_secret_keeps_the_rest(as_json: bool) -> None:
    before = f"# of web\nkind: Secret\ndata:\n  username: {coded('app')}\n  password: b2xk\n  ca: eA==\n"
    before = json.dumps(yaml.safe_load(before), indent=2) if as_json else before
    text = after("kubernetes-secret username={id} password={secret}", secret("new"), before, who="app_b")
    assert yaml.safe_load(text)["data"] == {"username": coded("app_b"), "password": coded("new"), "ca": "eA=="}
    assert text.startswith("# of web") or as_json
    with pytest.raises(UsageError, match="no manifest"):
        after("kubernetes-secret password={secret}", secret("v"), "kind: ConfigMap\n")


def test_a_credential_of_systemd_is_the_value_alone() -> None:
    assert after("systemd-credential", secret("v"), "old") == "v"


@pytest.mark.parametrize("name", sorted(named_forms()))
def test_each_named_form_reads_back_what_it_wrote_and_nothing_else(name: str) -> None:
    """The smoke test after a change: a file that the consumer would read otherwise is noticed."""
    form, before = named_forms()[name].example, "kind: Secret\ndata:\n  username: eA==\n  password: eA==\n"
    form = form.replace("HOST:PORT:DATABASE", "h:1:d").replace("PROFILE", "p")
    parts = AWS if name == "aws-credentials" else ()
    there = secret(before) if name == "kubernetes-secret" else None
    content = written(form, "app", KEY, parts=parts, before=there)
    assert reads(form, "app", KEY, content, parts=parts)
    assert not reads(form, "app", secret("AKIANEW:another"), content, parts=parts)
