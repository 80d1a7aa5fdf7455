//! What a new default root.crt means for this user, as far as the surroundings tell.

use std::path::Path;

use crate::bundle::PRIVATE_KEY;
use crate::environment::{Environment, Platform};
use crate::plan::Action;
use crate::report::install::Warning;

use super::Outcome;

/// The file at libpq's default path is there now, or would be.
pub(super) fn surroundings(environment: &Environment, path: &Path, action: Action) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if action == Action::Create {
        warnings.push(other_connections());
    }
    warnings.extend(env_override(environment, path));
    warnings.extend(root_home(environment, path));
    warnings.extend(home_mismatch(environment));
    warnings
}

/// libpq verifies whenever the file exists, whatever the sslmode (`initialize_SSL` in `fe-secure-openssl.c`).
fn other_connections() -> Warning {
    Warning::new(
        "other-connections",
        "from now on libpq verifies every connection of this user that has no sslrootcert of its own: to servers \
         outside these roots, `sslmode=require` fails and `prefer`, the default, goes on without encryption",
        "append the roots of your other servers to this file, or keep these roots elsewhere with `--dest` and name \
         the file in PGSSLROOTCERT or sslrootcert where it is meant",
    )
}

fn env_override(environment: &Environment, path: &Path) -> Option<Warning> {
    let value = environment.variable("PGSSLROOTCERT")?;
    (environment.absolute(Path::new(value)) != path).then(|| {
        Warning::new(
            "env-override",
            format!(
                "PGSSLROOTCERT is set to `{}`, so libpq will not read this file",
                value.to_string_lossy()
            ),
            if value == "system" {
                "unset PGSSLROOTCERT (`pgcerts env --unset`); `system` stands for OpenSSL's own certificates"
            } else {
                "unset PGSSLROOTCERT (`pgcerts env --unset`), or install into that file with `--dest`"
            },
        )
    })
}

fn root_home(environment: &Environment, path: &Path) -> Option<Warning> {
    let caller = environment.sudo_home.as_ref().filter(|_| environment.is_root)?;
    let message = if path.starts_with(caller) {
        "this runs under sudo: what it made in your home belongs to root, and you may not be able to read it"
            .to_owned()
    } else {
        format!("this runs under sudo: the file is root's, not one in `{}`", caller.display())
    };
    Some(Warning::new("root-home", message, "run it without sudo for your own connections"))
}

fn home_mismatch(environment: &Environment) -> Option<Warning> {
    let home = environment.variable("HOME").filter(|_| environment.platform == Platform::Unix)?;
    let database = environment.database_home.as_ref()?;
    (environment.absolute(Path::new(home)) != environment.absolute(database)).then(|| {
        Warning::new(
            "home-mismatch",
            format!(
                "$HOME is `{}`, the password database says `{}`: libpq 14 and older, pgjdbc and pgx 4 look only there",
                home.to_string_lossy(),
                database.display()
            ),
            "for such clients, install with HOME set to that folder, or name the file with PGSSLROOTCERT or sslrootcert",
        )
    })
}

/// What the file itself gives cause to say, wherever it lies.
pub(super) fn file(path: &Path, outcome: &Outcome, environment: &Environment) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if outcome.hard_link {
        warnings.push(Warning::new(
            "hard-link",
            format!("`{}` had further names (hard links), which keep the old content", path.display()),
            "link them anew if they shall follow",
        ));
    }
    if let Some(line) = outcome.plan.trusted.first() {
        warnings.push(Warning::new(
            "trusted-block",
            format!(
                "line {line} of `{}` begins a root of the set as a TRUSTED CERTIFICATE: OpenSSL goes by the first \
                 block, and its trust settings may reject the root for servers",
                path.display()
            ),
            "remove that block; the plain one is there",
        ));
    }
    let key = outcome.plan.dropped.iter().find(|dropped| dropped.reason == PRIVATE_KEY);
    if let Some((key, backup)) = key.zip(outcome.backup.as_ref()) {
        warnings.push(Warning::new(
            "private-key",
            format!("the backup `{}` still holds the private key of line {}", backup.display(), key.line),
            "move the key to a file that only its owner may read, then delete the backup",
        ));
    }
    if path.starts_with("~") && environment.platform == Platform::Unix {
        warnings.push(Warning::new(
            "literal-tilde",
            format!("`{}` is a path below a folder named `~`: no shell expanded it", path.display()),
            "write `--dest ~/…` with a blank, or `--dest=\"$HOME/…\"`",
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment {
            platform: Platform::Unix,
            variables: variables.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            database_home: Some("/home/u".into()),
            roaming_folder: None,
            is_root: false,
            sudo_home: None,
            working_directory: Some("/work".into()),
        }
    }

    fn codes(environment: &Environment, action: Action) -> Vec<&'static str> {
        let path = Path::new("/home/u/.postgresql/root.crt");
        surroundings(environment, path, action).iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn each_warning_comes_exactly_with_its_cause() {
        assert_eq!(codes(&environment(&[("HOME", "/home/u/")]), Action::None), Vec::<&str>::new());
        assert_eq!(codes(&environment(&[]), Action::Create), ["other-connections"]);
        assert_eq!(codes(&environment(&[("HOME", "/tmp")]), Action::Append), ["home-mismatch"]);
        assert_eq!(codes(&environment(&[("PGSSLROOTCERT", "/x")]), Action::None), ["env-override"]);
        let same = [("PGSSLROOTCERT", "/home/u/.postgresql/root.crt")];
        assert_eq!(codes(&environment(&same), Action::None), Vec::<&str>::new());
        assert_eq!(codes(&environment(&[("PGSSLROOTCERT", "")]), Action::None), Vec::<&str>::new());
    }

    #[test]
    fn sudo_is_told_whichever_home_the_file_is_in() {
        let sudo = |home: &str| Environment {
            is_root: true,
            sudo_home: Some(home.into()),
            database_home: Some("/root".into()),
            ..environment(&[])
        };
        let path = Path::new("/root/.postgresql/root.crt");
        let message = |home: &str| root_home(&sudo(home), path).map(|warning| warning.message);
        assert!(message("/home/u").is_some_and(|text| text.contains("not one in `/home/u`")));
        assert!(message("/root").is_some_and(|text| text.contains("belongs to root")));
    }
}
