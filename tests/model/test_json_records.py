"""Records from outside: what is asked for is given, absent, or VendorChanged; nothing else comes out."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import VendorChanged
from keyroll.model.json import Record, iterate, single

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(ANY, st.sampled_from(["a", "a.b", "a.b.c", "c"]))
def test_anything_may_come_and_only_vendor_changed_may_go(body: object, path: str) -> None:
    for read in ("maybe", "text", "flag", "number", "time", "inner"):
        with suppress(VendorChanged):
            record = single(body, "here")  # type: ignore[arg-type]
            getattr(record, read)(path)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2023-11-14T09:22:49Z", datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        ("2023-11-14T10:22:49+01:00", datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        ("2023-11-14T09:22:49", datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        (1699953769, datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        (1699953769000, datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        ("1699953769", datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        ("1699953769000", datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)),
        ("1612010112345", datetime(2021, 1, 30, 12, 35, 12, 345000, tzinfo=UTC)),  # as ISO 8601: of the year 1612
        ("N/A", None),
        (None, None),
        (True, None),
    ],
)
def test_times_in_the_vendors_forms(value: object, wanted: datetime | None) -> None:
    assert Record({"at": value}, "here").time("at") == wanted  # type: ignore[dict-item]


def test_a_list_of_something_else_names_the_element() -> None:
    with pytest.raises(VendorChanged, match=r"here\[2\]"):
        list(iterate([{}, 1], "here"))
