"""The public Python API and the one facade: what the command line can do, without a terminal.

>>> from keyroll.api import Keyroll            # doctest: +SKIP
>>> keyroll = Keyroll.open(Path("home"))          # doctest: +SKIP
>>> keyroll.sync(Path("exports"))                 # doctest: +SKIP
"""

from keyroll.api.cases import Played, play_case, replay_cases, write_case
from keyroll.api.connecting import connection, connection_settings
from keyroll.api.incidents import verify
from keyroll.api.incoming import Wanted
from keyroll.api.keyroll import Keyroll
from keyroll.api.knowing import LIMIT, LISTS, estimate_lists
from keyroll.api.replays import beside_exports, replay, replay_home, replay_place
from keyroll.proof.evidence.verify import Checked
from keyroll.proof.probe.asked import Asked, asked
from keyroll.replay import Written
from keyroll.report.listing import PIVOTS, Listed, Narrow, Times
from keyroll.response.following import Followed
from keyroll.security_events.keys import issuer_keys
from keyroll.security_events.streams import Stream

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
    "beside_exports",
    "connection",
    "connection_settings",
    "estimate_lists",
    "issuer_keys",
    "play_case",
    "replay",
    "replay_cases",
    "replay_home",
    "replay_place",
    "verify",
    "write_case",
]
