"""Time stamps after RFC 3161: an independent authority confirms that a head existed at a time."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import ModuleType

from keyroll.errors import ConfigError, EvidenceRefused, installed_with

_EXTRA = installed_with("timestamps")
_LARGEST = 1 << 20
_WITNESSES = "docs/evidence.md: Witnesses"


def request(head: bytes, post: Callable[[bytes], bytes]) -> bytes:
    """Return the time stamp of a head; ``post`` sends a request to its authority and returns the response.

    Raises ConfigError, and EvidenceRefused if the response is not a time stamp of the head.
    """
    rfc3161 = _library()
    request = rfc3161.TimestampRequestBuilder().data(head).nonce(nonce=True).cert_request(cert_request=True).build()
    answer = post(request.as_bytes())
    try:
        response = rfc3161.decode_timestamp_response(answer)
        matches = response.status == 0 and response.tst_info.message_imprint.message == request.message_imprint.message
    except ValueError:
        raise EvidenceRefused("time stamp", "the authority's response is not a time stamp", hint=_WITNESSES) from None
    if not matches or response.tst_info.nonce != request.nonce:
        raise EvidenceRefused("time stamp", "the authority refused, or stamped something else", hint=_WITNESSES)
    return answer


def checked(form: object, head: bytes, authorities: Sequence[bytes]) -> tuple[str, datetime] | None:
    """Return authority and time of the earliest time stamp of a head by one of the authorities.

    Without authorities nothing is checked. Raises EvidenceRefused if none of the stamps is valid.
    """
    tokens = _tokens(form)
    if not authorities:
        return None
    if not tokens:
        hint = f"ask for a bundle from a home with a time stamp authority ({_WITNESSES})"
        raise EvidenceRefused("stamps", "the head has no time stamp", hint=hint)
    stamped = [(name, at) for name, token in tokens for at in [_time(token, head, authorities)] if at]
    if not stamped:
        hint = "give the certificate of the authority that made it: --tsa CERTIFICATE"
        raise EvidenceRefused("stamps", "no time stamp is of this head and by a given authority", hint=hint)
    return min(stamped, key=lambda named_time: named_time[1])


def _tokens(form: object) -> list[tuple[str, bytes]]:
    if not isinstance(form, list):
        raise EvidenceRefused("stamps", "is not a list")
    certificates = []
    for member in form:
        whole = isinstance(member, dict) and set(member) == {"authority", "token"}
        name, token = (member["authority"], member["token"]) if whole else (None, None)
        if not isinstance(name, str) or not isinstance(token, str) or len(token) > _LARGEST:
            raise EvidenceRefused("stamps", "holds an entry that is not a time stamp")
        try:
            certificates.append((name, b64decode(token, validate=True)))
        except ValueError:
            raise EvidenceRefused("stamps", "holds an entry that is not base64") from None
    return certificates


def _time(token: bytes, head: bytes, authorities: Sequence[bytes]) -> datetime | None:
    """Return when a head was stamped, or None if the stamp is of another content or by another authority."""
    rfc3161 = _library()
    from cryptography import x509

    try:
        response = rfc3161.decode_timestamp_response(token)
    except ValueError:
        return None
    for authority in authorities:
        try:
            roots = x509.load_pem_x509_certificates(authority)
        except ValueError:
            raise EvidenceRefused(
                "--tsa", "is not a certificate", hint="give the authority's certificate in PEM"
            ) from None
        builder = rfc3161.VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        try:
            if builder.build().verify_message(response, head):
                at: datetime = response.tst_info.gen_time
                return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (rfc3161.VerificationError, ValueError):
            continue
    return None


def _library() -> ModuleType:
    # Imported late: most checks need no time stamp.
    try:
        import rfc3161_client
    except ImportError:
        raise ConfigError("time stamps need the library rfc3161-client", hint=_EXTRA) from None
    return rfc3161_client
