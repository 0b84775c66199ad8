//! `/media/…`: files as pictures and nothing else, whole, in parts, or not again.

use ossm::foundation::storage::{FileType, Folder, Key};
use reqwest::StatusCode;

use crate::harness::TestServer;

async fn stored(server: &TestServer) -> Key {
    let bytes = b"0123456789".to_vec();
    let store = server.app.pictures.store();
    store
        .put(Folder::Posts, FileType::Png, bytes)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_a_picture_that_runs_nothing_and_is_kept_for_ever() {
    let server = TestServer::start().await;
    let path = format!("/media/{}", stored(&server).await);
    let response = server.get(&path).await;
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert!(header("cache-control").contains("immutable"));
    assert_eq!(header("content-disposition"), "inline");
    // Apps that are pages of other sites show it, too.
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header("access-control-allow-origin"), "*");
    let tag = header("etag");
    assert_eq!(response.text().await.unwrap(), "0123456789");

    let again = server.browser().get(server.url(&path));
    let again = again.header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.text().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_file_can_be_asked_for() {
    let server = TestServer::start().await;
    let path = format!("/media/{}", stored(&server).await);
    let range = |value: &'static str| {
        let request = server.browser().get(server.url(&path));
        async move { request.header("range", value).send().await.unwrap() }
    };
    let part = range("bytes=2-4").await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 2-4/10");
    assert_eq!(part.text().await.unwrap(), "234");
    let outside = range("bytes=20-30").await;
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);

    let head = server.browser().head(server.url(&path));
    let head = head.send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(head.headers()["content-length"], "10");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_none_are_404_and_other_methods_405() {
    let server = TestServer::start().await;
    let outside = server.data_dir.path().join("secret.png");
    std::fs::write(&outside, "secret").unwrap();
    let missing = format!("posts/aa/aa/{}.png", "a".repeat(32));
    for path in [
        "/media/",
        "/media/secret.png",
        "/media/../secret.png",
        "/media/..%2Fsecret.png",
        "/media/%2e%2e/secret.png",
        "/media/posts/..%2F..%2Fsecret.png",
        &format!("/media/{missing}"),
        &format!("/media/{}", outside.display()),
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!response.text().await.unwrap().contains("secret</"));
    }
    let path = format!("/media/{}", stored(&server).await);
    let post = server.browser().post(server.url(&path)).send().await;
    assert_eq!(post.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}
