"""PostgreSQL's roles and memberships, as rows of ``pg_roles`` and of ``pg_auth_members`` with names.

To make an export: ``psql -AtX -c "$STATEMENT" > postgresql/survey/roles.json``.
"""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.observation import CredentialState, Observation, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import list_with, required
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.postgresql import privileges

#: Attributes of a role that are privileges on the whole server.
POWERS = {
    "rolsuper": "superuser",
    "rolcreaterole": "create roles",
    "rolcreatedb": "create databases",
    "rolreplication": "replication",
    "rolbypassrls": "bypass row security",
}


#: ``pg_roles`` shows this in place of every password.
ROLES = "SELECT coalesce(json_agg(r), '[]') FROM pg_roles r"
MEMBERS = (
    "SELECT coalesce(json_agg(x), '[]') FROM (SELECT r.rolname AS role, m.rolname AS member, g.rolname AS grantor, "
    "admin_option, to_jsonb(a)->'inherit_option' AS inherit_option, to_jsonb(a)->'set_option' AS set_option "
    "FROM pg_auth_members a JOIN pg_roles r ON r.oid = roleid JOIN pg_roles m ON m.oid = a.member "
    "LEFT JOIN pg_roles g ON g.oid = grantor) x"
)


def role_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of a role, which its principal and its password share."""
    return Identifier.of(source, "role", name)


def read_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield each role as a principal, as its password, and its privileges. Raises VendorChanged.

    A role that may not log in is listed with its password suspended.
    """
    for role in page.records():
        name = role.text("rolname")
        if name.startswith("pg_"):
            continue  # the server's own roles, which never log in
        subject, may = role_identifier(page.source, name), required(role, "rolcanlogin")
        yield principal(subject, "role", name=name, active=may)
        yield credential(
            subject,
            "role",
            name=name,
            vendor_kind="password of a role",
            state=CredentialState.ACTIVE if may else CredentialState.SUSPENDED,
            expires=role.time("rolvaliduntil"),  # "infinity" is not a time: never
            principal=subject,
        )
        for field, power in POWERS.items():
            if role.flag(field):
                yield grant(subject, power, "server")


def read_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the memberships by which roles have the privileges of others. Raises VendorChanged."""
    for one in page.records():
        privilege = "administers" if one.flag("admin_option") else "member"
        yield grant(role_identifier(page.source, one.text("member")), privilege, f"role:{one.text('role')}")


ENDPOINTS = (
    Endpoint("roles", ROLES, read_roles, recognise=list_with("rolname", "rolcanlogin")),
    Endpoint(
        "members",
        MEMBERS,
        read_members,
        recognise=list_with("role", "member", "grantor"),
    ),
    privileges.ENDPOINT,
)
