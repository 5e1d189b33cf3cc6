"""Jira, Confluence and Bitbucket Data Center share one audit record and one form of account.

The audit file of each holds the same JSON object (seen in real records of all three): ``affectedObjects``,
``auditType``, ``author``, ``changedValues``, ``extraAttributes``, ``method``, ``node``, ``source``, ``system``,
``timestamp``. It has no id and no user agent, and names the account, never which of its tokens was used.
``author.name`` is read as the account's name (in Confluence from memory: re-check). ``author.id`` is -2 for Anonymous
(no account) and -1 for System (the product itself). ``GET /rest/auditing/1.0/events`` gives the same record with
``type`` in place of ``auditType`` and a text as ``timestamp`` (jira.atlassian.com, JRASERVER-78785, and *Audit log
improvements for developers*, read 2026-11). Object types are upper case in Jira and Bitbucket (``USER``) and
capitalised in Confluence (``User``).
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
from keyroll.providers._atlassian_actions import IN_ENGLISH
from keyroll.providers.contracts.kinds import Kind
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.sigma import Logsource

#: Why personal access tokens have no endpoint.
TOKENS_UNLISTABLE = "only an administration page shows the tokens of all users; no documented REST call lists them"

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
_TYPE = (
    'STRUCT("action" VARCHAR, actionI18nKey VARCHAR, area VARCHAR, category VARCHAR, categoryI18nKey VARCHAR,'
    ' "level" VARCHAR)'
)
_COLUMNS = MappingProxyType(
    {
        # An object in the file, a text of ISO 8601 in the response of the REST API.
        "timestamp": "JSON",
        "author": _OBJECT,
        "auditType": _TYPE,
        "type": _TYPE,
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

# Access logs contain request URLs, and some calls take a password as a parameter (Bitbucket's POST
# admin/users?password=, Jira's os_password=). Its value is matched outside any group, so no column holds it. The
# expression is kept small: with a large one RE2 uses a method that took ten times as long (measured).
_BEARING = r"(?i:[\w.-]*(?:passw|secret|token|apikey)\w*)="

#: Path and parameters of a URL in an access log; gives the groups named by ADDRESS_GROUPS. Path parameters
#: (``;jsessionid=…``) name a live session and are left out as well.
ADDRESS = (
    r'([^\s?;"]*)(?:;[^\s?"]*)?'
    rf'(?:\?(?:(?:([^\s"]*?)&)??{_BEARING}[^\s&"]*(?:&([^\s"]*?))?(?:&{_BEARING}[^\s"]*)?|([^\s"]*)))?'
)
#: If a parameter holds a secret, the text before and after it; else the parameters as a whole.
ADDRESS_GROUPS = ("path", "parameters_before", "parameters_after", "parameters")
#: The fields that each product's access log lacks in some requests.
ABSENT_IN_ACCESS = MappingProxyType(
    {
        "actor": "a request before or without a sign-in has no account",
        "credential": "a request before or without a sign-in has no account",
        "resource_uid": "searches, lists and pages of the product itself have no object",
        "status_id": "a request that was cut off, or that an overloaded or failing server answered, has no outcome",
        "user_agent": "a client may omit its user agent",
    }
)


_HAPPENED = (
    "coalesce(make_timestamptz(TRY_CAST(\"timestamp\" ->> '$.epochSecond' AS BIGINT) * 1000000"
    " + coalesce(TRY_CAST(\"timestamp\" ->> '$.nano' AS BIGINT), 0) // 1000),"
    " TRY_CAST(\"timestamp\" ->> '$' AS TIMESTAMPTZ))"
)
#: ``type`` in the REST API is ``auditType`` in the file. Names of actions are in the language of the server.
_ONE_TYPE = f"""SELECT * REPLACE (
  struct_pack("action" := {IN_ENGLISH}, actionI18nKey := auditType.actionI18nKey, area := auditType.area) AS auditType)
FROM (SELECT * REPLACE (coalesce(auditType, "type") AS auditType) FROM native)"""  # noqa: S608 - no values of others


def audit() -> Log:
    """Return the audit log that the three products share; its view contains the action names of all three."""
    return Log(
        name="audit",
        columns=_COLUMNS,
        envelope="entities",
        happened_at=_HAPPENED,
        identity=('coalesce(auditType.action, "type".action)',),
        view=view(__package__, "_atlassian_audit").replace("FROM native", f"FROM ({_ONE_TYPE})"),
        absent=MappingProxyType(
            {
                "actor": "actions of the product itself and of Anonymous have no account",
                "credential": "actions of the product itself have none; a token appears as its account",
                "resource_uid": "records of settings and searches may name no object",
                "src_ip": "actions of the product itself have no address",
                "status_id": "a permission that was only requested has no outcome",
                "user_agent": "audit records of Atlassian Data Center carry no user agent",
            }
        ),
    )


def logsources(product: str, audit_aliases: Mapping[str, str] | None = None) -> tuple[Logsource, ...]:
    """Return the Sigma log sources of a product: audit log, and access log, also as a web server's.

    The names of a web server's fields are the W3C's, as in Sigma's taxonomy.
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
    """Return the identifier of a Data Center token by its id, for use if its value is known and its source is not.

    The id is twelve random digits. A collision between two instances is neglected.
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
    """Yield an account twice: as a principal, and as the password that signs it in.

    ``link`` is the record's own URL. Its host identifies the account if the source is unknown. Raises VendorChanged.
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
    """Return the host of an address, without port; empty if it has none. Raises VendorChanged."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        raise VendorChanged(f"{where}: {link[:80]!r} is not an address") from None


def parameter(link: str, name: str, where: str) -> str:
    """Return a parameter of an address that must carry it. Raises VendorChanged."""
    try:
        found = parse_qs(urlsplit(link).query).get(name)
    except ValueError:
        found = None
    if not found:
        raise VendorChanged(f"{where}: no {name} in the address")
    return found[0]
