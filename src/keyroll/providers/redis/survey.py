"""Redis's users, as lines of ``ACL LIST``: ``user app on #hash ~app:* &* -@all +get``. Hashes are not read."""

import re
from collections.abc import Iterator

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, Observation, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import list_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values

_USER = re.compile(r"user (\S+) (.*)", re.DOTALL)
#: The part of a rule that names keys, with or without the allowed operations.
_KEYS = re.compile(r"(?:~|%[RW]+~).*")


def user_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of a user, which its principal and its password share."""
    return Identifier.of(source, "user", name)


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield each user, its password if it has one, and its permissions on keys. Raises VendorChanged."""
    for record in page.records():
        found = _USER.fullmatch(record.text("rules"))
        if found is None:
            raise VendorChanged(f"{record.where}: rules")
        name, rules = found[1], found[2].replace("(", "").replace(")", "").split()
        subject, on = user_identifier(page.source, name), "on" in rules
        yield principal(subject, "user", name=name, active=on)
        passwords = sum(1 for rule in rules if rule.startswith("#"))
        if passwords or "nopass" in rules:
            yield credential(
                subject,
                "user",
                name=name,
                vendor_kind=f"user with {passwords} password{'s' * (passwords > 1)}"
                if passwords
                else "user, no password",
                state=CredentialState.ACTIVE if on else CredentialState.SUSPENDED,
                principal=subject,
            )
        keys = " ".join(rule for rule in rules if _KEYS.fullmatch(rule)) or "no keys"
        for rule in rules:
            if rule.startswith("+"):
                yield grant(subject, rule, keys)


#: A password, or its hash, in a rule.
_HASHES = Values(texts=(r"[\s\x22][#>]([^\s\x22\\]+)",))
ENDPOINTS = (
    Endpoint("users", "ACL LIST", read_users, recognise=list_with("rules"), secret_bearing=True, values=_HASHES),
)
