"""Values in the columns of a CSV are found alike by the short way for rows without quotes and by the general one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake.masking import columns
from keyroll.intake.masking.columns import MaskedColumns

_HEADS = st.sampled_from([b"token,x,secret\n", b"x;token\r\n", b"token\n", b"x\ttoken\n", b"a,b\n"])
_PIECES = st.sampled_from(["a", "b,", '"', ";", "\t", " ", "\n", "\r\n", "\r", ",", "xy\n", "k,v,w\n"])


def found(data: bytes) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in MaskedColumns((), zeek=False).found(data)]


@settings(max_examples=400)
@given(head=_HEADS, rest=st.lists(_PIECES, max_size=30))
def test_both_ways_find_the_same(head: bytes, rest: list[str]) -> None:
    data = head + "".join(rest).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_plain_cells", lambda *_: [])
        general = found(data)
    assert found(data) == general


def test_a_table_without_such_a_column_is_not_read_on() -> None:
    columns_of = MaskedColumns((), zeek=False)
    assert list(columns_of.found(b"vendor,system\n" + b'token,"x\n' * 3)) == []
    assert list(columns_of.found(b"a,b\n" * 1000)) == []
