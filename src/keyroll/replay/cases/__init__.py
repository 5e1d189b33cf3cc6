"""One replay in each module, named ``REPLAY``. Discovery finds them, so no list is edited."""
