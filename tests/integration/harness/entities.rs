//! Compares JSON with what is documented of the API's entities.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The documented attributes of every entity.
const ENTITIES: &str = include_str!("../../data/mastodon-api/entities.tsv");

/// What is documented beside the routes that answer it, or was left out of the table.
const BESIDE: &str = include_str!("../../data/entities-beside.tsv");

struct Attribute {
    name: &'static str,
    kind: &'static str,
    nullable: bool,
    optional: bool,
}

/// By entity; nested names (`meta[focus]`) and removed attributes are left out.
fn entities() -> &'static BTreeMap<&'static str, Vec<Attribute>> {
    static ALL: LazyLock<BTreeMap<&str, Vec<Attribute>>> = LazyLock::new(|| {
        let mut all: BTreeMap<&str, Vec<Attribute>> = BTreeMap::new();
        let table = ENTITIES.lines().skip(1).filter_map(|line| {
            let (_page, rest) = line.split_once('\t')?;
            Some(rest)
        });
        for line in table.chain(BESIDE.lines().skip(1)) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [entity, name, kind, flags, ..] = cells[..] else {
                continue;
            };
            let has = |flag: &str| flags.split(',').any(|one| one == flag);
            // The wrapper of an item is documented on the same page as the item.
            let wrapper = matches!(
                (entity, name),
                ("CollectionItem", "collection_item")
                    | ("Collection", "collection" | "collections")
                    | ("AnnualReport", "annual_reports" | "accounts" | "statuses")
            );
            if name.contains('[') || name == "Attributes" || wrapper {
                continue;
            }
            // Of people elsewhere, and of those who are gone, nobody knows these.
            let of_members = matches!(
                (entity, name),
                ("Admin_Account", "email" | "locale" | "role")
            );
            all.entry(entity).or_default().push(Attribute {
                name,
                kind,
                nullable: of_members || has("nullable") || kind.contains("or null"),
                optional: has("optional") || has("deprecated") || has("removed"),
            });
        }
        all
    });
    &ALL
}

/// The name under which an entity stands in the table: `Admin::Account` is there
/// as `Admin_Account`.
fn known(name: &str) -> Option<&'static str> {
    let other = name.replace("::", "_");
    let mut names = entities().keys();
    names.find(|one| **one == name || **one == other).copied()
}

/// Compares a value with what is documented of an entity: every attribute is
/// there and of its kind, and none is made up.
#[track_caller]
pub fn check(entity: &str, value: &Value) {
    let faults = faults(entity, value);
    assert!(faults.is_empty(), "{}: {value}", faults.join("; "));
}

/// What is wrong with a value as an entity of this kind.
pub fn faults(entity: &str, value: &Value) -> Vec<String> {
    let name = known(entity).unwrap_or_else(|| panic!("nothing is documented of {entity}"));
    let mut faults = Faults::default();
    faults.entity(name, value);
    faults.0
}

/// What is wrong with a value as one of this documented type: `Array of Status`.
pub fn faults_of_kind(kind: &str, value: &Value) -> Vec<String> {
    let mut faults = Faults::default();
    faults.kind("answer", kind, value);
    faults.0
}

fn bases(entity: &str) -> &'static [&'static str] {
    match entity {
        "CredentialAccount" | "MutedAccount" => &["Account"],
        "CredentialApplication" => &["Application"],
        "Trends::Link" => &["PreviewCard"],
        "Admin::Tag" => &["Tag"],
        "Admin::Trends::Link" => &["Trends::Link", "PreviewCard"],
        "Admin::Trends::Status" => &["Status"],
        _ => &[],
    }
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, fault: String) {
        self.0.push(fault);
    }

    fn entity(&mut self, entity: &str, value: &Value) {
        let Some(object) = value.as_object() else {
            return self.add(format!("{entity} is no object"));
        };
        // Larger entities contain smaller ones (`CredentialAccount` an `Account`).
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for part in std::iter::once(&entity).chain(bases(entity)) {
            let attributes = &entities()[part];
            names.extend(attributes.iter().map(|one| one.name));
            self.attributes(entity, attributes, object);
        }
        for name in object.keys() {
            if !names.contains(name.as_str()) {
                self.add(format!("{entity} has {name}, too"));
            }
        }
    }

    fn attributes(&mut self, entity: &str, all: &[Attribute], object: &Map<String, Value>) {
        for attribute in all {
            let name = format!("{entity}.{}", attribute.name);
            match object.get(attribute.name) {
                None if attribute.optional => {}
                None => self.add(format!("{name} is missing")),
                Some(Value::Null) if attribute.nullable => {}
                Some(Value::Null) => self.add(format!("{name} is null")),
                Some(inner) => self.kind(&name, attribute.kind, inner),
            }
        }
    }

    fn kind(&mut self, name: &str, kind: &str, value: &Value) {
        if let Some(rest) = kind.strip_prefix("Array of ") {
            let Some(items) = value.as_array() else {
                return self.add(format!("{name} is no list"));
            };
            for item in items {
                self.kind(name, rest, item);
            }
            return;
        }
        let word = kind.split([' ', ',', '(']).next().unwrap_or_default();
        let fits = match word {
            "String" | "Strings" => value.as_str().is_some_and(|text| fits(kind, text)),
            "Boolean" => value.is_boolean(),
            "Integer" | "integer" => value.is_i64() || value.is_u64(),
            "Float" | "Number" => value.is_number(),
            "Hash" => value.is_object(),
            // One of two; `state` says which.
            _ if kind.contains("ShallowQuote") => {
                let shallow = value.get("quoted_status_id").is_some();
                self.entity(if shallow { "ShallowQuote" } else { "Quote" }, value);
                true
            }
            _ => match self::known(word) {
                Some(entity) => {
                    self.entity(entity, value);
                    true
                }
                None => panic!("{name}: nothing is documented of {kind}"),
            },
        };
        if !fits {
            self.add(format!("{name} is no {kind}: {value}"));
        }
    }
}

/// Whether a text looks as its type says.
fn fits(kind: &str, text: &str) -> bool {
    if kind.starts_with("String (Datetime)") {
        chrono::DateTime::parse_from_rfc3339(text).is_ok() && text.ends_with('Z')
    } else if kind.starts_with("String (Date)") {
        chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
    } else if kind.starts_with("String (URL)") {
        text.is_empty() || text.starts_with("http://") || text.starts_with("https://")
    } else {
        true
    }
}
