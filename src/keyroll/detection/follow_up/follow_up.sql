-- relation watched, private table
-- The subjects that follow-up watches, each with a network or a client and the time from which it is watched.
-- key: none
-- given by: keyroll.detection.follow_up.follow
-- column subject VARCHAR
-- column net VARCHAR
-- column client VARCHAR
-- column since TIMESTAMPTZ

-- relation followed_days, private view
-- Actions of watched subjects until two weeks after an alert, by network, system and day (UTC). A row is detected with
-- its last event, and not before the alert. It has the latest 2000 events.
-- key: subject, net, system, on_day
-- needs: recorded, watched
-- column subject VARCHAR
-- column net VARCHAR
-- column system VARCHAR
-- column on_day DATE
-- column detected_at TIMESTAMPTZ
-- column acts BIGINT
-- column events BIGINT[]
WITH done AS (
    SELECT a.own::VARCHAR AS subject, a.net::VARCHAR AS net, split_part(a.source::VARCHAR, '@', 1) AS system,
           a.happened_at::DATE AS on_day, a.happened_at, a.act, min(watched.since) AS since
    FROM recorded a JOIN watched ON watched.subject = a.own AND (watched.net = a.net OR watched.client = a.client)
    WHERE a.happened_at <= watched.since + INTERVAL 14 DAYS GROUP BY ALL),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY subject, net, system, on_day ORDER BY happened_at DESC, act) AS back
    FROM done)
SELECT subject, net, system, on_day, greatest(max(happened_at), max(since)) AS detected_at, count(*) AS acts,
       list(act ORDER BY happened_at, act) FILTER (back <= 2000) AS events
FROM numbered GROUP BY subject, net, system, on_day
