DROP TABLE audit_log;
ALTER TABLE users DROP CONSTRAINT users_invite_id_fkey;
DROP TABLE invites;
DROP TABLE one_time_tokens;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE actor_keys;
DROP TABLE account_stats;
DROP TABLE accounts;
