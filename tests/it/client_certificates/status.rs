//! `status` shows a client certificate that breaks every connection of its user.

use serde_json::Value;

use super::kit::Kit;
use crate::support::user::answer;

/// The finding about the client certificate, and null where there is none.
fn found(kit: &Kit, variables: &[(&str, &str)]) -> Value {
    let mut command = kit.user.pgcerts();
    let said = answer(command.args(["status", "--json"]).envs(variables.iter().copied())).json();
    let findings = said["findings"].as_array().expect("findings").clone();
    findings.into_iter().find(|finding| finding["code"] == "client-certificate").unwrap_or(Value::Null)
}

#[test]
fn a_pair_that_libpq_refuses_is_an_error() {
    let Some(kit) = Kit::new("status of a client certificate") else { return };
    kit.user.run(["install", "--offline", "-q"]).exits(0);
    assert_eq!(found(&kit, &[]), Value::Null);
    kit.install(&[("alice.crt", "postgresql.crt")]);
    let lacks_key = found(&kit, &[]);
    assert_eq!(lacks_key["severity"], "error");
    assert!(lacks_key["message"].to_string().contains("certificate present, but not private key file"));
    kit.install(&[("stranger.key", "postgresql.key")]);
    assert!(found(&kit, &[])["message"].to_string().contains("key values mismatch"));
    kit.install(&[("alice.key", "postgresql.key")]);
    assert_eq!(found(&kit, &[]), Value::Null, "sound");
    kit.chmod(".postgresql/postgresql.key", 0o644);
    let open = found(&kit, &[]);
    assert!(open["message"].to_string().contains("has group or world access"), "{open}");
    assert!(open["hint"].to_string().contains("chmod 600"), "{open}");
    assert_eq!(found(&kit, &[("PGSSLCERTMODE", "disable")]), Value::Null);
    kit.chmod(".postgresql/postgresql.key", 0o600);
    kit.openssl("req -new -key alice.key -out request -subj /CN=alice");
    kit.sign("soon", "authority", "-days 5");
    kit.install(&[("soon.crt", "postgresql.crt")]);
    let soon = found(&kit, &[]);
    assert_eq!(soon["severity"], "warning", "{soon}");
    assert_eq!(found(&kit, &[("PGSSLCERT", "none.crt")]), Value::Null, "another, which is not there");
}
