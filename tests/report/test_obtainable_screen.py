"""The screen of what exposed credentials can obtain: nothing is cut silently, and it ends with one next command."""

import pytest

from keyroll.model.truth import Truth
from keyroll.report.document import Document
from keyroll.report.obtainable import SHOWN, closing, obtainable, rows, unread_rows, widened
from keyroll.report.plain import lines
from keyroll.response.obtainable import (
    IN_INCIDENT,
    NO_CREDENTIAL,
    MayObtainMore,
    Obtainable,
    Obtainables,
    ObtainingStep,
    WidenedByReach,
)

STEP = ObtainingStep("a", "b", "stores", "CASE-1 keeps a copy of it", "locations 2023-10-01")


def one(number: int, *, certain: bool = True, why: str = "") -> Obtainable:
    truth = Truth.yes() if certain else Truth.unknown("nobody listed it")
    kind = "role" if why == NO_CREDENTIAL else "credential"
    return Obtainable(f"x@y:z:{number}", f"name {number}", kind, "x@y", "ann", "bot", truth, (STEP,), why)


def shown(*found: Obtainable, unread: tuple[MayObtainMore, ...] = ()) -> list[str]:
    known = Obtainables("breach", 3, found, unread)
    return [text.strip() for text, _ in lines(Document([*obtainable(known).blocks, *closing(known).blocks()]))]


def test_the_way_the_owner_and_what_is_unknown() -> None:
    text = shown(one(1, certain=False), one(2, why=IN_INCIDENT), one(3, why=NO_CREDENTIAL))
    assert text[0] == "3 exposed credentials of breach can obtain 1 further credential (0 certain, 1"
    assert "in the incident already, and obtainable through others: 1" in text
    assert "name 1: possible, from bot" in text
    assert "x@y:z:1 · owner ann" in text
    assert "CASE-1 keeps a copy of it (locations 2023-10-01)" in text
    assert "unknown: nobody listed it" in text
    assert any(line.startswith("they may act as 1 principal: name 3") for line in text)


def test_what_was_not_read_is_counted_by_reason_and_nothing_is_cut_silently() -> None:
    groups = (MayObtainMore("no list was read", ("a", "b")), MayObtainMore("proven dead", ("c",)))
    text = shown(*(one(number) for number in range(SHOWN + 7)), unread=groups)
    assert "2 may obtain more: no list was read" in text
    assert "1 may obtain more: proven dead" in text
    assert "… and 7 more: add --json for all of them" in text
    known = Obtainables("breach", 3, tuple(one(number) for number in range(SHOWN + 7)), groups)
    assert len(list(rows(known))) == SHOWN + 7
    assert [(each["count"], each["identifiers"]) for each in unread_rows(known)] == [(2, ["a", "b"]), (1, ["c"])]


@pytest.mark.parametrize(
    ("found", "following"),
    [
        ((), "keyroll incident status breach"),
        ((one(1, why=IN_INCIDENT),), "keyroll incident status breach"),
        ((one(1),), "keyroll incident widen breach --reached --because WORDS"),
        ((one(1, certain=False),), "keyroll incident widen breach --reached --because WORDS"),
        ((one(1), one(2, certain=False)), "keyroll incident widen breach --reached --certain --because WORDS"),
    ],
)
def test_it_ends_with_one_next_command(found: tuple[Obtainable, ...], following: str) -> None:
    text = shown(*found)
    assert text[-1] == f"next: {following}"
    assert sum("next:" in line for line in text) == 1


def test_what_was_added_and_what_was_not() -> None:
    done = WidenedByReach((one(1), one(2, certain=False)), ((IN_INCIDENT, 4),))
    text = " ".join(" ".join(line.strip() for line, _ in lines(widened("breach", done))).split())
    assert "Added to breach: 2 credentials (1 certain, 1 possible)" in text
    assert "x@y:z:2: may be obtainable through bot (CASE-1 keeps a copy of it)" in text
    assert "not added: 4 (in the incident already)" in text
