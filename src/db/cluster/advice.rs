//! How to get PostgreSQL on the system at hand.

use super::find::Binaries;
use crate::db::connect::OLDEST_MAJOR;
use crate::foundation::platform::System;

/// The version that is suggested and fetched where any would do.
pub(super) const USUAL_MAJOR: u32 = 17;

/// One sentence: the command that installs PostgreSQL on this system.
#[must_use]
pub fn how_to_install(system: System, major: Option<u32>) -> String {
    let version = major.unwrap_or(USUAL_MAJOR);
    let command = match (system, major) {
        (System::Debian, None) => "sudo apt install postgresql".to_owned(),
        (System::Debian, Some(major)) => format!("sudo apt install postgresql-{major}"),
        (System::Fedora, None) => "sudo dnf install postgresql-server".to_owned(),
        (System::Fedora, Some(major)) => format!("sudo dnf install postgresql{major}-server"),
        (System::Suse, None) => "sudo zypper install postgresql-server".to_owned(),
        (System::Suse, Some(major)) => format!("sudo zypper install postgresql{major}-server"),
        (System::Arch, None) => "sudo pacman -S postgresql".to_owned(),
        (System::Alpine, _) => format!("sudo apk add postgresql{version}"),
        (System::MacOs, _) => format!("brew install postgresql@{version}"),
        (System::Windows, _) => format!("winget install PostgreSQL.PostgreSQL.{version}"),
        (System::Arch | System::Other, _) => {
            return format!(
                "Install the PostgreSQL {version} server from https://www.postgresql.org/download/ \
                 and see that its programs are in PATH."
            );
        }
    };
    format!("Install PostgreSQL with: {command}")
}

/// Says that no usable programs were found, and every way out.
pub(super) fn nothing_found(needed: Option<u32>, found: &[Binaries]) -> String {
    let wanted = match needed {
        Some(major) => format!("PostgreSQL {major}, which wrote the data of this server,"),
        None => format!("PostgreSQL {OLDEST_MAJOR} or newer"),
    };
    let others = if found.is_empty() {
        String::new()
    } else {
        let list: Vec<String> = found.iter().map(Binaries::describe).collect();
        format!(" (found: {})", list.join(", "))
    };
    let install = how_to_install(System::current(), needed);
    format!(
        "{wanted} is not installed{others}. {install}. Or use a server that runs \
         elsewhere: OSSM_DATABASE__URL=postgres://user:password@host/ossm"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_its_command() {
        assert!(how_to_install(System::Debian, None).ends_with("apt install postgresql"));
        assert!(how_to_install(System::Fedora, Some(16)).contains("postgresql16-server"));
        assert!(how_to_install(System::Alpine, Some(15)).contains("apk add postgresql15"));
        assert!(how_to_install(System::MacOs, None).contains("brew install postgresql@17"));
        assert!(how_to_install(System::Windows, None).contains("winget install"));
        assert!(how_to_install(System::Other, None).contains("postgresql.org/download"));
    }

    #[test]
    fn the_message_names_the_need_and_the_ways_out() {
        let message = nothing_found(Some(16), &[]);
        assert!(message.contains("PostgreSQL 16") && message.contains("OSSM_DATABASE__URL"));
        assert!(!message.contains("found:"));
    }
}
