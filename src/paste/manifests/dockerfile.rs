//! Lines for a Dockerfile. They need no file beside it, no network, and no builder that knows here-documents.

use super::{FOLDER, KEY, RootsText};

/// So many lines of PEM are a command of half the length that Linux takes (`MAX_ARG_STRLEN`, 128 KiB).
const LINES: usize = 800;

/// The blocks hold no character that a shell or a builder reads in another way.
pub(crate) fn dockerfile(roots: &RootsText) -> String {
    let lines: Vec<&str> = roots.blocks.lines().collect();
    let appended: String = lines.chunks(LINES).map(append).collect();
    format!(
        "{}# Needs a shell, and a user that may write in /etc.
RUN mkdir -p {FOLDER} && : > {FOLDER}/{KEY} && chmod 644 {FOLDER}/{KEY}
{appended}ENV PGSSLROOTCERT=\"{FOLDER}/{KEY}\"
",
        roots.comments()
    )
}

fn append(lines: &[&str]) -> String {
    let words = lines.iter().fold(String::new(), |words, line| words + "      '" + line + "' \\\n");
    format!("RUN printf '%s\\n' \\\n{words}      >> {FOLDER}/{KEY}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_word_of_its_own() {
        let text = dockerfile(&RootsText::made_up());
        assert!(text.starts_with("# A root\u{fffd}\n# Needs a shell"), "{text}");
        assert!(text.contains("      'AAAA' \\\n      '-----END CERTIFICATE-----' \\\n      >> "), "{text}");
    }
}
