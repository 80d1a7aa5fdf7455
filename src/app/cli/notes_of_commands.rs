//! The notes of each command.

use super::manual_facts::{
    BACKUP, COLOR, HOME, IDENTITY, LISTS, MANIFEST, PASSFILE, PASSWORD, PROXY, ROOT_CRT, SERVICE, SERVICES,
    SHELL, STORE, SYSTEM, TARGET, TLS,
};
use super::notes::{CommandNotes, NAGIOS};

/// What a command has that says nothing else.
const NONE: CommandNotes = CommandNotes {
    command: "",
    first: &[],
    examples: &[],
    remarks: "",
    exit: &[],
    variables: &[COLOR],
    files: &[],
    page: "docs/README.md",
};

const PINS: CommandNotes = CommandNotes { page: "docs/tasks/own-pins.md", ..NONE };

const NOTES: &[CommandNotes] = &[
    CommandNotes {
        command: "pgcerts",
        examples: &[
            ("pgcerts install", "install the roots for Azure into libpq's default file"),
            ("pgcerts check db.example.com", "check what each sslmode would do"),
            ("pgcerts status", "show what the file holds and covers"),
        ],
        variables: &[COLOR, HOME, STORE],
        files: &[ROOT_CRT, BACKUP],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts install",
        first: &["dest", "set", "dry-run"],
        examples: &[
            ("pgcerts install", "the three roots for Azure"),
            ("pgcerts install --offline", "from the built-in copies"),
            ("pgcerts install --dest /etc/pg/root.crt --print-env=sh", "for every user"),
            ("pgcerts install --pins new.json --prune old.json", ""),
        ],
        remarks: "Other certificates stay. The old file is kept as a backup next to it.",
        page: "docs/tasks/install.md",
        variables: &[COLOR, MANIFEST, HOME, STORE, PROXY, SHELL],
        files: &[ROOT_CRT, BACKUP],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts export",
        first: &["format", "set", "output"],
        examples: &[
            ("pgcerts export --format configmap --namespace db | kubectl apply -f -", ""),
            ("pgcerts export --format kustomize --container app --output roots", "a component"),
            ("pgcerts export --from truststore.p12 --format pem", "what Java trusts, as a root.crt"),
        ],
        remarks: "The roots come from the copies in this program or next to --pins. The same roots give the same bytes. A file that is replaced gets a backup.",
        page: "docs/tasks/export.md",
        variables: &[COLOR, MANIFEST],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts env",
        first: &["shell", "dest", "unset"],
        examples: &[
            ("eval \"$(pgcerts env --shell sh)\"", ""),
            ("pgcerts env --shell github >> \"$GITHUB_ENV\"", ""),
            ("pgcerts env --shell powershell | Invoke-Expression", ""),
        ],
        page: "docs/tasks/clients.md",
        variables: &[COLOR, HOME, SHELL],
        files: &[ROOT_CRT],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts snippet",
        first: &["host", "user", "dbname"],
        examples: &[
            ("pgcerts snippet", "list the clients"),
            ("pgcerts snippet jdbc", "a URL; replace what starts with YOUR_"),
            ("pgcerts snippet python --host db.example.com --user app --dbname shop", ""),
        ],
        remarks: "A language prints its usual client and lists the others. No snippet holds a password.",
        page: "docs/reference/clients.md",
        variables: &[COLOR, HOME],
        files: &[ROOT_CRT],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts status",
        first: &["set", "strict", "format"],
        examples: &[
            ("pgcerts status", "the file that libpq would read"),
            ("pgcerts status --strict /etc/pg/root.crt", ""),
            ("pgcerts status --format nagios", ""),
        ],
        remarks: NAGIOS,
        exit: &[
            ("0", "no errors"),
            ("1", "errors found (with --strict, warnings too)"),
            ("2", "failed to run"),
        ],
        page: "docs/reference/status.md",
        variables: &[COLOR, MANIFEST, HOME, STORE, SERVICE, TLS],
        files: &[ROOT_CRT, LISTS, IDENTITY, SERVICES],
    },
    CommandNotes {
        command: "pgcerts uninstall",
        first: &["set", "root", "dry-run"],
        examples: &[
            ("pgcerts uninstall", "remove what `pgcerts install` installs"),
            ("pgcerts uninstall --root old-ca.pem", "remove the certificates of a file"),
            ("pgcerts uninstall --expired", "remove every expired certificate"),
        ],
        remarks: "Other certificates and comments stay. Without any certificate left, the file itself is removed. `pgcerts rollback` brings it back.",
        page: "docs/tasks/rotation.md",
        variables: &[COLOR, MANIFEST, HOME, STORE],
        files: &[ROOT_CRT, BACKUP],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts rollback",
        first: &["list", "to", "dry-run"],
        examples: &[
            ("pgcerts rollback --list", "show the backups, newest first"),
            ("pgcerts rollback --dry-run", "show which certificates would change"),
            ("pgcerts rollback", "restore the newest backup"),
        ],
        exit: &[
            ("0", "restored"),
            ("1", "with --dry-run, a certificate would come back that needs a look"),
            ("2", "no backup, or failed to run"),
        ],
        page: "docs/tasks/broken-store.md",
        variables: &[COLOR, HOME],
        files: &[ROOT_CRT, BACKUP],
        ..NONE
    },
    CommandNotes {
        command: "pgcerts check",
        first: &["sslmode", "sslrootcert", "targets"],
        examples: &[
            ("pgcerts check db.example.com", ""),
            ("pgcerts check --targets servers.txt --failed", ""),
            ("pgcerts check --chain chain.pem --host db.example.com --at 2029-07-01", ""),
        ],
        remarks: NAGIOS,
        exit: &[("0", "the mode would connect"), ("1", "it would not"), ("2", "not reached")],
        page: "docs/reference/check.md",
        variables: &[COLOR, MANIFEST, HOME, STORE, TARGET, SERVICE, TLS, SYSTEM],
        files: &[ROOT_CRT, LISTS, IDENTITY, SERVICES],
    },
    CommandNotes {
        command: "pgcerts sessions",
        first: &["min-version", "for", "print-sql"],
        examples: &[
            ("pgcerts sessions \"host=db.example.com user=postgres dbname=postgres\"", ""),
            ("pgcerts sessions db.example.com --min-version TLSv1.3 --for 10m", ""),
            ("pgcerts sessions --print-sql | psql -X --csv | pgcerts sessions -", ""),
        ],
        remarks: "A password is sent only to a server that passes the check, as PGPASSWORD or the password file has it. With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
        exit: &[
            ("0", "no session in plaintext"),
            ("1", "one in plaintext, or below --min-version"),
            ("2", "not logged in, or interrupted"),
        ],
        page: "docs/tasks/find-unencrypted.md",
        variables: &[COLOR, HOME, STORE, TARGET, PASSWORD, SERVICE, TLS, SYSTEM],
        files: &[ROOT_CRT, LISTS, IDENTITY, SERVICES, PASSFILE],
    },
    CommandNotes {
        command: "pgcerts scan",
        first: &["format", "expiring-within"],
        examples: &[
            ("pgcerts scan", "the usual places of this machine"),
            ("pgcerts scan ~/src /etc", "folders"),
            ("pgcerts scan image.tar", "an image of `docker save`, or any other archive"),
            ("pgcerts scan --format csv .", "a row for each finding"),
        ],
        remarks: "Nothing is changed, no link is followed out of PATH, and no password is shown. A store is judged as `pgcerts status` judges it.",
        exit: &[("0", "nothing found has an error"), ("1", "something has"), ("2", "failed to run")],
        page: "docs/tasks/scan.md",
        variables: &[COLOR, MANIFEST, HOME, STORE, SERVICE],
        files: &[ROOT_CRT, IDENTITY, SERVICES],
    },
    CommandNotes {
        command: "pgcerts explain",
        examples: &[
            ("pgcerts explain missing-root", ""),
            ("pgcerts explain 'SSL error: certificate verify failed'", ""),
            ("psql 2>&1 | pgcerts explain -", ""),
        ],
        exit: &[("0", "explained"), ("1", "unknown"), ("2", "failed to run")],
        page: "docs/reference/findings.md",
        ..NONE
    },
    CommandNotes {
        command: "pgcerts pins",
        examples: &[("pgcerts pins list", "the sets, roots and chains")],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins list",
        examples: &[("pgcerts pins list", ""), ("pgcerts pins list --pins team/pins.json --json", "")],
        variables: &[COLOR, MANIFEST],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins show",
        examples: &[
            ("pgcerts pins show digicert-global-root-g2", ""),
            ("pgcerts pins show DF:3C:24:F9:BF:D6:66:76:1B:26:80:73:FE:06:D1:CC:8D:4F:82:A4", ""),
            ("pgcerts pins show downloaded.crt /etc/ssl/certs/java/cacerts", ""),
            ("pgcerts pins show db.example.com:5432", ""),
        ],
        remarks: "A server's own certificate counts as known if a pinned root signed it or if those sent with it are known.",
        exit: &[
            ("0", "each is known"),
            ("1", "one is unknown or only looks like a pinned root"),
            ("2", "could not look"),
        ],
        variables: &[COLOR, MANIFEST],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins verify",
        first: &["offline", "set", "strict"],
        examples: &[
            ("pgcerts pins verify", "the copies and the official addresses"),
            ("pgcerts pins verify --offline system /etc/ssl/certs/java/cacerts", ""),
            ("pgcerts pins verify --offline --set azure --strict --against root.crt", ""),
        ],
        exit: &[
            ("0", "nothing differs"),
            ("1", "something does"),
            ("2", "nothing does, but an address or file could not be read"),
        ],
        variables: &[COLOR, MANIFEST, PROXY],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins export",
        examples: &[("pgcerts pins export team/pins.json", "the certificates are next to it")],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins init",
        examples: &[
            ("pgcerts pins init team/pins.json", "an empty manifest"),
            ("pgcerts pins init team/pins.json --with azure", ""),
        ],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins set",
        examples: &[
            ("pgcerts pins set team/pins.json team --hosts '*.db.example.com'", ""),
            ("pgcerts pins set team/pins.json team --legacy team-root-2024", ""),
        ],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins chain",
        examples: &[
            ("pgcerts pins chain team/pins.json team-2024 --anchor team-root-2024", "servers send it"),
            ("pgcerts pins chain team/pins.json team-2024 --served no", "they no longer do"),
        ],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins add",
        first: &["from", "sha256", "new-set"],
        examples: &[
            ("pgcerts pins add team/pins.json --from root.crt --sha256 HEX --new-set team", ""),
            ("pgcerts pins add team/pins.json --from bundle.pem --sha256 HEX --set team", ""),
        ],
        remarks: "Get the fingerprint from another source than the certificate.",
        variables: &[COLOR, PROXY],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins remove",
        examples: &[("pgcerts pins remove team/pins.json team-root-2024 --with-chains", "")],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts pins diff",
        examples: &[("pgcerts pins diff built-in team/pins.json", "")],
        exit: &[("0", "the two say the same"), ("1", "they do not"), ("2", "failed to run")],
        ..PINS
    },
    CommandNotes {
        command: "pgcerts completions",
        examples: &[
            ("eval \"$(pgcerts completions bash)\"", "in ~/.bashrc"),
            ("pgcerts completions zsh > ~/.zfunc/_pgcerts", "a folder of $fpath"),
            ("pgcerts completions fish > ~/.config/fish/completions/pgcerts.fish", ""),
        ],
        page: "docs/how-it-works/packaging.md",
        ..NONE
    },
    CommandNotes {
        command: "pgcerts man",
        examples: &[("pgcerts man ~/.local/share/man/man1", "")],
        page: "docs/how-it-works/packaging.md",
        ..NONE
    },
];

/// The notes of the command that is called so; every command has some.
pub(crate) fn notes(command: &str) -> Option<&'static CommandNotes> {
    NOTES.iter().find(|notes| notes.command == command)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::app::cli::Cli;

    fn names(command: &clap::Command, name: &str, found: &mut Vec<String>) {
        found.push(name.to_owned());
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            names(inner, &format!("{name} {}", inner.get_name()), found);
        }
    }

    #[test]
    fn every_command_has_notes() {
        let mut commands = Vec::new();
        names(&Cli::command(), "pgcerts", &mut commands);
        let known: Vec<&str> = NOTES.iter().map(|notes| notes.command).collect();
        commands.sort();
        let mut sorted = known.clone();
        sorted.sort_unstable();
        assert_eq!(commands, sorted);
    }
}
