"""The graph of steps between credentials, principals and resources: immutable arrays, and exact queries."""
