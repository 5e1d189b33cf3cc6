"""One file for each company: its days, places, people and names, its systems, and the machines that use them."""
