-- relation arriving_lines, private table
-- The unchanged records of a batch.
-- key: file, record
-- given by: keyroll.intake.decode
-- column file INTEGER
-- column record BIGINT
-- column line VARCHAR

-- relation decoded, private table
-- The records of a batch with the fault of each. It has the columns of the log, too.
-- key: file__, record__
-- given by: keyroll.intake.decode
-- column file__ INTEGER
-- column record__ BIGINT
-- column reason__ VARCHAR
-- column mark__ VARCHAR

-- relation earlier_marks, private table
-- The number of equal records in earlier batches of a log whose vendor gives no event id.
-- key: none
-- given by: keyroll.intake.decode
-- column mark__ VARCHAR
-- column times__ BIGINT

-- relation surveyed, private table
-- The observations of a listing that is written to the lake. It has the columns of observations.
-- key: none
-- given by: keyroll.intake.surveys
-- column source VARCHAR
-- column subject VARCHAR

-- relation gathered, private table
-- The observations of several listings that one commit writes to the lake. It has the columns of observations.
-- key: none
-- given by: keyroll.intake.surveys
-- column source VARCHAR
-- column subject VARCHAR
