//! What the demo accounts are called and what they say.

/// A demo account.
pub(super) struct Person {
    pub name: &'static str,
    pub display_name: &'static str,
    pub bio: &'static str,
}

/// A demo post. Numbers count from 0: accounts in [`ACCOUNTS`], posts in [`POSTS`].
pub(super) struct Post {
    pub author: usize,
    pub reply_to: Option<usize>,
    pub content_warning: &'static str,
    pub text: &'static str,
}

/// Everybody.
pub(super) const ACCOUNTS: &[Person] = &[
    Person {
        name: "demo_alice",
        display_name: "Demo Alice",
        bio: "A demo account. It shows what a profile looks like. #demo",
    },
    Person {
        name: "demo_bob",
        display_name: "Demo Bob",
        bio: "A demo account that mostly replies.",
    },
    Person {
        name: "demo_carol",
        display_name: "Demo Carol",
        bio: "A demo account that boosts what others write.",
    },
    Person {
        name: "demo_dave",
        display_name: "Demo Dave",
        bio: "A demo account that reads more than it writes.",
    },
];

/// Who follows whom.
pub(super) const FOLLOWS: &[(usize, usize)] = &[
    (0, 1),
    (0, 2),
    (1, 0),
    (1, 2),
    (2, 0),
    (3, 0),
    (3, 1),
    (3, 2),
];

/// Everything said, in order.
pub(super) const POSTS: &[Post] = &[
    post(
        0,
        None,
        "This is a demo post. It was made by 'ossm seed' to show how a page looks. #demo",
    ),
    post(
        1,
        Some(0),
        "@demo_alice This is a demo reply, so that the post above has a thread. #demo",
    ),
    post(
        2,
        Some(1),
        "@demo_bob And this is a demo reply to the demo reply.",
    ),
    post(
        0,
        Some(2),
        "@demo_carol @demo_bob Threads can go on like this. #demo",
    ),
    post(
        2,
        None,
        "A longer demo post, to see how paragraphs look.\n\nThis is the second paragraph. It has \
         a link in it: https://example.org/demo\n\nAnd this is the third one. #demo #paragraphs",
    ),
    Post {
        author: 1,
        reply_to: None,
        content_warning: "Demo of a content warning",
        text: "This demo text stays hidden until somebody opens it. #demo",
    },
    post(3, None, "A short demo post. #demo"),
    post(1, Some(6), "@demo_dave A short demo reply."),
    post(
        0,
        None,
        "Tags collect posts about one thing, such as #demo and #ossm.",
    ),
];

/// Who boosts which post.
pub(super) const BOOSTS: &[(usize, usize)] = &[(2, 0), (2, 6), (3, 4)];

/// Who favourites which post.
pub(super) const FAVOURITES: &[(usize, usize)] = &[(0, 1), (1, 0), (2, 0), (3, 0), (3, 4), (1, 8)];

const fn post(author: usize, reply_to: Option<usize>, text: &'static str) -> Post {
    Post {
        author,
        reply_to,
        content_warning: "",
        text,
    }
}
