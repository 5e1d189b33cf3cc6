"""The content of a check's file: one query over the inventory, its reason, the next action, and the clauses that
require the check."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from keyroll.model.finding import Severity

#: The risks of the OWASP Non-Human Identities Top 10, 2025, in our own words.
#: Source: owasp.org/www-project-non-human-identities-top-10/2025, read 2026-11.
RISKS: Final = MappingProxyType(
    {
        "NHI1": "Improper off-boarding",
        "NHI2": "Secret leakage",
        "NHI3": "Vulnerable third party",
        "NHI4": "Insecure authentication",
        "NHI5": "Excessive privileges",
        "NHI6": "Insecure cloud trust",
        "NHI7": "Long-lived secrets",
        "NHI8": "Environments not separated",
        "NHI9": "Credential reuse",
        "NHI10": "Human use",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class StandardClause:
    """One clause of a standard, summarised; the standards' own texts are under licence.

    ``checked`` says that its number was found on a page that lists the standard's clauses; else it is from memory
    and must be checked before it is quoted.
    """

    standard: str
    number: str
    asks: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One check of everything in the inventory; ``yes`` means that the risk is there.

    ``sql`` returns one row for each examined subject: ``subject`` (the id of a credential or a principal, a
    source, or a vendor's name), ``answer`` (yes, no, unknown) and ``because``. It selects from the relations that
    ``posture_answers`` needs (``ground.sql``), such as ``live``, ``consumers`` or ``trusts``; the variable ``as_of`` is
    the time, and ``ago(90)`` the time 90 days before it. ``scripts/relations_lint.py`` refuses any other name.
    Use these times in comparisons only: the answers are kept until the result of such a comparison changes.
    ``needs`` are groups of tables and columns (``consumers``, ``credentials.expires``): if all of a group are empty, no
    subject may get ``no``. ``title`` is shown for a subject with ``yes``. ``reason`` says why it matters, ``fix`` is
    the next action, ``unlock`` the cheapest step that turns ``unknown`` into an answer.
    """

    id: str
    nhi: str
    title: str
    severity: Severity
    reason: str
    fix: str
    unlock: str
    needs: tuple[tuple[str, ...], ...]
    sql: str
    clauses: tuple[StandardClause, ...]
