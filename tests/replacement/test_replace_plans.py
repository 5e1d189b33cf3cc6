"""What every way declares, what a plan says of providers and consumers, and that no text carries a foreign command."""

import dataclasses
import re

import pytest

from keyroll.errors import ConfigError, NothingToDo, UsageError
from keyroll.intake.events import table_of
from keyroll.model.identifier import Identifier
from keyroll.model.truth import Answer, Truth
from keyroll.providers import catalogue
from keyroll.providers.contracts.replace import SAFE, Form, Given, LogSign, Side
from keyroll.replacement import directions
from keyroll.replacement.directions import ReplacementDirections
from keyroll.replacement.known import SeenConsumer, Static
from keyroll.replacement.planning import AssessedWay, make
from keyroll.replacement.signs import query
from keyroll.store.session import Session

WAYS = [
    (name, way, platform)
    for name in catalogue.providers()
    for way in catalogue.ways(name)
    for platform in way.consumers
]
IDS = [f"{name} {way.kind} {way.name} {platform}" for name, way, platform in WAYS]


def given_for(provider, way, platform) -> Given:
    kind = catalogue.kind(provider, way.kind)
    assert kind is not None
    identifier = Identifier(f"{provider}@main", kind.identifier, "shop")
    return Given(identifier, "shop", platform, {one.name: one.example or one.default for one in way.settings})


@pytest.mark.parametrize(("provider", "way", "platform"), WAYS, ids=IDS)
def test_a_way_is_whole(provider, way, platform):
    assert catalogue.kind(provider, way.kind), "the provider issues no such kind"
    parts = way.configure(given_for(provider, way, platform))
    assert {part.side for part in parts} >= {Side.PROVIDER, Side.CONSUMER}
    assert parts[-1].stage == "remove"
    assert any(part.stage == "change" and part.side is Side.CONSUMER for part in parts)
    assert way.death
    assert way.page.startswith("https://")
    assert way.signs(given_for(provider, way, platform))
    for part in parts:
        assert "@slug@" not in part.text
        assert not re.search(r"@[a-z_]+@", part.text), part.text
    named = {one.name for one in way.settings}
    assert len(named) == len(way.settings)
    for one in way.settings:
        assert not one.example or SAFE.fullmatch(one.example) or one.name == "key"


@pytest.mark.parametrize(("provider", "way", "platform"), WAYS, ids=IDS)
def test_the_signs_of_a_way_fit_the_columns_of_their_logs(provider, way, platform, tmp_path):
    with Session(tmp_path) as session:
        session.run("CREATE TEMP TABLE attempts_of_keyroll (begins TIMESTAMPTZ, ends TIMESTAMPTZ)")
        for sign in way.signs(given_for(provider, way, platform)):
            if not isinstance(sign, LogSign):
                assert catalogue.kind(sign.provider, sign.kind)
                continue
            log = catalogue.logs(sign.provider)[sign.log]
            columns = {name: kind.replace("JSON", "VARCHAR") for name, kind in log.columns.items()}
            columns |= {"source": "VARCHAR", "happened_at": "TIMESTAMPTZ", "raw": "VARCHAR", "record": "BIGINT"}
            columns |= {"implausible": "BOOLEAN"}
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            session.run(f'CREATE OR REPLACE TEMP TABLE "{table_of(sign.provider, log)}" ({declared})')
            values = {**sign.values, "the_source": "x@main", "same_source": True}
            assert session.tuples(query(sign), values)[0][0] == 0


def static(*consumers: SeenConsumer, provider: str = "postgresql", kind: str = "role", value: str = "shop") -> Static:
    declared = catalogue.kind(provider, kind)
    assert declared is not None
    return Static(
        f"{provider}@main:{kind}:{value}",
        value,
        provider,
        f"{provider}@main",
        kind,
        declared.vendor_name,
        "",
        Truth.no("x"),
        consumers,
    )


def best(credentials: list[Static], told: dict[str, ReplacementDirections], issuers: set[str]) -> AssessedWay:
    """Return the best way for the one credential."""
    (plan,) = make(credentials, told, issuers)
    assert plan.best is not None
    return plan.best


def test_a_consumer_that_nothing_shows_is_unknown_and_says_so():
    one = best([static()], {}, {"openbao"})
    assert one.possible.answer is Answer.UNKNOWN
    assert "consumer is not known" in one.possible.because
    seen = SeenConsumer("psycopg at 10.0.0.7")
    one = best([static(seen)], {}, {"openbao"})
    assert "psycopg at 10.0.0.7" in one.possible.because


def test_a_consumer_in_ci_is_read_from_the_place_of_its_copy():
    from keyroll.replacement.known import _platform

    assert _platform("github", "ci_variable") == "github_actions"
    assert _platform("gitlab", "ci_variable") == "gitlab_ci"
    assert _platform("kubernetes", "kubernetes_secret") == "kubernetes"
    assert _platform("jira", "ticket") is None


def test_an_issuer_that_was_never_read_is_unknown():
    seen = SeenConsumer("reads ci", directions.Platform.VAULT)
    one = best([static(seen)], {}, set())
    assert one.provider.answer is Answer.UNKNOWN
    assert "OpenBao" in one.provider.because
    one = best([static(seen)], {}, {"openbao"})
    assert one.possible.answer is Answer.YES


def test_a_consumer_that_cannot_take_part_has_no_way():
    said = ReplacementDirections(consumer=directions.Platform.HOST)
    (one,) = make(
        [static(provider="aws", kind="access_key", value="AKIAX")], {"aws@main:access_key:AKIAX": said}, set()
    )
    assert one.best is None
    assert "host cannot take part" in one.because


def test_a_kind_without_a_way_says_why():
    (one,) = make([static(provider="smartsheet", kind="access_token")], {}, set())
    assert one.best is None
    assert one.because == catalogue.no_ways("smartsheet")["access_token"].because
    (one,) = make([static(provider="okta", kind="api_token")], {}, set())
    assert "is described" in one.because


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name in catalogue.providers() for kind in catalogue.no_ways(name)]
)
def test_a_kind_without_a_way_exists_and_has_none(name, kind):
    assert catalogue.kind(name, kind)
    assert kind not in {way.kind for way in catalogue.ways(name)}


@pytest.mark.parametrize(
    "name", ["shop'; DROP TABLE x; --", "shop$(id)", "shop`id`", 'shop"', "a b", "x\ny", "p|q", "r;s"]
)
def test_a_name_that_would_be_a_command_is_carried_by_no_plan(name):
    seen = SeenConsumer("reads", directions.Platform.VAULT)
    one = best([static(seen, value=name)], {}, {"openbao"})
    assert one.possible.answer is Answer.UNKNOWN
    assert "a character that is not allowed" in one.possible.because
    assert one.parts == ()


def test_directions_are_checked(tmp_path):
    file = tmp_path / "replacement.toml"
    assert directions.read(file) == {}
    for text, fault in (
        ('["a@b:c:d"]\nway = 1\n', "text"),
        ('["a@b:c:d"]\nconsumer = "toaster"\n', "toaster"),
        ('["a@b:c:d"]\nother = "x"\n', "other"),
        ('["a@b:c:d"]\nsettings = { server = "x; rm -rf ~" }\n', "server"),
        ("x = 1\n", "table"),
        ("x = [\n", "TOML"),
    ):
        file.write_text(text)
        with pytest.raises(ConfigError, match=fault) as caught:
            directions.read(file)
        assert "rm -rf" not in str(caught.value)


def test_directions_with_an_unknown_way_or_setting_are_refused():
    for said in (
        ReplacementDirections(way="magic"),
        ReplacementDirections(way="openbao-role", settings={"colour": "red"}),
    ):
        with pytest.raises(UsageError):
            make([static()], {"postgresql@main:role:shop": said}, set())


def test_a_missing_setting_stands_in_the_texts_and_is_named():
    one = best([static(SeenConsumer("x", directions.Platform.VAULT))], {}, {"openbao"})
    assert "server" in one.missing or one.way.name != "openbao-role"
    assert all(dataclasses.is_dataclass(part) for part in one.parts)
    assert {part.form for part in one.parts} <= set(Form)


def test_an_empty_home_has_nothing_to_replace(place):
    with pytest.raises(NothingToDo):
        place.open().replacements.plan()


def test_an_account_called_as_a_policy_of_openbao_does_not_overwrite_it():
    for name in ("root", "default"):
        one = best([static(SeenConsumer("x", directions.Platform.VAULT), value=name)], {}, {"openbao"})
        policies = [part.text for part in one.parts if "policy write" in part.text]
        assert all(f"'keyroll_{name}'" in text for text in policies)
        assert policies
