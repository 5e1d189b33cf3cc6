"""Identifiers, incidents, declarations and records: each form is read, and what has another form is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from keyroll.errors import UsageError, VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.incident import Incident, Item, Reason
from keyroll.model.json import Record, iterate, single
from keyroll.model.relation import DeclarationFault, RelationForm, declared
from keyroll.model.source import Source
from keyroll.model.stored import stored

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "one",
    [
        Identifier.of(Source("jira", "main"), "account", "ci:bot"),
        Identifier.anywhere("aws", "access_key_id", "AKIA1"),
        Identifier.login("DB1.example", "app"),
    ],
    ids=str,
)
def test_an_identifier_is_read_back_from_its_text(one: Identifier) -> None:
    assert Identifier.parse(str(one)) == one


def test_the_host_of_a_login_is_in_small_letters() -> None:
    assert Identifier.login("DB1.example", "App").text == "web@db1.example:login:App"


@pytest.mark.parametrize("text", ["", "aws", "aws@main", "aws@main:account", "aws:account:a", "aws@main::a", "@:a:"])
def test_a_text_that_names_no_credential_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not an identifier"):
        Identifier.parse(text)


@pytest.mark.parametrize(
    ("vendor", "story", "title"),
    [
        ("Okta", "", "Okta"),
        ("Okta", "ab", "Okta"),
        ("", "0123456789abcdef", "story 0123456789ab"),
        ("", "", "planned rotation"),
    ],
)
def test_an_incident_is_called_by_its_vendor_its_story_or_its_plan(vendor: str, story: str, title: str) -> None:
    one = Incident("a", vendor, NOW, NOW + timedelta(days=1), NOW, "lead", story=story)
    assert one.title == title
    assert one.planned is (title == "planned rotation")


def test_the_first_sure_reason_counts_before_an_earlier_one_that_is_not() -> None:
    unsure, sure, later = Reason("held", "maybe", sure=False), Reason("read", "did"), Reason("held", "too")

    def item(*reasons: Reason) -> Item:
        return Item("okta", "aws@*:access_key_id:A", "a", "access_key", "aws@main", reasons)

    assert item(unsure, sure, later).why == sure
    assert item(unsure, sure).sure
    assert item(unsure).why == unsure
    assert not item(unsure).sure
    assert item().why is None
    assert item().sure, "without a reason nothing says that it is not"


def test_a_declaration_has_columns_needs_and_further_rows() -> None:
    text = (
        "-- relation planted(x), public table\n-- What it is,\n-- in two lines.\n-- key: id\n-- needs: a, b\n"
        "-- needs: c\n"
        "-- column id VARCHAR: the id\n-- column spent DOUBLE in seconds: the time\nSELECT 1\n-- then\nSELECT 2\n"
        "-- variable now_time TIMESTAMPTZ, private\n-- The time.\n"
    )
    table, variable = declared(text, "posture", "planted.sql")
    assert (table.meaning, table.key, table.needs) == ("What it is, in two lines.", ("id",), ("a", "b", "c"))
    assert (table.query, table.adds, table.parameters) == ("SELECT 1", ("SELECT 2",), ("x",))
    assert [(one.name, one.unit, one.meaning) for one in table.columns] == [
        ("id", "", "the id"),
        ("spent", "seconds", "the time"),
    ]
    assert table.types == {"id": "VARCHAR", "spent": "DOUBLE"}
    assert (table.form, table.public, table.line) == (RelationForm.TABLE, True, 1)
    assert (variable.form, variable.public, variable.types) == (
        RelationForm.VARIABLE,
        False,
        {"now_time": "TIMESTAMPTZ"},
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-- relation planted\nSELECT 1", "declares nothing"),
        ("-- relation planted, public table\n-- column id\nSELECT 1", "planted.sql:2: 'column id' cannot be read"),
        ("-- relation planted, public table\n-- What.\n-- key:\nSELECT 1", "planted.sql:3: 'key:' cannot be read"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(DeclarationFault, match=said):
        declared(text, "posture", "planted.sql")


def test_fields_of_a_record_are_given_or_absent() -> None:
    one = Record({"a": {"b": True, "n": 7, "big": 1 << 70, "half": float("nan")}, "list": [{"x": 1}]}, "here")
    assert one.text("a.b") == "true"
    assert (one.flag("a.b"), one.flag("a.n")) == (True, None)
    assert (one.number("a.n"), one.number("a.b"), one.number("a.big"), one.number("a.half")) == (7, None, None, None)
    assert one.maybe("a") == one.maybe("a.b.c") == ""
    assert [each.where for each in one.records("list")] == ["here: list[1]"]
    assert one.inner("a").number("n") == 7
    assert one.inner("list").body == {}
    assert single(one.body, "there").where == "there"


@pytest.mark.parametrize("body", [None, 3, {}, [1], [{}, "a"]])
def test_a_list_of_something_else_is_a_changed_vendor(body: object) -> None:
    with pytest.raises(VendorChanged, match="there"):
        list(iterate(body, "there"))  # type: ignore[arg-type]
    with pytest.raises(VendorChanged, match="here: a"):
        list(Record({"a": body}, "here").records("a"))  # type: ignore[dict-item]


@pytest.mark.parametrize("body", [None, 3, [], "a"])
def test_another_thing_than_an_object_is_a_changed_vendor(body: object) -> None:
    with pytest.raises(VendorChanged):
        single(body, "there")  # type: ignore[arg-type]


def test_a_required_field_that_is_missing_and_a_time_beyond_the_calendar_are_a_changed_vendor() -> None:
    one = Record({"at": 1e300, "empty": ""}, "here")
    for read, path in ((one.text, "empty"), (one.text, "none"), (one.time, "at")):
        with pytest.raises(VendorChanged, match=f"here: {path}"):
            read(path)


def test_a_value_without_a_stored_form_is_refused() -> None:
    with pytest.raises(TypeError):
        stored(object())
