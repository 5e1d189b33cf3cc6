"""OpenSSH's files as lists of lines, each with its host and account.

The lines of a revocation list are mixed with those of keys and of certificates, because they decide whether these are
valid.
"""

from collections.abc import Iterable, Iterator

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import list_with
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.openssh.lines import (
    AuthorizedKeyLine,
    Revoked,
    allowed,
    certificate,
    parse,
    privileges,
    revocations,
    until,
)


def key_identifier(kind: str, name: str) -> Identifier:
    """Return the identifier of a key or certificate, which is the same at every host."""
    return Identifier(f"openssh@{ANYWHERE}", kind, name)


def account_identifier(source: Source, account: str, host: str) -> Identifier:
    """Return the identifier of an account of a host."""
    return Identifier.of(source, "account", f"{account}@{host}")


def read_authorized_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield each key once, with the privileges of its lines and the accounts. Raises VendorChanged."""
    lines: dict[str, list[tuple[Record, AuthorizedKeyLine]]] = {}
    revoked = _revoked(page)
    for record in _lines(page):
        record.text("account")
        if line := parse(record.maybe("line")):
            lines.setdefault(line.fingerprint, []).append((record, line))
    seen: set[Identifier] = set()
    for fingerprint, found in lines.items():
        signs = any("cert-authority" in line.options for _, line in found)
        subject = key_identifier("certificate_authority" if signs else "public_key", fingerprint)
        accounts = {account_identifier(page.source, one.text("account"), one.text("host")) for one, _ in found}
        for account in sorted(accounts - seen):
            yield principal(account, "account", name=account.value)
        seen |= accounts
        by = min(accounts) if len(accounts) == 1 and not signs else None
        yield _key(subject, found[0][1], found, by, revoked)
        for record, line in found:
            yield from _opened(subject, record.text("account"), record.text("host"), line)


def _key(
    subject: Identifier,
    first: AuthorizedKeyLine,
    found: Iterable[tuple[Record, AuthorizedKeyLine]],
    by: Identifier | None,
    revoked: Revoked,
) -> Observation:
    ends = [until(line) for _, line in found]
    return credential(
        subject,
        subject.kind,
        identifiers=first.anywhere,
        name=first.comment,
        vendor_kind=first.kind,
        state=CredentialState.DEACTIVATED if first.fingerprint in revoked.hashes else CredentialState.ACTIVE,
        expires=max(end for end in ends if end) if all(ends) else None,
        principal=by,
    )


def _revoked(page: SurveyPage) -> Revoked:
    """Return the revocations among the rows."""
    return revocations(record.maybe("revoked") for record in page.records() if "revoked" in record.body)


def _lines(page: SurveyPage) -> Iterator[Record]:
    return (record for record in page.records() if "revoked" not in record.body)


def _opened(subject: Identifier, account: str, host: str, line: AuthorizedKeyLine) -> Iterator[Observation]:
    if "cert-authority" in line.options:
        yield grant(subject, f"signs certificates for {line.value('principals') or account}", f"{account}@{host}")
        return
    for privilege in privileges(account, line.value("command"), allowed(line)):
        yield grant(subject, privilege, host)


def read_authorities(page: SurveyPage) -> Iterator[Observation]:
    """Yield each key that may sign certificates for any account of a host. Raises VendorChanged."""
    for record in page.records():
        if line := parse(record.text("line")):
            subject = key_identifier("certificate_authority", line.fingerprint)
            yield _key(subject, line, ((record, line),), None, Revoked())
            yield grant(subject, "signs certificates for every account", record.text("host"))


def read_certificates(page: SurveyPage) -> Iterator[Observation]:
    """Yield each certificate with its subject and its privileges. Raises VendorChanged."""
    revoked = _revoked(page)
    for record in _lines(page):
        line = parse(record.text("line"))
        one = certificate(line) if line else None
        if one is None or line is None:
            continue
        subject = key_identifier("certificate", one.name)
        yield credential(
            subject,
            "certificate",
            identifiers=one.anywhere,
            name=one.key_id or line.comment,
            vendor_kind="certificate of a host" if one.host else "certificate of a user",
            state=CredentialState.DEACTIVATED if revoked.covers(one) else CredentialState.ACTIVE,
            created=one.begins,
            expires=one.ends,
        )
        for name in () if one.host else one.principals:
            for privilege in privileges(name, one.forced, one.extensions):
                yield grant(subject, privilege, f"hosts that trust {one.name.rpartition('/')[0]}")


def read_host_keys(page: SurveyPage) -> Iterator[Observation]:
    """Yield the keys that identify hosts, in the format of ssh-keyscan. Raises VendorChanged."""
    for record in page.records():
        host, _, rest = record.text("line").partition(" ")
        line = None if host.startswith("#") else parse(rest)
        if line is None:
            continue
        holder = Identifier.of(page.source, "host", host)
        yield principal(holder, "device", kind=PrincipalKind.NONHUMAN, name=host)
        subject = key_identifier("host_key", line.fingerprint)
        yield credential(
            subject, "host_key", identifiers=line.anywhere, name=host, vendor_kind=line.kind, principal=holder
        )


ENDPOINTS = (
    Endpoint(
        "authorized_keys",
        "lines of every AuthorizedKeysFile; ssh-keygen -Q -l -f RevokedKeys",
        read_authorized_keys,
        recognise=list_with("account", "line"),
    ),
    Endpoint("certificates", "lines of *-cert.pub; ssh-keygen -Q -l -f RevokedKeys", read_certificates),
    Endpoint("authorities", "lines of TrustedUserCAKeys", read_authorities),
    Endpoint("host_keys", "ssh-keyscan HOST…", read_host_keys),
)
