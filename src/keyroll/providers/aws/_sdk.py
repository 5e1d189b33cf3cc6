"""AWS through the vendor's own SDK: the form of a value, the creation of clients, the meaning of errors.

Codes: IAM API reference, "Common Error Types" (``AccessDeniedException``, ``ExpiredTokenException``,
``IncompleteSignature``), and "Common Errors" of other services (``InvalidClientTokenId``: the key id "does not exist in
our records", ``ThrottlingException``), read 2026-11-29; the others from memory: re-check. The SDK signs every request
(Signature Version 4) and never sends the secret key. It reads nothing from this machine: no profile, no metadata
service.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from keyroll.errors import (
    AnswerRefused,
    ConfigError,
    CredentialRefused,
    NotAllowed,
    NotThere,
    Throttled,
    Unreachable,
    VendorError,
    installed_with,
)
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: Seconds for one response.
PATIENCE: Final = 10
REFUSED: Final = frozenset(
    ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch",
     "InvalidSignatureException", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature")
)  # fmt: skip
DENIED: Final = frozenset(
    ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AllAccessDisabled")
)
GONE: Final = frozenset(
    ("NoSuchEntity", "ResourceNotFoundException", "NoSuchBucket", "NoSuchBucketPolicy", "NotFoundException", "NotFound",
     "NoSuchPublicAccessBlockConfiguration", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "404")
)  # fmt: skip
THROTTLED: Final = frozenset(
    ("Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
     "RequestThrottled", "429")
)  # fmt: skip
#: Errors of the SDK's parser for valid XML or JSON that is not a response of AWS, such as a sign-in page in XHTML.
FOREIGN: Final = (LookupError, TypeError, AttributeError, ValueError)
#: The SDK's client factory is not safe for threads.
_ONE_AT_A_TIME: Final = threading.Lock()
# At its most verbose level, the SDK logs requests with session tokens.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, repr=False)
class AwsKey:
    """A key id with its secret and a session's token. No repr."""

    id: str
    secret: str
    token: str = ""


def read_key(value: Secret, key_id: str = "") -> AwsKey:
    """Read ``ID:SECRET[:TOKEN]``, the output of ``aws configure export-credentials``, or a secret of ``key_id``.

    Raises ConfigError, without any part of the value.
    """
    with reveal(value) as raw:
        text = raw.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except ValueError:
            fields = {}
        parts = [str(fields.get(name) or "") for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    else:
        parts = text.split(":", 2) if ":" in text else [key_id, text]
    if len(parts) < 2 or not (parts[0] and parts[1]):
        raise ConfigError(
            "this is not a key of AWS", hint="give ID:SECRET, or the output of aws configure export-credentials"
        )
    return AwsKey(*parts)


@dataclass(frozen=True, slots=True)
class ServiceClients:
    """Makes clients of services for one key; each has its own connections."""

    key: AwsKey = field(repr=False)
    address: str = ""
    attempts: int = 5
    agent: str = ""

    def of(self, service: str, region: str) -> Any:
        """Return the SDK's client of a service in a region. Raises ConfigError if the extra is not installed."""
        try:
            from botocore.config import Config
        except ImportError:
            raise ConfigError("AWS needs the vendor's SDK", hint=installed_with("aws")) from None
        config = Config(
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            retries={"total_max_attempts": self.attempts, "mode": "standard"},
            user_agent_extra=self.agent,
            ignore_configured_endpoint_urls=True,
        )
        with _ONE_AT_A_TIME:
            return _session().create_client(
                service,
                region_name=region,
                endpoint_url=self.address or None,
                aws_access_key_id=self.key.id,
                aws_secret_access_key=self.key.secret,
                aws_session_token=self.key.token or None,
                config=config,
            )


@cache
def _session() -> Any:
    from botocore.session import Session

    return Session()


def asked(where: str, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Make a call. Raises VendorError, with the vendor's code and no other text of the vendor."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    failed: VendorError
    try:
        return call()
    except ClientError as error:
        failed = _meant(where, *code_and_status(error.response))
    except (ResponseParserError, *FOREIGN):
        failed = AnswerRefused(
            f"{where}: the response does not come from AWS", hint="check whether a proxy responds at the address"
        )
    except BotoCoreError as error:
        hint = "check the address and the network, then run it again"
        failed = Unreachable(f"{where}: the connection fails ({type(error).__name__})", hint=hint)
    # Raised outside of the handler, so that the error has no inner exception, which may hold a request.
    raise failed


def code_and_status(response: dict[str, Any]) -> tuple[str, int]:
    """Return the vendor's code and the status of an error response."""
    return str(response.get("Error", {}).get("Code", "")), int(
        response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    )


def _meant(where: str, code: str, status: int) -> VendorError:
    if code in REFUSED:
        return CredentialRefused(f"{where}: {code}, the credential is not accepted", hint="make a new access key")
    if code in DENIED or (status == 403 and code in ("", "403")):
        return NotAllowed(f"{where}: {code}", hint="allow it in the policy: keyroll connect aws --grant")
    if code in GONE:
        return NotThere(f"{where}: {code}", hint="check the address and the region")
    if code in THROTTLED:
        return Throttled(f"{where}: too many requests", hint="run keyroll sync again later")
    if status >= 500:
        return Unreachable(f"{where}: {status}", hint="run it again later")
    return AnswerRefused(f"{where}: {code[:60] or status}", hint="report it: the call is wrong")
