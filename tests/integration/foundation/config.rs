//! Configuration: weight of the sources, errors that help, and an example file
//! that says what the types say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ossm::foundation::config::{
    Config, ConnectionUrl, Inputs, Loaded, Origin, Override, Registrations, load, settings,
};

fn inputs(variables: &[(&str, &str)]) -> Inputs {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let folder = Path::new("/nonexistent").to_owned();
    Inputs {
        folder,
        variables: variables.iter().map(pair).collect(),
        ..Inputs::default()
    }
}

fn flag(key: &str, value: &str) -> Override {
    Override {
        key: key.to_owned(),
        value: value.to_owned(),
        flag: "--set".to_owned(),
    }
}

fn with_variables(variables: &[(&str, &str)]) -> Loaded {
    load(&inputs(variables)).unwrap()
}

fn refusal(variables: &[(&str, &str)]) -> String {
    load(&inputs(variables))
        .expect_err("this configuration is wrong")
        .to_string()
}

/// Loads `text` as the file `ossm.toml` of a folder of its own.
fn with_file(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ossm.toml"), text).unwrap();
    let inputs = Inputs {
        folder: folder.path().to_owned(),
        ..inputs(variables)
    };
    load(&inputs).map_err(|error| error.to_string())
}

#[test]
fn nothing_configured_is_the_defaults() {
    let loaded = with_variables(&[("PATH", "/bin"), ("OSSM_BENCH", "1")]);
    assert_eq!(loaded.config, Config::default());
    assert_eq!(loaded.config.base_url(), "http://localhost:3000");
    assert_eq!(loaded.origin("server.bind"), Origin::Default);
}

#[test]
fn weight_rises_from_file_over_variables_to_flags() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.toml");
    fs::write(
        &path,
        "[auth]\nbcrypt_cost = 10\nsession_days = 10\nreset_token_minutes = 10\n",
    )
    .unwrap();
    let mut inputs = inputs(&[
        ("OSSM_AUTH__SESSION_DAYS", "20"),
        ("OSSM_AUTH__RESET_TOKEN_MINUTES", "20"),
    ]);
    inputs.file = Some(path.clone());
    inputs.overrides = vec![flag("auth.reset_token_minutes", "30")];
    let loaded = load(&inputs).unwrap();
    let auth = &loaded.config.auth;
    assert_eq!(
        (
            auth.bcrypt_cost,
            auth.session_days,
            auth.reset_token_minutes
        ),
        (10, 20, 30)
    );
    assert_eq!(
        auth.confirm_token_hours,
        Config::default().auth.confirm_token_hours
    );
    assert_eq!(loaded.origin("auth.bcrypt_cost"), Origin::File(path));
    let variable = Origin::Variable("OSSM_AUTH__SESSION_DAYS".to_owned());
    assert_eq!(loaded.origin("auth.session_days"), variable);
    assert_eq!(
        loaded.origin("auth.reset_token_minutes"),
        Origin::Flag("--set".to_owned())
    );
}

#[test]
fn variables_of_every_type_are_understood() {
    let config = with_variables(&[
        ("OSSM_SERVER__BIND", "127.0.0.1:3001, [::1]:3001"),
        ("OSSM_SERVER__DOMAIN", "Alpha.localhost:3001"),
        ("OSSM_SERVER__TRUSTED_PROXIES", "10.0.0.0/8,::1"),
        ("OSSM_DATABASE__URL", "postgres://ossm:s3cret@db/ossm"),
        ("OSSM_STORAGE__DATA_DIR", "/srv/ossm"),
        ("OSSM_INSTANCE__NAME", "123"),
        (
            "OSSM_INSTANCE__RULES",
            r#"["Be kind, please.", "No spam."]"#,
        ),
        ("OSSM_INSTANCE__REGISTRATIONS", "approval"),
        ("OSSM_FEDERATION__ALLOW_HTTP", "true"),
        ("OSSM_LIMITS__ENABLED", "off"),
        ("OSSM_MAIL__SMTP_URL", ""),
        ("OSSM_METRICS__BIND", "127.0.0.1:3900"),
    ])
    .config;
    assert_eq!(config.server.bind.len(), 2);
    assert_eq!(config.base_url(), "http://alpha.localhost:3001");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(
        config.database.url,
        Some(ConnectionUrl::new("postgres://ossm:s3cret@db/ossm"))
    );
    assert_eq!(config.storage.data_dir, Path::new("/srv/ossm"));
    assert_eq!(config.instance.name, "123");
    assert_eq!(config.instance.rules, ["Be kind, please.", "No spam."]);
    assert_eq!(config.instance.registrations, Registrations::Approval);
    assert!(config.federation.allow_http && !config.limits.enabled);
    assert!(!config.mail.is_configured());
    assert_eq!(config.metrics.bind, Some("127.0.0.1:3900".parse().unwrap()));
    assert_eq!(config.warnings().len(), 2);
}

#[test]
fn the_domain_follows_the_port_unless_it_is_set() {
    let moved = with_variables(&[("OSSM_SERVER__BIND", "0.0.0.0:4000")]).config;
    assert_eq!(moved.base_url(), "http://localhost:4000");
    let named = with_variables(&[
        ("OSSM_SERVER__BIND", "0.0.0.0:4000"),
        ("OSSM_SERVER__DOMAIN", "social.example"),
    ]);
    assert_eq!(named.config.base_url(), "https://social.example");
    assert_eq!(named.config.handle_domain().as_str(), "social.example");
    assert_eq!(named.config.mail_from(), "noreply@social.example");
}

#[test]
fn a_file_takes_the_natural_ways_to_write() {
    let text = "[server]\nbind = \"127.0.0.1:4000\"\nhttps = true\n[instance]\nrules = \"Be kind, please.\"\n";
    let config = with_file(text, &[]).unwrap().config;
    assert_eq!(config.base_url(), "https://localhost:4000");
    assert_eq!(config.instance.rules, ["Be kind, please."]);
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    for (variable, said) in [
        (
            "OSSM_SEVER__BIND",
            "OSSM_SEVER__BIND: there is no section \"sever\". Did you mean \"server\"?",
        ),
        (
            "OSSM_SERVER__BINDS",
            "OSSM_SERVER__BINDS: there is no setting \"binds\"",
        ),
        ("OSSM_SERVER__BINDS", "Did you mean \"bind\"?"),
        ("OSSM_DATABASE_URL", "Write OSSM_DATABASE__URL."),
    ] {
        let error = refusal(&[(variable, "x")]);
        assert!(error.contains(said), "{error}");
    }
    let error = with_file("[auth]\nbcrypt_costs = 12\n[sever]\nbind = 1\n", &[]).unwrap_err();
    assert!(error.contains("ossm.toml: there is no setting \"bcrypt_costs\" in section \"auth\". Did you mean \"bcrypt_cost\"?"), "{error}");
    assert!(
        error.contains("there is no section \"sever\". Did you mean \"server\"?"),
        "{error}"
    );
    let error = with_file("bind = 1\n", &[]).unwrap_err();
    assert!(
        error.contains("\"bind\" stands outside a section"),
        "{error}"
    );

    let mut inputs = inputs(&[]);
    inputs.overrides = vec![flag("auth.bcrypt", "12")];
    let error = load(&inputs).unwrap_err().to_string();
    assert!(
        error.starts_with("--set auth.bcrypt: there is no setting"),
        "{error}"
    );
}

/// Variables, wrong values of them and what the refusal has to say.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "OSSM_AUTH__BCRYPT_COST",
        "40",
        "40 is outside the range. Use 4 to 16.",
    ),
    (
        "OSSM_AUTH__BCRYPT_COST",
        "much",
        "\"much\" is not a whole number.",
    ),
    (
        "OSSM_AUTH__BCRYPT_COST",
        "-1",
        "a whole number that is not negative",
    ),
    ("OSSM_AUTH__CAPTCHA", "maybe", "neither true nor false"),
    ("OSSM_SERVER__BIND", "3000", "an address with a port"),
    ("OSSM_SERVER__BIND", "", "there is no address"),
    (
        "OSSM_SERVER__DOMAIN",
        "https://social.example/",
        "without http://",
    ),
    ("OSSM_SERVER__HTTPS", "perhaps", "\"auto\", true or false"),
    (
        "OSSM_SERVER__TRUSTED_PROXIES",
        "10.0.0.0/99",
        "is not a network",
    ),
    (
        "OSSM_SERVER__THEME_DIR",
        "/nonexistent/theme",
        "is not a folder",
    ),
    (
        "OSSM_DATABASE__URL",
        "mysql://localhost",
        "postgres://user:password@host:5432/name",
    ),
    (
        "OSSM_DATABASE__ARCHIVE_URL",
        "ftp://mirror.example",
        "https:// or http://",
    ),
    ("OSSM_STORAGE__DATA_DIR", "", "Name a folder"),
    (
        "OSSM_STORAGE__MAX_IMAGE_PIXELS",
        "1",
        "Use 10000 to 200000000.",
    ),
    (
        "OSSM_INSTANCE__REGISTRATIONS",
        "maybe",
        "Write one of: open, approval, invite, closed.",
    ),
    ("OSSM_INSTANCE__HUE", "360", "Use 0 to 359."),
    ("OSSM_INSTANCE__NAME", "", "Use 1 to 60."),
    ("OSSM_INSTANCE__LANGUAGES", "klingon", "ISO 639-1"),
    ("OSSM_INSTANCE__CONTACT_EMAIL", "nobody", "an @"),
    ("OSSM_INSTANCE__CONTACT_ACCOUNT", "@admin", "without @"),
    (
        "OSSM_MAIL__SMTP_URL",
        "mail.example:25",
        "smtps://user:password@host:465",
    ),
    ("OSSM_MAIL__FROM", "nobody", "an @"),
    ("OSSM_LIMITS__REQUESTS_PER_MINUTE", "0", "Use 1 to 1000000."),
    ("OSSM_JOBS__LEASE_SECONDS", "1", "Use 5 to 3600."),
    ("OSSM_METRICS__BIND", "everywhere", "an address with a port"),
    (
        "OSSM_LOG__LEVEL",
        "ossm=shout",
        "error, warn, info, debug or trace",
    ),
    ("OSSM_LOG__FORMAT", "xml", "Write one of: text, json."),
];

#[test]
fn wrong_values_name_the_place_and_the_remedy() {
    for &(variable, value, said) in WRONG {
        let error = refusal(&[(variable, value)]);
        assert!(
            error.starts_with(variable) && error.contains(said),
            "{variable}={value}: {error}"
        );
    }
}

#[test]
fn all_wrong_values_are_named_at_once() {
    let text = "[auth]\nbcrypt_cost = 3\n[instance]\nhue = 400\n";
    let error = with_file(text, &[("OSSM_JOBS__WORKERS", "65")]).unwrap_err();
    assert_eq!(error.lines().count(), 3, "{error}");
    assert!(
        error.contains("ossm.toml: auth.bcrypt_cost: 3 is outside the range."),
        "{error}"
    );
}

#[test]
fn a_secret_in_a_wrong_address_is_not_repeated() {
    let error = refusal(&[("OSSM_DATABASE__URL", "mysql://ossm:s3cret@db/x")]);
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
fn a_broken_or_missing_file_is_named() {
    let error = with_file("[server\n", &[]).unwrap_err();
    assert!(
        error.contains("ossm.toml cannot be read as TOML."),
        "{error}"
    );
    let error = with_file("[auth]\nbcrypt_cost = \"12\"\n", &[]).unwrap_err();
    assert!(
        error.contains("ossm.toml: auth.bcrypt_cost: found string \"12\" where a whole number"),
        "{error}"
    );
    let inputs = Inputs {
        file: Some("/nonexistent/ossm.toml".into()),
        ..inputs(&[])
    };
    let error = load(&inputs).unwrap_err().to_string();
    assert!(
        error.starts_with("/nonexistent/ossm.toml does not exist."),
        "{error}"
    );
}

#[test]
fn shown_settings_carry_their_origin_and_no_password() {
    let loaded = with_variables(&[
        ("OSSM_DATABASE__URL", "postgres://ossm:s3cret@db/ossm"),
        ("OSSM_MAIL__SMTP_URL", "smtps://u:s3cret@mail.example"),
    ]);
    let settings = settings(&loaded);
    assert_eq!(settings.len(), keys_of_types().len());
    let url = settings
        .iter()
        .find(|setting| setting.key == "url")
        .unwrap();
    assert_eq!(url.value, "\"postgres://ossm:***@db/ossm\"");
    assert_eq!(url.origin.to_string(), "OSSM_DATABASE__URL");
    assert!(
        settings
            .iter()
            .all(|setting| !setting.value.contains("s3cret"))
    );
    assert!(!format!("{loaded:?}").contains("s3cret"));
}

/// The example file's text as it is and with every setting uncommented.
fn example() -> (String, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ossm.example.toml");
    let text = fs::read_to_string(path).unwrap();
    // A setting is `#key = value`; a comment has a space after the `#`.
    let uncomment = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest.to_owned(),
        _ => line.to_owned(),
    };
    let uncommented = text.lines().map(uncomment).collect::<Vec<_>>().join("\n");
    (text, uncommented)
}

fn keys_of_types() -> BTreeSet<String> {
    keys_of(&serde_json::to_value(Config::default()).unwrap())
}

fn keys_of(sections: &serde_json::Value) -> BTreeSet<String> {
    let sections = sections.as_object().unwrap().iter();
    let keys = |(section, keys): (&String, &serde_json::Value)| {
        let keys = keys.as_object().unwrap().keys();
        keys.map(|key| format!("{section}.{key}"))
            .collect::<Vec<_>>()
    };
    sections.flat_map(keys).collect()
}

#[test]
fn the_example_file_cannot_drift_from_the_types() {
    let (text, uncommented) = example();
    // TOML itself refuses a key that is written twice.
    let parsed: serde_json::Value = toml::from_str(&uncommented).unwrap();
    assert_eq!(keys_of(&parsed), keys_of_types());
    assert_eq!(parsed, serde_json::to_value(Config::default()).unwrap());
    let loaded = with_file(&uncommented, &[]).unwrap();
    assert_eq!(loaded.config, Config::default());
    assert_eq!(with_file(&text, &[]).unwrap().config, Config::default());
}

#[test]
fn every_setting_of_the_example_has_a_comment() {
    let (text, _) = example();
    let mut previous = "";
    for line in text.lines() {
        if line.starts_with('#') && !line.starts_with("# ") && line != "#" {
            assert!(previous.starts_with("# "), "no comment above {line}");
        }
        previous = line;
    }
}
