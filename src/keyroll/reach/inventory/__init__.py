"""The graph of one home: what its inventory, its logs and its accounts say, as nodes and edges."""
