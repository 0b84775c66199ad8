//! Every route's answer against what is documented of it: a small world is made
//! once, every route is called with success, and its JSON is compared with the
//! entity that `tests/data/answers.tsv` names.

mod admin;
mod alike;
mod calls;
mod everywhere;
mod ids;
mod kept;
mod people;
mod posts;
mod told;
mod world;

use calls::Calls;
use world::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_what_is_documented() {
    let world = Box::pin(World::make()).await;
    let mut calls = Calls::new();
    Box::pin(people::call(&mut calls, &world)).await;
    Box::pin(posts::call(&mut calls, &world)).await;
    Box::pin(told::call(&mut calls, &world)).await;
    Box::pin(kept::call(&mut calls, &world)).await;
    Box::pin(everywhere::call(&mut calls, &world)).await;
    Box::pin(admin::call(&mut calls, &world)).await;
    calls.finish();
}
