"""One family of parsers in each module, named ``FAMILY``. Discovery finds them, so no list is edited."""
