"""Passkeys (WebAuthn level 2): discoverable, with user verification. A library checks them."""

import hashlib
import json
from base64 import urlsafe_b64decode
from binascii import Error as NoBase64
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.exceptions import HTTPException
from starlette.requests import Request
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from keyroll.api.approving import PasskeySignature, passkey
from keyroll.api.passkeys import Passkey
from keyroll.clock import parse_time
from keyroll.errors import NotApproved
from keyroll.server.act import Access

SIGN_IN: Final = "sign in"
_REQUIRED: Final = UserVerificationRequirement.REQUIRED


def request_options(access: Access) -> str:
    """Return the options with which a browser signs in, as JSON."""
    options = generate_authentication_options(
        rp_id=access.origin.name, challenge=access.challenges.new(SIGN_IN, access.visitor), user_verification=_REQUIRED
    )
    return options_to_json(options)


def creation_options(access: Access, person: str) -> str:
    """Return the options with which a browser creates a passkey of a person, as JSON."""
    known = [PublicKeyCredentialDescriptor(base64url_to_bytes(one.id)) for one in access.keyroll.passkeys.all(person)]
    options = generate_registration_options(
        rp_id=access.origin.name,
        rp_name="keyroll",
        user_name=person,
        challenge=access.challenges.new(f"add {person}", access.visitor),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
        exclude_credentials=known,
    )
    return options_to_json(options)


async def answer_of(request: Request) -> dict[str, object]:
    """Return the browser's response from a passkey. Raises HTTPException."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415, "JSON is expected")
    try:
        answer = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(400, "the passkey's response cannot be read") from None
    if not isinstance(answer, dict):
        raise HTTPException(400, "the passkey's response cannot be read")
    return answer


def added(access: Access, person: str, answer: dict[str, object], label: str) -> bool:
    """Store a new passkey of a person; return False if it is known already or does not fit."""
    try:
        _refuse_framed(answer)
        challenge = _challenge(access, answer, f"add {person}")
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=access.origin.name,
            expected_origin=list(access.origin.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return False
    return access.challenges.use(challenge) and access.keyroll.passkeys.add(
        bytes_to_base64url(verified.credential_id),
        person,
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
        label,
    )


def approval_seal(access: Access, person: str, challenge: bytes) -> str:
    """Return the text that the browser sends back with the signature, because the plan chooses the challenge."""
    return access.challenges.seal(challenge, _approves(person), access.visitor).hex()


def approval_options(access: Access, person: str, challenge: bytes) -> dict[str, object]:
    """Return the options with which a browser signs a challenge by this person's passkey. Raises
    NotApproved."""
    known = [PublicKeyCredentialDescriptor(base64url_to_bytes(one.id)) for one in _living(access, person)]
    options = generate_authentication_options(
        rp_id=access.origin.name, challenge=challenge, user_verification=_REQUIRED, allow_credentials=known
    )
    found = json.loads(options_to_json(options))
    assert isinstance(found, dict)  # noqa: S101 - the library's own form
    return found


def confirm_options(access: Access, person: str, what: str) -> dict[str, object]:
    """Return the options with which a browser confirms an act by a passkey of this person.

    Raises NotApproved.
    """
    known = [PublicKeyCredentialDescriptor(base64url_to_bytes(one.id)) for one in _living(access, person)]
    options = generate_authentication_options(
        rp_id=access.origin.name,
        challenge=access.challenges.new(_confirms(person, what), access.visitor),
        user_verification=_REQUIRED,
        allow_credentials=known,
    )
    found = json.loads(options_to_json(options))
    assert isinstance(found, dict)  # noqa: S101 - the library's own form
    return found


def confirmed(access: Access, answer: dict[str, object], person: str, what: str) -> bool:
    """Return whether a passkey of this person has just confirmed this text: ``signed`` holds the signed text."""
    given = answer.get("signed")
    key = signed(access, given, _confirms(person, what)) if isinstance(given, dict) else None
    return key is not None and key.person == person


def _confirms(person: str, what: str) -> str:
    return hashlib.sha256(json.dumps(["confirm", person, what]).encode()).hexdigest()


def _living(access: Access, person: str) -> list[Passkey]:
    """Return the passkeys of a person that have not ended. Raises NotApproved if there is none."""
    living = [one for one in access.keyroll.passkeys.all(person) if one.ended_at is None]
    if not living:
        raise NotApproved("you have no passkey yet", hint="add one under your name, at the top of the page")
    return living


def signed_form(answer: dict[str, object]) -> dict[str, object]:
    """Return a decision's signature in the form of an approval's."""
    signed = answer.get("signed")
    given = signed if isinstance(signed, dict) else {}
    return {**given, "credential": given.get("id"), "seal": answer.get("seal")}


def chosen_options(access: Access, person: str, challenge: bytes) -> dict[str, object]:
    """Return the options with which a browser signs a content that is kept, and its seal. Raises NotApproved."""
    return {**approval_options(access, person, challenge), "seal": approval_seal(access, person, challenge)}


def exception_challenge(access: Access, answer: dict[str, object], person: str) -> bytes:
    """Return the bytes that a passkey signs for an exception, by the fields of its form. Raises UsageError."""
    incident, identifier, because, until = (str(answer.get(one, "")) for one in ("incident", "id", "because", "until"))
    return access.keyroll.campaigns.exception_to_sign(
        incident, identifier, because=because, until=parse_time(until, end_of_day=True), by=person
    )


def approved_by(access: Access, answer: dict[str, object], person: str, challenge: bytes) -> PasskeySignature:
    """Return the signature of a person's passkey that has just signed a challenge. Raises NotApproved."""
    try:
        seal = bytes.fromhex(str(answer.get("seal", "")))
    except ValueError:
        seal = b""
    good = access.challenges.sealed(challenge, seal, _approves(person), access.visitor)
    given = {**answer, "id": answer.get("credential")}
    key = _verified(access, given, challenge) if good else None
    response = answer.get("response")
    if key is None or key.person != person or not isinstance(response, dict) or not access.challenges.use(seal):
        raise NotApproved("no passkey of yours signed this just now", hint="try again")
    parts = [base64url_to_bytes(str(response[one])) for one in ("authenticatorData", "clientDataJSON", "signature")]
    public = decoded_public_key_to_cryptography(decode_credential_public_key(base64url_to_bytes(key.public_key)))
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PasskeySignature(passkey.public(access.origin.name, der), passkey.signature(*parts), key.made_at)


def signed(access: Access, answer: dict[str, object], purpose: str = SIGN_IN) -> Passkey | None:
    """Return the passkey that signed a challenge of this purpose and of this visitor, or None."""
    try:
        challenge = _challenge(access, answer, purpose)
    except (ValueError, KeyError, TypeError):
        return None
    key = _verified(access, answer, challenge)
    return key if key is not None and access.challenges.use(challenge) else None


def _verified(access: Access, answer: dict[str, object], challenge: bytes) -> Passkey | None:
    """Return the passkey that signed a challenge, or None; its counter is stored."""
    key = access.keyroll.passkeys.named(str(answer.get("id", ""))[:1024])
    if key is None:
        return None
    try:
        _refuse_framed(answer)
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=access.origin.name,
            expected_origin=list(access.origin.origins),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return None
    access.keyroll.passkeys.used(key, verified.new_sign_count)
    return key


def _approves(person: str) -> str:
    return f"approve {person}"


def _refuse_framed(answer: dict[str, object]) -> None:
    """Refuse an answer from a frame of another site: WebAuthn level 3, 7.1 and 7.2. Raises ValueError."""
    said = _client(answer)
    if said.get("crossOrigin") or "topOrigin" in said:
        raise ValueError("the page was in a frame of another site")


def _challenge(access: Access, answer: dict[str, object], purpose: str) -> bytes:
    """Return the challenge that a response signed. Raises ValueError if it is not valid for this purpose and
    visitor."""
    try:
        challenge = base64url_to_bytes(str(_client(answer)["challenge"]))
    except NoBase64 as error:
        raise ValueError("no client data") from error
    if not access.challenges.open(challenge, purpose, access.visitor):
        raise ValueError("the challenge is not valid")
    return challenge


def _client(answer: dict[str, object]) -> dict[str, object]:
    """Return what the browser said. Raises ValueError, KeyError, TypeError."""
    response = answer["response"]
    if not isinstance(response, dict):
        raise TypeError("no response")
    text = str(response["clientDataJSON"])
    try:
        said = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NoBase64, RecursionError) as error:
        raise ValueError("no client data") from error
    if not isinstance(said, dict):
        raise TypeError("no client data")
    return said
