"""AWS policy documents: whether a document allows everything, and whom a role's trust policy admits.

Shapes: IAM user guide, "IAM JSON policy elements: Principal, Action, Condition"; a document is an object, or text with
URL encoding (API reference, "GetAccountAuthorizationDetails"). OIDC condition keys are the issuer's host and path, a
colon, and the claim ("Available keys for AWS OIDC federation"). This is from memory and from the vendor's examples.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import unquote

import orjson

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.model.source import Source

#: Actions with which a principal can give itself all rights.
_ALL: Final = frozenset({"*", "*:*", "iam:*"})
#: Actions that give rights to a principal of the holder's choice, or its keys. Source: the AWS service authorization
#: reference of IAM, read 2026-11.
_GIVES: Final = tuple(
    f"iam:{one}"
    for one in (
        *("addusertogroup", "attachgrouppolicy", "attachrolepolicy", "attachuserpolicy", "createaccesskey"),
        *("createloginprofile", "createpolicyversion", "putgrouppolicy", "putrolepolicy", "putuserpolicy"),
        *("setdefaultpolicyversion", "updateassumerolepolicy", "updateloginprofile"),
    )
)
#: Actions that do so if a role has more rights than the holder.
_PERHAPS: Final = ("iam:passrole", "sts:assumerole")
_OIDC: Final = ":oidc-provider/"
_SAML: Final = ":saml-provider/"
_EXACT: Final = ("stringequals", "arnequals")
_PATTERN: Final = ("stringlike", "arnlike")


def statements(document: Json) -> list[dict[str, Json]] | None:
    """Return the statements of a policy document, or None if it is missing or cannot be parsed."""
    if isinstance(document, str):
        try:
            document = orjson.loads(unquote(document))
        except orjson.JSONDecodeError:
            return None
    found = document.get("Statement") if isinstance(document, dict) else None
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, dict)] if found else None


def allows_everything(document: Json) -> bool | None:
    """Return whether a document allows everything, or lets its holder gain all rights; None if it cannot be parsed.

    Denials in other policies may narrow the result. They are not considered.
    """
    read = statements(document)
    return None if read is None else any(_is_wide(one) for one in read)


def _is_wide(statement: dict[str, Json]) -> bool:
    if statement.get("Effect") != "Allow" or (
        "NotResource" not in statement and "*" not in _texts(statement.get("Resource"))
    ):
        return False
    return "NotAction" in statement or bool(_ALL & {one.lower() for one in _texts(statement.get("Action"))})


def escalates(document: Json) -> bool | None:
    """Return whether a document lets its holder give itself more rights by one action.

    None if a condition, a narrower resource, or a role that is passed on decides. Denials in other policies are not
    considered; ``keyroll reach`` judges whole accounts.
    """
    answers = [_escalation(one) for one in statements(document) or []]
    return True if True in answers else None if None in answers else False


def _escalation(statement: dict[str, Json]) -> bool | None:
    if statement.get("Effect") != "Allow":
        return False
    patterns = [one.lower() for one in _texts(statement.get("Action"))]
    if "NotAction" in statement:
        return None
    if not any(fnmatchcase(action, pattern) for action in (*_GIVES, *_PERHAPS) for pattern in patterns):
        return False
    everywhere = "*" in _texts(statement.get("Resource")) and not statement.get("Condition")
    return (everywhere and any(fnmatchcase(action, pattern) for action in _GIVES for pattern in patterns)) or None


def trust(source: Source, role: str, document: Json) -> Iterator[Observation]:
    """Yield a grant for each party that a trust policy allows to assume the role; nothing if it cannot be parsed."""
    for statement in statements(document) or []:
        if statement.get("Effect") != "Allow":
            continue
        for subject, issuer in _parties(source, statement.get("Principal")):
            conditions = _conditions(statement.get("Condition"), issuer)
            for action in _texts(statement.get("Action")):
                yield grant(subject, action, f"role:{role}", conditions=conditions)


def lets_in_people_only(document: Json) -> bool:
    """Return whether a trust policy admits only users of a SAML provider; False if it cannot be parsed.

    People sign in with SAML, also through IAM Identity Center, whose roles trust its provider (from memory).
    """
    allowed = [one.get("Principal") for one in statements(document) or [] if one.get("Effect") == "Allow"]
    return bool(allowed) and all(
        isinstance(one, dict) and set(one) == {"Federated"} and all(_SAML in name for name in _texts(one["Federated"]))
        for one in allowed
    )


def _parties(source: Source, principal: Json) -> Iterator[tuple[Identifier, str]]:
    """Yield each admitted party, and the OIDC issuer whose claims the conditions use."""
    if principal == "*":
        principal = {"AWS": "*"}
    if not isinstance(principal, dict):
        return
    for kind, values in principal.items():
        for value in _texts(values):
            if value == "*":
                yield Identifier.of(source, "anyone", "*"), ""
            elif kind == "Service":
                yield Identifier.of(source, "service", value), ""
            elif kind == "Federated" and _SAML not in value:
                issuer = value.partition(_OIDC)[2] or value
                yield Identifier.of(source, "oidc_issuer", issuer), issuer
            elif kind == "Federated":
                yield Identifier.of(source, "saml_provider", value.partition(_SAML)[2]), ""
            else:
                account = value.split(":")[4] if value.count(":") >= 5 else value
                yield Identifier.of(source, "account", account), ""


def _conditions(condition: Json, issuer: str) -> str:
    """Return conditions in the form of ``grant``: claims without the issuer, the comparison, and the values."""
    found: dict[str, dict[str, list[str]]] = {}
    for operator, keys in condition.items() if isinstance(condition, dict) else ():
        plain = operator.lower().rpartition(":")[2].removesuffix("ignorecase")
        how = "exact" if plain in _EXACT else "pattern" if plain in _PATTERN else "other"
        # Over several values "for all" is also true of an empty list. A condition "if exists" is also true of a request
        # without the claim.
        if operator.lower().startswith("forallvalues") or plain.endswith("ifexists"):
            how = "other"
        for key, values in keys.items() if isinstance(keys, dict) else ():
            claim = key.removeprefix(f"{issuer}:") if issuer else key
            found.setdefault(claim, {}).setdefault(how, []).extend(_texts(values))
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode() if found else ""


def _texts(value: Json) -> list[str]:
    """Return a text or a list of texts as a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
