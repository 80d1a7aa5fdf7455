//! A user with what the pages assume.

use std::fs::{Permissions, create_dir, create_dir_all, set_permissions, write};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::authority::Authority;
use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, bundled, pem, program, sha256};

/// psql, whose server is one that refuses.
const PSQL: &str = r#"psql() (set +o pipefail; command psql "$@" 2>&1 | grep -q "Connection refused")"#;

/// A user with the program on the path, files of the examples, and proxies that lead nowhere, so that nothing leaves
/// this machine.
pub(super) struct Reader {
    pub(super) user: User,
    /// What stands before each script.
    pub(super) prelude: String,
    /// The fingerprint of the authority that the examples get from its owner.
    sha256: String,
}

impl Reader {
    pub(super) fn new() -> Self {
        let user = User::in_memory();
        for folder in ["bin", "etc", "downloads"] {
            create_dir(user.path(folder)).expect("a folder");
        }
        symlink(program(), user.path("bin/pgcerts")).expect("a link");
        for (_, file) in AZURE {
            write(user.path("downloads").join(file), bundled(file)).expect("a file");
        }
        write(user.path("corporate-root.pem"), pem("CERTIFICATE", &bundled(AZURE[0].1))).expect("a file");
        let authority = Authority::new("Corp Root");
        for file in ["corp-root.pem", "server-ca.pem"] {
            write(user.path(file), authority.pem()).expect("a file");
        }
        let client = authority.server(&["app"]);
        write(user.path("app.crt"), client.certificate).expect("a certificate");
        write(user.path("app.key"), client.key).expect("a key");
        set_permissions(user.path("app.key"), Permissions::from_mode(0o600)).expect("a mode");
        Self { user, prelude: PSQL.into(), sha256: sha256(authority.der()) }
    }

    /// The same with a store that was changed once, at libpq's path and at one of the examples.
    pub(super) fn with_stores() -> Self {
        Self::new().has_stores(&Authority::new("Ours").pem())
    }

    /// Puts these certificates and the roots for Azure into the stores of the examples.
    pub(super) fn has_stores(self, first: &str) -> Self {
        create_dir_all(self.user.path("var/lib/prometheus/node-exporter")).expect("a folder");
        for path in [".postgresql/root.crt", "etc/postgresql-roots/root.crt"] {
            let path = self.user.path(path);
            create_dir_all(path.parent().expect("a folder")).expect("a folder");
            write(&path, first).expect("a file");
            let path = path.to_str().expect("UTF-8");
            for set in ["azure-minimum", "azure"] {
                self.user.run(["install", "--offline", "-q", "--set", set, "--dest", path]).exits(0);
            }
        }
        self
    }

    /// A path of the examples, in the home.
    pub(super) fn own(&self, text: &str) -> String {
        ["/etc/", "/var/lib/"].iter().fold(text.to_owned(), |text, folder| {
            text.replace(folder, &format!("{}{folder}", self.user.home().display()))
        })
    }

    /// Runs a script as it stands on the page, but for `/etc/` and `/var/lib/`, which are not the tests' to write,
    /// and what the prelude defines.
    pub(super) fn run(&self, script: &str) -> Answer {
        let (prelude, script) = (&self.prelude, self.own(script));
        let path = std::env::var("PATH").expect("PATH");
        let mut command = self.user.command("bash");
        command
            .args(["-euo", "pipefail", "-c", &format!("{prelude}\n{script}")])
            .current_dir(self.user.home())
            .env("PATH", format!("{}:{path}", self.user.path("bin").display()))
            .env("GITHUB_ENV", self.user.path("github-env"))
            .env("SHA256", &self.sha256)
            .env("PGHOSTADDR", "127.0.0.1")
            .env("PGPORT", "1");
        for proxy in ["http_proxy", "https_proxy"] {
            command.env(proxy, "http://127.0.0.1:1");
        }
        answer(&mut command)
    }
}
