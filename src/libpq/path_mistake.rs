//! Text that is given as a path and names no file: libpq takes a path literally.

use std::path::Path;

/// Why a path names no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathMistake {
    /// Quotes that nothing took away.
    Quotes,
    /// An address.
    Address,
    /// curl's `@` before the name of a file.
    At,
    /// A `~` that no shell expanded.
    Tilde,
    /// A variable that nothing expanded.
    Variable,
    /// What a program prints for a value that it does not have.
    Placeholder,
    /// The certificate itself.
    Content,
}

impl PathMistake {
    /// The mistake in a path, by its text alone.
    pub(crate) fn find(path: &Path) -> Option<Self> {
        let text = path.to_str()?.trim();
        let quoted = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
        if text.contains("-----BEGIN ") || (text.len() > 200 && text.starts_with("MII")) {
            Some(Self::Content)
        } else if quoted('"') || quoted('\'') {
            Some(Self::Quotes)
        } else if is_address(text) {
            Some(Self::Address)
        } else if text.starts_with("@/") || text.starts_with("@~") || text.starts_with("@./") {
            Some(Self::At)
        } else if text == "~" || text.starts_with("~/") {
            Some(Self::Tilde)
        } else if is_variable(text) {
            Some(Self::Variable)
        } else {
            is_placeholder(text).then_some(Self::Placeholder)
        }
    }

    /// What is wrong, in words that follow the path and a colon.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Quotes => "its quotes are part of the path, because nothing removed them",
            Self::Address => "libpq reads files, not addresses",
            Self::At => "the `@` belongs to the path",
            Self::Tilde => "nobody expanded the `~`",
            Self::Variable => "nothing expanded the variable",
            Self::Placeholder => "that is what a program prints for a value that is not set",
            Self::Content => "it is the text of a certificate, not the name of a file",
        }
    }

    /// How to fix it.
    pub(crate) fn fix(self) -> &'static str {
        match self {
            Self::Quotes => "write the path without quotes",
            Self::Address => "write the path alone, from the root: `/…`",
            Self::At => "write the path without the `@`",
            Self::Tilde => "libpq takes the path literally; write the home folder instead of `~`",
            Self::Variable => "libpq takes the path literally; write the value of the variable instead",
            Self::Placeholder => "set the path where the program takes it from, or leave the setting out",
            Self::Content => "save the certificate as a file and name that file",
        }
    }
}

fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, rest)| (scheme, rest.starts_with("//")));
    scheme.is_some_and(|(scheme, has_slashes)| match scheme {
        "file" => true,
        "http" | "https" | "s3" | "gs" | "data" => has_slashes || scheme == "data",
        _ => false,
    })
}

/// `$HOME/…`, `${HOME}/…` or `%APPDATA%\…`.
fn is_variable(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if let Some(rest) = text.strip_prefix('%') {
        return rest.split_once('%').is_some_and(|(name, _)| is_name(name));
    }
    let Some(rest) = text.strip_prefix('$') else { return false };
    match rest.strip_prefix(['{', '(']) {
        Some(inner) => inner.contains(['}', ')']),
        None => is_name(rest.split(['/', '\\']).next().unwrap_or_default()) || rest.starts_with("env:"),
    }
}

fn is_placeholder(text: &str) -> bool {
    ["None", "null", "NULL", "undefined", "nil", "<nil>", "false", "true", "<no value>"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_known_by_its_text() {
        let pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        let cases = [
            ("\"/etc/x\"", PathMistake::Quotes),
            ("'/etc/x'", PathMistake::Quotes),
            ("file:///etc/x", PathMistake::Address),
            ("file:/etc/x", PathMistake::Address),
            ("https://example.com/x", PathMistake::Address),
            ("@/etc/x", PathMistake::At),
            ("~/x", PathMistake::Tilde),
            ("$HOME/x", PathMistake::Variable),
            ("${HOME}/x", PathMistake::Variable),
            ("$(HOME)/x", PathMistake::Variable),
            ("$env:APPDATA\\x", PathMistake::Variable),
            ("%APPDATA%\\postgresql\\root.crt", PathMistake::Variable),
            ("None", PathMistake::Placeholder),
            ("null", PathMistake::Placeholder),
            (pem, PathMistake::Content),
        ];
        for (path, mistake) in cases {
            assert_eq!(PathMistake::find(Path::new(path)), Some(mistake), "{path}");
        }
    }

    #[test]
    fn what_may_be_a_path_is_left_in_peace() {
        for path in [
            "/etc/x",
            "x",
            "C:\\x",
            "a \"b\"",
            "/tmp/$HOME/~",
            "./None",
            "100%",
            "it's",
            "$",
            "system",
            "~user",
        ] {
            assert_eq!(PathMistake::find(Path::new(path)), None, "{path}");
        }
    }
}
