//! The messages with which a connection begins (PostgreSQL's documentation, "Message Flow", Start-up), as far as nobody
//! has to prove anything.

use std::fmt::Write as _;

use crate::libpq::capture::{AuthMethod, AuthReply};

/// A `StartupMessage` of protocol 3.0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StartupMessage(Vec<u8>);

impl StartupMessage {
    /// The message of this role for this database.
    pub(crate) fn new(user: &str, database: &str) -> Self {
        const PROTOCOL: [u8; 4] = [0, 3, 0, 0];
        let mut body = PROTOCOL.to_vec();
        for text in ["user", user, "database", database, "application_name", "pgcerts", ""] {
            body.extend(text.bytes().chain([0]));
        }
        let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
        Self([&length.to_be_bytes()[..], &body].concat())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// How far a login has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    authenticated: bool,
}

/// The first message in the bytes: its kind, its body, and its length with both.
pub(crate) fn next_message(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (kind, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let body = rest.get(..length.checked_sub(4)?)?;
    Some((*kind, body, length + 1))
}

/// Reads a message of the server. None where the login goes on.
pub(crate) fn read(progress: &mut Progress, kind: u8, body: &[u8]) -> Option<AuthReply> {
    match (kind, body) {
        (b'R', [0, 0, 0, 0]) if !progress.authenticated => {
            progress.authenticated = true;
            None
        }
        (b'R', body) if !progress.authenticated => Some(asked(body)),
        (b'E', fields) => {
            Some(AuthReply::Refused { text: error_text(fields), authenticated: progress.authenticated })
        }
        (b'Z', _) if progress.authenticated => Some(AuthReply::Ready),
        (b'N' | b'S' | b'K' | b'v', _) => None,
        _ => Some(AuthReply::Unreadable),
    }
}

fn asked(body: &[u8]) -> AuthReply {
    let Some((number, _)) = body.split_first_chunk::<4>() else { return AuthReply::Unreadable };
    AuthReply::Asked(match u32::from_be_bytes(*number) {
        3 => AuthMethod::Cleartext,
        5 => AuthMethod::Md5,
        7 => AuthMethod::Gss,
        9 => AuthMethod::Sspi,
        10 => AuthMethod::Sasl,
        other => AuthMethod::Other(other),
    })
}

/// libpq's text of an `ErrorResponse` (`pqBuildErrorMessage3` in `fe-protocol3.c`, default verbosity).
fn error_text(fields: &[u8]) -> String {
    let field = |code: u8| {
        let found = fields.split(|byte| *byte == 0).find_map(|field| field.strip_prefix(&[code]));
        found.map(|text| String::from_utf8_lossy(text).into_owned())
    };
    let mut text = field(b'S').map_or_else(String::new, |severity| format!("{severity}:  "));
    text.push_str(&field(b'M').unwrap_or_default());
    for (code, name) in [(b'D', "DETAIL"), (b'H', "HINT")] {
        if let Some(value) = field(code) {
            let _ = write!(text, "\n{name}:  {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).expect("short").to_be_bytes();
        [&[kind][..], &length, body].concat()
    }

    /// The reply to these messages, and none where more must follow.
    fn reply(messages: &[Vec<u8>]) -> Option<AuthReply> {
        let mut progress = Progress::default();
        messages.iter().find_map(|bytes| {
            let (kind, body, length) = next_message(bytes).expect("a message");
            assert_eq!(length, bytes.len());
            read(&mut progress, kind, body)
        })
    }

    #[test]
    fn the_startup_message_names_role_and_database() {
        let message = StartupMessage::new("alice", "app");
        let length = u8::try_from(message.bytes().len()).expect("short");
        assert_eq!(message.bytes()[..8], [0, 0, 0, length, 0, 3, 0, 0]);
        assert!(message.bytes().ends_with(b"user\0alice\0database\0app\0application_name\0pgcerts\0\0"));
    }

    #[test]
    fn a_login_ends_with_the_first_answer_that_decides() {
        let ok = message(b'R', &[0, 0, 0, 0]);
        let sasl = message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0");
        let refusal = message(b'E', b"SFATAL\0VFATAL\0C28000\0Mno entry\0HDo this.\0\0");
        let text = "FATAL:  no entry\nHINT:  Do this.".to_owned();
        assert_eq!(reply(&[sasl]), Some(AuthReply::Asked(AuthMethod::Sasl)));
        assert_eq!(reply(&[message(b'R', b"\0\0\0\x05salt")]), Some(AuthReply::Asked(AuthMethod::Md5)));
        assert_eq!(reply(&[message(b'R', &[0, 0, 0, 3])]), Some(AuthReply::Asked(AuthMethod::Cleartext)));
        let refused = |authenticated| Some(AuthReply::Refused { text: text.clone(), authenticated });
        assert_eq!(reply(std::slice::from_ref(&refusal)), refused(false));
        assert_eq!(reply(&[ok.clone(), message(b'S', b"a\0b\0"), refusal]), refused(true));
        assert_eq!(reply(std::slice::from_ref(&ok)), None);
        assert_eq!(reply(&[ok.clone(), message(b'Z', b"I")]), Some(AuthReply::Ready));
        for odd in [message(b'Z', b"I"), message(b'H', b""), message(b'R', b"")] {
            assert_eq!(reply(&[odd]), Some(AuthReply::Unreadable));
        }
        assert_eq!(reply(&[ok.clone(), ok]), Some(AuthReply::Unreadable));
    }

    #[test]
    fn a_message_that_is_cut_off_is_none_yet() {
        let whole = message(b'R', &[0, 0, 0, 0]);
        assert!((0..whole.len()).all(|length| next_message(&whole[..length]).is_none()));
        assert_eq!(next_message(b"R\0\0\0\x01"), None);
    }
}
