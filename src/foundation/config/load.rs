//! Loads the configuration from its four sources and says where each value
//! came from.

use std::fmt;
use std::io::ErrorKind as IoErrorKind;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::error::Kind as FigmentKind;
use figment::providers::Serialized;

use super::keys::Keys;
use super::layer::{Layer, Override};
use super::problem::ConfigError;
use super::{Config, Domain};

/// The file that is read when none is named.
const FILE_NAME: &str = "ossm.toml";

/// Where configuration is taken from. Tests write the parts by hand;
/// [`Inputs::from_process`] takes them from the running process.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The file that `--config` names; it has to exist.
    pub file: Option<PathBuf>,
    /// Where an `ossm.toml` is looked for when no file is named.
    pub folder: PathBuf,
    /// Environment variables; those that do not begin with `OSSM_` are ignored.
    pub variables: Vec<(String, String)>,
    /// Settings given by flags; the last one wins.
    pub overrides: Vec<Override>,
}

impl Inputs {
    /// The current folder and the process's environment.
    ///
    /// # Errors
    /// An `OSSM_` variable is not UTF-8.
    pub fn from_process(
        file: Option<PathBuf>,
        overrides: Vec<Override>,
    ) -> Result<Self, ConfigError> {
        let mut variables = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Some(name) = name.to_str().filter(|name| name.starts_with("OSSM_")) else {
                continue;
            };
            let Some(value) = value.to_str() else {
                return Err(ConfigError::new(format!(
                    "{name}: the value is not UTF-8 text."
                )));
            };
            variables.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self {
            file,
            folder: PathBuf::from("."),
            variables,
            overrides,
        })
    }
}

/// Where a value came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// The built-in default.
    #[default]
    Default,
    /// This file.
    File(PathBuf),
    /// This environment variable.
    Variable(String),
    /// This command-line flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A configuration that is ready for use.
pub struct Loaded {
    /// The values.
    pub config: Config,
    layers: Vec<Layer>,
}

impl Loaded {
    /// Where the value of `section.key` came from.
    #[must_use]
    pub fn origin(&self, name: &str) -> Origin {
        origin(&self.layers, name)
    }
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Loads and validates a configuration.
///
/// # Errors
/// A file that cannot be read, an unknown name or a wrong value; the text names
/// the place, the key and the remedy.
pub fn load(inputs: &Inputs) -> Result<Loaded, ConfigError> {
    let keys = Keys::of_config();
    let mut layers = Vec::new();
    if let Some((path, text)) = read_file(inputs)? {
        layers.push(Layer::from_toml(&path, &text, &keys)?);
    }
    layers.push(Layer::from_variables(&inputs.variables, &keys)?);
    layers.push(Layer::from_overrides(&inputs.overrides, &keys)?);

    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    for layer in &layers {
        figment = figment.merge(layer);
    }
    let mut config: Config = figment
        .extract()
        .map_err(|error| wrong_type(&layers, &error))?;
    if origin(&layers, "server.domain") == Origin::Default
        && let Some(address) = config.server.bind.first()
    {
        config.server.domain = Domain::localhost(address.port());
    }
    let problems = config.validate();
    if problems.is_empty() {
        return Ok(Loaded { config, layers });
    }
    let lines = problems
        .into_iter()
        .map(|problem| line(&layers, problem.key, &problem.message));
    Err(ConfigError::several(lines.collect()))
}

fn read_file(inputs: &Inputs) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let path = inputs
        .file
        .clone()
        .unwrap_or_else(|| inputs.folder.join(FILE_NAME));
    let shown = path.display();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((tidy(&path), text))),
        Err(error) if error.kind() == IoErrorKind::NotFound && inputs.file.is_none() => Ok(None),
        Err(error) if error.kind() == IoErrorKind::NotFound => Err(ConfigError::new(format!(
            "{shown} does not exist. Create it (ossm.example.toml shows how) or leave out --config."
        ))),
        Err(error) => Err(ConfigError::new(format!(
            "{shown} cannot be read ({error}). Check its type and permissions."
        ))),
    }
}

/// `./ossm.toml` reads better as `ossm.toml`.
fn tidy(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

fn origin(layers: &[Layer], name: &str) -> Origin {
    layers
        .iter()
        .rev()
        .find_map(|layer| layer.origin(name))
        .cloned()
        .unwrap_or_default()
}

/// One line of an error: the place, the key and the message.
fn line(layers: &[Layer], key: &str, message: &str) -> String {
    match origin(layers, key) {
        Origin::Default => format!("{key}: {message}"),
        Origin::File(path) => format!("{}: {key}: {message}", path.display()),
        Origin::Variable(name) => format!("{name}: {message}"),
        Origin::Flag(flag) => format!("{flag} ({key}): {message}"),
    }
}

/// A value that does not fit its type, in the operator's words.
fn wrong_type(layers: &[Layer], error: &figment::Error) -> ConfigError {
    let key = error
        .path
        .iter()
        .take(2)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(".");
    let message = match &error.kind {
        FigmentKind::InvalidType(found, expected) | FigmentKind::InvalidValue(found, expected) => {
            format!("found {found} where {} is expected.", in_words(expected))
        }
        FigmentKind::UnknownVariant(found, known) => {
            format!(
                "\"{found}\" is not known here. Write one of: {}.",
                known.join(", ")
            )
        }
        FigmentKind::Message(text) if text == "invalid socket address syntax" => {
            "write an address with a port, such as 127.0.0.1:3000 or [::]:3000.".to_owned()
        }
        other => other.to_string(),
    };
    ConfigError::new(line(layers, &key, &message))
}

fn in_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "a boolean" => "true or false",
        "a string" | "string" => "text in quotes",
        "a sequence" => "a list such as [\"one\", \"two\"]",
        other => other,
    }
}
