"""A sync of valid records that pack very well takes bounded memory and time, and says what it does not read.

First figures (2 MB of gzip, on a busy machine; an empty sync: 253 MB): records of a log 761 MB, in a list 1,000 MB; rows
of a table and elements of a listing did not end in 150 s, 55 s of them of processor time.
"""

import json
from pathlib import Path

import pytest
from bomb_corpus import GOOD, PACKINGS, again, around, lay, put
from measured_sync import Took, good_is_read, reasons, sync

pytestmark = pytest.mark.hostile

RECORD = json.dumps(
    {
        "uuid": "u1",
        "published": "2023-11-14T09:22:49.000Z",
        "eventType": "user.session.start",
        "actor": {"id": "u1", "type": "User", "alternateId": "a@b.example"},
        "client": {"ipAddress": "198.51.100.7"},
        "outcome": {"result": "SUCCESS"},
    }
).encode()
TOKEN = b'{"id":"1","name":"Bot","userId":"u","created":"2023-01-01T00:00:00.000Z"},'
#: What lies where; each unpacks to gigabytes in principle, and to these sizes here.
BOMBS = {
    "okta/logs/system_log/a.ndjson": lambda size: again(RECORD + b"\n", size),
    "okta/logs/system_log/a.json": lambda size: around(b"[", again(RECORD + b",", size)),
    "okta/survey/api_tokens.json": lambda size: around(b"[", again(TOKEN, size)),
    "register/survey/vendors.csv": lambda size: around(b"vendor,provider\n", again(b"a,b\n", size)),
}
#: Most memory above that of an empty sync, and most processor time, in MB and seconds.
MOST_MB, MOST_SECONDS = 300, 20


@pytest.mark.long
@pytest.mark.parametrize("name", BOMBS)
def test_packed_valid_records(tmp_path: Path, empty: Took, name: str) -> None:
    shown = f"{name}.zst"
    put(tmp_path / "in", shown, PACKINGS[".zst"](BOMBS[name](400 << 20)))
    lay(tmp_path / "in", GOOD)
    took = sync(tmp_path / "in", tmp_path / "home")
    assert (took.code, "Traceback" in took.said) == (11, False), took.said[-2000:]
    assert good_is_read(tmp_path / "home")
    assert any("the rest was not read" in one for one in reasons(tmp_path / "home")[shown])
    assert took.memory - empty.memory < MOST_MB
    assert took.seconds - empty.seconds < MOST_SECONDS
