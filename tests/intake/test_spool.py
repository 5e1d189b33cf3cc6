"""What a live read wrote, however a crash left it: pages that are whole, each once, and where to go on."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake import spool as spooling
from keyroll.intake.pages import pages
from keyroll.intake.spool import Spool
from keyroll.providers.live import Ask, LiveAnswer, Pull

PULL = Pull("tokens", "a scope")
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one, max_size=3), max_leaves=6
).map(lambda one: {"items": one})


def written(folder: Path, bodies: list[dict[str, object]]) -> None:
    """Write pages of one list, where each leads to the next."""
    spool = Spool(folder, PULL)
    while (cursor := spool.left()) is not None and not spool.ended:
        number = int(cursor or "0")
        following = str(number + 1) if number + 1 < len(bodies) else ""
        spool.add(Ask("tokens", "", cursor), LiveAnswer(bodies[number], following))  # type: ignore[arg-type]
    if not spool.ended:
        spool.end()


def read(folder: Path) -> list[object]:
    files = sorted(folder.glob("tokens@tokens.*.json"), key=lambda file: int(file.name.split(".")[1]))
    found = [one for file in files for one in pages([file.read_bytes()])]
    assert not any(one.fault for one in found)
    return [one.body for one in found]


@settings(max_examples=60, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=8), st.data())
def test_a_crash_anywhere_loses_nothing_and_doubles_nothing(
    bodies: list[dict[str, object]], data: st.DataObject
) -> None:
    folder = Path(tempfile.mkdtemp())
    before, spooling.FILE_BYTES = spooling.FILE_BYTES, 60  # type: ignore[misc]
    try:
        written(folder, bodies)
        whole = read(folder)
        assert len(whole) == len(bodies)
        # Each file ends where the disk stopped, or holds what the disk made of it.
        for file in sorted(folder.iterdir()):
            size = file.stat().st_size
            with file.open("r+b") as stream:
                stream.truncate(data.draw(st.integers(0, size)))
                if data.draw(st.booleans()):
                    stream.seek(0, 2)
                    stream.write(data.draw(st.binary(max_size=12)))
        written(folder, bodies)
        assert read(folder) == whole
        assert Spool(folder, PULL).ended
    finally:
        spooling.FILE_BYTES = before  # type: ignore[misc]
        shutil.rmtree(folder)


def test_a_page_whose_line_end_became_something_else_is_a_page(tmp_path: Path) -> None:
    written(tmp_path, [{"items": None}])
    (file,) = tmp_path.glob("tokens@tokens.*.json")
    file.write_bytes(file.read_bytes().removesuffix(b"\n") + b"\0")
    written(tmp_path, [{"items": None}])
    assert read(tmp_path) == [{"items": None}]


def test_what_a_parent_still_lacks_is_known(tmp_path: Path) -> None:
    spool = Spool(tmp_path, PULL)
    assert spool.left("one") == ""
    spool.add(Ask("tokens", "one"), LiveAnswer([1], "next"))
    spool.add(Ask("tokens", "two"), LiveAnswer(None))
    again = Spool(tmp_path, PULL)
    assert (again.left("one"), again.left("two"), again.left("three")) == ("next", None, "")
    assert list(again.pages()) == [("one", [1])]
