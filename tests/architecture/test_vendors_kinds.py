"""No package below the providers knows a vendor's kind of credential or principal by its name.

A kind has traits (``providers.contracts.kinds``), and SQL and Python go by these. A word with an underscore counts
wherever it is quoted. A common word (``role``, ``token``) counts where a kind is compared with it.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from keyroll.providers import catalogue

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "keyroll"
#: The providers themselves, and what writes files in the vendors' formats.
VENDORS = ("providers", "replay")
#: What evaluates the permissions of one system, in that system's own words.
EVALUATORS = (
    "reach/systems/",
    "reach/least/languages/",
    "reach/google/",
    "reach/kubernetes/",
    "reach/openbao/",
    "reach/sql/",
)
COMPARED = re.compile(
    r"""(?:\b(?:sub)?kind|split_part\((?:[^()]|\([^()]*\))*,\s*':',\s*2\))\s*
        (?:=|<>|!=|==|IS\s+(?:NOT\s+)?DISTINCT\s+FROM|NOT\s+IN|IN|LIKE)\s*
        (\((?:\s*["'][^"']*["']\s*,?)+\)|["'][^"']*["'])""",
    re.VERBOSE | re.IGNORECASE,
)
QUOTED = re.compile(r"""["'](\w+)["']""")

#: Where a word of a kind has another meaning, or is known for a reason: by the end of the path, the words.
ALLOWED = {
    # An identifier "account" is keyroll's word for an account of any provider, and its password is a credential of its
    # own.
    "detection/baseline/subjects.sql": {"account"},
    "reach/inventory/steps.sql": {"account", "session"},
    # The steps between principals of AWS are about AWS alone: users, their access keys, roles, groups.
    "reach/aws/account.py": {"role"},
    "reach/aws/aims.py": {"user"},
    "reach/aws/asking.py": {"role"},
    "reach/aws/choosing.py": {"user", "role"},
    "reach/aws/known.py": {"user", "role"},
    "reach/aws/making.py": {"role"},
    "reach/aws/resource_steps.py": {"role"},
    "reach/aws/steps.py": {"role", "group"},
    "reach/inventory/steps.py": {"access_key"},
    # The kind of a node of the graph.
    "reach/inventory/joins.py": {"group"},
    # A role is assumed by whoever it trusts, whatever vendor it is of.
    "posture/ground.sql": {"role"},
    # The kind of an answer: what a cell of a list is about, no kind of credential.
    "report/cards/naming.py": {"credential"},
    # Names of fields whose values are masked, whatever system wrote them.
    "intake/masking/words.py": {"access_token", "secret_key", "api_key"},
    # Forms of a public part: whoever has the same one has the same credential.
    "response/exposure/reasons.sql": {"public_key", "hashed_token"},
    # Members and columns of keyroll or of a library with the same word.
    "proof/evidence/keys/transit.py": {"public_key"},
    "server/issuer_settings.py": {"client_secret"},
    "store/ledger/people_tables.py": {"public_key"},
    "store/ledger/seals.py": {"public_key"},
}


def words() -> set[str]:
    return {
        word
        for provider in catalogue.providers().values()
        for word in (
            *(name for kind in provider.kinds for name in (kind.name, kind.identifier, *kind.also)),
            *(one.kind for one in provider.principals),
        )
    }


def named(text: str, known: set[str]) -> set[str]:
    found = {word for word in QUOTED.findall(text) if "_" in word and word in known}
    compared = (word for part in COMPARED.findall(text) for word in QUOTED.findall(part))
    return found | {word for word in compared if word in known}


def in_package() -> dict[str, set[str]]:
    known = words()
    where: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*")):
        place = path.relative_to(PACKAGE)
        if place.as_posix().startswith(EVALUATORS) or place.parts[0] in VENDORS:
            continue
        if path.suffix in (".py", ".sql"):
            where[place.as_posix()] |= named(path.read_text("utf-8"), known)
    return {place: found for place, found in where.items() if found}


def test_no_vendors_kind_is_known_by_name() -> None:
    found = {(place, word) for place, words in in_package().items() for word in words}
    allowed = {(place, word) for place, words in ALLOWED.items() for word in words}
    assert not [
        (place, word) for place, word in found if not any(place.endswith(end) and word == one for end, one in allowed)
    ]
    assert not [
        (end, one) for end, one in allowed if not any(place.endswith(end) and word == one for place, word in found)
    ], "an exception that nothing needs"


@pytest.mark.parametrize(
    "planted",
    [
        "SELECT 1 FROM credentials WHERE kind IN ('access_key', 'client_secret')",
        "WHERE old.kind = 'token'",
        "WHERE split_part(coalesce(c.id, credential), ':', 2) <> 'account'",
        "split_part(target, ':', 2) NOT IN ('user', 'role')",
        "if credential.kind == 'session':",
        '_KINDS = ("service_account", "deploy_key")',
    ],
)
def test_a_planted_kind_is_found(planted: str) -> None:
    assert named(planted, words())


def test_an_ordinary_word_is_no_kind() -> None:
    assert not named("SELECT 'credential' AS sort; count(3, 'token'); kind = 'nonhuman'", words())
