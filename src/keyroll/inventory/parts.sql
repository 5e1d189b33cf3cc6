-- macro later(time, tie, rank := 0), private
-- A number that orders by time, then rank (0 to 3), then by the tie in an order that is always one: a number is many
-- times cheaper to compare than a row.
(epoch_us(time)::HUGEINT * 18446744073709551616 + rank::HUGEINT * 4611686018427387904 + (hash(tie) >> 2)::HUGEINT)

-- macro kind_of(identifier), public
-- The provider and the kind of an identifier, as issuing_kinds has them (aws:access_key_id).
(split_part(identifier, '@', 1) || ':' || split_part(identifier, ':', 2))

-- relation kinds, public table
-- Providers' declarations of each kind of credential; it holds nothing of an organisation.
-- key: provider, kind
-- made by: keyroll.inventory.kinds:kinds
-- column provider VARCHAR: the provider
-- column kind VARCHAR: the kind, in keyroll's words
-- column title VARCHAR: the vendor's name of it
-- column listed_by VARCHAR: the endpoint that lists it
-- column unlistable_because VARCHAR: reason why it cannot be listed
-- column legacy_because VARCHAR: reason against its use
-- column lifetime VARCHAR: lifetime of the kind, if declared: short, minted, listed or nothing
-- column account BOOLEAN: it is an account that persons may have too
-- column in_place BOOLEAN: its value changes in place
-- column never_expires BOOLEAN: it never expires
-- column nameless BOOLEAN: the vendor gives it no name
-- column identifier_kind VARCHAR: the kind of its identifier

-- relation principal_identifiers, public table
-- The kinds of identifiers by which providers name principals.
-- key: kind
-- made by: keyroll.inventory.kinds:principal_identifiers
-- column kind VARCHAR: the provider and the kind, as kind_of returns them
-- column nature VARCHAR: machine, workload (a machine unless people use it too) or any
-- column people_prefix VARCHAR: prefix of the names that the vendor gives to people's identifiers
-- column named_for_keys BOOLEAN: the log names this principal in the record of a new credential

-- relation code_resources, public table
-- The types of resources in the providers' logs that run code or call it.
-- key: resource_type
-- made by: keyroll.inventory.kinds:code_resources
-- column resource_type VARCHAR: the type, in the words of events

-- relation issuing_kinds, private table
-- The kinds of identifiers by which providers name credentials.
-- key: kind
-- made by: keyroll.inventory.kinds:issuing_kinds
-- column kind VARCHAR

-- relation other_kinds, private table
-- Kinds of identifiers by which an issuer names a credential beside the one by which it lists it.
-- key: kind, other
-- made by: keyroll.inventory.kinds:other_kinds
-- column kind VARCHAR
-- column other VARCHAR

-- relation delegations, private table
-- Providers whose accounts sign in through another provider.
-- key: provider, issuer
-- made by: keyroll.inventory.kinds:delegations
-- column provider VARCHAR
-- column issuer VARCHAR

-- relation directories, private table
-- Providers that list the people of an organisation.
-- key: provider
-- made by: keyroll.inventory.kinds:directories
-- column provider VARCHAR
