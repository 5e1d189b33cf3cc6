"""Prints how far each vendor's event types are in its table (``events.csv``), as Markdown; docs/logs.md shows it.

python scripts/catalogue_coverage.py

``types`` are rows of single types, ``groups`` rows that stand for many, whose words decide. Where the vendor's own
count is known, the share is given.
"""

import sys
from collections import Counter

from keyroll.providers import catalogue
from keyroll.providers.contracts.events import Effect, EventCatalogue, event_catalogue

#: How many types the vendor's own catalogue has, where it says so or could be counted.
COUNTED = {
    "aws": "all services of botocore; 19,657 operations, those that read or are ordinary by the rules of words",
    "gcp": "the methods of 86 services that Google describes; others by the rules of words",
    "openai": "all 149 of the vendor's library",
    "kubernetes": "all verbs on the resources of the API reference",
    "google_workspace": "all names of the applications in the reference of the Reports API",
    "slack": "all 271 actions of the vendor's SDK; 22 others from memory",
    "gitlab": "all types of 18.7; of later versions those that were found",
    "github": "all 1,194 of the vendor's data: cloud and Enterprise Server from 3.17",
    "okta": "all 1,124 of the vendor's file to release 2026.05",
    "entra": "the vendor's audit activities whole; sign-ins and Azure's operations from memory",
    "m365": "the vendor's audit activities whole; of Exchange's cmdlets and Fabric's operations the weighty ones",
    "anthropic": "all 493 that the vendor's API reference lists",
    "azure": "resource providers; operations by the rules of words",
}


def rows() -> list[str]:
    """Return the lines of the table."""
    lines = ["| provider | types | groups | with an effect | known share |", "|---|---|---|---|---|"]
    for name in catalogue.providers():
        table = event_catalogue(name)
        if table.logs:
            groups = sum(1 for row in table.rows if "*" in row.event)
            known = COUNTED.get(name, "from memory of the vendor's documentation")
            lines.append(f"| {name} | {len(table.rows) - groups:,} | {groups} | {_weighty(table):,} | {known} |")
    return lines


def effects() -> list[str]:
    """Return a line for each effect with its number of types."""
    counted = Counter(row.effect for name in catalogue.providers() for row in event_catalogue(name).rows)
    return ["| effect | types |", "|---|---|", *(f"| {effect} | {counted[effect]:,} |" for effect in Effect)]


def _weighty(table: EventCatalogue) -> int:
    return sum(1 for row in table.rows if row.prior or row.refused)


def section() -> str:
    """Return the section of docs/logs.md."""
    intro = (
        "\n## Event types\n\nMade by `scripts/catalogue_coverage.py` from the providers' `events.csv`: what each event"
        " type does\n([effects](effects.md)). A type that no table has is reported, and its words decide.\n\n"
    )
    return intro + "\n".join(rows()) + "\n\n" + "\n".join(effects()) + "\n"


def main() -> int:
    """Print both tables."""
    sys.stdout.write("\n".join([*rows(), "", *effects(), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
