"""Content is cut at line ends: no byte is lost, and each segment knows its lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.intake import limits
from keyroll.intake.fast import segments

LINES = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=60)


@given(lines=LINES, ended=st.booleans(), together=st.integers(1, 20))
def test_segments_are_the_content_with_its_lines(lines: list[bytes], ended: bool, together: int) -> None:
    content = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "RECORDS", together)
        patched.setattr(segments, "_BLOCK", 16)
        cut = list(segments._cut(content, 3, 10))
    assert b"".join(one.content for one in cut) == content
    assert [one.number for one in cut] == list(range(3, 3 + len(cut)))
    first = 10
    for one in cut:
        inside = bytes(one.content).split(b"\n")
        inside = inside[:-1] if one.content.endswith(b"\n") else inside if one.content else []
        assert (one.first, one.lines, one.longest) == (first, len(inside), max(map(len, inside), default=0))
        assert one.lines <= together or (one is cut[-1] and not content.endswith(b"\n"))
        first += one.lines
