"""Sends access keys, and temporary credentials such as role sessions, to GetCallerIdentity of STS.

Misleading and reliable responses (STS API reference, GetCallerIdentity, GetSessionToken, AssumeRole; IAM user guide,
"Revoke IAM role temporary security credentials"; read 2026-11. ``InvalidClientTokenId``: "Common
Errors", read 2026-11-29; the other codes are from memory: re-check):

- A deleted key, an inactive key and a never-issued key all get ``InvalidClientTokenId``. A good key gets it, too, in a
  region that its account has not enabled: it must have been accepted at that region before.
- ``SignatureDoesNotMatch`` is a wrong secret of a *working* key, or a wrong clock of keyroll's machine: ambiguous. A
  never-issued value therefore has another key id as well: a wrong secret of the same id would disturb the next attempt
  with the good one for seconds (from memory: re-check).
- GetCallerIdentity cannot be denied: a policy that denies everything, or everything of sessions issued before a time
  (``aws:TokenIssueTime``, which the console's "revoke active sessions" attaches), does not affect it. A session under
  such a denial counts as live until it expires (``ExpiredToken``).
- Sessions outlive the key that fetched them: by 36 hours at most (``GetSessionToken``), sessions of a role by 12 hours,
  sessions of a role that another role assumed by one hour. Their values are probed as derived ones, or the time is
  waited out.
- The response names account and user, never the key; the request is signed with the key that it names. A key id made
  since 2019 holds its account's number in base32 (medium.com/@TalBeerySec, *A short note on AWS KEY ID*, read
  2026-11-29; not in the vendor's pages). If that is another account, as in emulators with other key ids, the identity
  is the ARN, which proves nothing. An older id holds none (its first bit is not set, as in ``AKIAI…`` and ``AKIAJ…``;
  from memory: re-check), and its key counts as read back.
- moto and ministack accept any value by default, and moto accepts an inactive key even when configured not to.

A value is ``ID:SECRET[:TOKEN]``, or only a secret, whose id is that of the identifier. A region's address has replicas
behind it: write ``balancer:eu-west-1``.
"""

import base64
import re
import secrets
import string
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from keyroll.errors import ConfigError, UsageError
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import place as http_place
from keyroll.providers.aws._sdk import DENIED, FOREIGN, THROTTLED, AwsKey, ServiceClients, code_and_status, read_key
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_bytes
from keyroll.reveal import reveal
from keyroll.secret import Secret

_REGION: Final = re.compile(r"[a-z]{2}(?:-[a-z]+){1,2}-\d")
_BASE32: Final = string.ascii_uppercase + "234567"
_CODES: Final = {
    "InvalidClientTokenId": Outcome.REFUSED_CREDENTIAL,
    # Only for a session that was issued and that has ended.
    "ExpiredToken": Outcome.REFUSED_DISABLED,
    "ExpiredTokenException": Outcome.REFUSED_DISABLED,
}
#: The longest lifetime of a session (GetSessionToken, "DurationSeconds").
LONGEST: Final = timedelta(hours=36)
#: keyroll's own limit: STS allows far more, but the account's own work must not be affected.
_RATE: Final = Limit(30, timedelta(minutes=1))


def place(address: str) -> Plane:
    """Read a region, or ``https://`` and a host of STS; replicas behind AWS's own hosts cannot be addressed."""
    if _REGION.fullmatch(address):
        return Plane(f"sts.{address}", address, addressable=False)
    if "://" not in address:
        raise UsageError("this is not a region of AWS", hint="write it as eu-west-1, or as https://sts.example.com")
    plane = http_place(address)
    return replace(plane, addressable=not plane.name.partition(":")[0].endswith(".amazonaws.com"))


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request the identity from STS, once."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    regional = bool(_REGION.fullmatch(plane.address))
    try:
        key = read_key(login.value, login.who)
        client = ServiceClients(key, "" if regional else plane.address, attempts=1, agent=login.mark)
        sts = client.of("sts", plane.address if regional else "us-east-1")
        try:
            return _accepted(key, sts.get_caller_identity())
        finally:
            sts.close()
    except ClientError as error:
        return _refused(*code_and_status(error.response))
    except BotoCoreError:
        return ProbeAnswer(Outcome.UNREACHABLE)
    except (ResponseParserError, ConfigError, *FOREIGN):
        return ProbeAnswer(Outcome.AMBIGUOUS)


def _accepted(key: AwsKey, answer: dict[str, Any]) -> ProbeAnswer:
    account, arn = str(answer.get("Account", "")), str(answer.get("Arn", ""))
    if not (account and arn.split(":")[4:5] == [account]):
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no identity")
    return ProbeAnswer(Outcome.ACCEPTED, key.id if account_of(key.id) in ("", account) else arn)


def _refused(code: str, status: int) -> ProbeAnswer:
    if code in _CODES:
        return ProbeAnswer(_CODES[code], said=code)
    if code in THROTTLED:
        return ProbeAnswer(Outcome.THROTTLED, said=code)
    if code in DENIED:
        return ProbeAnswer(Outcome.REFUSED_POLICY, said=code)
    return ProbeAnswer(Outcome.UNREACHABLE if status >= 500 else Outcome.AMBIGUOUS, said=code[:40])


def account_of(key_id: str) -> str:
    """Return the account's number that a key id holds; empty if it holds none."""
    try:
        raw = base64.b32decode(key_id[4:])
    except ValueError:
        return ""
    number = (int.from_bytes(raw[:6], "big") & 0x7FFFFFFFFF80) >> 7
    return f"{number:012d}" if len(raw) == 10 and raw[0] & 0x80 and number < 10**12 else ""


def never_issued(value: Secret) -> Secret:
    """Return a random key of the same shape: another id of the same kind, another secret, another token."""
    with reveal(value) as raw:
        text = raw.decode("latin-1").strip()
    prefix = "ASIA" if "ASIA" in text[:24] or "ession" in text else "AKIA"
    made = f"{prefix}{''.join(secrets.choice(_BASE32) for _ in range(16))}"
    made += ":" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(40))
    if prefix == "ASIA":
        token = read_key(value).token
        made += ":" + never_issued_bytes(token.encode("latin-1", "replace")).decode("latin-1")
    return Secret(made.encode())


PROBES = (
    Probe(
        kind="access_key",
        verb="sts:GetCallerIdentity",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request is signed with the key",
        derives="temporary credentials of STS",
        derived_life=LONGEST,
        rate=_RATE,
    ),
    Probe(
        kind="session",
        verb="sts:GetCallerIdentity",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request is signed with the session's key",
        derives="sessions of roles taken with it (role chaining)",
        derived_life=timedelta(hours=1),
        rate=_RATE,
    ),
)
