"""Answers for Kubernetes and Google Cloud that were written down before keyroll was asked (``rule_answers.csv``).

Sources: kubernetes.io, RBAC Good Practices, "Control admission webhooks" (read 2026-12-03), and *Using RBAC
Authorization*, "Referring to resources" (names do not limit creation; from memory: re-check); cloud.google.com,
permissions of Cloud Storage, API Keys, Cloud Functions and Organization Policy (from memory: re-check).
"""

import csv
from pathlib import Path

import pytest
from evaluated import reached
from test_reach_known_ways import WORLDS

FILE = Path(__file__).parent / "rule_answers.csv"


def expected() -> list[tuple[str, str, str, str]]:
    with FILE.open() as file:
        return [(row["system"], row["held"], row["to"], row["answer"]) for row in csv.DictReader(file)]


def answer(system: str, held: str, to: str) -> str:
    found, start = WORLDS[system](held.split(" + "))
    ends = {to, "service_account:boss@shop.iam.gserviceaccount.com"} if to == "administration" else {to}
    if not any(one.id.endswith(f":{start}") for one in found.nodes):
        return "no"
    if ends & reached(found, start, known=True):
        return "yes"
    return "possible" if ends & reached(found, start) else "no"


@pytest.mark.parametrize(("system", "held", "to", "wanted"), expected())
def test_each_privilege_gets_the_answer_that_was_written_down(system: str, held: str, to: str, wanted: str) -> None:
    assert answer(system, held, to) == wanted
