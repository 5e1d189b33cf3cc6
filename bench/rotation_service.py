"""A service of ``rotation_no_outage.py``: makes requests at a rate, and gets its secret by poll, by push or at start.

``rotation_service.py SYSTEM MODE NAME PLACE ADDRESS RATE FIGURES``. Nothing is retried: a request that fails counts as
failed. Every ``FRESH`` requests it signs in again with its current value. A pooled service keeps ``POOLED`` sessions,
each for ``LIFETIME`` seconds, and reads its file for each session that it opens. It writes its figures as JSON lines.
"""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rotation_connections import SYSTEMS, Connection

#: Requests on one connection, and seconds between two reads of the file.
FRESH, POLL = 100, 1.0
#: Sessions of a pool, and the seconds for which each is kept.
POOLED, LIFETIME = 3, 4.0


class Pool:
    """Sessions in turn; one that is older than its lifetime is replaced by one with the value that the file has now."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._held: list[tuple[float, Connection]] = []

    def request(self) -> None:
        """Make a request in the session whose turn it is. A session that fails is not used again."""
        now = time.monotonic()
        if len(self._held) < POOLED:
            # The first sessions of the pool end one after the other, not at one moment.
            self._open(now - LIFETIME * len(self._held) / POOLED if not self._service.made else now)
        opened, one = self._held.pop(0)
        if now - opened > LIFETIME:
            self._open(now)
            one.close()
            opened, one = self._held.pop()
        try:
            one.request()
        except BaseException:
            with suppress(Exception):
                one.close()
            raise
        self._held.append((opened, one))

    def close(self) -> None:
        while self._held:
            self._held.pop()[1].close()

    def _open(self, at: float) -> None:
        self._held.append((at, self._service.connect(self._service.place.read_text())))


class Service:
    """One service: its current value, and the outcomes of its requests."""

    def __init__(self, system: str, mode: str, name: str, place: str, address: str, rate: float, figures: str) -> None:
        self.mode, self.name, self.place = mode, name, Path(place)
        kind = SYSTEMS[system]
        self.connect: Callable[[str], Connection] = lambda content: kind(address, content, name)
        self.pause, self.figures = 1 / rate, Path(figures)
        self.content = self.place.read_text()
        self.made = self.failed = 0
        self.reasons: dict[str, int] = {}
        # Set in a signal handler: an event that the main thread waits for would block there.
        self.over = False

    def run(self) -> None:
        """Make requests until stopped; each request is due one pause after the due time of the last one."""
        if self.mode == "push":
            threading.Thread(target=self._listen, daemon=True).start()
        held, pool = self.content, Pool(self) if self.mode == "pooled" else None
        connection: Connection | Pool | None = None if pool else self.connect(held)
        print("ready", flush=True)
        begun = due = time.monotonic()
        looked = told = begun
        while not self.over:
            now = time.monotonic()
            if self.mode == "poll" and now - looked >= POLL:
                self.content, looked = self.place.read_text(), now
            try:
                if pool:
                    connection = pool
                elif self.content != held or connection is None or self.made % FRESH == FRESH - 1:
                    wanted, before = self.content, connection
                    connection = self.connect(wanted)
                    held = wanted
                    if before is not None:
                        before.close()
                connection.request()
            except Exception as error:  # noqa: BLE001 - whatever it is, the request failed
                self.failed += 1
                reason = f"{type(error).__name__}: {str(error)[:120]}"
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
                connection = None
            self.made += 1
            if now - told > 1:
                self._tell(now - begun)
                told = now
            # Late requests are not made up for: the achieved rate is a figure.
            due = max(due + self.pause, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))
        if connection is not None:
            connection.close()
        self._tell(time.monotonic() - begun)

    def _listen(self) -> None:
        """Take the value from each connection, and confirm that it is in use."""
        address = Path(f"{self.place}.{self.name}.socket")
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(address))
            server.listen()
            while True:
                one, _ = server.accept()
                with one:
                    got = b""
                    while part := one.recv(4096):
                        got += part
                    if got:
                        self.content = got.decode()
                    one.sendall(b"taken")

    def _tell(self, seconds: float) -> None:
        said = {"name": self.name, "made": self.made, "failed": self.failed, "seconds": seconds, "why": self.reasons}
        part = self.figures.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(said))
        part.replace(self.figures)


if __name__ == "__main__":
    _system, _mode, _name, _place, _address, _rate, _figures = sys.argv[1:]
    service = Service(_system, _mode, _name, _place, _address, float(_rate), _figures)
    signal.signal(signal.SIGTERM, lambda *_: setattr(service, "over", True))
    service.run()
