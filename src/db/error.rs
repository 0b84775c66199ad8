//! Database failures as OSSM's errors: what is away for the moment, what
//! clashes, what is broken.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::foundation::error::Error;

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::not_found(),
            DieselError::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::UniqueViolation => {
                    Self::conflict("This is already there.").because(error)
                }
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure => Self::unavailable(error),
                _ if is_outage(info.message()) => Self::unavailable(error),
                _ => Self::internal(error),
            },
            DieselError::BrokenTransactionManager => Self::unavailable(error),
            _ => Self::internal(error),
        }
    }
}

/// Whether PostgreSQL's words say that it is stopping, starting or overloaded.
/// diesel keeps the message and not the SQLSTATE (57P01, 57P02, 57P03, 57014, 53300).
fn is_outage(message: &str) -> bool {
    [
        "terminating connection",
        "the database system is",
        "connection closed",
        "canceling statement due to statement timeout",
        "too many clients",
    ]
    .iter()
    .any(|words| message.contains(words))
}
