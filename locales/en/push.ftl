# What apps show of a notification while they are not open.
push-mention = { $name } mentioned you
push-quote = { $name } quoted your post
push-post = { $name } wrote a post
push-boost = { $name } boosted your post
push-follow = { $name } follows you
push-follow_request = { $name } asks to follow you
push-favourite = { $name } favourited your post
push-poll = A poll is over
push-edit = { $name } edited a post
push-quoted_edit = { $name } edited a post that you quoted
push-sign_up = { $name } asks to join
push-report = { $name } sent a report
push-moderation_warning = Those who look after the server wrote to you
push-severed_relationships = Follows have ended
push-other = News from { $name }
