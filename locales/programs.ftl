# What programs of the client API are told where people read another sentence: the words
# that apps know from Mastodon.
refused-list-there = Account has already been taken
refused-list-full = List has too many accounts (maximum is { $max })
refused-report-category = is not included in the list
refused-scheduled-many = You have exceeded the limit of { $max } scheduled posts
refused-scheduled-many-a-day = You have exceeded the limit of { $max } scheduled posts for today
refused-measure-not-for-them = is not included in the list
refused-profile-website = Attribution domains is invalid
refused-block-server-blank = Domain can't be blank
refused-block-server-name = Domain is not a valid domain name
refused-block-server-own = Domain is that of this server
refused-endorse-unfollowed = You must be already following the person you want to endorse
refused-note-long = Comment is too long (maximum is { $max } characters)
refused-list-many = You have reached the maximum number of lists
refused-title-blank = Title can't be blank
refused-title-long = Title is too long (maximum is { $max } characters)
refused-list-replies = Replies policy is not included in the list
refused-filter-many = You have reached the maximum number of filters
refused-filter-where-blank = Context can't be blank
refused-filter-where = Context None or invalid context supplied
refused-filter-action = Action is not included in the list
refused-filter-word-blank = Keyword can't be blank
refused-filter-word-long = Keyword is too long (maximum is { $max } characters)
refused-filter-words-many = Keywords are too many (maximum is { $max })
refused-tag-name = Tag is invalid
refused-tag-featured-many = You have already featured the maximum number of hashtags
