//! Tables that are joined although no foreign key ties them together.

use diesel::allow_tables_to_appear_in_same_query as joined;

use super::schema::{
    account_limits, account_stats, accounts, blocks, collection_items, custom_roles, follows,
    invites, oauth_applications, oauth_tokens, poll_votes, post_stats, posts, quotes, sessions,
    two_factor, users,
};

joined!(account_limits, account_stats);
joined!(account_limits, oauth_applications);
joined!(account_limits, post_stats);
joined!(account_limits, posts);
joined!(account_limits, quotes);
joined!(account_limits, users);
joined!(account_stats, users);
joined!(accounts, custom_roles);
joined!(accounts, invites);
joined!(accounts, oauth_applications);
joined!(accounts, oauth_tokens);
joined!(accounts, post_stats);
joined!(accounts, quotes);
joined!(accounts, sessions);
joined!(accounts, two_factor);
joined!(blocks, collection_items);
joined!(custom_roles, oauth_applications);
joined!(custom_roles, oauth_tokens);
joined!(custom_roles, sessions);
joined!(custom_roles, two_factor);
joined!(follows, users);
joined!(oauth_applications, post_stats);
joined!(oauth_applications, quotes);
joined!(oauth_applications, two_factor);
joined!(oauth_tokens, two_factor);
joined!(poll_votes, users);
joined!(post_stats, quotes);
joined!(posts, users);
joined!(quotes, users);
joined!(sessions, two_factor);
