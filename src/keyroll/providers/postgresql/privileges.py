"""PostgreSQL's privileges on a database, its schemas, tables and functions, with their owners, as one object.

postgresql.org, *System Information Functions* (aclexplode, acldefault, an empty grantee), as commit c62dd80c of its
manual has it, read 2026-11-29; *Privileges* from memory: re-check; tested on PostgreSQL 18. One connection sees the
tables of one database: those of the others stay unread. An empty grantee means PUBLIC. Functions are listed if they run
with the privileges of their owner.

To make an export: ``psql -AtX -c "$STATEMENT" DATABASE > postgresql/survey/privileges.json``.
"""

from collections import Counter
from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: The privileges of each role on an object, by the object's own list or, if it has none, by the server's default.
_ACL = """(SELECT coalesce(json_agg(json_build_object(
    'grantee', CASE e.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(e.grantee) END,
    'privilege', e.privilege_type, 'grantable', e.is_grantable)), '[]') FROM aclexplode({}) e)"""
_OURS = r"nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'"
PRIVILEGES = f"""SELECT json_build_object(
'database', current_database(), 'version', current_setting('server_version_num')::int,
'databases', (SELECT json_agg(json_build_object('name', datname, 'owner', pg_get_userbyid(datdba),
    'acl', {_ACL.format("coalesce(datacl, acldefault('d', datdba))")}))
    FROM pg_database WHERE datallowconn AND NOT datistemplate),
'schemas', (SELECT coalesce(json_agg(json_build_object('name', nspname, 'owner', pg_get_userbyid(nspowner),
    'acl', {_ACL.format("coalesce(nspacl, acldefault('n', nspowner))")})), '[]')
    FROM pg_namespace WHERE {_OURS} OR nspname = 'pg_catalog'),
'tables', (SELECT coalesce(json_agg(json_build_object('schema', nspname, 'name', relname, 'kind', relkind,
    'owner', pg_get_userbyid(relowner), 'row_security', relrowsecurity,
    'acl', {_ACL.format("coalesce(relacl, acldefault('r', relowner))")},
    'columns', (SELECT json_agg(json_build_object('name', attname, 'acl', {_ACL.format("attacl")}))
        FROM pg_attribute WHERE attrelid = c.oid AND attacl IS NOT NULL AND NOT attisdropped))), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND ({_OURS} OR c.oid = 'pg_catalog.pg_authid'::regclass)),
'functions', (SELECT coalesce(json_agg(json_build_object('schema', nspname, 'name', proname,
    'owner', pg_get_userbyid(proowner), 'acl', {_ACL.format("coalesce(proacl, acldefault('f', proowner))")})), '[]')
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE prosecdef AND {_OURS}))"""  # noqa: S608 - made of constants


def read_privileges(page: SurveyPage) -> Iterator[Observation]:
    """Yield the privileges of roles on databases, on schemas and on tables, those of a schema together.

    Raises VendorChanged.

    A privilege of everybody (PUBLIC) is not an entitlement of a role; reach considers it.
    """
    body = page.record()
    database, counted = body.text("database"), Counter[tuple[str, str, str]]()
    for one in body.records("databases"):
        counted.update(_entries(one, f"database:{one.text('name')}"))
    for one in body.records("schemas"):
        counted.update(_entries(one, f"schema:{database}.{one.text('name')}"))
    for one in body.records("tables"):
        counted.update(_entries(one, f"tables:{database}.{one.text('schema')}"))
    for grantee, privilege, where in counted:
        yield grant(Identifier.of(page.source, "role", grantee), privilege, where)


def _entries(one: Record, where: str) -> Iterator[tuple[str, str, str]]:
    for entry in objects(one, "acl"):
        grantee = entry.maybe("grantee")
        if grantee and not grantee.startswith("pg_"):
            yield grantee, entry.text("privilege"), where


def _recognise(body: Json) -> bool:
    return isinstance(body, dict) and {"database", "version", "databases", "schemas", "tables"} <= body.keys()


ENDPOINT = Endpoint("privileges", PRIVILEGES, read_privileges, recognise=_recognise)
