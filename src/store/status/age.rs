//! How old the built-in pins are: a program that nobody updates misses the next rotation.

use super::question::StatusQuestion;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::x509::certificate::days_between;

/// The days after which the built-in pins are old.
const LIMIT: i64 = 400;

/// A manifest of one's own is as old as its owner lets it be.
pub(super) fn finding(question: &StatusQuestion) -> Option<Diagnostic> {
    let manifest = question.pins.written();
    let updated = manifest.updated_at().filter(|_| question.pins_file.is_none())?;
    let days = days_between(updated, question.now);
    (days > LIMIT).then(|| {
        let message = format!(
            "the built-in pins are {days} days old ({}); roots may have changed since then",
            manifest.updated
        );
        Diagnostic::new(Code::OldPins, Severity::Warning, message, "install the newest version of pgcerts")
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use time::Duration;

    use super::*;
    use crate::libpq::location::{Location, PathSource};
    use crate::pins::Pins;
    use crate::store::content::FileContent;
    use crate::store::status::SetRequest;
    use crate::store::surroundings::Surroundings;

    fn found(days: i64, pins_file: Option<&Path>) -> Option<String> {
        let pins = Pins::built_in();
        let updated = pins.manifest().updated_at().expect("a day");
        let question = StatusQuestion {
            location: &Location { path: "/r".into(), source: PathSource::Flag },
            content: &FileContent::Bytes(Vec::new()),
            keystore: None,
            needless_password: false,
            surroundings: &Surroundings::default(),
            client: None,
            pins: &pins,
            pins_file,
            request: SetRequest::ByContent,
            now: updated + Duration::days(days),
            expiring_within: 90,
        };
        finding(&question).map(|finding| finding.message)
    }

    #[test]
    fn the_built_in_pins_are_old_after_400_days() {
        assert_eq!(found(400, None), None);
        assert!(found(401, None).is_some_and(|message| message.contains("are 401 days old (2026-")));
        assert_eq!(found(4000, Some(Path::new("/pins.json"))), None);
    }
}
