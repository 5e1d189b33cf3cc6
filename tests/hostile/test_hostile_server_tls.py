# ruff: noqa: SIM117 - tables of attacks read better with one on a line
"""TLS by files: who can read the key, what a client may hold back, and files that are renewed or broken."""

import datetime as dt
import os
import socket
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from keyroll.api import Keyroll
from keyroll.errors import ConfigError
from keyroll.server.limits import ServerLimits
from keyroll.server.tls import Certificate
from serving import served
from small_world import SmallWorld

pytestmark = pytest.mark.hostile
SHORT = ServerLimits(head=0.8, idle=1, body=0.8, answer=2, connections=12, per_address=8)


def pair(folder: Path, name: str = "one") -> tuple[Path, Path]:
    """Write a certificate of 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    secret.chmod(0o600)
    return chain, secret


@pytest.fixture(scope="module")
def keyroll(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    world = SmallWorld(tmp_path_factory.mktemp("tls"))
    world.register("11-01", {"vendor": "Another", "system": "github"})
    return world.sync()


def trusting_all(lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = lowest
    return context


def shown(port: int, context: ssl.SSLContext | None = None) -> tuple[bytes, bytes]:
    """Return the start of the answer of the health check, and the certificate."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        with (context or trusting_all()).wrap_socket(raw) as one:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            got = b""
            while part := one.recv(65536):
                got += part
            return got, one.getpeercert(binary_form=True) or b""


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o606, 0o644, 0o666, 0o622, 0o602, 0o777, 0o700 | 0o007, 0o620])
def test_a_key_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    chain, key = pair(tmp_path)
    key.chmod(mode)
    if mode == 0o640 and os.geteuid() == 0:
        Certificate(chain, key)  # as Debian keeps it: of root, for one group
        return
    with pytest.raises(ConfigError, match="others can read"):
        Certificate(chain, key)


def test_files_that_are_no_pair_are_refused_without_a_question(tmp_path: Path) -> None:
    chain, key = pair(tmp_path)
    other, other_key = pair(tmp_path, "other")
    locked = tmp_path / "locked.key"
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    locked.write_bytes(
        loaded.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"passphrase"),
        )
    )
    locked.chmod(0o600)
    empty = tmp_path / "empty"
    empty.touch(mode=0o600)
    for one, two in ((chain, other_key), (other, key), (chain, locked), (empty, key), (chain, empty), (key, key),
                     (chain, tmp_path), (tmp_path / "none", key), (chain, tmp_path / "none")):  # fmt: skip
        with pytest.raises(ConfigError) as raised:
            Certificate(one, two)
        assert "PRIVATE" not in str(raised.value)


def test_it_speaks_tls_1_2_and_later_only(keyroll: Keyroll, tmp_path: Path) -> None:
    with served(keyroll, SHORT, certificate=Certificate(*pair(tmp_path))) as port:
        got, _ = shown(port)
        assert got.startswith(b"HTTP/1.1 200")
        assert b"strict-transport-security" in got.lower()
        old = trusting_all(ssl.TLSVersion.TLSv1)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.raises(OSError, match=r".*"):
            shown(port, old)


def test_what_a_client_holds_back_of_a_handshake_ends_in_time(keyroll: Keyroll, tmp_path: Path) -> None:
    hello = ssl.MemoryBIO(), ssl.MemoryBIO()
    half = trusting_all().wrap_bio(*hello)
    with pytest.raises(ssl.SSLWantReadError):
        half.do_handshake()
    whole = hello[1].read()
    kinds = [b"", b"\x16", whole[:5], whole[:50], whole[:-1], whole, b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100,
             b"\x16\x03\x01\xff\xff" + b"\0" * 100, b"\x15\x03\x01\0\x02\x02\x28", b"\x80\x2e\x01\x03\x01" * 5]  # fmt: skip
    with served(keyroll, SHORT, certificate=Certificate(*pair(tmp_path))) as port:
        for sent in kinds:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
                one.sendall(sent)
                one.settimeout(4)
                try:
                    while one.recv(65536):
                        pass
                except ConnectionError:
                    pass  # but no TimeoutError: the server ended it
            assert shown(port)[0].startswith(b"HTTP/1.1 200")


def test_handshakes_count_among_the_connections(keyroll: Keyroll, tmp_path: Path) -> None:
    with served(keyroll, SHORT, certificate=Certificate(*pair(tmp_path))) as port:
        held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(30)]
        began = time.monotonic()
        assert shown(port)[0].startswith(b"HTTP/1.1 200")
        assert time.monotonic() - began < SHORT.head
        for one in held:
            one.close()


def test_a_renewed_pair_is_taken_and_a_broken_one_is_not(keyroll: Keyroll, tmp_path: Path) -> None:
    chain, key = pair(tmp_path)
    next_chain, next_key = pair(tmp_path, "next")
    told: list[str] = []
    with served(keyroll, SHORT, certificate=Certificate(chain, key, told.append)) as port:
        first = shown(port)[1]
        next_chain.replace(chain)  # only half of it is there yet
        assert shown(port)[1] == first
        assert "stays" in told[-1]
        next_key.replace(key)
        second = shown(port)[1]
        assert second != first
        key.chmod(0o644)
        key.write_bytes(b"nonsense")
        assert shown(port)[1] == second
        key.unlink()
        assert shown(port)[1] == second
