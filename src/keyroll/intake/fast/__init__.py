"""The fast path of JSON logs whose vendor gives an event id: declared columns straight into Parquet.

``segments`` cuts files into pieces, ``reading`` makes Parquet of some of them and judges every row, ``run`` has several
at work at once and commits in order. Whatever is not as it should be goes to the strict reader (``intake.decode``).
"""
