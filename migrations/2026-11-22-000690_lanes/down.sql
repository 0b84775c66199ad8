ALTER TABLE accounts DROP COLUMN suspension;
DROP INDEX jobs_lane;
ALTER TABLE jobs DROP COLUMN lane;
