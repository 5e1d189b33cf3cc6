"""Writes a value into a secret of AWS Secrets Manager, or into one field of a secret that holds JSON.

*PutSecretValue*, *GetSecretValue* in the service description of the vendor's library (PyPI ``botocore`` 1.44.8, read
2026-11-29: one token makes one version; the label AWSCURRENT moves automatically); tested on moto:

- The token of a request is derived from the content, so that a repeated request makes one version. The new version has
  the stage AWSCURRENT; the previous version keeps AWSPREVIOUS, and so its value: that is a copy of a dead value.
- Clients that cache (the vendor's own libraries: for an hour) use the old value until then.
- A secret must be there: keyroll does not choose its key of encryption and its policy.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from keyroll.errors import ConfigError, NotThere, Throttled, Unreachable, UsageError, VendorError
from keyroll.model.campaign import ConsumerClass
from keyroll.providers._changing import code_of
from keyroll.providers._delivering import server_of
from keyroll.providers.aws import _rights
from keyroll.providers.aws._sdk import ServiceClients, asked, read_key
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.reveal import reveal
from keyroll.secret import Secret

T = TypeVar("T")
_EXAMPLE: Final = "aws:https://secretsmanager.eu-west-1.amazonaws.com/prod/db#password"
_HOST = re.compile(r"https://secretsmanager\.([a-z0-9-]+)\.amazonaws\.com")


def place(address: str) -> Target:
    """Read ``https://secretsmanager.REGION.amazonaws.com/NAME[#FIELD]``; ``?region=`` for another host.

    Raises UsageError.
    """
    server, path, field, options = server_of(address, _EXAMPLE)
    found = _HOST.fullmatch(server)
    region = options.get("region", found[1] if found else "")
    if not region or set(options) - {"region"}:
        raise UsageError("no region is named", hint=f"write it as {_EXAMPLE}")
    kept = f"?region={quote(region, safe='')}"
    return Target("aws", f"{server}/{path}{kept}{'#' + field if field else ''}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Put a new version; the fields beside a named one stay."""
    _, path, field, _ = server_of(target.address, _EXAMPLE)
    name = unquote(path)

    def put(manager: Any) -> EffectResult:
        with reveal(content) as raw:
            text = raw.decode()
        if field:
            text = json.dumps({**_fields(_current(manager, name)), field: text})
        token = hashlib.sha256(b"keyroll" + target.address.encode() + text.encode()).hexdigest()
        asked(
            "secretsmanager",
            lambda: manager.put_secret_value(SecretId=name, SecretString=text, ClientRequestToken=token),
        )
        return EffectResult(Ended.DONE)

    try:
        return _with(target, login, put)
    except (Throttled, ConfigError) as error:
        return EffectResult(Ended.THROTTLED if isinstance(error, Throttled) else Ended.REFUSED, type(error).__name__)
    except Unreachable:
        return EffectResult(Ended.UNKNOWN, "no answer")
    except VendorError as error:
        return EffectResult(Ended.REFUSED, type(error).__name__)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the current version, or one field of it."""
    _, path, field, _ = server_of(target.address, _EXAMPLE)

    def get(manager: Any) -> ReadBack:
        answer = _current(manager, unquote(path))
        text = _fields(answer).get(field) if field else answer.get("SecretString")
        if not isinstance(text, str):
            return ReadBack(None, found=False)
        version, changed = str(answer.get("VersionId", "")), answer.get("CreatedDate")
        return ReadBack(Secret(text.encode()), version=version, changed_at=changed)

    try:
        return _with(target, login, get)
    except NotThere:
        return ReadBack(None, found=False)
    except VendorError as error:
        return ReadBack(None, said=code_of(error))
    except ConfigError:
        return ReadBack(None, said="no key")


def checks(target: Target, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return what the policies of the login allow on the secret."""
    _, path, _, options = server_of(target.address, _EXAMPLE)
    try:
        secret = _with(target, login, lambda manager: str(_current(manager, unquote(path)).get("ARN", "")))
        clients = _clients(target, login)
        iam, sts = clients.of("iam", "us-east-1"), clients.of("sts", options["region"])
        try:
            return _rights.read(iam, sts, {"secretsmanager:PutSecretValue": secret})
        finally:
            iam.close()
            sts.close()
    except NotThere:
        return (PlanCheck.bad(f"write {path}", f"the secret {path} does not exist", "make it first: keyroll does not"),)
    except (VendorError, ConfigError) as error:
        said = code_of(error) if isinstance(error, VendorError) else "no key"
        return (PlanCheck.unknown(f"write {path}", f"the rights could not be read: {said}"),)


def _current(manager: Any, name: str) -> dict[str, Any]:
    return asked("secretsmanager", lambda: manager.get_secret_value(SecretId=name))


def _fields(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a secret; none if it holds no JSON object."""
    try:
        found = json.loads(answer.get("SecretString") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _clients(target: Target, login: Login | None) -> ServiceClients:
    """Return clients with the key of a login. Raises ConfigError."""
    server, *_ = server_of(target.address, _EXAMPLE)
    if login is None:
        raise ConfigError("Secrets Manager needs a key", hint="add login = NAME=REFERENCE")
    at = "" if _HOST.fullmatch(server) else server
    return ServiceClients(read_key(login.value, login.who), at, attempts=1, agent=login.mark)


def _with(target: Target, login: Login | None, talk: Callable[[Any], T]) -> T:
    """Open a client and run a conversation. Raises ConfigError and VendorError."""
    _, _, _, options = server_of(target.address, _EXAMPLE)
    manager = _clients(target, login).of("secretsmanager", options["region"])
    try:
        return talk(manager)
    finally:
        manager.close()


DELIVERIES = (
    Delivery(
        scheme="aws",
        title="a secret of AWS Secrets Manager",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.POLL,
        scopes=(
            LeastScope("secretsmanager:PutSecretValue on the secret", "write a new version"),
            LeastScope("secretsmanager:GetSecretValue on the secret", "read it back, and keep its other fields"),
            LeastScope("kms:GenerateDataKey, kms:Decrypt", "only if the secret has its own key"),
        ),
        longest_poll=timedelta(hours=1),
        checks=checks,
    ),
)
