"""Lines of text logs that are cut, binary or over-long go to quarantine, each with its reason; all others are read."""

import pytest

from keyroll.intake import records
from server_logs import bring

GOOD = {
    "mariadb.audit": "20231114 13:10:04,db1,svc,192.0.2.7,5,31,QUERY,app,'SELECT 1',0",
    "openssh.auth": "2023-11-14T13:10:04.5+00:00 web1 sshd-session[7]: Invalid user svc from 192.0.2.7 port 5",
    "ldap.stats": "2023-11-14T13:10:04.5Z ldap1 slapd[9]: conn=7 op=0 RESULT tag=97 err=49 text=",
    "rabbitmq.server": "2023-11-14 13:10:04.499000+00:00 [error] <0.9.0> HTTP access denied: user 'svc' - invalid",
}
LONGEST = 4000


@pytest.mark.parametrize("name", GOOD)
def test_a_hostile_line_costs_itself(name, tmp_path, monkeypatch):
    monkeypatch.setattr(records, "LONGEST", LONGEST)
    provider, _, log = name.partition(".")
    good = GOOD[name]
    later = good.replace("13:10:04", "13:10:05")
    no_time = good.replace("13:10", "99:99", 1)
    hostile: list[str | bytes] = [
        good[:15], good[:25], b"\xff\xfe\x00" + good.encode(), good + "x" * LONGEST, "\x00" * 9, "{", no_time,
    ]  # fmt: skip
    brought = bring(tmp_path, f"{provider}@main", log, [good, *hostile, later])
    refused = brought.quarantine()
    assert sorted(refused) == list(range(2, 2 + len(hostile)))
    assert refused[4] == "not UTF-8"
    assert "longer" in refused[5]
    assert refused[8] in ("no time that can be read", "not a line of this log")
    assert [row["record"] for row in brought.events()] == [1, 2 + len(hostile)]
