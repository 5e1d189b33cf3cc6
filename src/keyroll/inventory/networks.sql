-- relation hosts_listed, private table
-- Each declared server, by register.
-- key: none
-- given by: keyroll.inventory.parts
-- column name VARCHAR
-- column address VARCHAR
-- column runs VARCHAR
-- column source VARCHAR
-- column observed_at TIMESTAMPTZ

-- relation declared_hosts, public table
-- The servers that the last register of each source names.
-- key: name, address, runs
-- needs: hosts_listed
-- column name VARCHAR: the server
-- column address VARCHAR: its address
-- column runs VARCHAR: the source that runs there
-- column observed_at TIMESTAMPTZ: when the register was read
SELECT DISTINCT name, address, runs, observed_at
FROM (FROM hosts_listed QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source))

-- relation networks_listed, private table
-- Each declared network, by register.
-- key: none
-- given by: keyroll.inventory.parts
-- column network VARCHAR
-- column segment VARCHAR
-- column gate VARCHAR
-- column source VARCHAR
-- column observed_at TIMESTAMPTZ

-- relation segment_networks, public table
-- The networks of each declared segment, as the last register of each source has them.
-- key: network, segment, gate
-- needs: networks_listed
-- column network VARCHAR: the network (CIDR)
-- column segment VARCHAR: the segment
-- column gate VARCHAR: the network of the gate in front of it; empty without one
SELECT DISTINCT network, segment, gate
FROM (FROM networks_listed QUALIFY observed_at = max(observed_at) OVER (PARTITION BY source))
