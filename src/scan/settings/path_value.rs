//! The value of a setting that names a file.

use percent_encoding::percent_decode_str;

use crate::libpq::secret::may_hold_password;
use crate::libpq::sslmode::SYSTEM;

/// The roots that a setting names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RootSetting {
    File(String),
    /// What the system trusts.
    System,
    /// A variable or a template, whose value is not known here.
    Unknown,
}

/// How a value ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathForm {
    /// Among the parameters of an address.
    Address,
    Quoted(char),
    /// At a blank or a mark.
    Word,
    /// With the line.
    Line,
    /// It is the name of a variable.
    Name,
}

impl PathForm {
    pub(super) fn is_quoted(self) -> bool {
        matches!(self, Self::Quoted(_))
    }
}

const LONGEST: usize = 1024;

/// What the text that begins like this names.
pub(super) fn path(rest: &str, form: PathForm) -> Option<RootSetting> {
    let end = |stop: &dyn Fn(char) -> bool| rest.find(stop).map_or(rest, |end| &rest[..end]);
    let text = match form {
        PathForm::Address => {
            let text = end(&|c| c.is_whitespace() || "&\"'`#<>)\\".contains(c));
            percent_decode_str(text).decode_utf8().ok()?.into_owned()
        }
        PathForm::Quoted(quote) => {
            let text = rest.trim_start_matches('\\').strip_prefix(quote)?;
            let end = text.find(quote)?;
            text[..end].trim_end_matches('\\').to_owned()
        }
        PathForm::Word => {
            end(&|c| c.is_whitespace() || "\"'`;,&)]}<>".contains(c)).trim_end_matches('\\').to_owned()
        }
        PathForm::Line => line_path(rest).to_owned(),
        PathForm::Name => return Some(RootSetting::Unknown),
    };
    classify(text)
}

/// A path that fills its line, blanks in it included, up to a comment, a further setting, and what follows the name of a file.
fn line_path(rest: &str) -> &str {
    let line = rest.split(" #").next().unwrap_or(rest).trim();
    let ends = |at: &usize| {
        let (path, behind) = (&line[..*at], line[*at..].trim_start());
        let is_listed = path.ends_with([',', ';']);
        let is_setting = behind.split_whitespace().next().is_some_and(|word| word.contains('='));
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        is_listed || is_setting || (name.contains('.') && !behind.contains(['/', '\\']))
    };
    let blanks = line.match_indices([' ', '\t']).map(|(at, _)| at);
    let end = blanks.into_iter().find(ends).unwrap_or(line.len());
    line[..end].trim_end_matches([',', ';'])
}

fn classify(text: String) -> Option<RootSetting> {
    if text == SYSTEM {
        return Some(RootSetting::System);
    }
    // Variables, templates, content in place of a path, and what may hold a password.
    let is_open = text.len() > LONGEST
        || text.starts_with('~')
        || text.contains(['$', '{', '}', '%', '<', '>', '*', '`', '\n', '\0', '='])
        || text.contains("-----BEGIN")
        || text.contains("/path/to")
        || may_hold_password(&text);
    let is_path = text.contains(['/', '\\', '.']) && !text.ends_with('.');
    if text.is_empty() || !(is_open || is_path) {
        return None;
    }
    Some(if is_open || text.contains(": ") { RootSetting::Unknown } else { RootSetting::File(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_where_something_else_begins() {
        for (line, path) in [
            ("/a b/root.crt", "/a b/root.crt"),
            ("C:\\Program Files\\pg\\root.crt # ours", "C:\\Program Files\\pg\\root.crt"),
            ("/a/b.pem, password S3cr3t", "/a/b.pem"),
            ("/a/b.pem; password=x", "/a/b.pem"),
            ("/a/b.pem geheim", "/a/b.pem"),
            ("client.key sslmode=verify-full", "client.key"),
            ("/v1.2 x/root.crt", "/v1.2 x/root.crt"),
        ] {
            assert_eq!(line_path(line), path, "{line}");
        }
    }
}
