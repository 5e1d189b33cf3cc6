"""Audit records in the older form of Atlassian's products: Jira Cloud, Confluence Cloud, and Jira's REST API before 10.

developer.atlassian.com, *Audit records* (Jira Cloud REST API v3), *Audit* (Confluence Cloud REST API), and records of
both; jira.atlassian.com, JRASERVER-78785 (the same form in Data Center); read 2026-11. Here the text of an
action is in ``summary``, and its object apart from the items that are related to it. The records are brought into
the form of Data Center's audit file, whose view reads them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_LISTS: Final = '[]::STRUCT("name" VARCHAR, nameI18nKey VARCHAR, "value" VARCHAR)[] AS extraAttributes'
_TYPE: Final = "struct_pack(\"action\" := summary, actionI18nKey := '', area := '', category := category) AS auditType"
_JIRA: Final = f"""SELECT *,
  {_TYPE}, {_LISTS}, remoteAddress AS native_source,
  struct_pack(id := coalesce(authorAccountId, authorKey), "name" := coalesce(authorAccountId, authorKey)) AS author,
  list_transform(list_filter([objectItem] || coalesce(associatedItems, []), LAMBDA o: o."name" IS NOT NULL),
    LAMBDA o: struct_pack(id := o.id, "name" := o."name", "type" := o.typeName)) AS affectedObjects,
  list_transform(changed, LAMBDA c: struct_pack("key" := c.fieldName, i18nKey := '', "from" := c.changedFrom, "to" := c.changedTo)) AS changedValues
FROM (SELECT * RENAME (changedValues AS changed) FROM native)"""  # noqa: E501, S608 - a column is a line; no values of others
_CONFLUENCE: Final = f"""SELECT * REPLACE (
  struct_pack(id := author.accountId, "name" := coalesce(nullif(author.accountId, ''), nullif(author.userKey, ''))) AS author),
  {_TYPE}, {_LISTS}, remoteAddress AS native_source,
  list_transform(list_filter([affectedObject] || coalesce(associatedObjects, []), LAMBDA o: o."name" <> ''),
    LAMBDA o: struct_pack(id := o."name", "name" := o."name", "type" := o.objectType)) AS affectedObjects,
  list_transform(changed, LAMBDA c: struct_pack("key" := c."name", i18nKey := '', "from" := c.oldValue, "to" := c.newValue)) AS changedValues
FROM (SELECT * RENAME (changedValues AS changed) FROM native)"""  # noqa: E501, S608 - a column is a line; no values of others
_ABSENT: Final = MappingProxyType(
    {
        "actor": "actions of the product itself have no account",
        "credential": "actions of the product itself have none; a token appears as its account",
        "resource_uid": "records of settings and searches may name no object",
        "src_ip": "actions of the product itself have no address",
        "status_id": "a permission that was only requested has no outcome",
        "user_agent": "audit records of Atlassian's products carry no user agent",
    }
)
_ITEM: Final = 'STRUCT(id VARCHAR, "name" VARCHAR, typeName VARCHAR, parentId VARCHAR, parentName VARCHAR)'
_OBJECT: Final = 'STRUCT("name" VARCHAR, objectType VARCHAR)'


def _view(native: str) -> str:
    return view(__package__, "_atlassian_audit").replace("FROM native", f"FROM ({native})")


def _of_jira(body: Mapping[str, Json]) -> bool:
    return {"id", "summary", "created", "category", "eventSource"} <= body.keys()


def _of_confluence(body: Mapping[str, Json]) -> bool:
    return {"author", "creationDate", "summary", "category", "affectedObject"} <= body.keys()


JIRA_RECORDS: Final = Log(
    name="records",
    columns=MappingProxyType(
        {
            **dict.fromkeys(
                (
                    "id", "summary", "description", "remoteAddress", "authorKey", "authorAccountId", "created",
                    "category", "eventSource",
                ),
                "VARCHAR",
            ),
            "objectItem": _ITEM,
            "associatedItems": f"{_ITEM}[]",
            "changedValues": "STRUCT(fieldName VARCHAR, changedFrom VARCHAR, changedTo VARCHAR)[]",
        }
    ),
    event_id="id",
    happened_at="coalesce(try_strptime(created, '%Y-%m-%dT%H:%M:%S.%g%z'), TRY_CAST(created AS TIMESTAMPTZ))",
    envelope="records",
    identity=("id", "summary"),
    view=_view(_JIRA),
    absent=_ABSENT,
    recognise=_of_jira,
)  # fmt: skip
CONFLUENCE_RECORDS: Final = Log(
    name="records",
    columns=MappingProxyType(
        {
            "author": (
                'STRUCT("type" VARCHAR, displayName VARCHAR, username VARCHAR, userKey VARCHAR, accountId VARCHAR)'
            ),
            **dict.fromkeys(("remoteAddress", "summary", "description", "category"), "VARCHAR"),
            "creationDate": "BIGINT",
            "sysAdmin": "BOOLEAN",
            "superAdmin": "BOOLEAN",
            "affectedObject": _OBJECT,
            "associatedObjects": f"{_OBJECT}[]",
            "changedValues": 'STRUCT("name" VARCHAR, oldValue VARCHAR, newValue VARCHAR)[]',
        }
    ),
    happened_at="make_timestamptz(creationDate * 1000)",
    envelope="results",
    identity=("summary", "creationDate"),
    view=_view(_CONFLUENCE),
    absent=_ABSENT,
    recognise=_of_confluence,
)
#: The field names of rules about Data Center's records, for these records.
_NAMES: Final = {"auditType.action": "summary", "auditType.category": "category", "source": "remoteAddress"}
JIRA_NAMES: Final = MappingProxyType(
    _NAMES
    | {
        "affectedObjects.name": (
            "=[]::VARCHAR[] || [objectItem.name] || list_transform(associatedItems, LAMBDA o : o.name)"
        ),
        "affectedObjects.type": (
            "=[]::VARCHAR[] || [objectItem.typeName] || list_transform(associatedItems, LAMBDA o : o.typeName)"
        ),
        "changedValues.key": "changedValues.fieldName",
        "changedValues.to": "changedValues.changedTo",
    }
)
CONFLUENCE_NAMES: Final = MappingProxyType(
    _NAMES
    | {
        "affectedObjects.name": (
            "=[]::VARCHAR[] || [affectedObject.name] || list_transform(associatedObjects, LAMBDA o : o.name)"
        ),
        "affectedObjects.type": (
            "=[]::VARCHAR[] || [affectedObject.objectType] ||"
            " list_transform(associatedObjects, LAMBDA o : o.objectType)"
        ),
        "changedValues.key": "changedValues.name",
        "changedValues.to": "changedValues.newValue",
    }
)
