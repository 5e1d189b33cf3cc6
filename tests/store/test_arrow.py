"""Python values as Arrow arrays: the engine reads the same values back, and refuses mixtures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.store import arrow
from keyroll.store.session import Session

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
LINKS = st.fixed_dictionaries({"relation": TEXTS, "to": st.none() | TEXTS})
LONGS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = [TEXTS, LONGS, FLOATS, st.booleans(), TIMES, DAYS, st.binary(max_size=4), st.lists(TEXTS), st.lists(LINKS)]
TYPES = [
    "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMPTZ", "DATE", "BLOB", "VARCHAR[]",
    'STRUCT(relation VARCHAR, "to" VARCHAR)[]',
]  # fmt: skip


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as one:
        yield one


@pytest.mark.parametrize(("values", "kind"), zip(VALUES, TYPES, strict=True), ids=TYPES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_engine_reads_what_was_given(session: Session, values: Any, kind: str, data: st.DataObject) -> None:
    given_ = data.draw(st.lists(st.none() | values, max_size=6))
    session.connection.register("given", arrow.table({"n": list(range(len(given_))), "v": given_}))
    found = session.tuples(f"SELECT v::{kind} FROM given ORDER BY n")
    assert [one for (one,) in found] == given_


def test_rows_are_added(session: Session) -> None:
    session.load_rows("added_rows", {"a": "BIGINT", "b": "VARCHAR[]"}, [(1, ["x"])])
    session.load_rows("added_rows", {"a": "BIGINT", "b": "VARCHAR[]"}, [(2, [])], more=True)
    assert session.tuples("FROM added_rows ORDER BY a") == [(1, ["x"]), (2, [])]


@pytest.mark.parametrize("values", [[1, "a"], [True, 1], [datetime(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)]])  # noqa: DTZ001
def test_values_of_several_kinds_are_refused(values: list[object]) -> None:
    with pytest.raises(TypeError):
        arrow.array(values)


def test_numbers_in_arrays_and_lines_that_are_no_text(session: Session) -> None:
    assert arrow.array(np.array([1, 2], np.int32)).to_pylist() == [1, 2]  # type: ignore[arg-type]
    assert arrow.texts([b"a", None, b"\xff"]).to_pylist() == ["a", None, None]
    names = arrow.schema(session.connection.sql("SELECT 1 AS a, 'x' AS b LIMIT 0")).names
    assert names == ["a", "b"]
