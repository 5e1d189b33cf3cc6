"""How much of a file is held in memory, and how much of it is read; docs/limits.md tells what happens beyond each.

A high compression ratio alone rejects nothing: what counts is what comes out. The limits of unpacking are in
``store/raw.py``, because they hold for every reader of a file.
"""

from typing import Final

MIB: Final = 1 << 20

#: A record (a line, or an element of a list) longer than this is not read.
RECORD: Final = 16 * MIB
#: Records of one batch, and lines of one segment: many tiny ones cost more than their bytes.
RECORDS: Final = 100_000
#: Columns of a table, and bytes of one of its lines.
COLUMNS: Final = 10_000
ROW: Final = 1 * MIB
#: A page of a survey that is no list is not read above this size; a list is read some elements at a time.
PAGE: Final = 32 * MIB
#: What a page, or a part of a list, may come to as objects of the interpreter.
OBJECTS: Final = 120 * MIB
#: From this size on the elements of a list are read some at a time.
PART: Final = 2 * MIB
#: How often a page may begin that never ends, and how many broken pages a file may have.
ENDLESS: Final = 3
BROKEN: Final = 1_000
#: What is looked at to recognise a file: of its beginning, of one record, and of a document to its end.
HEAD: Final = 1 * MIB
SHORT: Final = 64 << 10
DOCUMENT: Final = 1 << 30
#: A file of whose records so many are bad, and none is sound, is not read on.
HOPELESS: Final = 50_000
#: How deep folders may be in each other, and how many files one folder of exports may hold.
DEPTH: Final = 64
FILES: Final = 1_000_000
#: Bad records of one file, and files that nothing here can read, that are named one by one.
NAMED: Final = 10_000
UNPLACED: Final = 2_000
