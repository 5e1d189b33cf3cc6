"""The graph of one home: its inventory, its logs and its accounts as nodes and edges."""
