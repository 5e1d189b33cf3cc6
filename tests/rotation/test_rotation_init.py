"""First directions of several consumers: places, programs and reload, given, listed or known to the inventory.

Before, ``rotate init`` wrote one consumer: the second one was written by hand, or cut off after a sign-off.
"""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from site_of_rotation import OLD, Program, Site, until

from keyroll.api import GivenConsumer, GivenDirections
from keyroll.cli.commands._of_consumers import _FIELDS, _consumers
from keyroll.errors import UsageError
from keyroll.report.document import Line
from keyroll.report.rotation import begun_document
from keyroll.rotation import directions
from keyroll.rotation.beginning_consumers import consumer, with_places, with_programs

WEB, REPORT = GivenConsumer("file:/run/web/secret"), GivenConsumer("file:/run/report/secret?mode=0640")


def programs(*given: GivenConsumer, seen: tuple[str, ...]) -> list[str]:
    return [one.client for one in with_programs(given, frozenset(seen))]


def test_a_place_that_names_a_program_is_its_place_and_the_last_program_has_the_last_place() -> None:
    assert programs(WEB, REPORT, seen=("report", "web")) == ["web", "report"]
    assert programs(GivenConsumer("file:/a"), REPORT, seen=("report", "nightly job")) == ["nightly job", "report"]
    assert programs(GivenConsumer("file:/a"), seen=("web",)) == ["web"]
    assert programs(GivenConsumer("file:/a", client="x"), seen=("web", "x")) == ["x"]


def test_which_program_reads_a_place_is_asked_for_where_nothing_shows_it() -> None:
    with pytest.raises(UsageError, match="several programs use it: one, two; which one reads file:/a is not known"):
        programs(GivenConsumer("file:/a"), GivenConsumer("file:/b"), seen=("one", "two"))
    with pytest.raises(UsageError, match="the program that reads file:/a is not known") as asked:
        consumer(SimpleNamespace(parts=()), "app", GivenConsumer("file:/a"), 1, 2)  # type: ignore[arg-type]
    assert "--client NAME" in asked.value.hint


def test_known_copies_are_the_places_of_consumers_that_have_none() -> None:
    poll = GivenConsumer(gets="poll")
    assert [one.place for one in with_places([poll], ["file:/a", "file:/b"])] == ["file:/a", "file:/b"]
    assert with_places([WEB], ["file:/a"]) == [WEB]
    with pytest.raises(UsageError, match="2 consumers are given, and copies are at file:/a"):
        with_places([poll, poll], ["file:/a"])


def given(**values: Any) -> tuple[GivenConsumer, ...]:
    return _consumers({name: values.get(name, ()) for name in _FIELDS})


def test_options_belong_to_places_by_their_order() -> None:
    made = given(place=("file:/a", "file:/b"), client=("web", "report"), gets=("poll",))
    assert made == (
        GivenConsumer("file:/a", client="web", gets="poll"), GivenConsumer("file:/b", client="report", gets="poll"),
    )  # fmt: skip
    assert given() == ()
    with pytest.raises(UsageError, match="--client is given 1 times for 2 consumers"):
        given(place=("file:/a", "file:/b"), client=("web",))


def test_a_reload_command_is_part_of_the_place(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_text("app:value")
    asked = GivenConsumer(f"file:{place}?mode=0640", gets="push", reload="kill -HUP 50% & +x")
    made = consumer(SimpleNamespace(parts=()), "app", asked, 1, 1)  # type: ignore[arg-type]
    from keyroll.providers.generic.deliver import _parts
    from keyroll.providers.generic.deliver import place as target

    assert _parts(target(made.place.partition(":")[2]))[1] == {"mode": "0640", "reload": "kill -HUP 50% & +x"}


@pytest.mark.server
def test_directions_of_two_programs_are_written_by_one_command(site: Site) -> None:
    (site.home / "rotation.toml").unlink()
    second, told = site.folder / "report.env", site.folder / "told"
    second.write_text(f"PGUSER={site.one}\nPGPASSWORD={OLD}\n")
    other = site.folder / "plain"
    other.write_text(f"{site.one}:{OLD}")
    with Program(site.postgres, site.secret) as web, Program(site.postgres, other, "report") as report:
        until(lambda: web.signed_in and report.signed_in)
        begun = site.open().first_directions.begin(
            site.one,
            GivenDirections(
                at=site.postgres.address, admin=f"{site.admin}=file:{site.folder / 'admin'}", partner=site.two,
                consumers=(
                    GivenConsumer(f"file:{site.secret}", client="web", gets="poll", longest_poll=timedelta(seconds=1)),
                    GivenConsumer(f"file:{second}", gets="push", reload=f"touch {told}"),
                ),
            ),
        )  # fmt: skip
    assert begun.others == ()
    (made,) = directions.read(site.home / "rotation.toml").values()
    assert [(one.name, one.client, str(one.gets)) for one in made.consumers] == [
        ("web", "web", "poll"), ("report", "report", "push"),
    ]  # fmt: skip
    assert made.consumers[1].form == "env PGUSER={id} PGPASSWORD={secret}"
    assert made.consumers[1].place == f"file:{second}?reload=touch {told}"
    assert OLD not in (site.home / "rotation.toml").read_text()


@pytest.mark.server
def test_a_consumer_is_added_to_directions_and_what_a_person_wrote_stays(site: Site) -> None:
    """Before, a second consumer of existing directions was written by hand."""
    path, second = site.home / "rotation.toml", site.folder / "report.env"
    second.write_text(f"PGUSER={site.one}\nPGPASSWORD={OLD}\n")
    before = path.read_text() + "# asked for by the auditor\n"
    path.write_text(before)
    first = site.open().first_directions
    begun = first.begin(
        site.one, GivenDirections(consumers=(GivenConsumer(f"file:{second}", client="report", gets="push"),))
    )
    assert path.read_text() == f"{before}\n{begun.text}"
    assert begun.added
    blocks = begun_document(begun.item, begun.text, added=True).blocks
    shown = [line.text for line in blocks if isinstance(line, Line)]
    assert f'+ [["{site.identifier}".consumers]]' in shown
    assert not [line for line in shown if "at = " in line]
    (made,) = directions.read(path).values()
    assert [one.name for one in made.consumers] == ["web", "report"]
    with pytest.raises(UsageError, match="a consumer report is declared already"):
        first.begin(
            site.one,
            GivenDirections(consumers=(GivenConsumer(f"file:{second}?mode=0640", client="report", gets="push"),)),
        )
    with pytest.raises(UsageError, match="only consumers are added"):
        first.begin(site.one, GivenDirections(observe=timedelta(1), consumers=(GivenConsumer("file:/x"),)))
    with pytest.raises(UsageError, match="has directions for"):
        first.begin(site.one, GivenDirections())


@pytest.mark.server
def test_a_list_of_consumers_in_one_line_takes_no_more_and_nothing_is_written(site: Site) -> None:
    path, second = site.home / "rotation.toml", site.folder / "plain"
    second.write_text(f"{site.one}:{OLD}")
    head, _, consumer_lines = path.read_text().partition(f'[["{site.identifier}".consumers]]')
    inline = ", ".join(line for line in consumer_lines.strip().splitlines())
    path.write_text(before := f"{head}consumers = [{{ {inline} }}]\n")
    with pytest.raises(UsageError, match="no consumer can be added"):
        site.open().first_directions.begin(
            site.one, GivenDirections(consumers=(GivenConsumer(f"file:{second}", client="report", gets="push"),))
        )
    assert path.read_text() == before
