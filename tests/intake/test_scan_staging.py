"""Copies for the scanner are private, and gone when the work ends, however it ends."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keyroll.intake.scan import staging


def test_folders_are_private_and_removed(tmp_path: Path) -> None:
    with staging.staging(tmp_path / "own") as place:
        with place.folder(10) as small, place.folder(staging.MOST_IN_MEMORY + 1) as large:
            assert [stat.S_IMODE(one.stat().st_mode) for one in (small, large)] == [0o700, 0o700]
            assert large.is_relative_to(tmp_path / "own")
            assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o700
            descriptor = os.open(__file__, os.O_RDONLY)
            assert staging.copy(descriptor, small / "a", 1 << 20) == Path(__file__).stat().st_size
            os.close(descriptor)
            assert stat.S_IMODE((small / "a").stat().st_mode) == 0o600
        assert not small.exists()
        assert not large.exists()
    assert list((tmp_path / "own").iterdir()) == []


@pytest.mark.parametrize("memory", [True, False])
def test_a_killed_process_leaves_no_copy(memory: bool, tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom keyroll.intake.scan import staging\n"
        f"staging._MEMORY = Path({str(tmp_path / ('memory' if memory else 'none'))!r})\n"
        f"with staging.staging(Path({str(tmp_path / 'own')!r})) as place, place.folder(5) as folder:\n"
        "    (folder / 'a').write_text('value')\n    print(folder, flush=True)\n    time.sleep(60)\n"
    )
    (tmp_path / "memory").mkdir()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert (folder / "a").exists()
    assert folder.is_relative_to(tmp_path / ("memory" if memory else "own"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 60
    while (folder.exists() or list((tmp_path / "own").iterdir())) and time.monotonic() < until:
        time.sleep(0.02)
    assert not folder.exists()


def test_what_a_crash_left_is_removed_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    left = tmp_path / "own" / "stage-left"
    left.mkdir(parents=True)
    (left / "a").write_text("value")
    (tmp_path / "own" / "stage-link").symlink_to(tmp_path)
    with staging.staging(tmp_path / "own") as first, first.folder(staging.MOST_IN_MEMORY + 1) as folder:
        assert not left.exists()
        with staging.staging(tmp_path / "own"):
            assert folder.exists()
    assert tmp_path.is_dir()


def test_no_room_is_said(tmp_path: Path) -> None:
    with (
        staging.staging(tmp_path / "own") as place,
        pytest.raises(OSError, match="do not fit on the disk"),
        place.folder(1 << 60),
    ):
        pass


def test_more_than_the_limit_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 5000)
    source = os.open(tmp_path / "a", os.O_RDONLY)
    assert staging.copy(source, tmp_path / "b", 4999) > 4999
    assert (tmp_path / "b").stat().st_size <= 4999
    os.close(source)
