//! Films and sounds that are kept as they were sent.

use std::path::Path;

use super::{AvKind, AvRules, Facts};
use crate::foundation::error::Result;
use crate::foundation::storage::FileType;

pub(super) fn take(_path: &Path, kind: FileType, _rules: &AvRules) -> Result<Facts> {
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
