"""The public Python API and the one facade: what the command line can do, without a terminal.

>>> from keyroll.api import Keyroll            # doctest: +SKIP
>>> roll = Keyroll.open(Path("home"))          # doctest: +SKIP
>>> roll.sync(Path("exports"))                 # doctest: +SKIP
"""

from keyroll.api.cases import Played, play_case, replay_cases, write_case
from keyroll.api.connecting import connection, connection_settings
from keyroll.api.incidents import verify
from keyroll.api.incoming import Wanted
from keyroll.api.keyroll import Keyroll
from keyroll.api.knowing import LIMIT, LISTS, estimate_lists
from keyroll.api.replays import replay, replay_home, replay_place, replay_world, replay_worlds, world_place
from keyroll.proof.evidence.checked import Checked
from keyroll.proof.probe.asked import Asked, asked
from keyroll.replay import Written
from keyroll.report.listing import PIVOTS, Listed, Narrow, Times
from keyroll.response.following import Followed
from keyroll.signals.keys import issuer_keys
from keyroll.signals.streams import Stream

__all__ = [
    "LIMIT",
    "LISTS",
    "PIVOTS",
    "Asked",
    "Checked",
    "Followed",
    "Keyroll",
    "Listed",
    "Narrow",
    "Played",
    "Stream",
    "Times",
    "Wanted",
    "Written",
    "asked",
    "connection",
    "connection_settings",
    "estimate_lists",
    "issuer_keys",
    "play_case",
    "replay",
    "replay_cases",
    "replay_home",
    "replay_place",
    "replay_world",
    "replay_worlds",
    "verify",
    "world_place",
    "write_case",
]
