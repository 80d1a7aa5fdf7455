//! The server of the examples, and a user who checks it.

use std::fs::{create_dir_all, rename, write};

use time::{Date, Month};

use super::reader::Reader;
use crate::support::authority::{manifest, pin, write_manifest};
use crate::support::cluster::Cluster;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::der::date;
use crate::support::forge::extension::{alt_names, dns};
use crate::support::forge::key::SERVER;

/// An authority on its way from one root to the next, and a server below both.
pub(super) struct Example {
    pub(super) old: Party,
    /// The new root as the old one signed it.
    cross: Party,
    pub(super) new: Party,
    pub(super) issuing: Party,
    pub(super) server: Party,
}

impl Example {
    /// With these last days of the server's certificate and of its authorities.
    pub(super) fn new(ends: [i32; 2]) -> Self {
        let lasting = |draft: Draft, year: i32| {
            let day = |year| Date::from_calendar_date(year, Month::June, 15).expect("a day").midnight();
            draft.dates(date(day(2025).assume_utc()), date(day(year).assume_utc()))
        };
        let [leaf, above] = ends;
        let old = lasting(Draft::ca("Example Root 2015"), above).self_signed();
        let new = lasting(Draft::ca("Example Root 2025"), above + 10).self_signed();
        let cross = old.issue(lasting(Draft::again(&new), above));
        let issuing = new.issue(lasting(Draft::ca("Example Issuing CA 1"), above));
        let names = ["db.example.com", "db2.example.com"].map(dns);
        let server = Draft::server("db.example.com").with(alt_names(&names));
        let server = issuing.issue(lasting(server, leaf));
        Self { old, cross, new, issuing, server }
    }

    /// What its server sends.
    fn chain(&self) -> String {
        [&self.server, &self.issuing, &self.cross].map(Party::pem).concat()
    }

    /// A PostgreSQL with the example's chain.
    pub(super) fn served(&self, test: &str) -> Option<Cluster> {
        let cluster = Cluster::own(test)?;
        assert!(cluster.goes_on_with(&self.chain(), &SERVER.pem()), "PostgreSQL takes the chain");
        Some(cluster)
    }

    /// A user who trusts these roots and has what the pages assume. Each server of the pages is the one at this
    /// port.
    pub(super) fn reader(&self, roots: &[&Party], port: u16, more: &str) -> Reader {
        let mut reader = Reader::new();
        let store: String = roots.iter().map(|root| root.pem()).collect();
        for path in [".postgresql/root.crt", "etc/postgresql-roots/root.crt"] {
            let path = reader.user.path(path);
            create_dir_all(path.parent().expect("a folder")).expect("a folder");
            write(path, &store).expect("a store");
        }
        self.write_files(&reader);
        let prelude = &reader.prelude;
        reader.prelude = format!(
            r#"{prelude}
            pgcerts() {{
                case " $* " in
                    *" --chain "*) command pgcerts "$@" {more} ;;
                    *" --merge "*) command pgcerts "$@" ;;
                    " sessions --print-sql"*) command pgcerts "$@" ;;
                    " check "* | " sessions "*) command pgcerts "$@" --hostaddr 127.0.0.1 --port {port} {more} ;;
                    *) command pgcerts "$@" ;;
                esac
            }}"#
        );
        reader
    }

    fn write_files(&self, reader: &Reader) {
        for name in ["chain.pem", "new-chain.pem"] {
            write(reader.user.path(name), self.chain()).expect("a chain");
        }
        let pin = pin("example-root-2025", "Example Root 2025", &self.new.der, &[]);
        let file = ("example-root-2025.crt", self.new.der.as_slice());
        write_manifest(reader.user.home(), &manifest(&[pin]), &[file]);
        rename(reader.user.path("pins.json"), reader.user.path("our-pins.json")).expect("a manifest");
        write(reader.user.path("servers.txt"), "# ours\ndb.example.com\n\ndb2.example.com\n")
            .expect("a file");
    }
}
