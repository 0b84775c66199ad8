//! Quotes with the author's leave (FEP-044f) between two servers.

use ossm::db::ids::PostId;
use ossm::db::models::post::Visibility;
use ossm::db::models::quote::{self, QuoteState};
use ossm::domain::posts::NewPost;
use ossm::domain::quotes;

use super::side::{Side, eventually, pair};

/// Waits until the quote is in this state at `side`.
async fn wait_for(side: &Side, quoting: PostId, state: QuoteState) {
    eventually(&format!("a quote that is {state}"), async || {
        let conn = &mut *side.server.app.db.conn().await.unwrap();
        let row = quote::find(conn, quoting).await.unwrap();
        row.filter(|row| row.state == state).map(drop)
    })
    .await;
}

async fn quoting(alpha: &Side, quoted: PostId) -> (PostId, String) {
    let new = NewPost {
        quote_of: Some(quoted),
        ..NewPost::plain("Look at this", Visibility::Public)
    };
    alpha.write(new).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_asked_for_stamped_shown_and_taken_back() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (_, uri) = beta.say("Worth quoting").await;
    let there = alpha.wait_for_post(&uri).await;
    let (asked, asked_uri) = quoting(&alpha, there).await;
    wait_for(&alpha, asked, QuoteState::Accepted).await;
    let path = format!("/@{}/{asked}", alpha.name);
    alpha.wait_for_page(&path, "Worth quoting").await;

    // The quoted author's server got the quoting post with the request.
    let kept = beta.wait_for_post(&asked_uri).await;
    wait_for(&beta, kept, QuoteState::Accepted).await;
    beta.wait_for_page("/notifications", "Look at this").await;
    let stamp = {
        let conn = &mut *alpha.server.app.db.conn().await.unwrap();
        let row = quote::find(conn, asked).await.unwrap().unwrap();
        row.stamp_uri.unwrap()
    };
    assert!(stamp.starts_with(&beta.server.public_base()), "{stamp}");
    let answer = document(&beta, &stamp).await;
    assert_eq!(answer["type"], "QuoteAuthorization");
    assert_eq!(answer["interactingObject"], asked_uri);
    assert_eq!(answer["interactionTarget"], uri);

    let (app, conn) = (
        &beta.server.app,
        &mut *beta.server.app.db.conn().await.unwrap(),
    );
    quotes::revoke(conn, &app.cx, beta.account.id, kept)
        .await
        .unwrap();
    wait_for(&alpha, asked, QuoteState::Revoked).await;
    alpha.wait_for_page_without(&path, "Worth quoting").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_who_wants_no_quotes_refuses() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (here, uri) = beta.say("Not to be quoted").await;
    let there = alpha.wait_for_post(&uri).await;
    {
        use diesel_async::SimpleAsyncConnection as _;
        let sql = format!("UPDATE posts SET quote_policy = 'nobody' WHERE id = {here}");
        let conn = &mut beta.server.database.conn().await;
        conn.batch_execute(&sql).await.unwrap();
    }
    let (asked, _) = quoting(&alpha, there).await;
    wait_for(&alpha, asked, QuoteState::Rejected).await;
    let path = format!("/@{}/{asked}", alpha.name);
    let page = alpha.browser.get(&path).await;
    assert!(!page.body.contains("Not to be quoted"), "{}", page.body);
}

/// The document at an address of `side`.
async fn document(side: &Side, address: &str) -> serde_json::Value {
    let path = address.strip_prefix(&side.server.public_base()).unwrap();
    crate::federation::ask::document(&side.server, path).await
}
