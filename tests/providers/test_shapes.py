"""A value that was never issued looks like the one that was, and is never it."""

from hypothesis import given
from hypothesis import strategies as st

from keyroll.providers.shapes import never_issued, never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret


@given(st.binary(max_size=80), st.integers(0, 8))
def test_the_shape_stays_and_the_value_does_not(raw: bytes, keep: int) -> None:
    made = never_issued_bytes(raw, keep)
    assert made != raw
    assert made[:keep] == raw[:keep] or len(raw) < keep
    for old, new in zip(raw.decode("latin-1"), made.decode("latin-1"), strict=False):
        ascii_old = old.isascii()
        assert not ascii_old or (old.isdigit(), old.islower(), old.isupper()) == (
            new.isdigit(),
            new.islower(),
            new.isupper(),
        )


def test_two_are_not_alike() -> None:
    value = Secret(b"s.AbCdEf0123456789")
    made = [never_issued(value) for _ in range(20)]
    assert all(one != value for one in made)
    with reveal(made[0]) as first, reveal(made[1]) as second:
        assert first != second
        assert len(first) == len(b"s.AbCdEf0123456789")
