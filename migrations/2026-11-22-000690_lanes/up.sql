-- Jobs of one lane are done one after the other, in the order of their IDs.
ALTER TABLE jobs ADD COLUMN lane bigint;
CREATE INDEX jobs_lane ON jobs (kind, lane, id) WHERE lane IS NOT NULL AND dead_at IS NULL;

-- Who suspended the account: its own server, a rule of this one about its
-- domain, or a moderator here. Each weighs more than the one before.
ALTER TABLE accounts ADD COLUMN suspension text
    CHECK (suspension IN ('origin', 'domain', 'moderator'));
UPDATE accounts SET suspension = CASE WHEN domain IS NULL THEN 'moderator' ELSE 'origin' END
    WHERE suspended_at IS NOT NULL;
