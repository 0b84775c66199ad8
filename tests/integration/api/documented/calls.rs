//! Calls routes, compares what they answer, and knows which were not called.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use crate::harness::{Answer, Api, faults_of_entity, faults_of_kind};

const ANSWERS: &str = include_str!("../../../data/answers.tsv");
const ENDPOINTS: &str = include_str!("../../../data/mastodon-api/endpoints.tsv");

/// What stands at `tests/data/answers.tsv` for a route: an entity, `[Entity]`,
/// `{}`, `{key: type}`, `{*: type}`, or `missing` (404), `page`, `stream`, `text`.
type Kinds = BTreeMap<(&'static str, &'static str), &'static str>;

/// Nobody has proofs of other names any more.
const EMPTY: &str = "/api/v1/accounts/:id/identity_proofs";

/// The ID in an answer; one of nothing where there is none, so that one fault does
/// not hide the next.
pub fn id_in(answer: &Answer) -> String {
    answer.json["id"].as_str().unwrap_or("0").to_owned()
}

/// The IDs of a list, and some of nothing behind them.
pub fn ids_in(answer: &Answer) -> Vec<String> {
    let list = answer.json.as_array().into_iter().flatten();
    let ids = list.map(|item| item["id"].as_str().unwrap_or("0").to_owned());
    let nothing = std::iter::repeat_n("0".to_owned(), 4);
    ids.chain(nothing).collect()
}

/// The calls so far.
pub struct Calls {
    kinds: Kinds,
    seen: BTreeSet<(&'static str, &'static str)>,
    filled: BTreeSet<(&'static str, &'static str)>,
    faults: Vec<String>,
}

impl Calls {
    pub fn new() -> Self {
        let rows = ANSWERS.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            ((cells[0], cells[1]), cells[2])
        });
        Self {
            kinds: rows.collect(),
            seen: BTreeSet::new(),
            filled: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// Calls `GET /api/v1/things/:id?limit=2` with `parts` in place of the names,
    /// and a JSON body where one is given.
    pub async fn ok(&mut self, api: &Api, route: &str, parts: &[&str], body: Value) -> Answer {
        let (method, pattern) = route.split_once(' ').unwrap();
        let mut parts = parts.iter();
        let (pattern, query) = pattern.split_once('?').unwrap_or((pattern, ""));
        let path: Vec<String> = pattern
            .split('/')
            .map(|part| match part.strip_prefix(':') {
                Some(_) => (*parts.next().expect("a part for each name")).to_owned(),
                None => part.to_owned(),
            })
            .collect();
        let path = format!("{}?{query}", path.join("/"));
        let method: Method = method.parse().unwrap();
        let mut request = api.request(method, path.trim_end_matches('?'));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = api.send(request).await;
        self.note(route, answer)
    }

    /// As [`Calls::ok`], without a body.
    pub async fn get(&mut self, api: &Api, route: &str, parts: &[&str]) -> Answer {
        self.ok(api, route, parts, Value::Null).await
    }

    /// Compares an answer that came otherwise.
    pub fn note(&mut self, route: &str, answer: Answer) -> Answer {
        let (method, pattern) = route.split_once(' ').unwrap();
        let pattern = pattern.split('?').next().unwrap();
        let mut kinds = self.kinds.iter();
        let known = kinds.find(|((verb, path), _)| *verb == method && *path == pattern);
        let (key, kind) = known.unwrap_or_else(|| panic!("{route} is not in answers.tsv"));
        let (key, kind) = (*key, *kind);
        self.seen.insert(key);
        let right = if kind == "missing" {
            answer.status == 404 && answer.json["error"].is_string()
        } else {
            answer.status.is_success()
        };
        if !right {
            let fault = format!("{route}: {} {}", answer.status, answer.text);
            self.faults.push(fault);
            return answer;
        }
        let found = compare(kind, &answer);
        let found = found.into_iter().map(|fault| format!("{route}: {fault}"));
        self.faults.extend(found);
        let empty = answer.json.as_array().is_some_and(Vec::is_empty);
        if !empty {
            self.filled.insert(key);
        }
        answer
    }

    /// Fails with everything that was not as documented, was empty, or was left out.
    pub fn finish(mut self) {
        for line in ENDPOINTS.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let removed = cells.get(6) == Some(&"removed");
            if !removed && !self.kinds.contains_key(&(cells[1], cells[2])) {
                let fault = format!("{} {} is not in answers.tsv", cells[1], cells[2]);
                self.faults.push(fault);
            }
        }
        for ((method, path), kind) in &self.kinds {
            let key = (*method, *path);
            if matches!(*kind, "stream" | "page" | "missing") && !self.seen.contains(&key) {
                continue;
            }
            if !self.seen.contains(&key) {
                self.faults.push(format!("{method} {path} was not called"));
            } else if !self.filled.contains(&key) && *path != EMPTY {
                self.faults
                    .push(format!("{method} {path} was always empty"));
            }
        }
        self.faults.dedup();
        assert!(self.faults.is_empty(), "\n{}\n", self.faults.join("\n"));
    }
}

/// What is wrong with an answer.
fn compare(kind: &str, answer: &Answer) -> Vec<String> {
    let json = &answer.json;
    match kind {
        "missing" | "page" | "stream" => return Vec::new(),
        "text" => return Vec::from_iter(answer.text.is_empty().then(|| "no text".to_owned())),
        "{}" => {
            let empty = json.as_object().is_some_and(serde_json::Map::is_empty);
            return Vec::from_iter((!empty).then(|| format!("not empty: {}", answer.text)));
        }
        _ => {}
    }
    if let Some(item) = kind.strip_prefix('[') {
        let item = format!("Array of {}", item.trim_end_matches(']'));
        return faults_of_kind(&item, json);
    }
    let Some(pair) = kind.strip_prefix('{') else {
        return faults_of_entity(kind, json);
    };
    let (name, kind) = pair.trim_end_matches('}').split_once(": ").unwrap();
    let Some(object) = json.as_object().filter(|object| !object.is_empty()) else {
        return vec![format!("no object, or an empty one: {}", answer.text)];
    };
    let mut faults = Vec::new();
    for (key, value) in object {
        if name != "*" && name != key {
            faults.push(format!("has {key}, too"));
        }
        faults.extend(faults_of_kind(kind, value));
    }
    faults
}
