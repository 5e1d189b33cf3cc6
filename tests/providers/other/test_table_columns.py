"""Columns are recognised by title and content; what holds values is masked whatever it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.providers._table_columns import is_value, plain, recognise
from keyroll.providers._table_times import DateOrder

VALUE = "Zk3vQ9xLr7Tn2Wm8Yb4Hc6Jd1Fg5Ps0A"


def roles(titles: list[str], *rows: list[str], **more: object) -> dict[str, str]:
    columns = recognise(titles, rows, **more)  # type: ignore[arg-type]
    found = {titles[place]: role for role, place in columns.roles.items()}
    return found | {titles[place]: "value" for place in columns.values}


@pytest.mark.parametrize(
    ("titles", "row", "expected"),
    [
        (
            ["Name", "Token", "Type", "Created (UTC)", "Last used (UTC)", "Expires"],
            ["ci", "sk_live_…4242", "Secret key", "2022-03-01", "never", ""],
            ["name", "hint", "kind", "created", "last_used", "expires"],
        ),
        (
            ["keyId", "apiKey", "ownerEmail", "lastUsedAt", "isRevoked", "scopes"],
            ["k1", VALUE, "a@corp.example", "2023-01-02", "false", "read write"],
            ["id", "value", "owner", "last_used", "state", "powers"],
        ),
        (
            ["Service", "Credential", "Team", "Vendor", "Last Rotated", "Valid Until"],
            ["Mailgun", "sender", "ops", "Acme", "2023-01-02", "2024-01-02"],
            ["system", "name", "owner", "holder", "rotated", "expires"],
        ),
        (
            ["UserName", "Access Key ID", "CreateDate", "Status", "Created By"],
            ["ci", "AKIAIOSFODNN7EXAMPLE", "2020-01-01", "Active", "eve"],
            ["principal", "id", "created", "state", "owner"],
        ),
    ],
)
def test_titles_of_vendors_and_people_are_known(titles: list[str], row: list[str], expected: list[str]) -> None:
    assert roles(titles, row) == dict(zip(titles, expected, strict=True))


@pytest.mark.parametrize("title", ["Notes", "Name", "Owner", "x", "ID", "Team"])
def test_a_vendors_mark_makes_any_column_one_of_values(title: str) -> None:
    assert roles(["Key id", title], ["k1", "ghp_0123456789abcdefghijABCDEFGHIJ012345"])[title] == "value"


def test_what_somebody_says_wins_but_a_value_stays_masked() -> None:
    titles = ["Label", "Squad", "Token"]
    assert roles(titles, ["a", "b", VALUE], given={"owner": "squad", "name": "Label"})["Squad"] == "owner"
    assert roles(titles, ["a", "b", VALUE], given={"owner": "Token"})["Token"] == "value"
    assert roles(titles, ["a", "b", "ci-bot"], given={"value": "Token"})["Token"] == "value"
    assert "Squad" not in roles(titles, ["a", "b", "c"], given={"ignore": "Squad"})
    with pytest.raises(UsageError, match="no column 'Nobody'"):
        recognise(titles, [], given={"owner": "Nobody"})
    with pytest.raises(UsageError, match="the role 'boss' does not exist"):
        recognise(titles, [], given={"boss": "Squad"})


def test_one_date_shows_the_order_of_a_table_and_none_leaves_it_open() -> None:
    titles = ["Name", "Created", "Expires"]
    assert recognise(titles, [["a", "03/04/2023", "31/12/2023"]]).order is DateOrder.DAY
    assert recognise(titles, [["a", "03/04/2023", "05/06/2023"]]).undecided == ("created", "expires")
    assert recognise(titles, [["a", "03/04/2023", ""]], order=DateOrder.MONTH).undecided == ()
    both = recognise(titles, [["a", "03/04/2023", "31/12/2023"], ["b", "12/31/2022", ""]])
    assert (both.order, both.undecided) == (DateOrder.UNKNOWN, ("created",))


@pytest.mark.parametrize(
    "text",
    [
        "8c7f1a52-7c1e-4d0e-9d7b-0c1f6d1f2a3b",
        "https://api.example/x?y=1",
        "deploy-production-eu-west",
        "Publishable/Secret",
        "Owner/Responsible-team",
        "a@corp.example",
        "2023-10-31T14:05:00Z",
        "AKIAIOSFODNN7EXAMPLE",
    ],
)
def test_ids_addresses_and_words_are_no_values(text: str) -> None:
    assert not is_value(text)


@given(
    st.lists(st.text(max_size=30), min_size=1, max_size=8),
    st.lists(st.lists(st.text(max_size=40), max_size=9), max_size=5),
)
def test_any_table_is_recognised_without_a_failure(titles: list[str], rows: list[list[str]]) -> None:
    columns = recognise(titles, rows)
    assert set(columns.roles.values()).isdisjoint(columns.values)
    assert len(set(columns.roles.values())) == len(columns.roles)
    assert all(plain(title) == plain(plain(title)) for title in titles)
