"""What gates refuse, as a document."""

from collections.abc import Mapping, Sequence

from keyroll.clock import iso
from keyroll.report.closing import ClosingLines
from keyroll.report.document import Block, Document, Gap, Line, Table
from keyroll.report.words import called, count
from keyroll.rotation.plan import Plan

_HEAD = ("credential", "gates", "plan", "until", "because")


def list_document(rows: Sequence[Mapping[str, object]]) -> Document:
    """Return the entries of the approved and the waiting plans."""
    cells = tuple(
        (
            called(str(row["name"]), str(row["identifier"])),
            str(row["state"]),
            str(row["plan"]),
            str(row["until"] or "-"),
            str(row["because"]),
        )
        for row in rows
    )
    return Document([Table(_HEAD, cells), Gap()] if cells else [])


def list_closing(rows: Sequence[Mapping[str, object]]) -> ClosingLines:
    """Return the closing lines of the list."""
    refused = sum(row["state"] == "refuse" for row in rows)
    waiting = sorted({str(row["plan"]) for row in rows if row["state"] == "not approved"})
    said = f"gates refuse {count(refused, 'credential')}"
    if waiting:
        return ClosingLines(said, f"not approved: {', '.join(waiting)}", f"keyroll rotate approve {waiting[0]}")
    then = "keyroll incident list" if refused else "keyroll gate refuse --help"
    return ClosingLines(said, "what they refuse is not proven dead by that" if refused else "nothing", then)


def gate_blocks(plan: Plan) -> list[Block]:
    """Return what gates do by a plan."""
    if plan.gate is None:
        return []
    verb = f"accept until {iso(plan.gate.until)}" if plan.gate.until else "refuse"
    lines = [Line(f"gates {verb}: {plan.gate.because}")]
    return [*lines, *(Line(called(one.name, one.identifier), indent=1) for one in plan.gate.entries)]


def gate_closing(plan: Plan, approved_by: str) -> ClosingLines:
    """Return the closing lines of a plan for gates."""
    entries = plan.gate.entries if plan.gate else ()
    number = count(len(entries), "credential")
    if not approved_by:
        left = f"another person than {plan.planner} approves it"
        return ClosingLines(
            f"{plan.name} is planned; gates change nothing yet", left, f"keyroll rotate approve {plan.name}"
        )
    if plan.gate and plan.gate.until:
        said = f"{plan.name} is approved by {approved_by}; gates accept {number} until {iso(plan.gate.until)}"
        return ClosingLines(said, "it stays exposed and not proven dead", "keyroll gate list")
    said = f"{plan.name} is approved by {approved_by}; gates refuse {number} within a second"
    then = f"keyroll incident status {plan.incident}" if plan.incident else "keyroll gate list"
    return ClosingLines(said, "no verdict changes: a gate proves no credential dead", then)
