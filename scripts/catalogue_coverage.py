"""Prints the coverage of each vendor's event types by its table (``events.csv``), as Markdown for docs/logs.md.

python scripts/catalogue_coverage.py

``types`` are rows of single types. ``groups`` are rows for many types, whose words decide. ``from a source`` are rows
of both kinds whose name was read in a source, not written from memory. If the vendor's own count is known, the share is
given.
"""

import sys
from collections import Counter

from keyroll.providers import catalogue
from keyroll.providers.contracts.events import Effect, EventCatalogue, event_catalogue

#: The number of types in the vendor's own catalogue, if it is published or could be counted.
COUNTED = {
    "aws": "all services of botocore; 19,657 operations, those that read or are ordinary by the rules of words",
    "gcp": "the methods of 86 services that Google describes, and all packages of its interface definitions: 11,419 "
    "methods of 244 packages; a version (`v1.`, `beta.`) makes no other type; what weighs little by the rules of words",
    "salesforce": "all 736 setup actions of a public list and seven others; the vendor publishes no codes",
    "bitbucket": "the first sections of the vendor's page and published records; others from memory",
    "jira": "published records and an action cache; others from memory; the vendor's page could not be read",
    "confluence": "published records; others from memory; the vendor's page could not be read",
    "atlassian": "seven of published queries and rules; others from memory: each organisation lists its own",
    "cloudflare": "three pages of the vendor and its library's resources; version 1 otherwise from memory",
    "openai": "all 149 of the vendor's library",
    "kubernetes": "all requests of the vendor's client for 1.37: each verb that a resource has",
    "mariadb": "the audit plugin's events and variables, and the statements that have a page; of other variables from "
    "memory",
    "onepassword": "all objects, actions, uses and answers of the vendor's specification; which action goes with which "
    "object it does not say",
    "openbao": "the paths and engines that have a page in the vendor's reference",
    "postgresql": "the server's command tags (its version of 2020), as the log's view names them",
    "google_workspace": "all names of the applications in the reference of the Reports API",
    "slack": "all 271 actions of the vendor's SDK; 22 others from memory",
    "gitlab": "all types of 18.7; of later versions those that were found",
    "github": "all 1,194 of the vendor's data: cloud and Enterprise Server from 3.17",
    "okta": "all 1,124 of the vendor's file to release 2026.05",
    "entra": "the vendor's audit activities, types of risk, and operations of Key Vault and Storage whole; some of "
    "Azure's operations from memory",
    "m365": "the vendor's audit activities whole; of Exchange's cmdlets and Fabric's operations the weighty ones",
    "anthropic": "all 493 that the vendor's API reference lists",
    "azure": "all 155 resource providers of the vendor's page and 66 of its command line: 4,513 operations, what "
    "weighs little by the rules of words; of data all 78 of Key Vault and 73 of Storage",
}


def rows() -> list[str]:
    """Return the lines of the table."""
    lines = [
        "| provider | types | groups | with an effect | from a source | known share |",
        "|---|---|---|---|---|---|",
    ]
    for name in catalogue.providers():
        table = event_catalogue(name)
        if table.logs:
            groups = sum(1 for row in table.rows if "*" in row.event)
            known = COUNTED.get(name, "from memory of the vendor's documentation")
            cells = (name, f"{len(table.rows) - groups:,}", groups, f"{_weighty(table):,}", _read(table), known)
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def effects() -> list[str]:
    """Return a line for each effect with its number of types."""
    counted = Counter(row.effect for name in catalogue.providers() for row in event_catalogue(name).rows)
    return ["| effect | types |", "|---|---|", *(f"| {effect} | {counted[effect]:,} |" for effect in Effect)]


def _weighty(table: EventCatalogue) -> int:
    return sum(1 for row in table.rows if row.prior or row.refused)


def _read(table: EventCatalogue) -> str:
    """Return the share of the names that were read in a source."""
    count = sum(1 for row in table.rows if "memory" not in table.sources[row.source])
    return f"{count:,} ({round(100 * count / len(table.rows))} %)"


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
