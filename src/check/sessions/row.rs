//! A row of the query, as a value.

use crate::libpq::query::TextRow;
use crate::libpq::sslmode::TlsVersion;

use super::query::COLUMNS;

/// What kind of session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SessionKind {
    /// A client's.
    Client,
    /// A replica's or a backup's.
    Replication,
    /// One whose details this role may not see.
    Hidden,
}

/// What carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Transport {
    Plaintext,
    Tls,
    Gssapi,
    Unix,
}

/// What is known of a session. Sessions alike in all of this are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SessionFacts {
    /// None if it is hidden from this role.
    pub(crate) transport: Option<Transport>,
    pub(crate) kind: SessionKind,
    pub(crate) database: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) application: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) tls_version: Option<TlsVersion>,
    pub(crate) cipher: Option<String>,
    pub(crate) certificate: Option<String>,
}

/// Which session it is: a process, and when it started.
pub(super) type SessionId = (String, Option<String>);

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SessionRow {
    Session(SessionId, SessionFacts),
    /// The session that asks.
    Own(SessionId, SessionFacts),
    Parameter(String, String),
    Role(String),
}

impl SessionRow {
    /// Reads a row. An empty cell is a null: `psql --csv` prints both alike.
    pub(super) fn read(cells: &TextRow) -> Option<Self> {
        let cells: &[Option<String>; COLUMNS.len()] = cells.as_slice().try_into().ok()?;
        let filled = |at: usize| cells[at].clone().filter(|cell| !cell.is_empty());
        match cells[0].as_deref()? {
            "parameter" => Some(Self::Parameter(filled(12)?, cells[13].clone().unwrap_or_default())),
            "role" => Some(Self::Role(filled(13)?)),
            "session" => {
                let process: i32 = cells[1].as_deref()?.parse().ok()?;
                let (is_own, kind) = match cells[3].as_deref()? {
                    "own" => (true, SessionKind::Client),
                    "client" => (false, SessionKind::Client),
                    "replication" => (false, SessionKind::Replication),
                    "hidden" => (false, SessionKind::Hidden),
                    _ => return None,
                };
                // Only a hidden session has none.
                let transport = match filled(4) {
                    Some(cell) if kind != SessionKind::Hidden => Some(transport(&cell)?),
                    None if kind == SessionKind::Hidden => None,
                    _ => return None,
                };
                let is_tls = transport == Some(Transport::Tls);
                let facts = SessionFacts {
                    transport,
                    kind,
                    database: filled(5),
                    user: filled(6),
                    application: filled(7),
                    address: filled(8),
                    tls_version: if is_tls { Some(TlsVersion::from_name(&filled(9)?)?) } else { None },
                    cipher: filled(10).filter(|_| is_tls),
                    certificate: filled(11).filter(|_| is_tls),
                };
                let id = (process.to_string(), filled(2));
                Some(if is_own { Self::Own(id, facts) } else { Self::Session(id, facts) })
            }
            _ => None,
        }
    }
}

fn transport(cell: &str) -> Option<Transport> {
    Transport::ALL.into_iter().find(|transport| transport.name() == cell)
}

impl SessionKind {
    /// Its name in every answer for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Replication => "replication",
            Self::Hidden => "hidden",
        }
    }
}

impl Transport {
    const ALL: [Self; 4] = [Self::Plaintext, Self::Tls, Self::Gssapi, Self::Unix];

    /// Its name in the query and in every answer for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "plaintext",
            Self::Tls => "tls",
            Self::Gssapi => "gssapi",
            Self::Unix => "unix",
        }
    }
}

impl SessionFacts {
    /// Whether the server refuses such a session if it takes no older version than this.
    pub(super) fn is_below(&self, least: TlsVersion) -> bool {
        self.tls_version.is_some_and(|version| version < least)
    }

    /// The bytes of its texts.
    pub(super) fn size(&self) -> usize {
        let Self { database, user, application, address, cipher, certificate, .. } = self;
        let texts = [database, user, application, address, cipher, certificate];
        texts.into_iter().flatten().map(String::len).sum()
    }
}
