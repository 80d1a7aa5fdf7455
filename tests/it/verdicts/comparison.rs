//! The verdicts of `check` beside what psql did.

use serde_json::Value;

use super::case::{Asked, TLS_FAILED, Wanted};
use super::judge::{Outcome, Staged};
use crate::support::program;
use crate::support::user::answer;

/// Reasons that OpenSSL finds in the bytes of a block; `check` leaves them out, since they depend on its version.
const REASONS_OF_DER: [&str; 2] = ["too long", "wrong tag"];

/// One run of `check` for all modes of a host, and how it differs from psql.
pub(super) fn with_check(staged: &Staged<'_>, asked: &Asked, outcomes: &[(&str, Outcome)]) -> Vec<String> {
    let mut command = staged.command(program());
    command.args(["check", "--json", "--sslmode", "verify-full"]).arg(staged.connection(&asked.host));
    let said = answer(&mut command);
    let Ok(json) = serde_json::from_str::<Value>(&said.stdout) else { return vec![format!("{said:?}")] };
    let verdicts = &json["targets"][0]["verdicts"];
    outcomes
        .iter()
        .filter_map(|(mode, outcome)| {
            let difference = difference(&verdicts[mode], outcome, asked.wanted)?;
            Some(format!("{mode}: {difference}; check {}, psql {outcome}", verdicts[mode]))
        })
        .collect()
}

/// What one verdict says otherwise than psql.
fn difference(verdict: &Value, outcome: &Outcome, wanted: Wanted) -> Option<&'static str> {
    match outcome {
        Outcome::Connected { encrypted: false } if matches!(wanted, Wanted::Strange(_)) => {
            (!verdict["ok"].is_null()).then_some("a guess")
        }
        Outcome::Connected { .. } if verdict["ok"] != true => Some("psql connects"),
        Outcome::Connected { encrypted } if verdict["encrypted"] != *encrypted => Some("encrypted"),
        Outcome::Connected { .. } => None,
        Outcome::Refused(_) if verdict["ok"] != false => Some("psql is refused"),
        Outcome::Refused(text) if is_same(verdict["message"].as_str().unwrap_or_default(), text, wanted) => {
            None
        }
        Outcome::Refused(_) => Some("message"),
    }
}

/// Whether `check` quotes the error of the last attempt that psql made.
fn is_same(message: &str, psql: &str, wanted: Wanted) -> bool {
    let Some((_, theirs)) = psql.trim_end().rsplit_once(" failed: ") else { return false };
    if wanted == TLS_FAILED {
        return message.starts_with("SSL error: ");
    }
    if theirs.starts_with("SSL error: ") {
        return message.lines().next() == theirs.lines().next();
    }
    let message = message.trim_end();
    message == theirs
        || before_16(message) == theirs
        || REASONS_OF_DER.iter().any(|reason| {
            message.starts_with("could not read root certificate file")
                && theirs == format!("{message}: {reason}")
        })
}

/// libpq 15 knows no `sslrootcert=system`, and does not advise it.
fn before_16(message: &str) -> String {
    message.replace(
        "Either provide the file, use the system's trusted roots with sslrootcert=system, or change",
        "Either provide the file or change",
    )
}

mod tests {
    use serde_json::json;

    use super::super::case::{TLS_FAILED, VERIFY_FAILED, Wanted};
    use super::Outcome;

    fn difference(verdict: &serde_json::Value, outcome: &Outcome) -> Option<&'static str> {
        super::difference(verdict, outcome, VERIFY_FAILED)
    }

    fn refused(error: &str) -> Outcome {
        Outcome::Refused(format!(
            "psql: error: connection to server at \"db\" (127.0.0.1), port 5 failed: {error}\n"
        ))
    }

    #[test]
    fn equal_verdicts_do_not_differ() {
        let connected = json!({"ok": true, "encrypted": true, "verified": "full", "message": null});
        assert_eq!(difference(&connected, &Outcome::Connected { encrypted: true }), None);
        let failed = json!({"ok": false, "message": "SSL error: certificate verify failed\nexpired"});
        assert_eq!(difference(&failed, &refused("SSL error: certificate verify failed")), None);
        let absent = "root certificate file \"/r\" does not exist\nEither provide the file";
        let newer = ", use the system's trusted roots with sslrootcert=system, or change sslmode";
        let verdict = json!({"ok": false, "message": format!("{absent}{newer}")});
        assert_eq!(difference(&verdict, &refused(&format!("{absent} or change sslmode"))), None);
        assert_eq!(difference(&verdict, &refused(&format!("{absent}{newer}"))), None);
    }

    #[test]
    fn other_verdicts_differ() {
        let connected = Outcome::Connected { encrypted: true };
        let unknown = json!({"ok": null, "encrypted": null, "message": "?"});
        assert_eq!(difference(&unknown, &connected), Some("psql connects"));
        assert_eq!(difference(&unknown, &refused("x")), Some("psql is refused"));
        let plain = json!({"ok": true, "encrypted": false});
        assert_eq!(difference(&plain, &connected), Some("encrypted"));
        let said = |message: &str| json!({"ok": false, "message": message});
        assert_eq!(difference(&said("SSL error: y"), &refused("SSL error: x")), Some("message"));
        assert_eq!(difference(&said("one"), &refused("one\ntwo")), Some("message"));
    }

    #[test]
    fn the_reason_may_be_another_where_openssl_is_free_to_choose_it() {
        let differs = |message: &str, wanted: Wanted| {
            let verdict = json!({"ok": false, "message": message});
            super::difference(&verdict, &refused("SSL error: EVP lib"), wanted).is_some()
        };
        assert!(!differs("SSL error: certificate verify failed", TLS_FAILED));
        assert!(differs("does not match", TLS_FAILED));
        assert!(differs("SSL error: certificate verify failed", VERIFY_FAILED));
    }
}
