//! `src/db/schema.rs` says what the migrated database says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;

use crate::harness::TestDatabase;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    udt_name: String,
    #[diesel(sql_type = Text)]
    is_nullable: String,
}

#[derive(QueryableByName)]
struct Tie {
    #[diesel(sql_type = Text)]
    one: String,
    #[diesel(sql_type = Text)]
    other: String,
}

#[derive(QueryableByName)]
struct KeyColumn {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

const COLUMNS: &str = "
    SELECT c.table_name::text, c.column_name::text AS name, c.udt_name::text, c.is_nullable::text
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND left(table_name, 2) <> '__'
    ORDER BY c.table_name, c.ordinal_position";

const KEYS: &str = "
    SELECT k.table_name::text, k.column_name::text
    FROM information_schema.table_constraints c
    JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
    WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = 'public'
    ORDER BY k.table_name, k.ordinal_position";

/// Only what a foreign key ties together may be joined, as any two of a hundred tables would
/// take the compiler a minute; `src/db/joins.rs` adds the few other pairs.
const TIES: &str = "
    SELECT DISTINCT least(a.relname::text COLLATE \"C\", b.relname::text COLLATE \"C\") AS one,
           greatest(a.relname::text COLLATE \"C\", b.relname::text COLLATE \"C\") AS other
    FROM pg_constraint c
    JOIN pg_class a ON a.oid = c.conrelid
    JOIN pg_class b ON b.oid = c.confrelid
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND a.oid <> b.oid
      AND left(a.relname, 2) <> '__'
    ORDER BY one, other";

fn diesel_type(udt: &str) -> &'static str {
    match udt {
        "int8" => "Int8",
        "int4" => "Int4",
        "int2" => "Int2",
        "date" => "Date",
        "text" => "Text",
        "bool" => "Bool",
        "timestamptz" => "Timestamptz",
        "bytea" => "Bytea",
        "jsonb" => "Jsonb",
        "inet" => "Inet",
        "float4" => "Float4",
        "_text" => "Array<Text>",
        "_int8" => "Array<Int8>",
        "_int4" => "Array<Int4>",
        other => panic!("teach this test the type {other}"),
    }
}

fn print(columns: &[Column], keys: &[KeyColumn], ties: &[Tie]) -> String {
    let mut tables: BTreeMap<&str, Vec<&Column>> = BTreeMap::new();
    for column in columns {
        tables.entry(&column.table_name).or_default().push(column);
    }
    let mut out =
        "//! Tables and columns as the migrations leave them. Printed from the database: \
                   do not edit.\n\n"
            .to_owned();
    for (table, columns) in &tables {
        let key: Vec<_> = keys
            .iter()
            .filter(|k| k.table_name == *table)
            .map(|k| k.column_name.as_str())
            .collect();
        writeln!(
            out,
            "diesel::table! {{\n    {table} ({}) {{",
            key.join(", ")
        )
        .unwrap();
        for column in columns {
            let kind = diesel_type(&column.udt_name);
            let kind = match column.is_nullable.as_str() {
                "YES" => format!("Nullable<{kind}>"),
                _ => kind.to_owned(),
            };
            writeln!(out, "        {} -> {kind},", column.name).unwrap();
        }
        out.push_str("    }\n}\n\n");
    }
    for Tie { one, other } in ties {
        let line = format!("diesel::allow_tables_to_appear_in_same_query!({one}, {other});");
        if line.len() <= 100 {
            writeln!(out, "{line}").unwrap();
        } else {
            let macro_name = "diesel::allow_tables_to_appear_in_same_query!";
            writeln!(out, "{macro_name}(\n    {one},\n    {other},\n);").unwrap();
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_file_is_what_the_migrations_leave() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await;
    let columns: Vec<Column> = diesel::sql_query(COLUMNS).load(&mut conn).await.unwrap();
    let keys: Vec<KeyColumn> = diesel::sql_query(KEYS).load(&mut conn).await.unwrap();
    let ties: Vec<Tie> = diesel::sql_query(TIES).load(&mut conn).await.unwrap();
    let printed = print(&columns, &keys, &ties);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/schema.rs");
    if std::env::var_os("OSSM_UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let file = std::fs::read_to_string(path).unwrap();
    assert!(
        file == printed,
        "run `OSSM_UPDATE_SCHEMA=1 cargo test schema`"
    );
}
