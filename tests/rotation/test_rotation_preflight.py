"""A plan whose change cannot succeed is refused, with role, object and fix; before, it was orphaned later."""

import pytest
from site_of_rotation import OLD, Program, Site, sign_in

from keyroll.api import CredentialSelection
from keyroll.errors import NothingToDo
from keyroll.providers import catalogue

pytestmark = [pytest.mark.server]


def refused(site: Site) -> str:
    with pytest.raises(NothingToDo) as error:
        site.open().rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    assert OLD not in str(error.value)
    return str(error.value)


def test_a_missing_partner_is_named_with_the_statements_that_make_it(site: Site) -> None:
    site.postgres.run(f"DROP ROLE {site.two}")
    said = refused(site)
    assert f"the role {site.two} does not exist" in said
    assert f'GRANT "{site.one}" TO "{site.two}"' in said


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        (
            "CREATE TABLE of_{one} (); ALTER TABLE of_{one} OWNER TO {one}",
            "ownership differs: {one} has table of_{one}",
        ),
        ("CREATE TABLE to_{one} (); GRANT SELECT ON to_{one} TO {one}", "grant differs: {one} has table to_{one}"),
        ("CREATE ROLE more_{one}; GRANT more_{one} TO {one}", "membership differs: {one} has more_{one}"),
        ("ALTER ROLE {one} CREATEDB", "attribute differs: {one} has CREATEDB"),
    ],
)
def test_a_right_that_the_partner_lacks_is_named(site: Site, statement: str, names: str) -> None:
    site.postgres.run(statement.format(one=site.one))
    assert names.format(one=site.one) in refused(site)


def test_a_full_pair_names_both_values(site: Site) -> None:
    site.postgres.run(f"ALTER ROLE {site.two} LOGIN PASSWORD 'left-over-1'")
    assert f"both slots of {site.one} are taken: {site.one}, {site.two}" in refused(site)


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("ALTER ROLE {admin} NOCREATEROLE", "{admin} does not have CREATEROLE"),
        ("REVOKE pg_signal_backend FROM {admin}", "{admin} does not have pg_signal_backend"),
        ("REVOKE {two} FROM {admin}", "{admin} has no ADMIN OPTION on the role {two}"),
    ],
)
def test_a_missing_right_of_the_administrator_is_named(site: Site, statement: str, names: str) -> None:
    site.postgres.run(statement.format(admin=site.admin, two=site.two))
    said = refused(site)
    assert names.format(admin=site.admin, two=site.two) in said


def test_a_place_that_cannot_be_written_or_holds_another_form_is_named(site: Site) -> None:
    site.secret.write_text("nothing of that form")
    assert f"file:{site.secret} does not have the form '{{who}}:{{value}}'" in refused(site)
    site.secret.unlink()
    assert f"no place holds the value of {site.one}" in refused(site)


def test_a_good_plan_tells_what_was_checked_and_wrote_nothing(site: Site) -> None:
    roles = "SELECT rolname, rolcanlogin, rolpassword FROM pg_authid ORDER BY 1"
    before = site.postgres.rows(roles), site.secret.read_bytes()
    made = site.open().rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    checks = "\n".join(made.plan.items[0].checks)
    for word in ("CREATEROLE", "equal rights", "free slot", "place of web", "evidence of web: sessions"):
        assert word in checks
    assert (site.postgres.rows(roles), site.secret.read_bytes()) == before


@pytest.mark.long
def test_the_plan_makes_a_partner_that_acts_as_the_role_and_both_directions_work(site: Site) -> None:
    """Of a role that owns objects, has grants and settings, no equal partner could be made by hand in a few words."""
    site.postgres.run(
        f"DROP ROLE {site.two}", f"CREATE TABLE owned_{site.one} (one int)",
        f"ALTER TABLE owned_{site.one} OWNER TO {site.one}", f"ALTER ROLE {site.one} SET search_path = public, pg_temp",
    )  # fmt: skip
    site.direct()
    text = (site.home / "rotation.toml").read_text()
    (site.home / "rotation.toml").write_text(
        text.replace(f'partner = "{site.two}"', f'partner = "{site.two}", make_partner = "yes"')
    )
    rotations = site.open().rotations
    made = rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    assert f"acts as {site.one}" in "\n".join(made.plan.items[0].checks)
    assert site.postgres.rows(f"SELECT count(*) FROM pg_roles WHERE rolname = '{site.two}'") == [(0,)]
    rotations.approve("first", key=site.key("bob"))
    with Program(site.postgres, site.secret) as program:
        assert rotations.run("first", wait=True).done
    assert program.failures == []
    who, value = site.now_reads()
    assert who == site.two
    with sign_in(site.postgres, who, value) as connection:
        assert connection.execute("SELECT session_user, current_user").fetchone() == (site.two, site.one)
        connection.execute(f"ALTER TABLE owned_{site.one} ADD COLUMN two int; CREATE TEMP TABLE later ()")
        assert connection.execute("SHOW search_path").fetchone() == ("public, pg_temp",)
    assert not site.accepted(site.one, OLD)


def test_each_rotator_declares_its_checks_or_why_nothing_can_be_checked() -> None:
    every = [(name, one) for name in catalogue.providers() for one in catalogue.rotators(name)]
    assert len(every) > 20
    for name, one in every:
        assert one.checks is not None or one.unchecked_because, (name, one.kind)
