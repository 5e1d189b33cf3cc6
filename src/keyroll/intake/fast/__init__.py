"""The fast path of JSON logs whose vendor gives an event id: declared columns straight into Parquet.

``segments`` cuts files into pieces, ``reading`` writes Parquet from some of them and checks every row, ``run`` works on
several at once and commits in order. A piece with any fault goes to the strict reader (``intake.decode``).
"""
