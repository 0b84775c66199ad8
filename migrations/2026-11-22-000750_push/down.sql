DROP TRIGGER oauth_tokens_ended ON oauth_tokens;
DROP FUNCTION announce_ended_token();
DROP TABLE push_subscriptions;
