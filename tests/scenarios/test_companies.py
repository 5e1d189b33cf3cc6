"""The companies: what each says of itself is so, and what is untidy in its ordinary life is really there."""

from datetime import UTC, datetime

import pytest
from company_scenes import calm, named, run_days

from keyroll.replay.times import DAY, HOUR
from scenarios import scenarios
from scenarios.machine import FOREVER
from scenarios.organisations import COMPANIES
from scenarios.systems import alive

#: People and credentials at the least and at the most, the first day of a scenario, intrusions and surges.
SIZES = {
    "halden": (36, 36, 54, 54, "2025-03-31", 14, 8),
    "brackwater": (84, 84, 69, 69, "2025-06-30", 15, 9),
    "tarnfield": (40, 80, 50, 90, "2025-09-29", 10, 4),
    "marlbrake": (40, 60, 60, 72, "2026-02-09", 8, 4),
    "kestervale": (60, 90, 70, 90, "2026-03-02", 6, 3),
    "lowmere": (23, 27, 55, 72, "2026-06-29", 12, 4),
    "dunmarrow": (112, 120, 95, 110, "2026-05-11", 12, 4),
    "sallowick": (55, 60, 68, 88, "2026-09-28", 12, 4),
    "thornquay": (168, 190, 95, 130, "2026-08-31", 12, 4),
    "corvenside": (58, 66, 145, 160, "2026-02-02", 12, 4),
    "pellworth": (230, 240, 74, 88, "2026-06-15", 12, 4),
    "merrowby": (62, 66, 108, 122, "2026-08-03", 12, 4),
    "ostermoor": (310, 340, 260, 300, "2026-11-02", 12, 4),
    "quillmere": (90, 100, 85, 100, "2026-08-31", 12, 4),
    "quillhaven": (350, 370, 340, 365, "2026-10-12", 12, 4),
    "wrenfold": (250, 265, 250, 270, "2026-11-09", 12, 4),
    "tollgarth": (215, 225, 290, 310, "2026-11-09", 12, 4),
    "pendrake": (205, 212, 200, 220, "2026-11-02", 12, 4),
    "aldermoor": (290, 300, 350, 368, "2026-11-13", 12, 4),
    "brindlecote": (235, 245, 198, 218, "2026-11-09", 12, 4),
    "wexholme": (255, 265, 258, 272, "2026-11-11", 12, 4),
}
SHARED = (
    ("tarnfield", "aws", "svc-tf-artifacts"), ("marlbrake", "aws", "svc-mb-deploy"),
    ("marlbrake", "openbao", "token-parcels"), ("kestervale", "gcp", "kv-batch"),
    ("kestervale", "openbao", "token-letters"), ("kestervale", "jira", "kv-bridge"),
    ("dunmarrow", "aws", "svc-dm-deploy"), ("thornquay", "aws", "svc-tq-deploy"),
    ("corvenside", "aws", "svc-cs-deploy"),
    ("merrowby", "aws", "svc-mb-deploy"),
    ("ostermoor", "aws", "svc-om-deploy"),
    ("quillmere", "aws", "svc-qm-link"),
    ("quillhaven", "gcp", "qh-deploy"),
    ("wrenfold", "aws", "svc-wf-images"),
    ("tollgarth", "gcp", "tg-deploy"),
    ("pendrake", "aws", "svc-pd-releases"),
    ("aldermoor", "aws", "svc-am-deploy"),
    ("brindlecote", "aws", "svc-bc-night-audit"),
    ("wexholme", "gcp", "wx-deploy"),
)  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_it_has_as_many_people_and_credentials_as_it_says(name: str) -> None:
    scene, company = calm(name), COMPANIES[name]
    few, many, least, most, begins, _, _ = SIZES[name]
    assert few <= len(scene.people) <= many
    for day in company.days:
        keys = {(machine.system, machine.key) for machine in scene.machines if machine.created <= day < machine.ended}
        assert least <= len(keys) <= most
    assert datetime.fromtimestamp(company.first / 1000, UTC).date().isoformat() == begins


def test_every_company_has_its_scenarios() -> None:
    assert COMPANIES.keys() == SIZES.keys()
    for name, (*_, intrusions, surges) in SIZES.items():
        mine = [scenario.surge for scenario in scenarios().values() if scenario.company is COMPANIES[name]]
        assert (mine.count(False), mine.count(True)) == (intrusions, surges)


@pytest.mark.parametrize(("name", "system", "machine"), SHARED)
def test_two_jobs_at_two_places_hold_one_key_and_the_list_has_it_once(name: str, system: str, machine: str) -> None:
    scene, ms = calm(name), COMPANIES[name].first
    pair = [job for job in scene.of(system) if job.name == machine and job.created <= ms < job.ended]
    assert len({job.key for job in pair}) == 1
    assert len({job.place(ms) for job in pair}) == 2
    assert [job.name for job in alive(scene.machines, system, ms)].count(machine) == 1


@pytest.mark.parametrize(
    "name",
    [
        "marlbrake",
        "kestervale",
        "dunmarrow",
        "lowmere",
        "thornquay",
        "sallowick",
        "corvenside",
        "ostermoor",
        "quillmere",
        "quillhaven",
        "wrenfold",
        "tollgarth",
        "pendrake",
        "aldermoor",
        "brindlecote",
        "wexholme",
    ],
)
def test_machines_run_hourly_daily_weekly_and_never(name: str) -> None:
    assert {HOUR, 2 * HOUR, DAY, 7 * DAY, FOREVER} <= {machine.every for machine in calm(name).machines}


@pytest.mark.parametrize(
    ("name", "machine", "days"),
    [("tarnfield", "svc-tf-cost", ["09-01", "09-02", "10-01", "10-02"]),
     ("tarnfield", "svc-tf-coldstore", ["10-01", "10-02", "10-03"]),
     ("marlbrake", "svc-mb-books", ["01-16", "02-16"]),
     ("dunmarrow", "svc-dm-bills", ["04-25", "05-10", "05-25"]),
     ("corvenside", "svc-cs-fees", ["01-15", "02-01", "02-02", "02-15"]),
     ("ostermoor", "svc-om-books", ["10-15", "11-01", "11-02", "11-15"]),
     ("quillmere", "svc-qm-billing", ["08-15", "09-01", "09-02", "09-15"]),
     ("quillmere", "svc-qm-statistics", ["08-03", "09-03"]),
     ("quillhaven", "month_close", ["09-29", "09-30", "10-01", "10-29"]),
     ("wrenfold", "svc-wf-lists-corvo", ["10-15", "11-01", "11-02", "11-15"]),
     ("wrenfold", "svc-wf-reserves", ["10-28", "10-29", "10-30"]),
     ("pendrake", "svc-pd-pay-day", ["10-05", "10-12", "10-19", "10-26", "11-05", "11-12", "11-19"]),
     ("pendrake", "svc-pd-books", ["10-30", "10-31", "11-01", "11-02"]),
     ("brindlecote", "svc-bc-owners-pay", ["10-12", "10-26", "11-12", "11-26"]),
     ("brindlecote", "svc-bc-books", ["10-30", "10-31", "11-01", "11-02"]),
     ("tollgarth", "month_bills", ["10-30", "10-31", "11-01", "11-02"]),
     ("aldermoor", "month_claims", ["10-28", "10-29", "10-30", "10-31", "11-01", "11-28", "11-29", "11-30"]),
     ("wexholme", "month_count", ["10-30", "10-31", "11-01", "11-02"]),
     ("kestervale", "kv-month-close", ["02-02", "02-03", "03-02", "03-03"])],
)  # fmt: skip
def test_some_jobs_run_by_the_calendar(name: str, machine: str, days: list[str]) -> None:
    job = named(calm(name), machine)
    ran = [f"{datetime.fromtimestamp(day / 1000, UTC):%m-%d}" for day in run_days(COMPANIES[name], job)]
    assert ran == days
    assert job.every != FOREVER
