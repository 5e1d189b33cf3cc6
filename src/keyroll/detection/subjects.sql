-- macro act_of(source, log, event_id), private
-- How an event is named until it is evidence.
(hash(source, log, event_id) >> 1)::BIGINT

-- macro about(query, resource_name, resource_uid, resource_group), private
-- The text of an act: what was asked, and the names of what was looked at.
lower(concat_ws(' ', query, resource_name, resource_uid, resource_group))

-- macro topic_of(text), private
-- What a text is about, as far as an intruder would care: 'access' (how to get in), 'incident' (whether anybody
-- noticed), or NULL. Words of the trade in English, taken from no incident; an organisation that writes in another
-- language adds its own here.
CASE WHEN regexp_matches(text, 'incident|breach|intrusion|intruder|compromis|forensic|phishing|malware|ransom'
            || '|vulnerabilit|pen-?test'
            || '|\bsecurity\b|\b(soc|siem|edr|csirt|secops|infosec)\b|\bcve-|\bleak(s|ed)?\b|exfiltrat') THEN 'incident'
    WHEN regexp_matches(text, 'passwor[dt]|passwd|passphrase|credential|secret'
            || '|(api|access|private|ssh)[ _-]?(key|token)|'
            || '\btokens?\b|\bvpn\b|remote[ _-]?access|bastion|jump[ _-]?(host|box|server)|single[ _-]?sign|\b(sso|'
            || 'mfa|2fa|totp|ssh|rdp)\b|second[ _-]?factor|log-?in\b|firewall|\bvaults?\b|keytab|kubeconfig|'
            || 'service[ _-]?accounts?|\badmin(istrator)?s?\b') THEN 'access' END

-- macro machine_kind(identifier), private
-- Kinds of identifiers by which logs name what acts and is no person: applications and service accounts.
split_part(identifier, ':', 2) IN ('app', 'app_id', 'client', 'service_account', 'kubernetes_service_account')

-- macro by_hand_client(client), private
-- First products of what people sit before: browsers (RFC 9110 leaves them all "Mozilla"), and AWS's console, which
-- names itself in CloudTrail (docs.aws.amazon.com, CloudTrail record contents, userAgent; from memory).
client IN ('mozilla', 'opera', 'console.amazonaws.com', 'signin.amazonaws.com', 'console.ec2.amazonaws.com')

-- macro either_client(client), private
-- Programs that people and machines use alike: such a use says nothing.
client IN ('git', 'jgit')

-- macro administers(class_uid, activity_id, resource_type), private
-- Administration that gives somebody something: of the entities only those that run code, or call it.
class_uid IN (3001, 3005, 3006)
OR (class_uid = 3004 AND activity_id IN (1, 3)
    AND resource_type IN ('plugin', 'script', 'app', 'webhook', 'hook', 'schedule', 'workflow', 'runner'))

-- macro action_of(activity_id, resource_type), private
-- What was done, in words. Searches, exports and administration have behaviours of their own.
CASE WHEN activity_id NOT IN (5, 7) THEN CASE activity_id WHEN 1 THEN 'making of ' WHEN 2 THEN 'look at '
     WHEN 3 THEN 'change of ' WHEN 4 THEN 'removal of ' ELSE 'act on ' END
     || coalesce(resource_type, 'something') END

-- relation personal_kinds, private table
-- Kinds of identifiers by which providers name what persons have too: an entry of a directory, a user of a database.
-- key: kind
-- made by: keyroll.detection.acts:personal_kinds
-- column kind VARCHAR

-- relation turned, public table
-- Rotated credentials: each goes on with the life of the first before it, since the listing that shows it.
-- key: own
-- needs: states, reads
-- made by: keyroll.detection.rotated:turned
-- column own VARCHAR: the credential itself by its id, else the acting account
-- column life VARCHAR: whose life it goes on with
-- column since TIMESTAMPTZ: since which listing

-- relation sightings, private table
-- Who used which network in which log, and when first; one row each, people's too. tried is whom a refusal names.
-- key: none
-- needs: events
-- column source VARCHAR
-- column log VARCHAR
-- column credential VARCHAR
-- column actor VARCHAR
-- column tried VARCHAR
-- column src_ip VARCHAR
-- column first_at TIMESTAMPTZ
-- column last_at TIMESTAMPTZ
-- column accepted_at TIMESTAMPTZ
SELECT source, log, credential, actor,
       CASE WHEN credential IS NULL AND actor IS NULL THEN target END AS tried, src_ip,
       min(happened_at) AS first_at, max(happened_at) AS last_at,
       min(happened_at) FILTER (status_id = 1) AS accepted_at
FROM events WHERE NOT implausible GROUP BY ALL

-- relation logs_begin, public table
-- From when to when each log tells of anybody.
-- key: source, log
-- needs: sightings
-- column source VARCHAR: one instance of a provider: jira@prod
-- column log VARCHAR: the log
-- column begins TIMESTAMPTZ: the time of the first record
-- column ends TIMESTAMPTZ: the time of the last record
SELECT source, log, min(first_at) AS begins, max(last_at) AS ends FROM sightings GROUP BY ALL

-- relation pairs, public table
-- The subject of each pair of credential and actor. Tokens and keys are machines' by their nature; accounts are where
-- the directory known by then has no such person. What persons have too is a machine's unless a person was known by then
-- to have it. Where a log names only a user, of whom a listing says that he is a token's, he is a machine from that
-- listing on (known_from). Kinds by which logs name what acts and is no person are applications and service accounts.
-- key: credential, actor
-- needs: identifiers, kind_of, machine_kind, personal_kinds, sightings, states
-- column credential VARCHAR: the identifier of the credential with which it was done
-- column actor VARCHAR: the acting account
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column by_nature BOOLEAN: what it is, is a machine's by nature
-- column known_from TIMESTAMPTZ: from which listing on it is a machine
-- column personal BOOLEAN: persons have such an identifier too
SELECT credential, actor, coalesce(c.id, a.id, credential, actor) AS subject,
       t.id IS NOT NULL OR (credential IS NOT NULL
       AND split_part(coalesce(c.id, credential), ':', 2) <> 'account')
       OR (credential IS NULL AND coalesce(machine_kind(actor), false)) AS by_nature,
       CASE WHEN credential IS NULL AND NOT machine_kind(actor) THEN t.known_from END
       AS known_from,
       coalesce(kind_of(coalesce(c.id, credential)) IN (FROM personal_kinds), false) AS personal
FROM (SELECT DISTINCT credential, actor FROM sightings) s
LEFT JOIN identifiers c ON c.identifier = credential LEFT JOIN identifiers a ON a.identifier = actor
LEFT JOIN (SELECT id, min(observed_at) AS known_from FROM states WHERE kind <> 'account' GROUP BY id) t
     ON t.id = coalesce(c.id, a.id)

-- relation by_use, public table
-- Accounts that are machines by their use, and from when on that was known: programs alone used them on three days and
-- for the time that is learned from, until a source or a directory says what they are. A day counts when it is over.
-- key: subject
-- needs: by_hand_client, either_client, pairs, principal_kinds, use_days
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column known_from TIMESTAMPTZ: from when on that was known
WITH told AS (
    SELECT principal AS subject, min(known_from) AS told_from FROM principal_kinds WHERE kind <> 'unknown'
    GROUP BY principal),
accounts AS (
    SELECT DISTINCT credential, subject, told_from FROM pairs LEFT JOIN told USING (subject)
    WHERE NOT by_nature AND credential IS NOT NULL),
days AS (
    SELECT subject, told_from, day, min(first_used) AS first_used, bool_or(by_hand_client(client)) AS by_hand,
           bool_or(NOT by_hand_client(client) AND NOT either_client(client)) AS by_program
    FROM accounts JOIN use_days ON identifier = credential
    WHERE uses > 0 AND client IS NOT NULL AND coalesce(first_used < told_from, true)
    GROUP BY subject, told_from, day),
lived AS (
    SELECT subject, first_used, bool_or(by_hand) OVER earlier AS by_hand,
           count(CASE WHEN by_program THEN 1 END) OVER earlier AS days, min(first_used) OVER earlier AS since
    FROM days
    WINDOW earlier AS (PARTITION BY subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
SELECT subject, min(first_used) AS known_from FROM lived
WHERE NOT by_hand AND days >= 3 AND first_used - since >= INTERVAL 14 DAYS GROUP BY subject

-- relation spans, private table
-- From when to when a principal counts as a machine; the spans of one principal cover all time. Until something says
-- what it is, its use does, and its whole past is a machine's then.
-- key: subject, begins
-- needs: by_use, principal_kinds
-- column subject VARCHAR
-- column machine BOOLEAN
-- column human BOOLEAN
-- column begins TIMESTAMPTZ
-- column ends TIMESTAMPTZ
WITH said AS (
    SELECT principal AS subject, known_from, min(kind) = 'nonhuman' AS machine, min(kind) = 'human' AS human
    FROM principal_kinds GROUP BY ALL),
told AS (SELECT * FROM said QUALIFY bool_or(machine OR human) OVER (PARTITION BY subject ORDER BY known_from))
SELECT subject, machine, human, known_from AS begins,
       lead(known_from, 1, 'infinity'::TIMESTAMPTZ) OVER (PARTITION BY subject ORDER BY known_from) AS ends
FROM told
UNION ALL
SELECT subject, by_use.known_from IS NOT NULL, false, '-infinity'::TIMESTAMPTZ, coalesce(began, 'infinity')
FROM (SELECT subject, min(known_from) AS began FROM told GROUP BY subject) FULL JOIN by_use USING (subject)

-- relation lives, private table
-- Whose life each rotated credential leads: its own, and from its rotation on that of the one before it.
-- key: own, born
-- needs: turned
-- column own VARCHAR
-- column life VARCHAR
-- column born TIMESTAMPTZ
-- column until TIMESTAMPTZ
SELECT own, own AS life, '-infinity'::TIMESTAMPTZ AS born, since AS until FROM turned
UNION ALL SELECT own, life, since, 'infinity'::TIMESTAMPTZ FROM turned

-- relation names, public table
-- Which credential a pair of credential and actor is, whether it is a machine's, and from when to when.
-- key: none
-- needs: lives, pairs, spans
-- column credential VARCHAR: the identifier of the credential with which it was done
-- column actor VARCHAR: the acting account
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column own VARCHAR: the credential itself by its id, else the acting account
-- column machine BOOLEAN: a machine did it
-- column known_from TIMESTAMPTZ: since when it is known
-- column begins TIMESTAMPTZ: from when
-- column ends TIMESTAMPTZ: until when
SELECT credential, actor, coalesce(life, pairs.subject) AS subject, pairs.subject AS own,
       (by_nature AND NOT (personal AND coalesce(human, false))) OR coalesce(machine, false) AS machine,
       known_from,
       greatest(coalesce(begins, '-infinity'::TIMESTAMPTZ), coalesce(born, '-infinity'::TIMESTAMPTZ)) AS begins,
       least(coalesce(ends, 'infinity'::TIMESTAMPTZ), coalesce(until, 'infinity'::TIMESTAMPTZ)) AS ends
FROM pairs LEFT JOIN spans ON spans.subject = pairs.subject AND (personal OR NOT by_nature)
LEFT JOIN lives ON lives.own = pairs.subject
WHERE coalesce(greatest(begins, born) < least(ends, until), true)

-- relation addresses, private table
-- The network of each address, and when anybody's use was first accepted from it: refusals alone make no network known.
-- key: src_ip
-- needs: network_of, sightings
-- column src_ip VARCHAR
-- column net VARCHAR
-- column first_at TIMESTAMPTZ
SELECT src_ip, net, min(min(accepted_at)) OVER (PARTITION BY net) AS first_at
FROM (SELECT src_ip,
network_of(src_ip) AS net,
             CASE WHEN coalesce(credential, actor) IS NOT NULL THEN accepted_at END AS accepted_at
      FROM sightings WHERE src_ip IS NOT NULL)
GROUP BY src_ip, net

-- relation homes, public table
-- When each subject, people too, was first accepted from each network; of a rotated credential, both lives have it.
-- key: subject, net
-- needs: addresses, pairs, sightings, turned
-- column subject VARCHAR: whom or what the row is about, by its identifier
-- column net VARCHAR: the network
-- column first_at TIMESTAMPTZ: when that was first
WITH used AS (
    SELECT subject, net, min(accepted_at) AS first_at
    FROM sightings s JOIN addresses USING (src_ip)
    JOIN pairs ON pairs.credential IS NOT DISTINCT FROM s.credential AND pairs.actor IS NOT DISTINCT FROM s.actor
    WHERE accepted_at IS NOT NULL AND subject IS NOT NULL GROUP BY subject, net)
SELECT subject, net, min(first_at) AS first_at FROM (
    FROM used UNION ALL SELECT life, net, greatest(first_at, since) FROM used JOIN turned ON own = subject)
GROUP BY subject, net
