"""The company's content: tickets, wiki pages and repositories, in their full numbers at every scale."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import stream
from keyroll.replay.words import PRODUCTS, REPOSITORY, TEAMS, TITLES

TICKETS = 2_059_357
PAGES = 14_099
REPOSITORIES = 11_904


@dataclass(frozen=True, slots=True)
class PlayedRepository:
    """One repository: its number, the key of its project, its slug."""

    number: int
    project: str
    slug: str


@dataclass(frozen=True, slots=True)
class Territory:
    """Projects with their counts of tickets, page ids by space, repositories."""

    projects: tuple[tuple[str, int], ...]
    spaces: tuple[str, ...]
    repositories: tuple[PlayedRepository, ...]

    def ticket(self, rng: Random, project: int, recent: int = 600) -> str:
        """The key of a ticket among the newest of a project."""
        key, count = self.projects[project]
        return f"{key}-{count - int(rng.random() * min(recent, count))}"

    def any_ticket(self, rng: Random) -> str:
        """Return the key of any ticket."""
        number = int(rng.random() * TICKETS)
        for key, count in self.projects:
            if number < count:
                return f"{key}-{number + 1}"
            number -= count
        raise AssertionError

    def space_pages(self, space: int) -> range:
        """Numbers of the pages of one space."""
        share = PAGES // len(self.spaces)
        end = PAGES if space == len(self.spaces) - 1 else (space + 1) * share
        return range(space * share, end)


def page_id(number: int) -> int:
    """Return Confluence's id of a page."""
    return 2_097_152 + 37 * number


def page_title(number: int) -> str:
    """Return a page's title as it appears in an address."""
    return f"{TITLES[number % len(TITLES)]}+{1 + number // len(TITLES)}"


def territory(seed: int) -> Territory:
    """Return the same territory for the same seed."""
    rng = stream(seed, "territory")
    weights = [rng.random() ** 2 + 0.05 for _ in TEAMS]
    total = sum(weights)
    counts = [int(TICKETS * weight / total) for weight in weights]
    counts[0] += TICKETS - sum(counts)
    keys = [key for _, key in TEAMS]
    repositories: list[PlayedRepository] = []
    for number in range(REPOSITORIES):
        product = PRODUCTS[rng.randrange(len(PRODUCTS))]
        slug = f"{product}-{REPOSITORY[rng.randrange(len(REPOSITORY))]}-{number}"
        repositories.append(PlayedRepository(number + 1, keys[rng.randrange(len(keys))], slug))
    return Territory(tuple(zip(keys, counts, strict=True)), tuple(keys), tuple(repositories))
