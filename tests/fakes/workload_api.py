"""A strict fake of the SPIFFE Workload API: one workload, X.509-SVIDs and JWT-SVIDs.

Source: spiffe.io, *SPIFFE Workload API*, *X.509-SVID*, *JWT-SVID*, read 2026-11. A call without the header
``workload.spiffe.io: true`` is InvalidArgument, one of a workload without an identity PermissionDenied. The stubs of
the official package judge every message. A leaf has an empty subject, a critical SAN with one URI, no right to sign
certificates, and both extended key usages.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER


class TrustDomain:
    """A trust domain with its authority, and one workload; ``identity`` empty: the workload has none."""

    def __init__(self, identity: str, life: timedelta = timedelta(hours=1)) -> None:
        self.identity, self.life, self.calls = identity, life, list[str]()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.jwt_key = ECKey.generate_key("P-256", auto_kid=True)
        name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "trust domain of the tests")])
        domain = x509.UniformResourceIdentifier(identity.rpartition("/")[0] or "spiffe://acme.test")
        self.authority = (
            self._begun(name, name, self._key.public_key(), timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.SubjectAlternativeName([domain]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self._issuer = name

    @property
    def bundle(self) -> bytes:
        """The authority in PEM."""
        return self.authority.public_bytes(_PEM)

    def _begun(self, subject: x509.Name, issuer: x509.Name, key: Any, life: timedelta) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(minutes=1))
            .not_valid_after(now + life)
        )  # fmt: skip

    def svid(self) -> tuple[bytes, bytes]:
        """Return a leaf and its key, both in DER."""
        key = ec.generate_private_key(ec.SECP256R1())
        usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(self.identity)])
        leaf = (
            self._begun(x509.Name([]), self._issuer, key.public_key(), self.life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(usages, critical=False)
            .add_extension(names, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        raw = key.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return leaf.public_bytes(_DER), raw

    def token(self, audience: list[str]) -> str:
        """Return a JWT-SVID."""
        # The specification asks for no iat. SPIRE writes it, and OpenBao takes a token without it too late.
        now = int(time.time())
        claims = {"sub": self.identity, "aud": audience, "iat": now, "exp": now + int(self.life.total_seconds())}
        return jwt.encode({"alg": "ES256", "kid": self.jwt_key.kid}, claims, self.jwt_key)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


@contextmanager
def serving(domain: TrustDomain, socket: str) -> Iterator[str]:
    """Serve the Workload API at a socket until the block ends; return its address."""
    import grpc
    from spiffe._proto import workload_pb2, workload_pb2_grpc

    class Workload(workload_pb2_grpc.SpiffeWorkloadAPIServicer):
        def _allowed(self, context: Any, call: str) -> None:
            domain.calls.append(call)
            if ("workload.spiffe.io", "true") not in context.invocation_metadata():
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the security header is missing")
            if not domain.identity:
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "no identity issued")

        def FetchX509SVID(self, _request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - the name of the call
            self._allowed(context, "FetchX509SVID")
            leaf, key = domain.svid()
            authority = domain.authority.public_bytes(_DER)
            one = workload_pb2.X509SVID(spiffe_id=domain.identity, x509_svid=leaf, x509_svid_key=key, bundle=authority)
            yield workload_pb2.X509SVIDResponse(svids=[one])
            while context.is_active():  # the stream stays open: the next message would be the next full state
                time.sleep(0.1)

        def FetchJWTSVID(self, request: Any, context: Any) -> Any:  # noqa: N802
            self._allowed(context, "FetchJWTSVID")
            if not request.audience:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "audience must be given")
            token = domain.token(list(request.audience))
            return workload_pb2.JWTSVIDResponse(svids=[workload_pb2.JWTSVID(spiffe_id=domain.identity, svid=token)])

        def FetchJWTBundles(self, _request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
            self._allowed(context, "FetchJWTBundles")
            import json

            key = domain.jwt_key.as_dict(private=False) | {"use": "jwt-svid", "kid": domain.jwt_key.kid}
            name = domain.identity.removeprefix("spiffe://").partition("/")[0]
            yield workload_pb2.JWTBundlesResponse(bundles={f"spiffe://{name}": json.dumps({"keys": [key]}).encode()})

    with ThreadPoolExecutor(8) as pool:
        server = grpc.server(pool)
        workload_pb2_grpc.add_SpiffeWorkloadAPIServicer_to_server(Workload(), server)
        server.add_insecure_port(f"unix://{socket}")
        server.start()
        try:
            yield f"unix://{socket}"
        finally:
            server.stop(0).wait()
