"""A filter text becomes one condition over known columns, whatever stands in it."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import UsageError
from keyroll.report import filters

NOW = datetime(2023, 11, 23, tzinfo=UTC)
TYPES = {
    "id": "VARCHAR",
    "name": "VARCHAR",
    "owner": "VARCHAR",
    "state": "VARCHAR",
    "last_used": "TIMESTAMP WITH TIME ZONE",
    "uses": "BIGINT",
    "inferred": "BOOLEAN",
    "holders": "VARCHAR[]",
}
ROWS = [
    ("a", "svc-a", "ann", "active", NOW - timedelta(days=100), 5, True, ["Okta"]),
    ("b", "it's \" <b>", None, "destroyed", NOW - timedelta(days=2), 50, False, []),
    ("c", "none", None, None, None, None, False, None),
]


CONNECTION = duckdb.connect(config={"threads": 1})
CONNECTION.execute("SET TimeZone='UTC'")


def found(text: str) -> str:
    where = filters.condition(text, TYPES, NOW)
    connection = CONNECTION.cursor()
    connection.execute(f"CREATE OR REPLACE TABLE t ({', '.join(f'{name} {kind}' for name, kind in TYPES.items())})")
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(TYPES))})", ROWS)
    rows = connection.execute(f"SELECT id FROM t {f'WHERE {where}' if where else ''} ORDER BY id").fetchall()
    return "".join(row[0] for row in rows)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "abc"),
        ("owner:none", "bc"),
        ("-owner:none", "a"),
        ("owner:Ann", "a"),
        ("state:active,destroyed", "ab"),
        ("-state:active,destroyed", "c"),
        ("-state:active", "bc"),
        ("last-used:>90d", "a"),
        ("last-used:<90d", "b"),
        ("last_used:<2023-10-01", "a"),
        ("uses:>=50", "b"),
        ("-uses:>=50", "ac"),
        ("name:svc*", "a"),
        ('name:"it\'s \\" <b>"', "b"),
        ('name:"none"', "c"),
        ("holders:Okta", "a"),
        ("inferred:true", "a"),
        ("SVC", "a"),
        ("owner:none state:destroyed", "b"),
    ],
)
def test_a_filter_means_these_rows(text: str, ids: str) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    "text", ["nonsense:x", "uses:>x", "name:>5", "last-used:>soon", "last-used:tomorrow", "x" * 2001]
)
def test_what_does_not_fit_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        filters.condition(text, TYPES, NOW)


@given(st.text(max_size=40), st.sampled_from(["", *(f"{name}:" for name in TYPES)]))
def test_any_text_is_one_condition_or_an_error(text: str, column: str) -> None:
    try:
        where = filters.condition(column + text, TYPES, NOW)
    except UsageError:
        return
    if where:
        query = f"SELECT 1 WHERE ({where}\n) IS NOT NULL"
        assert len(duckdb.extract_statements(query)) == 1


@given(st.text(min_size=1, max_size=30).filter(lambda text: "\0" not in text), st.sampled_from(["name", "state"]))
def test_the_term_of_a_value_means_that_value(value: str, column: str) -> None:
    where = filters.condition(filters.term(column, value), TYPES, NOW)
    connection = CONNECTION
    stored = value.encode("utf-8", "replace").decode()
    assert connection.execute(f"SELECT {where} FROM (SELECT ? AS {column})", [stored]).fetchall() == [(True,)]
