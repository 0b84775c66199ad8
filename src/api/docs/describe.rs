//! The description, made from the table that also guards the routes, and from
//! the documented parameters.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder,
    PathItem, PathsBuilder, RefOr, Required, ResponseBuilder, Schema, SecurityRequirement, Server,
};

use crate::api::table::{self, Rule, Who};

/// Method, path, where, name, `required`, type.
const PARAMETERS: &str = include_str!("parameters.tsv");

/// How tokens are named in the description.
const TOKEN: &str = "token";

struct Parameter {
    place: &'static str,
    name: &'static str,
    required: bool,
    kind: &'static str,
}

/// The whole API of a server at `base`.
pub(super) fn describe(base: &str) -> OpenApi {
    let parameters = parameters();
    let mut paths: BTreeMap<&str, PathItem> = BTreeMap::new();
    for rule in table::rules() {
        let own = parameters.get(&(rule.method, rule.path));
        let operation = operation(rule, own.map_or(&[], Vec::as_slice));
        let item = PathItem::new(method(rule.method), operation);
        match paths.entry(rule.path) {
            Entry::Vacant(place) => {
                place.insert(item);
            }
            Entry::Occupied(mut known) => known.get_mut().merge_operations(item),
        }
    }
    let paths = paths
        .into_iter()
        .fold(PathsBuilder::new(), |paths, (path, item)| {
            paths.path(path, item)
        });
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = ComponentsBuilder::new().security_scheme(TOKEN, SecurityScheme::Http(token));
    let licence = LicenseBuilder::new().name("AGPL-3.0-or-later").build();
    let info = InfoBuilder::new()
        .title("OSSM")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The client API of this server. Everything public answers without a token.",
        ))
        .license(Some(licence));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(base)]))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn method(name: &str) -> HttpMethod {
    match name {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn operation(rule: &Rule, parameters: &[Parameter]) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .tag(group(rule.path))
        .operation_id(Some(format!("{} {}", rule.method, rule.path)))
        .description(Some(who(rule)))
        .response("200", ResponseBuilder::new().description("It went well."))
        .response("4XX", error("The request was refused; `error` says why."))
        .response("503", error("The server is busy or restarting."));
    for (status, description) in also(rule) {
        operation = operation.response(*status, ResponseBuilder::new().description(*description));
    }
    for name in names_in(rule.path) {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(text()));
        operation = operation.parameter(parameter);
    }
    for asked in parameters.iter().filter(|asked| asked.place == "query") {
        let parameter = ParameterBuilder::new()
            .name(asked.name)
            .parameter_in(ParameterIn::Query)
            .required(required(asked))
            .schema(Some(schema(asked.kind)));
        operation = operation.parameter(parameter);
    }
    if parameters.iter().any(|asked| asked.place == "form") {
        operation = operation.request_body(Some(body(parameters)));
    }
    if rule.who != Who::Public {
        let scopes: Vec<String> = Vec::new();
        operation = operation.security(SecurityRequirement::new(TOKEN, scopes));
    }
    operation
}

/// Answers of few routes.
fn also(rule: &Rule) -> &'static [(&'static str, &'static str)] {
    match (rule.method, rule.path) {
        ("POST", "/api/v1/media" | "/api/v2/media") => {
            &[("202", "It came, and is worked on; it has no address yet.")]
        }
        ("GET", "/api/v1/media/{id}") => &[("206", "It is worked on.")],
        _ => &[],
    }
}

fn who(rule: &Rule) -> String {
    let sets: Vec<String> = rule.scopes.iter().map(|set| set.join(" or ")).collect();
    let scopes = sets.join(" and ");
    match (rule.who, scopes.is_empty()) {
        (Who::Public, true) => "For everybody.".to_owned(),
        (Who::Public, false) => format!("For everybody; a token needs {scopes}."),
        (Who::Any, true) => "With a token.".to_owned(),
        (Who::Any, false) => format!("With a token that has {scopes}."),
        (Who::User, true) => "With a person's token.".to_owned(),
        (Who::User, false) => format!("With a person's token that has {scopes}."),
    }
}

/// The part of a path after its version.
fn group(path: &str) -> &str {
    let mut parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "api");
    let first = parts.next().unwrap_or_default();
    if first.starts_with('v') {
        parts.next().unwrap_or(first)
    } else {
        first
    }
}

fn names_in(path: &'static str) -> impl Iterator<Item = &'static str> {
    let parts = path.split('/');
    parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn body(parameters: &[Parameter]) -> utoipa::openapi::request_body::RequestBody {
    let mut object = ObjectBuilder::new();
    for asked in parameters.iter().filter(|asked| asked.place == "form") {
        object = object.property(asked.name, schema(asked.kind));
        if asked.required {
            object = object.required(asked.name);
        }
    }
    let schema: RefOr<Schema> = object.into();
    let content = || ContentBuilder::new().schema(Some(schema.clone())).build();
    RequestBodyBuilder::new()
        .content("application/json", content())
        .content("application/x-www-form-urlencoded", content())
        .content("multipart/form-data", content())
        .build()
}

fn error(description: &str) -> ResponseBuilder {
    let object = ObjectBuilder::new()
        .property("error", text())
        .required("error");
    let schema: RefOr<Schema> = object.into();
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description(description)
        .content("application/json", content)
}

fn required(asked: &Parameter) -> Required {
    if asked.required {
        Required::True
    } else {
        Required::False
    }
}

fn text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).into()
}

fn schema(kind: &str) -> RefOr<Schema> {
    let of = |kind| ObjectBuilder::new().schema_type(kind).into();
    if kind.starts_with("Array") {
        return ArrayBuilder::new().items(text()).into();
    }
    match kind.split([' ', '.', ',']).next().unwrap_or_default() {
        "Integer" => of(Type::Integer),
        "Boolean" => of(Type::Boolean),
        "Float" | "Number" => of(Type::Number),
        "Hash" | "Object" => of(Type::Object),
        _ => text(),
    }
}

fn parameters() -> BTreeMap<(&'static str, &'static str), Vec<Parameter>> {
    let mut all: BTreeMap<_, Vec<Parameter>> = BTreeMap::new();
    for line in PARAMETERS.lines().skip(1) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [method, path, place, name, required, kind] = cells.as_slice() else {
            continue;
        };
        all.entry((*method, *path)).or_default().push(Parameter {
            place,
            name,
            required: *required == "required",
            kind,
        });
    }
    all
}
