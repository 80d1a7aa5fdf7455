//! Text that may be or hold a password: shown nowhere.

use std::fmt;
use std::path::Path;

/// Text that may be or hold a password, such as a target before it is read, and an address with a user in it. It has
/// no `Display`, and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Secret(String);

impl Secret {
    /// The text itself, for whoever uses it. No message quotes it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The text if it is one plain word, such as the name of a service: in anything longer there may be a password.
pub(crate) fn plain_word(text: &str) -> Option<&str> {
    const LONGEST: usize = 64;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (text.len() <= LONGEST && text.chars().all(is_plain)).then_some(text)
}

/// Whether the text of a file's name looks like a target instead: an address, `user:password@host`, or a setting that
/// is a secret.
pub(crate) fn may_hold_password(text: &str) -> bool {
    const SECRETS: [&str; 4] = ["passw", "pwd", "secret", "scram_"];
    let lower = text.to_ascii_lowercase();
    let is_setting = |part: &&str| {
        let behind = lower.split_once(*part).map_or("", |(_, behind)| behind);
        behind
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_')
            .trim_start()
            .starts_with(['=', ':'])
    };
    let user = text.rsplit_once('@').map_or("", |(user, _)| user);
    text.contains("://") || user.contains(':') || SECRETS.iter().any(is_setting)
}

/// Whether the path may be shown. An address of a file without a user has no password; a key in place of its file is one.
pub(crate) fn may_be_shown(path: &Path) -> bool {
    let text = path.to_string_lossy();
    if text.contains("PRIVATE KEY") {
        return false;
    }
    !may_hold_password(&text) || (text.starts_with("file:") && !text.contains(['@', '=']))
}

/// What messages call a file that an argument or a variable names. A target in its place is not shown: a name that begins
/// as a path does is taken for one, and any other has the usual characters alone.
pub(crate) fn file_name(path: &Path) -> String {
    let text = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-".contains(c);
    let is_file = path.is_absolute() || text.starts_with(['/', '.', '~', '\\']) || text.chars().all(is_plain);
    if is_file && !may_hold_password(&text) {
        format!("`{text}`")
    } else {
        "(its name looks like a target and is not shown)".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::from("geheim".to_owned());
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret Some(Secret)");
        assert_eq!(secret.expose(), "geheim");
    }

    #[test]
    fn a_target_in_place_of_a_file_is_known() {
        for text in [
            "postgresql://u:geheim@h/db",
            "u:geheim@h",
            "host=h password=geheim",
            "/etc/root.crt;password=geheim",
            "/etc/root.crt&sslPassword = geheim",
            "Pwd:geheim",
            "oauth_client_secret=geheim",
            "scram_client_key=geheim",
        ] {
            assert!(may_hold_password(text), "{text}");
            assert!(!file_name(Path::new(text)).contains("geheim"));
        }
        for text in
            ["/etc/pg/root.crt", r"C:\root.crt", "/a@b/c", "/env=prod/root.crt", "passwords.txt", "@x:1"]
        {
            assert!(!may_hold_password(text), "{text}");
        }
    }

    #[test]
    fn a_word_has_no_blank_and_no_mark() {
        assert_eq!(plain_word("my-service_1.x"), Some("my-service_1.x"));
        for text in ["a b", "a;password=b", "a@b", "u:p", "größe", "a/b"] {
            assert_eq!(plain_word(text), None, "{text}");
        }
    }
}
