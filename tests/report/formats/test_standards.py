"""Exports are what their standards say: OCSF 1.8.0 and CycloneDX 1.7, by the schemas that those publish."""

import json
from pathlib import Path
from typing import Any

import cyclonedx
import jsonschema
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from keyroll.api import Keyroll, Times
from keyroll.errors import UsageError
from keyroll.providers import catalogue
from keyroll.report.format import formats
from small_world import AWS, SmallWorld, account, app, at, call, iso, key, key_id, person, report, sheet_event, token


@pytest.fixture(scope="module")
def keyroll(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    """One credential of many sorts: listed, suspended, gone, expired, inferred, owned, of a person that left."""
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.people("10-13", person("ann"), person("bob"))
    world.people("10-20", person("ann"))
    world.keys("10-13", key("ONE"), key("TWO"), key("SIX", active=False))
    world.keys("10-20", key("ONE"), key("SIX", active=False))
    world.table(AWS, "10-20", "credential_report", [report("user-ONE")])
    world.jira("10-20", account("svc"), account("ann", mail="ann@a.example"), account("=cmd"))
    world.tokens("10-20", token("bot", expires_at=iso("11-01")))
    world.apps("10-20", app("jira", login="svc"))
    world.register("10-20", {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": "bob@a.example"})
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"), call("GetObject", iso("10-19"), "SHADOW", "2"))
    world.log("smartsheet@main", "events", sheet_event("ci", iso("10-20"), "1"))
    return world.sync()


def written(keyroll: Keyroll, kind: str, form: str, named: str = "", times: Times | None = None) -> str:
    return "".join(formats()[form].write(keyroll.inventory.listed(kind, times=times or Times()), named))


def events(keyroll: Keyroll, kind: str, named: str, schema: str) -> list[dict[str, Any]]:
    """The events of a list, each checked against the schema of its class."""
    found = [json.loads(line) for line in written(keyroll, kind, "ocsf", named).splitlines()]
    valid = jsonschema.Draft202012Validator(
        OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0")).get_class_schema(schema),
        format_checker=jsonschema.FormatChecker(),
    )
    for one in found:
        valid.validate(one)
    return found


def test_credentials_are_an_inventory_of_users(keyroll: Keyroll) -> None:
    found = events(keyroll, "credentials", "", "user_inventory")
    rows = {str(row["id"]): row for row in keyroll.inventory.listed("credentials").rows}
    by_id = {one["user"]["programmatic_credentials"][0]["uid"]: one for one in found}
    assert set(by_id) == set(rows)
    assert len(found) == len(rows)
    one = by_id[key_id("ONE")]
    assert one["user"]["programmatic_credentials"][0]["last_used_time"] == at("10-19", "12:00").timestamp() * 1000
    assert one["user"]["uid"] == f"{AWS}:user:user-ONE"
    assert one["unmapped"]["first_observed"] == "2023-10-13T00:00:00Z"
    assert {one["user"]["type"] for one in found} == {"Service", "Unknown"}


def test_principals_are_an_inventory_with_what_each_holds(keyroll: Keyroll) -> None:
    found = {
        one["user"]["uid"]: one["user"] for one in events(keyroll, "principals", "user_inventory", "user_inventory")
    }
    assert found["jira@main:account:svc"]["programmatic_credentials"] == [{"uid": "jira@main:account:svc"}]
    ann = found["jira@main:account:ann"]
    assert (ann["type"], ann["email_addr"]) == ("User", "ann@a.example")
    assert "programmatic_credentials" not in ann


def test_what_is_wrong_with_a_credential_is_a_finding_and_nothing_else_is(keyroll: Keyroll) -> None:
    found = events(keyroll, "credentials", "iam_analysis_finding", "iam_analysis_finding")
    said = {one["resources"][0]["uid"]: one["finding_info"]["desc"] for one in found}
    assert said["cloudflare@main:access_service_token:id-bot"].startswith("its owner has left; every known owner")
    assert said[key_id("SHADOW")].endswith("its issuer does not list it")
    assert key_id("TWO") not in said  # gone
    rows = keyroll.inventory.listed("credentials", where="owner IS NULL AND state <> 'destroyed'").rows
    assert {str(row["id"]) for row in rows} <= set(said)
    again = events(keyroll, "credentials", "iam_analysis_finding", "iam_analysis_finding")
    assert [one["finding_info"]["uid"] for one in again] == [one["finding_info"]["uid"] for one in found]


def test_a_list_without_a_form_says_which_have_one(keyroll: Keyroll) -> None:
    with pytest.raises(UsageError, match="no form in OCSF") as error:
        written(keyroll, "sources", "ocsf")
    assert error.value.hint == "it is for: credentials, posture, principals"
    with pytest.raises(UsageError, match="is no iam_analysis_finding"):
        written(keyroll, "principals", "ocsf", "iam_analysis_finding")
    with pytest.raises(UsageError, match="no form in CycloneDX"):
        written(keyroll, "principals", "cyclonedx")


def test_credentials_are_cryptographic_assets(keyroll: Keyroll) -> None:
    text = written(keyroll, "credentials", "cyclonedx")
    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(text) is None
    document = json.loads(text)
    found = {
        one["bom-ref"]: one["cryptoProperties"]["relatedCryptoMaterialProperties"] for one in document["components"]
    }
    assert set(found) == {str(row["id"]) for row in keyroll.inventory.listed("credentials").rows}
    assert found[key_id("SIX")] == {
        "type": "credential",
        "id": key_id("SIX"),
        "state": "suspended",
        "creationDate": "2020-01-02T03:04:05Z",
    }
    bot = found["cloudflare@main:access_service_token:id-bot"]
    assert (bot["type"], bot["expirationDate"]) == ("token", "2023-11-01T12:00:00Z")
    assert found["jira@main:account:svc"]["type"] == "password"
    assert found[key_id("TWO")]["state"] == "destroyed"
    assert all("value" not in one for one in found.values())


def test_the_same_roll_has_the_same_serial_number_whenever_it_is_asked(keyroll: Keyroll) -> None:
    first = json.loads(written(keyroll, "credentials", "cyclonedx"))
    later = json.loads(written(Keyroll.open(keyroll.home.path, now=at("11-24")), "credentials", "cyclonedx"))
    assert first["metadata"]["timestamp"] != later["metadata"]["timestamp"]
    assert first["serialNumber"] == later["serialNumber"]
    before = json.loads(written(keyroll, "credentials", "cyclonedx", times=Times(at=at("10-14"))))
    assert before["serialNumber"] != first["serialNumber"]
    assert before["metadata"]["timestamp"] == "2023-10-14T00:00:00Z"


def test_every_kind_of_every_provider_is_a_material_that_the_standard_knows() -> None:
    schema = Path(str(cyclonedx.__file__)).parent / "schema/_res/bom-1.7.SNAPSHOT.schema.json"
    crypto = json.loads(schema.read_text())["definitions"]["cryptoProperties"]["properties"]
    known = crypto["relatedCryptoMaterialProperties"]["properties"]["type"]["enum"]
    assert {kind.material for one in catalogue.providers().values() for kind in one.kinds} <= set(known)
