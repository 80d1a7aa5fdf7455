//! The RFC 3339 times of a manifest. They are converted to UTC, because all dates are shown in UTC.

use serde::{Deserializer, Serializer};
use time::format_description::well_known::Rfc3339;
use time::serde::rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// The first second of a day such as 2026-11-24.
pub(super) fn day(text: &str) -> Option<OffsetDateTime> {
    (text.len() == 10).then(|| OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).ok()).flatten()
}

pub(super) fn serialize<S: Serializer>(time: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    rfc3339::serialize(time, serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    rfc3339::deserialize(deserializer).map(|time| time.to_offset(UtcOffset::UTC))
}

/// The same for times that may be missing.
pub(super) mod option {
    use super::{Deserializer, OffsetDateTime, Serializer, UtcOffset, rfc3339};

    #[allow(clippy::ref_option, reason = "the form that serde calls")]
    pub(in crate::pins) fn serialize<S: Serializer>(
        time: &Option<OffsetDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        rfc3339::option::serialize(time, serializer)
    }

    pub(in crate::pins) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<OffsetDateTime>, D::Error> {
        let time = rfc3339::option::deserialize(deserializer)?;
        Ok(time.map(|time| time.to_offset(UtcOffset::UTC)))
    }
}
