"""A server ends although a thread works on, with what was printed and its exit code."""

import subprocess
import sys
import time

WORKING = """
import sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from keyroll.server.leaving import PAGES, leave
pool = ThreadPoolExecutor(1, thread_name_prefix=PAGES)
beginner = threading.Thread(target=pool.submit, args=(time.sleep, {work}), daemon=True)
beginner.start()
beginner.join()
pool.shutdown(wait=False, cancel_futures=True)
print("stopped")
code = leave(7, 0.5)
print("waited")
sys.exit(code)
"""


def ended(work: float) -> tuple[int, str, float]:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", WORKING.format(work=work)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, time.monotonic() - begun


def test_a_page_that_nobody_waits_for_does_not_keep_the_process() -> None:
    code, printed, seconds = ended(300)
    assert (code, printed) == (7, "stopped\n")
    assert seconds < 120


def test_a_thread_that_ends_soon_is_waited_for() -> None:
    assert ended(0.0)[:2] == (7, "stopped\nwaited\n")
