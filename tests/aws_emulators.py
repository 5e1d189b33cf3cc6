"""Emulators of AWS, on this machine only: moto, which can be told to refuse, and ministack, which takes anything."""

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from real_servers import folder_for, free_port, program, running


@dataclass
class Emulator:
    """One that runs, and a client of its IAM."""

    address: str
    root: tuple[str, str] = ("test", "test")
    #: Its clock is its own.
    now: Callable[[], float] = time.time

    def client(self, service: str, key: tuple[str, str] | None = None) -> Any:
        import boto3

        name, secret = key or self.root
        return boto3.client(
            service, "us-east-1", endpoint_url=self.address, aws_access_key_id=name, aws_secret_access_key=secret
        )

    @property
    def iam(self) -> Any:
        return self.client("iam")

    def user(self, name: str) -> None:
        self.iam.create_user(UserName=name)

    def key(self, user: str) -> tuple[str, str]:
        """A new access key: its id, and ID:SECRET."""
        made = self.iam.create_access_key(UserName=user)["AccessKey"]
        return made["AccessKeyId"], f"{made['AccessKeyId']}:{made['SecretAccessKey']}"

    def allow(self, user: str) -> None:
        """Let a user do everything."""
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=text)

    def pair(self, user: str) -> tuple[str, str]:
        """A new access key: its id and its secret."""
        name, value = self.key(user)
        return name, value.partition(":")[2]

    def strict(self) -> None:
        """Have moto check signatures and policies from now on; not whether a key is active."""
        request = urllib.request.Request(
            f"{self.address}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}, method="POST"
        )
        urllib.request.urlopen(request, timeout=20).close()


@contextmanager
def _moto() -> Iterator[Emulator]:
    port = free_port()
    with folder_for() as folder, running([program("moto_server"), "-H", "127.0.0.1", "-p", str(port)], port, folder):
        yield Emulator(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="session")
def moto() -> Iterator[Emulator]:
    """A moto that takes any key."""
    with _moto() as one:
        yield one


@pytest.fixture(scope="module")
def own_moto() -> Iterator[Emulator]:
    """A separate moto, for tests that count its objects."""
    with _moto() as one:
        yield one


@pytest.fixture(scope="session")
def ministack() -> Iterator[Emulator]:
    """A ministack; left to itself it would be open to the network."""
    port = free_port()
    settings = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    with folder_for() as folder:
        state = Path(folder)
        with running([sys.executable, "-m", "ministack"], port, state, **settings, TMPDIR=str(state)):
            yield Emulator(f"http://127.0.0.1:{port}")
