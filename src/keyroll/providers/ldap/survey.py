"""A directory's entries with a password, and its groups: each entry is an object of lists of texts, as in LDIF."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values
from keyroll.providers.ldap.names import normal
from keyroll.providers.ldap.times import day, moment

#: Object classes that are not people (RFC 4519, 4524; simpleSecurityObject is for accounts of programs and devices).
_MACHINES = {"simplesecurityobject", "applicationprocess", "applicationentity", "device", "iphost"}
_PERSONS = {"person", "inetorgperson", "organizationalperson"}
_FOR_EVER = "000001010000Z"

Attributes = Mapping[str, list[str]]


def entry_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of an entry, which its principal and its password share."""
    return Identifier.of(source, "entry", normal(name))


def read_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield each entry as a principal, and its password. Raises VendorChanged."""
    for record in page.records():
        one = _attributes(record)
        subject = entry_identifier(page.source, _name(record, one))
        classes = {name.lower() for name in one.get("objectclass", [])}
        machine = classes & _MACHINES and not classes & _PERSONS
        locked = _first(one, "pwdaccountlockedtime") == _FOR_EVER
        name = _first(one, "displayname") or _first(one, "cn") or _first(one, "uid") or subject.value
        yield principal(
            subject,
            "entry",
            kind=PrincipalKind.NONHUMAN if machine else PrincipalKind.UNKNOWN,
            name=name,
            email=_first(one, "mail"),
            active=not locked,
            created=moment(_first(one, "createtimestamp")),
        )
        yield credential(
            subject,
            "entry",
            name=name,
            vendor_kind="userPassword",
            state=CredentialState.SUSPENDED if locked else CredentialState.ACTIVE,
            changed=moment(_first(one, "pwdchangedtime")),
            expires=_expires(one),
            last_used=moment(_first(one, "pwdlastsuccess")) or moment(_first(one, "authtimestamp")),
            principal=subject,
        )


def read_groups(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of each group. Raises VendorChanged."""
    for record in page.records():
        one = _attributes(record)
        name = normal(_name(record, one))
        for member in (*one.get("member", []), *one.get("uniquemember", [])):
            yield grant(entry_identifier(page.source, member), f"group:{_first(one, 'cn') or name}", name)


def _expires(one: Attributes) -> datetime | None:
    ends = (moment(_first(one, "pwdendtime")), day(_first(one, "shadowexpire")))
    return min((end for end in ends if end), default=None)


def _attributes(record: Record) -> Attributes:
    """Return the attributes by lower-case name, without options (``cn;lang-de``). Raises VendorChanged."""
    found: dict[str, list[str]] = {}
    for field in record.body:
        found.setdefault(field.partition(";")[0].lower(), []).extend(texts(record, field))
    return found


def _name(record: Record, one: Attributes) -> str:
    name = _first(one, "dn")
    if not name:
        raise VendorChanged(f"{record.where}: dn")
    return name


def _first(one: Attributes, name: str) -> str:
    return next(iter(one.get(name, [])), "")


def _entries_with(*wanted: str) -> Callable[[Json], bool]:
    """Return a test for a list whose first entry has a name and one of these attributes."""

    def recognise(body: Json) -> bool:
        first = body[0] if isinstance(body, list) and body else None
        if not (isinstance(first, dict) and isinstance(first.get("dn"), list)):
            return False
        return bool({name.lower() for name in first} & set(wanted))

    return recognise


ENDPOINTS = (
    Endpoint(
        "accounts",
        "search (userPassword=*) for * and +",
        read_accounts,
        recognise=_entries_with("userpassword", "pwdchangedtime", "pwdlastsuccess"),
        secret_bearing=True,
        values=Values(fields=("krbPrincipalKey", "krbExtraData", "sambaPasswordHistory", "pwdHistory")),
    ),
    Endpoint(
        "groups",
        "search (|(member=*)(uniqueMember=*)) for cn, member and uniqueMember",
        read_groups,
        recognise=_entries_with("member", "uniquemember"),
    ),
)
