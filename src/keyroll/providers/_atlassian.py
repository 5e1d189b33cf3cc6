"""Jira, Confluence and Bitbucket Data Center share one audit record and one idea of an account.

The audit file of each holds the same JSON object (seen in real records of all three): ``affectedObjects``,
``auditType``, ``author``, ``changedValues``, ``extraAttributes``, ``method``, ``node``, ``source``, ``system``,
``timestamp``. It has no id of its own, no user agent, and names the account, never which of its tokens was used.
``author.name`` is taken for the account's name (in Confluence from memory: re-check).
``author.id`` is negative for nobody (-2, Anonymous) and for the product itself (-1, System).
Object types are upper case in Jira and Bitbucket (``USER``) and capitalised in Confluence (``User``).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, principal
from keyroll.model.source import Source
from keyroll.providers.contracts.kinds import Kind
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.sigma import Logsource

#: Why no endpoint is invented for personal access tokens.
TOKENS_UNLISTABLE = (
    "only an administration page shows everybody's tokens; no documented REST call lists those of others"
)

#: An account's password; the vendor's advice is on "Basic authentication" (developer.atlassian.com/server/jira).
ACCOUNT = Kind(
    "account",
    "user account with a password",
    "account",
    listed_by="users",
    in_place=True,
    account=True,
    never_expires=True,
    legacy_because="Atlassian advises OAuth or a token over an account's password",
    material="password",
)

_OBJECT = 'STRUCT(id VARCHAR, "name" VARCHAR, "type" VARCHAR)'
_COLUMNS = MappingProxyType(
    {
        "timestamp": "STRUCT(epochSecond BIGINT, nano BIGINT)",
        "author": _OBJECT,
        "auditType": (
            'STRUCT("action" VARCHAR, actionI18nKey VARCHAR, area VARCHAR, category VARCHAR,'
            ' categoryI18nKey VARCHAR, "level" VARCHAR)'
        ),
        "affectedObjects": f"{_OBJECT}[]",
        "changedValues": 'STRUCT("key" VARCHAR, i18nKey VARCHAR, "from" VARCHAR, "to" VARCHAR)[]',
        "extraAttributes": 'STRUCT("name" VARCHAR, nameI18nKey VARCHAR, "value" VARCHAR)[]',
        "method": "VARCHAR",
        "node": "VARCHAR",
        "source": "VARCHAR",
        "system": "VARCHAR",
        "version": "VARCHAR",
    }
)

# Access logs print addresses as they were asked for, and some calls take a password as a parameter (Bitbucket's
# POST admin/users?password=, Jira's os_password=). Its value is matched outside any group, so no column holds it.
# The expression is kept small: a large one makes RE2 fall back to a way that took ten times as long (measured).
_BEARING = r"(?i:[\w.-]*(?:passw|secret|token|apikey)\w*)="

#: Path and parameters of an address in an access log; gives the groups named by ADDRESS_GROUPS.
#: Path parameters (``;jsessionid=…``) name a live session and are left out as well.
ADDRESS = (
    r'([^\s?;"]*)(?:;[^\s?"]*)?'
    rf'(?:\?(?:(?:([^\s"]*?)&)??{_BEARING}[^\s&"]*(?:&([^\s"]*?))?(?:&{_BEARING}[^\s"]*)?|([^\s"]*)))?'
)
#: Where a parameter bears a secret, what stands before and after it; else the parameters as a whole.
ADDRESS_GROUPS = ("path", "parameters_before", "parameters_after", "parameters")
#: What the access log of each does not tell of every request.
ABSENT_IN_ACCESS = MappingProxyType(
    {
        "actor": "a request before or without a sign-in has no account",
        "credential": "a request before or without a sign-in has no account",
        "resource_uid": "searches, lists and pages of the product itself have no object",
        "status_id": "a request that was cut off, or answered by a server overloaded or broken, has no outcome",
        "user_agent": "a client need not tell its program",
    }
)


def audit() -> Log:
    """Return the audit log that the three products share; its view knows the action names of all of them."""
    return Log(
        name="audit",
        columns=_COLUMNS,
        envelope="entities",
        happened_at='make_timestamptz("timestamp".epochSecond * 1000000 + coalesce("timestamp".nano, 0) // 1000)',
        identity=("auditType.action",),
        view=view(__package__, "_atlassian_audit"),
        absent=MappingProxyType(
            {
                "actor": "acts of the product itself, and of nobody (Anonymous), have no account",
                "credential": "acts of the product itself, and of nobody, have none; a token shows as its account",
                "resource_uid": "records of settings and searches may name no object",
                "src_ip": "acts of the product itself have no address",
                "status_id": "a permission that was only asked for has no outcome",
                "user_agent": "audit records of Atlassian Data Center carry no user agent",
            }
        ),
    )


def logsources(product: str, audit_aliases: Mapping[str, str] | None = None) -> tuple[Logsource, ...]:
    """Return which Sigma rules are about a product: its audit log, and its access log, also as that of a web server.

    The names of a web server's fields are the W3C's, as Sigma's taxonomy has them.
    """
    web = {
        "cs-method": "method",
        "cs-uri-stem": "path",
        "cs-uri-query": "parameters",
        "c-ip": "client",
        "sc-status": "status",
        "cs-referer": "referer",
        "cs-user-agent": "agent",
        "cs-username": "username",
    }
    return (
        Logsource("audit", product, ("audit",), aliases=audit_aliases or {}),
        Logsource("access", product, ("access",), ("webserver",), aliases=web),
    )


def account_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of an account, which its principal and its password share."""
    return Identifier.of(source, "account", name)


def token_identifier(number: str) -> Identifier:
    """Return the identifier of a Data Center token by its id, for those who met only its value and not the source.

    Twelve random digits: that two instances give the same one is left out of account.
    """
    return Identifier.anywhere("atlassian", "data_center_token_id", number)


def account(
    source: Source,
    record: Record,
    link: str,
    *,
    kind: PrincipalKind = PrincipalKind.UNKNOWN,
    created: datetime | None = None,
    last_used: datetime | None = None,
) -> Iterator[Observation]:
    """Yield an account twice: as the principal that acts and as the password that signs it in.

    ``link`` is the record's own address; the host in it names the account for those who do not know the source.
    Raises VendorChanged.
    """
    name, active = record.text("name"), record.flag("active")
    if active is None:
        raise VendorChanged(f"{record.where}: active")
    subject, shown = account_identifier(source, name), record.maybe("displayName")
    host = host_of(link, record.where)
    logins = (Identifier.login(host, name),) if host else ()
    yield principal(
        subject,
        "account",
        kind=kind,
        identifiers=logins,
        name=shown,
        email=record.maybe("emailAddress"),
        active=active,
        created=created,
    )
    yield credential(
        subject,
        "account",
        identifiers=logins,
        name=shown,
        vendor_kind="password of an account",
        state=CredentialState.ACTIVE if active else CredentialState.SUSPENDED,
        created=created,
        last_used=last_used,
        principal=subject,
    )


def host_of(link: str, where: str) -> str:
    """Return the host of an address, without port; empty where it has none. Raises VendorChanged."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        raise VendorChanged(f"{where}: {link[:80]!r} is no address") from None


def parameter(link: str, name: str, where: str) -> str:
    """Return a parameter of an address that must carry it. Raises VendorChanged."""
    try:
        found = parse_qs(urlsplit(link).query).get(name)
    except ValueError:
        found = None
    if not found:
        raise VendorChanged(f"{where}: no {name} in the address")
    return found[0]
