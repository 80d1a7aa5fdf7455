//! The one line that sets PGSSLROOTCERT, quoted for its reader.

use crate::diagnostic::Diagnostic;
use crate::paste::quote::{self, four_or_eight_digits, in_braces, is_hidden};

/// Who reads the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shell {
    /// Any POSIX shell.
    Sh,
    /// GNU bash.
    Bash,
    /// Z shell.
    Zsh,
    /// fish.
    Fish,
    /// PowerShell on any system.
    Powershell,
    /// A batch file of Windows' cmd.
    Cmd,
    /// Nushell.
    Nushell,
    /// A .env file in the dialect of python-dotenv.
    Dotenv,
    /// Docker's --env-file, which knows no quotes.
    EnvFile,
    /// GitHub Actions, for the file that `GITHUB_ENV` names.
    Github,
    /// Azure Pipelines, printed by a script step.
    AzurePipelines,
    /// A Dockerfile.
    Dockerfile,
    /// A systemd unit.
    Systemd,
}

const NAME: &str = "PGSSLROOTCERT";

impl Shell {
    /// The line that sets PGSSLROOTCERT to `path`.
    ///
    /// # Errors
    /// A path with a line break, which none of these forms can hold in one line; one with an invisible character, where
    /// the form has no escape for it; one that needs quotes, where the form has none.
    pub(crate) fn set(self, path: &str) -> Result<String, Diagnostic> {
        if path.contains(['\n', '\r', '\0']) {
            return Err(Diagnostic::usage(
                format!("the path `{path}` contains a line break"),
                "choose a path without one; no form of this line can carry it",
            ));
        }
        if self.has_no_escapes() && path.contains(is_hidden) {
            let name = self.name();
            return Err(Diagnostic::usage(
                format!(
                    "the path `{path}` contains an invisible character, and `{name}` has no escape for it"
                ),
                "choose a path without one, or another form of the line",
            ));
        }
        Ok(match self {
            Self::Sh | Self::Bash | Self::Zsh => format!("export {NAME}={}", quote::posix(path)),
            Self::Fish => format!("set -gx {NAME} '{}'", fish(path)),
            Self::Powershell => format!("$env:{NAME} = {}", quote::powershell(path)),
            Self::Cmd => format!("set \"{NAME}={}\"", cmd(path)),
            Self::Nushell => {
                format!("$env.{NAME} = \"{}\"", by_number(&backslashed(path, &['\\', '"']), in_braces))
            }
            Self::Dotenv if is_plain(path) => format!("{NAME}={path}"),
            Self::Dotenv => format!("{NAME}='{}'", dotenv(path)),
            Self::EnvFile if !is_plain(path) => return Err(needs_quotes(path)),
            Self::EnvFile | Self::Github => format!("{NAME}={path}"),
            Self::AzurePipelines => {
                format!("##vso[task.setvariable variable={NAME}]{}", path.replace('%', "%AZP25"))
            }
            Self::Dockerfile => format!("ENV {NAME}=\"{}\"", backslashed(path, &['\\', '"', '$'])),
            Self::Systemd => {
                let path = by_number(&backslashed(path, &['\\', '"']), four_or_eight_digits);
                format!("Environment=\"{NAME}={}\"", path.replace('%', "%%"))
            }
        })
    }

    /// The line that unsets PGSSLROOTCERT.
    ///
    /// # Errors
    /// A form that can set a variable to the empty text but not unset it.
    pub(crate) fn unset(self) -> Result<String, Diagnostic> {
        let line = match self {
            Self::Sh | Self::Bash | Self::Zsh => format!("unset {NAME}"),
            Self::Fish => format!("set -e {NAME}"),
            Self::Powershell => format!("Remove-Item Env:{NAME} -ErrorAction SilentlyContinue"),
            Self::Cmd => format!("set \"{NAME}=\""),
            Self::Nushell => format!("hide-env --ignore-errors {NAME}"),
            Self::Systemd => format!("UnsetEnvironment={NAME}"),
            Self::Dotenv | Self::EnvFile | Self::Github | Self::AzurePipelines | Self::Dockerfile => {
                return Err(Diagnostic::usage(
                    format!("`--unset` has no form for {}", self.name()),
                    "remove the line that sets PGSSLROOTCERT instead",
                ));
            }
        };
        Ok(line)
    }

    fn has_no_escapes(self) -> bool {
        matches!(
            self,
            Self::Cmd | Self::Dotenv | Self::EnvFile | Self::Github | Self::AzurePipelines | Self::Dockerfile
        )
    }

    /// The name as `--shell` takes it.
    pub(crate) fn name(self) -> String {
        use clap::ValueEnum as _;
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Whether every reader of such a file takes the path as it is. Docker keeps what follows the equals sign, others read
/// quotes, comments, variables and escapes in it.
fn is_plain(path: &str) -> bool {
    path.chars().all(|c| c.is_alphanumeric() || "/._-+@,:%=".contains(c))
}

fn needs_quotes(path: &str) -> Diagnostic {
    Diagnostic::usage(
        format!("the path `{path}` needs quotes, and `env-file` has none"),
        "choose a path of letters, digits and `/._-`, or use `--shell dotenv`",
    )
}

/// fish knows the number of a byte only outside of its quotes. By its bytes a character does not depend on the locale.
fn fish(text: &str) -> String {
    let bytes = |c: char| -> Vec<String> {
        c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\X{byte:02x}")).collect()
    };
    by_number(&backslashed(text, &['\\', '\'']), |c| format!("'{}'", bytes(c).concat()))
}

/// The text with each invisible character written as `number` gives it.
fn by_number(text: &str, number: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if is_hidden(c) { number(c) } else { c.to_string() }).collect()
}

fn backslashed(text: &str, special: &[char]) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

/// For cmd's parser a quote inside the quotes ends them, although not for `set`. Up to the next quote, the parser's own
/// characters need a caret.
fn cmd(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    let mut inside = true;
    for c in text.chars() {
        match c {
            '%' => quoted.push('%'),
            '"' => inside = !inside,
            '&' | '|' | '<' | '>' | '^' | '(' | ')' if !inside => quoted.push('^'),
            _ => {}
        }
        quoted.push(c);
    }
    quoted
}

/// python-dotenv expands `${…}` in single quotes too and has no escape for it. A reference to a variable without a name,
/// whose default is the dollar sign, gives the dollar sign. A backslash before the closing quote would escape this quote
/// if a later line has another one, so a backslash at the end is written as a default too.
fn dotenv(text: &str) -> String {
    let quoted = backslashed(text, &['\\', '\'']).replace("${", "${:-$}{");
    match quoted.strip_suffix(r"\\") {
        Some(start) => format!(r"{start}${{:-\\}}"),
        None => quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = r#"/a b/$HOME/${X}/`id`/%TEMP%/'"\é&c"#;

    #[test]
    fn each_form_quotes_in_its_own_way() {
        let lines = [
            (Shell::Sh, r#"export PGSSLROOTCERT='/a b/$HOME/${X}/`id`/%TEMP%/'\''"\é&c'"#),
            (Shell::Fish, r#"set -gx PGSSLROOTCERT '/a b/$HOME/${X}/`id`/%TEMP%/\'"\\é&c'"#),
            (Shell::Powershell, r#"$env:PGSSLROOTCERT = '/a b/$HOME/${X}/`id`/%TEMP%/''"\é&c'"#),
            (Shell::Cmd, r#"set "PGSSLROOTCERT=/a b/$HOME/${X}/`id`/%%TEMP%%/'"\é^&c""#),
            (Shell::Nushell, r#"$env.PGSSLROOTCERT = "/a b/$HOME/${X}/`id`/%TEMP%/'\"\\é&c""#),
            (Shell::Dotenv, r#"PGSSLROOTCERT='/a b/$HOME/${:-$}{X}/`id`/%TEMP%/\'"\\é&c'"#),
            (Shell::Github, r#"PGSSLROOTCERT=/a b/$HOME/${X}/`id`/%TEMP%/'"\é&c"#),
            (
                Shell::AzurePipelines,
                r#"##vso[task.setvariable variable=PGSSLROOTCERT]/a b/$HOME/${X}/`id`/%AZP25TEMP%AZP25/'"\é&c"#,
            ),
            (Shell::Dockerfile, r#"ENV PGSSLROOTCERT="/a b/\$HOME/\${X}/`id`/%TEMP%/'\"\\é&c""#),
            (Shell::Systemd, r#"Environment="PGSSLROOTCERT=/a b/$HOME/${X}/`id`/%%TEMP%%/'\"\\é&c""#),
        ];
        for (shell, line) in lines {
            assert_eq!(shell.set(PATH).as_deref(), Ok(line));
        }
    }

    #[test]
    fn an_invisible_character_is_written_by_its_number_or_refused() {
        let lines = [
            (Shell::Sh, r#"export PGSSLROOTCERT='/a'"$(printf '\302\233')"'b'"#),
            (Shell::Fish, r"set -gx PGSSLROOTCERT '/a'\Xc2\X9b'b'"),
            (Shell::Powershell, "$env:PGSSLROOTCERT = ('/a' + [char]0x9b + 'b')"),
            (Shell::Nushell, r#"$env.PGSSLROOTCERT = "/a\u{9b}b""#),
            (Shell::Systemd, r#"Environment="PGSSLROOTCERT=/a\u009bb""#),
        ];
        for (shell, line) in lines {
            assert_eq!(shell.set("/a\u{9b}b").as_deref(), Ok(line));
        }
        for shell in [Shell::Cmd, Shell::Dotenv, Shell::Github, Shell::AzurePipelines, Shell::Dockerfile] {
            for path in ["/\u{9b}", "/\u{202e}", "/\u{7f}", "/\u{3164}"] {
                assert!(shell.set(path).is_err(), "{shell:?}");
            }
            assert!(shell.set("/a\tb").is_ok(), "{shell:?}");
        }
    }

    #[test]
    fn files_of_variables_quote_only_where_they_must() {
        for path in ["/etc/größe/root-1.crt", "/a=b/@c:d,e+f/%41"] {
            let line = format!("PGSSLROOTCERT={path}");
            assert_eq!(Shell::Dotenv.set(path).as_deref(), Ok(line.as_str()));
            assert_eq!(Shell::EnvFile.set(path).as_deref(), Ok(line.as_str()));
        }
        for special in
            [' ', '\'', '"', '$', '#', '\\', '`', '\t', '\u{a0}', '!', '*', ';', '(', '~', '\u{9b}']
        {
            assert!(Shell::EnvFile.set(&format!("/a{special}b")).is_err(), "{special:?}");
        }
    }

    #[test]
    fn powershell_doubles_typographic_quotes() {
        assert_eq!(Shell::Powershell.set("/a’b").as_deref(), Ok("$env:PGSSLROOTCERT = '/a’’b'"));
    }

    #[test]
    fn dotenv_has_no_backslash_before_the_closing_quote() {
        assert_eq!(Shell::Dotenv.set(r"/a\").as_deref(), Ok(r"PGSSLROOTCERT='/a${:-\\}'"));
    }

    #[test]
    fn a_line_break_is_refused_and_so_is_unset_where_there_is_none() {
        assert!(Shell::Sh.set("/a\nb").is_err());
        assert!(Shell::Github.unset().is_err());
        assert_eq!(Shell::Cmd.unset().as_deref(), Ok("set \"PGSSLROOTCERT=\""));
    }
}
