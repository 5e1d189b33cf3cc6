"""What every rotator and every delivery declares, and that the page of providers names each."""

from pathlib import Path

import pytest

from keyroll.providers import catalogue
from keyroll.providers.contracts.rotate import ChosenBy, Rotator, Slots

PAGE = (Path(__file__).parents[2] / "docs" / "rotation-providers.md").read_text(encoding="utf-8")
ROTATORS = [(name, one) for name in catalogue.providers() for one in catalogue.rotators(name)]
IDS = [f"{name} {one.kind} {one.way}".strip() for name, one in ROTATORS]


@pytest.mark.parametrize(("provider", "rotator"), ROTATORS, ids=IDS)
def test_a_rotator_declares_what_a_plan_needs(provider: str, rotator: Rotator) -> None:
    assert catalogue.kind(provider, rotator.kind), "the provider issues no such kind"
    assert rotator.scopes
    assert all(one.reason for one in rotator.scopes)
    guided = {one.act for one in rotator.guided}
    made = {"create": rotator.create, "disable": rotator.disable, "delete": rotator.delete}
    assert not [act for act, does in made.items() if does and act in guided]
    assert rotator.create or "create" in guided
    # Where a new value replaces the old one at once, nothing is left to delete.
    assert rotator.delete or "delete" in guided or rotator.slots is Slots.ONE
    assert bool(rotator.disable) == bool(rotator.enable)
    assert (rotator.name_new is not None) == (rotator.chosen_by is ChosenBy.KEYROLL)
    assert rotator.end_sessions or rotator.no_sessions_because or "end sessions" in guided
    assert not rotator.end_derived or rotator.derives
    assert rotator.slots is not Slots.ONE or rotator.way


@pytest.mark.parametrize(("provider", "rotator"), ROTATORS, ids=IDS)
def test_the_page_of_providers_names_it(provider: str, rotator: Rotator) -> None:
    row = next((line for line in PAGE.splitlines() if line.startswith(f"| {provider} `{rotator.kind}`")), "")
    both = [line for line in PAGE.splitlines() if line.startswith(f"| {provider} ") and f"`{rotator.kind}`" in line]
    assert row or both
    assert not rotator.way or any(f"(`{rotator.way}`)" in line for line in both)


@pytest.mark.parametrize("scheme", sorted(catalogue.deliveries()))
def test_a_delivery_has_a_row_in_the_page(scheme: str) -> None:
    assert f"| `{scheme}:" in PAGE
    one = catalogue.deliveries()[scheme]
    assert one.scopes or not one.needs_login
