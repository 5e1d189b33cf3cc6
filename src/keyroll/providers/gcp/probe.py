"""Exchanges a statement signed with a service account's key for an ID token, which grants nothing.

Misleading and reliable responses (wording seen in threads: googleapis/google-api-ruby-client#720,
googleapis/google-cloud-php#3622, spring-attic/spring-cloud-gcp#2634, google-github-actions/setup-gcloud#76; the cause
of each is from memory: re-check):

- All are ``invalid_grant`` and differ only in the wording. "Invalid JWT Signature." is a key that was deleted or
  disabled, or never issued; good keys were sometimes refused with it as well.
- "account not found" is an account that was deleted (it may be restored, with its keys); live accounts were refused
  with it for hours. "Robot is disabled." is a disabled account.
- "Invalid JWT: Token must be a short-lived token …" is a wrong clock of keyroll's machine, not a refusal: ambiguous,
  like any other wording.
- The last two refusals are about the account, whichever key signs: a never-issued value gets the same response. They
  therefore prove nothing until the key itself is gone. The lists may show that.
- Access tokens that were fetched before stay valid for an hour: they are probed as derived values, or waited out.
- The token names the account, never the key: the identity counts as read back if it is the key file's own account.

A value is the JSON key file; a plane ``https://oauth2.googleapis.com``, whose replicas cannot be addressed.
"""

import json
import secrets
from datetime import timedelta
from functools import cache
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._google import GRANT, KeyFile, key_file
from keyroll.providers._oauth import claims
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: The start of a refusal's wording, in lower case, the outcome, and keyroll's code for it.
_WORDS: Final = (
    ("invalid jwt signature", Outcome.REFUSED_CREDENTIAL, "invalid_grant signature"),
    ("invalid grant: account not found", Outcome.REFUSED_DISABLED, "invalid_grant account"),
    ("robot is disabled", Outcome.REFUSED_DISABLED, "invalid_grant disabled"),
)
_TARGET: Final = "https://keyroll.invalid"


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Request an ID token, read the identity from it, and discard it."""
    key = key_file(login.value)
    if key is None:
        return ProbeAnswer(Outcome.AMBIGUOUS, said="not a key file")
    form = {"grant_type": GRANT, "assertion": key.statement({"target_audience": _TARGET})}
    headers = {"User-Agent": login.mark, "Accept": "application/json"}

    def read(response: Response) -> ProbeAnswer:
        return _accepted(response, key) if response.status == 200 else _refused(response)

    return attempt_over_http(plane, "POST", "/token", read, headers=headers, form=form)


def _accepted(response: Response, key: KeyFile) -> ProbeAnswer:
    email = claims(response.text("id_token")).get("email")
    if not isinstance(email, str):
        return ProbeAnswer(Outcome.AMBIGUOUS, said="no identity")
    return ProbeAnswer(Outcome.ACCEPTED, key.id if email.lower() == key.email.lower() else email)


def _refused(response: Response) -> ProbeAnswer:
    if response.text("error") == "invalid_grant":
        words = response.text("error_description").lower()
        for begin, outcome, said in _WORDS:
            if words.startswith(begin):
                return ProbeAnswer(outcome, said=said)
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


@cache
def _unknown_key() -> str:
    """Return a private key that was never issued; making one takes long, so each process makes one."""
    key = rsa.generate_private_key(65537, 2048)
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none).decode()


def never_issued(value: Secret) -> Secret:
    """Return a key file of the same account with another key, under an id that was never issued."""
    with reveal(value) as raw:
        try:
            fields = json.loads(raw)
        except ValueError:
            fields = {}
    fields = fields if isinstance(fields, dict) else {}
    return Secret(
        json.dumps(fields | {"private_key": _unknown_key(), "private_key_id": secrets.token_hex(20)}).encode()
    )


PROBES = (
    Probe(
        kind="service_account_key",
        verb="POST /token for an ID token",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="none except the tokens that were fetched with it",
        derives="access tokens",
        derived_life=timedelta(hours=1),
        rate=Limit(30, timedelta(minutes=1)),
    ),
)
