//! The variables and files that the manual explains. Each has its words once, and commands refer to it.

/// A name and what it means.
pub(crate) type NamedFact = (&'static str, &'static str);

pub(super) const COLOR: NamedFact =
    ("NO_COLOR", "Unless it is empty, nothing is colored. --color always ignores it.");
pub(super) const HOME: NamedFact = (
    "HOME",
    "The home folder in which libpq looks for its files. Without it, the password database decides.",
);
pub(super) const STORE: NamedFact =
    ("PGSSLROOTCERT", "The trust store that libpq reads instead of root.crt.");
pub(super) const TARGET: NamedFact = (
    "PGHOST, PGHOSTADDR, PGPORT, PGUSER, PGDATABASE, PGREQUIREPEER",
    "The parts of a target that it does not name itself. --no-env ignores them.",
);
pub(super) const SERVICE: NamedFact = (
    "PGSERVICE, PGSERVICEFILE, PGSYSCONFDIR",
    "The service that names a target, its file, and the folder of the system's own service file.",
);
pub(super) const TLS: NamedFact = (
    "PGSSLMODE, PGSSLCRL, PGSSLCRLDIR, PGSSLCERT, PGSSLKEY, PGSSLCERTMODE, PGSSLNEGOTIATION, PGSSLMINPROTOCOLVERSION, PGSSLMAXPROTOCOLVERSION",
    "libpq's settings for TLS. --no-env ignores them.",
);
pub(super) const PASSWORD: NamedFact = (
    "PGPASSWORD, PGPASSFILE, PGCHANNELBINDING, PGREQUIREAUTH",
    "The password, its file, and what a login must have. --no-env ignores them.",
);
pub(super) const SYSTEM: NamedFact =
    ("SSL_CERT_FILE, SSL_CERT_DIR", "The system's roots, for sslrootcert=system.");
pub(super) const PROXY: NamedFact = (
    "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
    "The proxy for downloads, and the hosts that need none. Lower case works too.",
);
pub(super) const MANIFEST: NamedFact =
    ("PGCERTS_PINS", "The pin manifest, unless --pins names one. The output says so.");
pub(super) const SHELL: NamedFact =
    ("SHELL", "The shell that a printed line is for, unless a flag names one.");

pub(super) const ROOT_CRT: NamedFact = (
    "~/.postgresql/root.crt",
    "libpq's trust store. On Windows, it is postgresql\\root.crt in the roaming AppData folder.",
);
pub(super) const BACKUP: NamedFact =
    ("root.crt.TIME.bak", "A backup, next to the file that was replaced. TIME is in UTC.");
pub(super) const LISTS: NamedFact = (
    "~/.postgresql/root.crl",
    "Revocation lists. If the file loads, every certificate of a chain needs a current list.",
);
pub(super) const IDENTITY: NamedFact =
    ("~/.postgresql/postgresql.crt, ~/.postgresql/postgresql.key", "The client's own certificate and key.");
pub(super) const SERVICES: NamedFact = ("~/.pg_service.conf", "Services, which name targets.");
pub(super) const PASSFILE: NamedFact =
    ("~/.pgpass", "Passwords, by host, port, database and user. Only its owner may read it.");
