"""``keyroll hunt``: what it costs, and what a second one answers."""

import json
from pathlib import Path

from cli_run import Run, home_of_two_keys

STAGES = [
    "open the inventory and the events", "baseline", "signals of behaviours", "rules", "effects", "alerts", "follow-up",
    "stories", "blind spots", "watch over dead credentials", "store for lists",
]  # fmt: skip


def test_timings_name_each_stage_in_the_order_of_the_work_and_the_ten_most_expensive_behaviours(
    keyroll: Run, tmp_path: Path
) -> None:
    home = home_of_two_keys(tmp_path, "svc")
    plain = keyroll("hunt", "--json", home=home)
    done = keyroll("hunt", "--timings", "--json", home=home)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    timings = [row for row in rows if row["kind"] == "timing"]
    assert [row["name"] for row in timings if row["of"] == "stage"] == STAGES
    behaviours = [row for row in timings if row["of"] == "behaviour"]
    costs = [row["processor_seconds"] for row in behaviours]
    assert len(behaviours) == 10
    assert costs == sorted(costs, reverse=True)
    by_name = {row["name"]: row for row in timings}
    assert by_name["open the inventory and the events"]["rows_out"] == by_name["rules"]["rows_in"] == 1
    assert by_name["baseline"]["rows_out"] == by_name["signals of behaviours"]["rows_in"] == 1
    assert min(row["seconds"] for row in timings) >= 0
    assert done.returncode == plain.returncode == 0
    assert [row for row in rows if row["kind"] != "timing"] == [json.loads(line) for line in plain.stdout.splitlines()]


def test_timings_on_a_screen_follow_the_findings(keyroll: Run, tmp_path: Path) -> None:
    done = keyroll("hunt", "--timings", home=home_of_two_keys(tmp_path, "svc"))
    _, _, printed = done.stdout.partition("Seconds of each stage:")
    places = [printed.index(f" {stage}\n") for stage in STAGES]
    assert places == sorted(places)
    assert printed.count(" keyroll.") == 10


def test_timings_of_a_saved_hunt_are_refused(keyroll: Run, tmp_path: Path) -> None:
    done = keyroll("hunt", "--timings", "--saved", "all", home=home_of_two_keys(tmp_path, "svc"))
    assert done.returncode == 2
    assert "--timings" in done.stderr
