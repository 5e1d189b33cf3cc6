"""What is so in each company whatever its systems: its days, places, people and names."""
