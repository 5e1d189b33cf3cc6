"""The columns of a table without rows are those of its rows."""

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, Schema

from keyroll.store.delta import arrow_schema, empty_relation
from keyroll.store.session import Session

TYPES = {
    "text": pa.string(), "long": pa.int64(), "int": pa.int32(), "short": pa.int16(), "byte": pa.int8(),
    "bytes": pa.binary(), "at": pa.timestamp("us", "UTC"), "local": pa.timestamp("us"), "day": pa.date32(),
    "yes": pa.bool_(), "float": pa.float32(), "double": pa.float64(), "decimal": pa.decimal128(12, 3),
    "list": pa.list_(pa.string()), "map": pa.map_(pa.string(), pa.int64()),
    'a "name"': pa.list_(pa.struct([("x y", pa.string()), ("z", pa.list_(pa.int64()))])),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_a_table_without_rows_has_the_columns_of_its_schema(name: str, tmp_path: Path) -> None:
    made = DeltaTable.create(str(tmp_path / "table"), Schema.from_arrow(pa.schema([(name, TYPES[name])])))
    with Session(tmp_path / "spill") as session:
        session.connection.register("by_arrow", arrow_schema(made).empty_table())
        assert session.columns(f"(SELECT * FROM {empty_relation(made)})") == session.columns("by_arrow")
        assert session.tuples(f"FROM {empty_relation(made)}") == []
