"""Consumers that nobody declared and that one source shows: a scan, a log, or sessions of a pushed value."""

import json

import pytest
from site_of_rotation import OLD, Program, sign_in, until
from test_rotation_undeclared import approved, gated

from keyroll.api import CredentialSelection
from keyroll.model.rotation import Standing, Step, Wish

pytestmark = [pytest.mark.server, pytest.mark.long]


def may_sign_in(site) -> bool:
    return bool(site.postgres.rows(f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{site.one}'")[0][0])


def revoked(site, rotations, name="first") -> bool:
    """Run a plan one step further; whether the old value is refused now. Its proof is no part of these tests."""
    rotations.run(name)
    return not may_sign_in(site)


def test_a_file_in_which_a_scan_found_the_value_blocks_until_it_is_signed_off(site) -> None:
    tree = site.folder / "repository"
    tree.mkdir()
    url = f"DATABASE_URL=postgresql://{site.one}:{OLD}@127.0.0.1:{site.postgres.port}/postgres\n"
    (tree / "settings.env").write_text(url)
    (tree / "secret").write_text(url)  # no consumer's file, although it has the name of one
    keyroll = site.open()
    keyroll.exports.scan([str(tree)])
    (item,) = keyroll.rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.copies == ("repository/secret:1", "repository/settings.env:1")
    keyroll.rotations.approve("first", key=site.key("bob"))
    with Program(site.postgres, site.secret) as program:
        stand = gated(site, keyroll.rotations)
        assert "repository/settings.env:1, a known copy, is no declared consumer" in stand.said
        assert may_sign_in(site)
        for copy in item.copies:
            keyroll.rotations.decide("first", Wish.SIGN_OFF, key=site.key("ann"), copy=copy, because="removed")
        until(lambda: revoked(site, keyroll.rotations), 30)
    assert program.failures == []


def test_the_scanned_file_of_a_declared_consumer_does_not_block(site) -> None:
    before, after = "postgresql://", f"@127.0.0.1:{site.postgres.port}/postgres"
    site.secret.write_text(f"{before}{site.one}:{OLD}{after}")
    directions = site.home / "rotation.toml"
    directions.write_text(directions.read_text().replace("{who}:{value}", f"{before}{{who}}:{{value}}{after}"))
    keyroll = site.open()
    folder = site.folder / "config"
    folder.mkdir()
    site.secret.rename(folder / "secret")
    directions.write_text(directions.read_text().replace(str(site.secret), str(folder / "secret")))
    assert keyroll.exports.scan([str(folder)])[0].scans[0].places == 1
    (item,) = keyroll.rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.copies == ()


def test_a_program_that_only_the_log_shows_blocks_until_it_is_signed_off(site) -> None:
    read = 0

    def ship() -> None:
        nonlocal read
        lines = [one for file in sorted((site.postgres.base / "messages").glob("*.json"))
                 for one in file.read_text().splitlines() if f'"{site.one}"' in one or f'"{site.two}"' in one
                 or f"user={site.one}" in one or f"user={site.two}" in one]  # fmt: skip
        if lines[read:]:
            batch = site.folder / f"batch{read}.ndjson"
            batch.write_text("\n".join(json.dumps(json.loads(one)) for one in lines[read:]) + "\n")
            read = len(lines)
            site.open().exports.sync_log("postgresql@main.server", [batch], fold=False)

    sign_in(site.postgres, site.one, OLD, "nightly").close()
    until(lambda: not site.postgres.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = 'nightly'"))
    rotations = approved(site)

    def named() -> bool:
        ship()
        (stand,) = rotations.run("first").stands
        assert stand.position.step in (Step.SEAL, Step.CREATE, Step.VERIFY, Step.PUBLISH, Step.GATE), stand
        return "nightly at 127.0.0.1 used the old value (log postgresql.server" in stand.said

    with Program(site.postgres, site.secret) as program:
        until(named, 40)
        assert may_sign_in(site)
        rotations.decide(
            "first", Wish.SIGN_OFF, key=site.key("ann"), copy="nightly at 127.0.0.1", because="it has the new value"
        )

        def over() -> bool:
            ship()
            return revoked(site, rotations)

        until(over, 60)
    assert program.failures == []


def test_a_program_to_which_another_tool_pushed_the_value_blocks_and_passes_once_it_is_declared(site) -> None:
    """It keeps what it was given: only a push by the next plan changes it."""
    given = site.folder / "given"
    given.write_text(f"{site.one}:{OLD}")
    rotations = approved(site)
    with Program(site.postgres, site.secret) as program, Program(site.postgres, given, "pushed") as pushed:
        assert "pushed at 127.0.0.1 used the old value (session" in gated(site, rotations).said
        assert may_sign_in(site)
        rotations.decide("first", Wish.ABORT, key=site.key("ann"), because="one more consumer")
        until(lambda: rotations.run("first").stands[0].position.standing is Standing.ABORTED, 40)
        directions = site.home / "rotation.toml"
        directions.write_text(f"""{directions.read_text()}
[["{site.identifier}".consumers]]
name = "pushed"
place = "file:{given}"
form = "{{who}}:{{value}}"
gets = "push"
client = "pushed"
""")
        rotations.plan("second", CredentialSelection(site.identifier), key=site.key("ann"))
        rotations.approve("second", key=site.key("bob"))
        until(lambda: revoked(site, rotations, "second"), 30)
    assert program.failures == []
    assert pushed.failures == []
