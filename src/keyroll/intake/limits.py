"""Limits of the bytes of a file in memory, and of the bytes that are read; docs/limits.md describes the effect of each.

The limits of unpacking (size, ratio, time) are in ``store/unpacking.py``, because they apply to every reader of a file.
"""

from typing import Final

MIB: Final = 1 << 20

#: A longer record (a line, or an element of a list) is not read.
RECORD: Final = 16 * MIB
#: Records of one batch, and lines of one segment: many tiny ones cost more than their bytes.
RECORDS: Final = 100_000
#: The most columns of a table, and bytes of one of its lines.
COLUMNS: Final = 10_000
ROW: Final = 1 * MIB
#: A page of a survey without a list is not read above this size; a list is read some elements at a time.
PAGE: Final = 32 * MIB
#: The most memory for a page, or a part of a list, as Python objects, in bytes.
OBJECTS: Final = 120 * MIB
#: From this size on the elements of a list are read in parts.
PART: Final = 2 * MIB
#: The most pages of a file that have no end, and the most broken pages of a file.
ENDLESS: Final = 3
BROKEN: Final = 1_000
#: The bytes that are read to recognise a file: of its beginning, of one record, and of a whole document.
HEAD: Final = 1 * MIB
SHORT: Final = 64 << 10
DOCUMENT: Final = 1 << 30
#: The number of bad records after which a file without a sound record is not read further.
HOPELESS: Final = 50_000
#: The most levels of nested folders, and the most files of one folder of exports.
DEPTH: Final = 64
FILES: Final = 1_000_000
#: The most bad records of one file, and the most unreadable files, that are listed one by one.
NAMED: Final = 10_000
UNPLACED: Final = 2_000
#: The most refused rows of a table that its read names one by one.
REFUSED: Final = 1_000
