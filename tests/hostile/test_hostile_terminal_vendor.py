"""What a server says, in its status line, its headers and its body, commands no terminal."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hostile_home import SEQUENCES
from hostile_runs import clean, run

pytestmark = pytest.mark.hostile
WORST = "x" + "".join(SEQUENCES.values())
ANSWERS = {
    "refused": (400, {"errors": [WORST], "error": WORST, "message": WORST, WORST: WORST}),
    "forbidden": (403, {"errors": [WORST]}),
    "named": (200, {"data": {"display_name": WORST, "accessor": WORST, "entity_id": WORST, "keys": [WORST]}}),
    "text": (200, WORST),
}


@contextmanager
def serving(status: int, body: object) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status, "no \x1b]0;owned\x07")
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Request-Id", "\x1b[31m")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_LIST = do_PUT = do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_a_server(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTILE_TOKEN", "s.token")
    with serving(*ANSWERS[name]) as address:
        words = ("connect", "openbao", "--at", address, "--credential", "env:HOSTILE_TOKEN")
        assert clean(run(*words, home=tmp_path / "home")).err
    clean(run("connect", home=tmp_path / "home"))
