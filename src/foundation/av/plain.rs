//! Films and sounds that are kept as they were sent.

use std::path::Path;

use super::{AvKind, AvRules, Facts};
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::FileType;

/// Nothing of a known kind is shorter than this, in bytes.
const SHORTEST: u64 = 44;

pub(super) fn take(path: &Path, kind: FileType, rules: &AvRules) -> Result<Facts> {
    let about = std::fs::metadata(path).map_err(Error::internal)?;
    if about.len() < SHORTEST {
        return Err(rules.damaged());
    }
    Ok(Facts {
        kind: if kind.is_video() {
            AvKind::Video
        } else {
            AvKind::Audio
        },
        file_type: kind,
        width: 0,
        height: 0,
        duration_ms: None,
        bitrate: None,
        frame_rate: None,
    })
}
