"""The times of Logpush: RFC 3339, or seconds or nanoseconds since 1970, by the job's ``timestamp_format``.

developers.cloudflare.com, *Logpush: Log output options* (``unixnano``, the default, ``unix``, ``rfc3339``), and the
vendor's library ``cloudflare`` 5.9 (also ``rfc3339ms``, ``rfc3339ns``), read 2026-11-29.
"""

from typing import Final

_AT: Final = (
    "CASE WHEN regexp_matches({0}, '^[0-9]{{18,19}}$') THEN make_timestamptz(TRY_CAST({0} AS BIGINT) // 1000) "
    "WHEN regexp_matches({0}, '^[0-9]{{9,10}}([.][0-9]+)?$') THEN to_timestamp(TRY_CAST({0} AS DOUBLE)) "
    "ELSE TRY_CAST({0} AS TIMESTAMPTZ) END"
)


def happened(text: str) -> str:
    """Return SQL that reads a time in any of the three forms."""
    return _AT.format(text)
