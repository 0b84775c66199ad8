//! Reads a password from the standard input: it shows neither in the history of
//! the shell nor in the list of processes.

use std::io::{BufRead as _, Read as _};

use super::super::failure::Failure;

/// More than any password that is accepted.
const MAX_BYTES: u64 = 1024;

/// The first line of the standard input, without its end.
pub(super) fn from_stdin() -> Result<String, Failure> {
    let mut line = String::new();
    let mut input = std::io::stdin().lock().take(MAX_BYTES);
    input
        .read_line(&mut line)
        .map_err(|error| Failure::new(format!("The password cannot be read: {error}.")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        let advice = "There is no password on the standard input. Write it there, for instance: \
                      ossm user create … --password-stdin < password.txt";
        return Err(Failure::new(advice));
    }
    Ok(password.to_owned())
}
