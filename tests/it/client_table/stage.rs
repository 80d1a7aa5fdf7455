//! The server with its chains, and the files that the clients read.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::authority::{manifest, pin, write_manifest};
use crate::support::cluster::Cluster;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{alt_names, ip};
use crate::support::forge::name::cn;
use crate::support::tools::{installed_or_unpacked, test_tools};
use crate::support::user::User;

/// What every client asks for; the answer is the word `encrypted`.
const QUERY: &str = "select 'encrypted' as answer from pg_stat_ssl where ssl and pid = pg_backend_pid()";

/// A folder and a file with what languages, URLs and shells treat in their own ways.
const ODD: &str = "it's a \"$HOME\" ${X} `id` 100% %41 +\\ \\n#~!&|;=?@\t\u{1b}\u{202e} größe 證書\\\' ";

/// A user and a database of the server with the same, as long as PostgreSQL takes them.
pub(super) const ODD_NAME: &str = "it's \"$U\" ${X} `id` 1% %41+\\ #{x};=?@/<%= &|:,{證}[]";

/// What the clients connect to, by name or by address.
pub(super) const HOST: &str = "localhost";
pub(super) const ADDRESS: &str = "127.0.0.1";

/// The chain that the server sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chain {
    /// An intermediate by the second root.
    Short,
    /// An intermediate, and its issuer with a certificate by the first root.
    Long,
    /// The same intermediate by the first root and by the second, in this order.
    Both,
    /// As the short one, for a server of another name.
    OtherName,
    /// As the short one, for the address and no name.
    Address,
    /// None: the server has no TLS, and says so.
    None,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// The three roots as installed, their blocks and comments in the order of this number, 0 to 5.
    Installed(usize),
    /// The second root alone.
    Second,
    /// A stranger, and other keys under the roots' names.
    Wrong,
    /// A stranger alone.
    Stranger,
    /// No file.
    None,
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
const NAMES: [&str; 3] = ["Table Root One", "Table Root Two", "Table Root Three"];

pub(super) struct Stage {
    pub(super) user: User,
    cluster: Cluster,
    roots: [Party; 3],
    /// A comment and a block for each root.
    parts: Vec<String>,
}

impl Stage {
    pub(super) fn new(cluster: Cluster) -> Self {
        let user = User::new();
        let roots = NAMES.map(Party::root);
        let parts = installed(&user, &roots);
        for name in [ODD_NAME.to_owned(), for_settings(ODD_NAME), for_url(ODD_NAME)] {
            let name = name.replace('"', "\"\"");
            cluster.tell(&format!("create role \"{name}\" login"));
            cluster.tell(&format!("create database \"{name}\""));
        }
        Self { user, cluster, roots, parts }
    }

    pub(super) fn home(&self) -> &Path {
        self.user.home()
    }

    pub(super) fn plain(&self) -> PathBuf {
        self.user.path("plain/root.crt")
    }

    /// A file for the system's own roots.
    pub(super) fn system(&self) -> PathBuf {
        self.user.path("system.pem")
    }

    pub(super) fn odd(&self) -> PathBuf {
        self.user.path(ODD).join(ODD)
    }

    /// The same without what PDO or odbc.ini have no place for.
    pub(super) fn odd_for_settings(&self) -> PathBuf {
        let odd = for_settings(ODD);
        self.user.path(&odd).join(odd)
    }

    pub(super) fn port(&self) -> String {
        self.cluster.port.to_string()
    }

    /// A snippet with this server, called `host`, in the place of what is the reader's to fill in.
    pub(super) fn filled_in(&self, snippet: &str, host: &str) -> String {
        let port = self.port();
        let places =
            [("YOUR_HOST", host), ("YOUR_DATABASE", "postgres"), ("YOUR_USER", "postgres"), ("5432", &port)];
        places.iter().fold(snippet.to_owned(), |text, (place, value)| text.replace(place, value))
    }

    /// A command in an empty environment but for what the programs need.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.user.command(program);
        command
            .env("QUERY", QUERY)
            .env("PSQL", self.cluster.psql())
            .env("PGBOUNCER", installed_or_unpacked("pgbouncer").unwrap_or_default())
            .env("NODE_PATH", test_tools("node/node_modules"))
            // Java opens no file outside ASCII in the C locale.
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// The server goes on with this chain.
    pub(super) fn send(&self, chain: Chain) {
        self.cluster.has_tls(chain != Chain::None);
        let [first, second, _] = &self.roots;
        let issuing = second.ca("Table Issuing");
        let by_first = first.cross(&issuing);
        let new = first.ca("Table New Root");
        let below = new.ca("Table New Issuing");
        let issuer = if chain == Chain::Long { &below } else { &issuing };
        let server = issuer.issue(match chain {
            Chain::OtherName => Draft::server("other.example.test"),
            Chain::Address => Draft::bare(cn("Table Server")).with(alt_names(&[ip(ADDRESS)])),
            _ => Draft::server(HOST),
        });
        let sent: &[&Party] = match chain {
            Chain::Long => &[&server, &below, &new],
            Chain::Both => &[&server, &by_first, &issuing],
            _ => &[&server, &issuing],
        };
        let pem: String = sent.iter().map(|party| party.pem()).collect();
        assert!(self.cluster.goes_on_with(&pem, &server.key.pem()));
    }

    /// The file at `path` holds this.
    pub(super) fn put(&self, path: &Path, store: Store) {
        let text = match store {
            Store::Installed(order) => ORDERS[order].map(|index| self.parts[index].as_str()).concat(),
            Store::Second => self.roots[1].pem(),
            Store::Wrong => {
                ["A stranger", NAMES[0], NAMES[1], NAMES[2]].map(|name| Party::root(name).pem()).concat()
            }
            Store::Stranger => Party::root("A stranger").pem(),
            Store::None => return remove(path),
        };
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a store");
    }
}

pub(super) fn for_settings(text: &str) -> String {
    text.replace(';', ":").replace(['\t', '\u{1b}', '\u{202e}'], "").trim_end().to_owned()
}

/// The same without what changes in a URL.
pub(super) fn for_url(text: &str) -> String {
    text.replace(['/', '?', '%', '+'], "")
}

/// A file that stayed would answer for the next scenario.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{}: {error}", path.display());
    }
}

/// What `pgcerts install` makes of an empty home, in three parts.
fn installed(user: &User, roots: &[Party; 3]) -> Vec<String> {
    let pins: Vec<_> =
        (0..3).map(|index| pin(&format!("root-{index}"), NAMES[index], &roots[index].der, &[])).collect();
    let files: Vec<String> = (0..3).map(|index| format!("root-{index}.crt")).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().zip(roots).map(|(file, root)| (file.as_str(), root.der.as_slice())).collect();
    let pins = write_manifest(user.home(), &manifest(&pins), &files);
    user.run(["install", "--offline", "--pins", pins.to_str().expect("UTF-8")]).exits(0);
    let text = fs::read_to_string(user.root_crt()).expect("root.crt");
    fs::remove_file(user.root_crt()).expect("root.crt is there");
    let parts: Vec<String> =
        text.split_inclusive("-----END CERTIFICATE-----\n").map(ToOwned::to_owned).collect();
    assert_eq!(parts.len(), 3);
    assert!(parts.iter().all(|part| part.contains('#')), "each has its comment: {text}");
    parts
}
