-- Security Hub's findings in OCSF's terms. A finding is not a use of its key: the key is its target.
SELECT
  2004 AS class_uid,
  CASE WHEN RecordState = 'ARCHIVED' THEN 3 WHEN UpdatedAt <> CreatedAt THEN 2 ELSE 1 END AS activity_id,
  0 AS status_id,
  coalesce("Types"[1], GeneratorId) AS operation,
  'aws@*:access_key_id:' || nullif(regexp_extract(list_filter(Resources, LAMBDA r: r."Type" = 'AwsIamAccessKey')[1].Id, '(AKIA[A-Z0-9]+)$', 1), '') AS target,
  lower(Resources[1]."Type") AS resource_type,
  coalesce(Resources[1].Id, Id) AS resource_uid,
  Title AS resource_name,
  ProductName AS resource_group,
  Network.SourceIpV4 AS src_ip,
  Network.DestinationIpV4 AS dst_ip
FROM native
