//! What must not appear in a label or a message.

/// What is shown in place of a secret.
pub(super) const HIDDEN: &str = "…";

/// Whether the value of this keyword is a secret. The names that other drivers use are covered by parts of them.
pub(super) fn is_secret(key: &str) -> bool {
    const SECRETS: [&str; 4] = ["passw", "pwd", "secret", "scram_"];
    let key = key.to_ascii_lowercase();
    SECRETS.iter().any(|part| key.contains(part))
}

/// Whether the word may be a key in base64. No keyword of a connection string looks like one.
pub(super) fn may_be_base64(word: &str) -> bool {
    const LONGEST: usize = 32;
    !word.contains("://") && (word.len() > LONGEST || word.contains(['+', '/']))
}

/// The text with everything before its last `@` hidden.
pub(super) fn without_user(word: &str) -> String {
    word.rfind('@').map_or_else(|| word.to_owned(), |at| format!("{HIDDEN}{}", &word[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        for key in ["password", "sslpassword", "oauth_client_secret", "scram_client_key", "PassWd", "pwd"] {
            assert!(is_secret(key), "{key}");
        }
        assert!(!is_secret("passfile") && !is_secret("sslkey") && !is_secret("host"));
    }
}
