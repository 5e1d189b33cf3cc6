-- relation dead_identifiers, private table
-- Credentials that incidents proved dead, by identifier.
-- key: none
-- given by: keyroll.detection.baseline.incidents
-- column identifier VARCHAR
-- column incident VARCHAR
-- column grade VARCHAR
-- column keeps_its_name BOOLEAN
-- column known_at TIMESTAMPTZ
-- column until TIMESTAMPTZ

-- relation exposed_identifiers, private table
-- Credentials that incidents exposed, by identifier.
-- key: none
-- given by: keyroll.detection.baseline.incidents
-- column identifier VARCHAR
-- column incident VARCHAR
-- column exposed_at TIMESTAMPTZ
-- column known_at TIMESTAMPTZ

-- relation dead, public table
-- Credentials that are proven dead, with the time from which that was known and the time of the next verdict.
-- key: none
-- needs: dead_identifiers, identifiers
-- column subject VARCHAR: the subject, by its identifier
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column incident VARCHAR: the incident
-- column grade VARCHAR: the grade of the verdict: A, B or C
-- column keeps_its_name BOOLEAN: the identifier stays when the value changes: an accepted use may be the new value's
-- column known_at TIMESTAMPTZ: the time from which this home had it
-- column until TIMESTAMPTZ: the time of the next verdict
SELECT coalesce(h.id, n.identifier) AS subject, n.* FROM dead_identifiers n LEFT JOIN identifiers h ON h.identifier = n.identifier

-- relation exposed, public table
-- Credentials that an incident exposed. known_at is the time when the incident was opened.
-- key: none
-- needs: exposed_identifiers, identifiers
-- column subject VARCHAR: the subject, by its identifier
-- column identifier VARCHAR: an identifier: provider@source:kind:value
-- column incident VARCHAR: the incident
-- column exposed_at TIMESTAMPTZ: the time from which it was exposed
-- column known_at TIMESTAMPTZ: the time from which this home had it
SELECT coalesce(h.id, n.identifier) AS subject, n.* FROM exposed_identifiers n LEFT JOIN identifiers h ON h.identifier = n.identifier

-- relation segments, public table
-- Networks and their segments, as the register declares them.
-- key: network, segment
-- given by: keyroll.detection.baseline.incidents
-- column network VARCHAR: the network
-- column segment VARCHAR: the segment
-- column known_at TIMESTAMPTZ: the time from which this home had it
