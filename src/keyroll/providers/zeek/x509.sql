-- Certificates that Zeek saw, in OCSF's terms: an entry of an inventory without a connection.
SELECT
  5001 AS class_uid,
  2 AS activity_id,
  1 AS status_id,
  CASE WHEN client_cert THEN 'client certificate' ELSE 'certificate' END AS operation,
  'certificate' AS resource_type,
  coalesce(fingerprint, id) AS resource_uid,
  "certificate.subject" AS resource_name,
  "certificate.issuer" AS resource_group
FROM native
