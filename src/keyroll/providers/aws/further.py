"""Further credentials of AWS: for single services, keys and certificates of users, federation, secrets.

Shapes: IAM, IAM Roles Anywhere and Secrets Manager API references, as the vendor's SDK describes them (botocore's
service models, 2026-11). None of these responses holds a secret value. The response about an OIDC provider has its URL
but not its ARN. A page of Secrets Manager and Roles Anywhere is of one region.
"""

from collections.abc import Callable, Iterator
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    location,
    principal,
)
from keyroll.providers._lists import objects, required, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage


def read_service_credentials(page: SurveyPage) -> Iterator[Observation]:
    """Yield credentials for one service (CodeCommit, Keyspaces, Bedrock). Raises VendorChanged."""
    for one in page.record().records("ServiceSpecificCredentials"):
        yield credential(
            Identifier.of(page.source, "service_credential", one.text("ServiceSpecificCredentialId")),
            "service_credential",
            name=one.maybe("ServiceUserName") or one.maybe("ServiceCredentialAlias"),
            vendor_kind=f"credential for {one.text('ServiceName')}",
            state=_state(one),
            created=one.time("CreateDate"),
            expires=one.time("ExpirationDate"),
            principal=Identifier.of(page.source, "user", one.text("UserName")),
        )


def read_of_user(page: SurveyPage, *, listed: str, number: str, kind: str, vendor_kind: str) -> Iterator[Observation]:
    """Yield the SSH keys or signing certificates of a user. Raises VendorChanged."""
    for one in page.record().records(listed):
        yield credential(
            Identifier.of(page.source, kind, one.text(number)),
            kind,
            vendor_kind=vendor_kind,
            state=_state(one),
            created=one.time("UploadDate"),
            principal=Identifier.of(page.source, "user", one.text("UserName")),
        )


def _state(one: Record) -> CredentialState:
    status = one.text("Status")
    if status == "Expired":
        return CredentialState.DEACTIVATED
    return CredentialState.ACTIVE if status == "Active" else CredentialState.SUSPENDED


def read_oidc_provider(page: SurveyPage) -> Iterator[Observation]:
    """Yield an issuer whose tokens may sign in; the trust policies of roles name the roles that trust it."""
    one = page.record()
    issuer = one.text("Url").removeprefix("https://")
    subject = Identifier.of(page.source, "oidc_issuer", issuer)
    yield principal(subject, "oidc_issuer", kind=PrincipalKind.NONHUMAN, name=issuer, created=one.time("CreateDate"))
    for audience in texts(one, "ClientIDList"):
        yield grant(subject, "audience", audience)


def read_saml_providers(page: SurveyPage) -> Iterator[Observation]:
    """Yield identity providers whose assertions may sign in, for people and for workloads."""
    for one in page.record().records("SAMLProviderList"):
        name = one.text("Arn").partition(":saml-provider/")[2]
        yield principal(
            Identifier.of(page.source, "saml_provider", name),
            "saml_provider",
            name=name,
            created=one.time("CreateDate"),
        )


def read_trust_anchors(page: SurveyPage) -> Iterator[Observation]:
    """Yield certificate authorities whose certificates Roles Anywhere accepts. Raises VendorChanged."""
    for one in page.record().records("trustAnchors"):
        yield credential(
            Identifier.of(page.source, "trust_anchor", one.text("trustAnchorId")),
            "trust_anchor",
            name=one.text("name"),
            vendor_kind=f"trust anchor, {one.inner('source').maybe('sourceType') or 'source unknown'}",
            state=_enabled(one),
            created=one.time("createdAt"),
            changed=one.time("updatedAt"),
        )


def read_anywhere_subjects(page: SurveyPage) -> Iterator[Observation]:
    """Yield subjects of certificates that have signed in through Roles Anywhere. Raises VendorChanged."""
    for one in page.record().records("subjects"):
        name = one.text("x509Subject")
        holder = Identifier.of(page.source, "x509_subject", name)
        yield principal(holder, "x509_subject", kind=PrincipalKind.NONHUMAN, name=name, created=one.time("createdAt"))
        yield credential(
            Identifier.of(page.source, "anywhere_subject", one.text("subjectId")),
            "anywhere_certificate",
            name=name,
            vendor_kind="certificate used with Roles Anywhere",
            state=_enabled(one),
            created=one.time("createdAt"),
            last_used=one.time("lastSeenAt"),
            principal=holder,
        )


def read_anywhere_profiles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the roles that a profile of Roles Anywhere allows. Raises VendorChanged."""
    for one in page.record().records("profiles"):
        if required(one, "enabled"):
            subject = Identifier.of(page.source, "anywhere_profile", one.text("profileId"))
            for arn in texts(one, "roleArns"):
                yield grant(subject, "sts:AssumeRole", f"role:{arn.rpartition('/')[2]}")


def _enabled(one: Record) -> CredentialState:
    return CredentialState.ACTIVE if required(one, "enabled") else CredentialState.SUSPENDED


def read_secrets(page: SurveyPage) -> Iterator[Observation]:
    """Yield a secret location for each secret of Secrets Manager, with its age, never its value."""
    for one in page.record().records("SecretList"):
        name = one.text("Name")
        tags = {tag.text("Key").lower(): tag.maybe("Value") for tag in objects(one, "Tags")}
        yield location(
            Identifier.of(page.source, "secret", one.text("ARN")),
            "aws_secret",
            holder="",
            holds=(),
            owner=tags.get("owner", ""),
            place=f"{name} in Secrets Manager, {_region(one)}",
            since=one.time("LastChangedDate") or one.time("CreatedDate"),
            state=CredentialState.DESTROYED if one.time("DeletedDate") else CredentialState.ACTIVE,
        )


def _region(one: Record) -> str:
    """Return the region in an ARN (``arn:partition:service:region:…``). Raises VendorChanged."""
    parts = one.text("ARN").split(":")
    if len(parts) < 4:
        raise VendorChanged(f"{one.where}: ARN")
    return parts[3]


def _more(*fields: str) -> Callable[[SurveyPage], bool]:
    return lambda page: isinstance(page.body, dict) and any(page.body.get(field) for field in fields)


def _has(*fields: str) -> Callable[[Json], bool]:
    return lambda body: isinstance(body, dict) and set(fields) <= body.keys()


def _endpoint(name: str, call: str, read: Callable[[SurveyPage], Iterator[Observation]], *fields: str) -> Endpoint:
    return Endpoint(name, call, read, more=_more("IsTruncated", "NextToken", "nextToken"), recognise=_has(*fields))


_SSH = partial(
    read_of_user,
    listed="SSHPublicKeys",
    number="SSHPublicKeyId",
    kind="ssh_public_key",
    vendor_kind="SSH key for CodeCommit",
)
_SIGNING = partial(
    read_of_user,
    listed="Certificates",
    number="CertificateId",
    kind="signing_certificate",
    vendor_kind="X.509 signing certificate",
)

FURTHER = (
    _endpoint(
        "service_specific_credentials",
        "iam:ListServiceSpecificCredentials",
        read_service_credentials,
        "ServiceSpecificCredentials",
    ),
    _endpoint("ssh_public_keys", "iam:ListSSHPublicKeys", _SSH, "SSHPublicKeys"),
    _endpoint("signing_certificates", "iam:ListSigningCertificates", _SIGNING, "Certificates"),
    _endpoint("oidc_providers", "iam:GetOpenIDConnectProvider", read_oidc_provider, "Url", "ThumbprintList"),
    _endpoint("saml_providers", "iam:ListSAMLProviders", read_saml_providers, "SAMLProviderList"),
    _endpoint("trust_anchors", "rolesanywhere:ListTrustAnchors", read_trust_anchors, "trustAnchors"),
    _endpoint("anywhere_subjects", "rolesanywhere:ListSubjects", read_anywhere_subjects, "subjects"),
    _endpoint("anywhere_profiles", "rolesanywhere:ListProfiles", read_anywhere_profiles, "profiles"),
    _endpoint("secrets", "secretsmanager:ListSecrets", read_secrets, "SecretList"),
)
