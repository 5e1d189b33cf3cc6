"""Makes Arrow arrays of Python values, and schemas of queries, with the lake's own small Arrow library.

The engine reads the result by Arrow's C interface, so the large library (pyarrow) is not needed to read or write.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:  # see store.session
    import numpy as np
    from arro3.core import Array, DataType, Schema, Table
    from arro3.core.types import ArrowStreamExportable

_AWARE, _NAIVE = datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1)  # noqa: DTZ001 - values without a zone exist
_FIRST_DAY: Final = _NAIVE.toordinal()


def table(columns: Mapping[str, Sequence[object]]) -> "Table":
    """Return columns of Python values, or of numbers in arrays, as an Arrow table. Raises TypeError."""
    return of_arrays({name: array(values) for name, values in columns.items()})


def of_arrays(arrays: "Mapping[str, Array]") -> "Table":
    """Return some arrays of one length as an Arrow table."""
    from arro3.core import Table

    return Table.from_arrays(list(arrays.values()), names=list(arrays))


def numbers(values: Sequence[int], kind: Literal["int32", "int64"]) -> "Array":
    """Return whole numbers without nulls as an array."""
    import numpy as np
    from arro3.core import Array

    return Array.from_numpy(np.fromiter(values, kind, len(values)))


def texts(lines: Sequence[bytes | None]) -> "Array":
    """Return lines as an array of text; those that are not UTF-8 are null."""
    from arro3.core import Array, DataType

    return Array(lines, type=DataType.large_binary()).cast(DataType.large_string())


def schema(relation: "ArrowStreamExportable") -> "Schema":
    """Return the schema of an object with Arrow's stream interface, without reading a row."""
    from arro3.core import RecordBatchReader

    return RecordBatchReader.from_arrow(relation).schema


def array(values: Sequence[object]) -> "Array":
    """Return values of one kind, and None, as an Arrow array. Raises TypeError for values of several kinds."""
    from arro3.core import Array, DataType

    if hasattr(values, "dtype"):
        return Array.from_numpy(cast("np.ndarray[tuple[int], np.dtype[np.int32]]", values))
    kinds = {type(value) for value in values} - {type(None)}
    if _are(kinds, str):  # or no values: the engine casts that to any type
        return Array(values, type=DataType.large_string())
    if _are(kinds, dict):
        return _structs(values)
    if _are(kinds, list, tuple):
        return _lists(values)
    if _are(kinds, datetime):
        return _times(values)
    if _are(kinds, date):
        days = [value.toordinal() - _FIRST_DAY if isinstance(value, date) else None for value in values]
        return Array(days, type=DataType.int32()).cast(DataType.date32())
    return Array(values, type=_plain(kinds))


def _are(kinds: Collection[type], *wanted: type) -> bool:
    return all(issubclass(kind, wanted) for kind in kinds)


def _plain(kinds: Collection[type]) -> "DataType":
    from arro3.core import DataType

    makers: Sequence[tuple[tuple[type, ...], Callable[[], DataType]]] = (
        ((bool,), DataType.bool),
        ((int,), DataType.int64),
        ((int, float), DataType.float64),
        ((bytes,), DataType.large_binary),
    )
    for wanted, make in makers:
        if _are(kinds, *wanted) and (bool in wanted or bool not in kinds):
            return make()
    raise TypeError(f"a column has values of {sorted(kind.__name__ for kind in kinds)}")


def _times(values: Sequence[object]) -> "Array":
    """Return times with a zone, or times without one, in microseconds. Equal values of a column are converted once."""
    from arro3.core import Array, DataType

    known: dict[datetime | None, int | None] = {None: None}
    zones = set()
    for value in dict.fromkeys(values):
        if isinstance(value, datetime):
            zones.add(value.tzinfo is not None)
            since = value - (_AWARE if value.tzinfo else _NAIVE)
            known[value] = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if len(zones) > 1:
        raise TypeError("a column has times with a zone and times without one")
    numbers = Array([known[value] for value in values], type=DataType.int64())  # type: ignore[index]
    return numbers.cast(DataType.timestamp("us", tz="UTC" if True in zones else None))


def _lists(values: Sequence[object]) -> "Array":
    import numpy as np
    from arro3.core import Array, list_array

    lists = [value if isinstance(value, list | tuple) else () for value in values]
    ends = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(one) for one in lists], out=ends[1:])
    inner = array([element for one in lists for element in one])
    return list_array(Array.from_numpy(ends), inner, mask=_missing(values))


def _structs(values: Sequence[object]) -> "Array":
    from arro3.core import Field, struct_array

    found = [value if isinstance(value, dict) else {} for value in values]
    names = list(dict.fromkeys(name for one in found for name in one))
    arrays = [array([one.get(name) for one in found]) for name in names]
    fields = [Field(name, one.type, nullable=True) for name, one in zip(names, arrays, strict=True)]
    return struct_array(arrays, fields=fields, mask=_missing(values))


def _missing(values: Sequence[object]) -> "Array | None":
    import numpy as np
    from arro3.core import Array

    gone: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.fromiter((one is None for one in values), np.bool_)
    return Array.from_numpy(gone) if gone.any() else None
