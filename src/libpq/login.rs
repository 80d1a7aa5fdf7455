//! The messages with which a connection begins (PostgreSQL's documentation, "Message Flow", Start-up).

use std::fmt::Write as _;

use crate::libpq::capture::{AuthMethod, AuthReply};

/// A `StartupMessage` of protocol 3.0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StartupMessage(Vec<u8>);

impl StartupMessage {
    /// The message of this role for this database.
    pub(crate) fn new(user: &str, database: &str) -> Self {
        Self::with_settings(user, database, &[])
    }

    /// The same with these settings of the session.
    pub(crate) fn with_settings(user: &str, database: &str, settings: &[(&str, &str)]) -> Self {
        const PROTOCOL: [u8; 4] = [0, 3, 0, 0];
        let mut body = PROTOCOL.to_vec();
        let names = [("user", user), ("database", database), ("application_name", "pgcerts")];
        for (key, value) in names.iter().chain(settings) {
            body.extend([key, "\0", value, "\0"].concat().bytes());
        }
        body.push(0);
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

impl Progress {
    /// Whether the server may still ask for proof.
    pub(crate) fn is_unproven(&self) -> bool {
        !self.authenticated
    }
}

/// A message: its kind, its body, and its length with both.
pub(crate) type Message<'a> = (u8, &'a [u8], usize);

/// What the first bytes are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame<'a> {
    /// A message that has not come to its end.
    Incomplete,
    /// A message whose length is not one that its kind may have.
    OddLength(u8, u32),
    Whole(Message<'a>),
}

/// Cuts the first message off. `limits` are the lengths that a kind may have, its own four bytes included.
pub(crate) fn frame(bytes: &[u8], limits: impl Fn(u8) -> std::ops::RangeInclusive<u32>) -> Frame<'_> {
    let Some((kind, rest)) = bytes.split_first() else { return Frame::Incomplete };
    let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Frame::Incomplete };
    let length = u32::from_be_bytes(*length);
    if !limits(*kind).contains(&length) {
        return Frame::OddLength(*kind, length);
    }
    let size = usize::try_from(length).unwrap_or(usize::MAX);
    match rest.get(..size.saturating_sub(4)) {
        Some(body) => Frame::Whole((*kind, body, size + 1)),
        None => Frame::Incomplete,
    }
}

/// The first message in the bytes.
///
/// # Errors
/// libpq's, as soon as the first bytes show that it is none that may come now (`PQconnectPoll`,
/// `CONNECTION_AWAITING_RESPONSE`).
pub(crate) fn next_message<'a>(
    progress: &Progress,
    bytes: &'a [u8],
) -> Result<Option<Message<'a>>, AuthReply> {
    let Some(kind) = bytes.first() else { return Ok(None) };
    if !progress.authenticated && !b"REv".contains(kind) {
        let found = char::from(*kind);
        let error = format!("expected authentication request from server, but received {found}");
        return Err(AuthReply::Invalid(error));
    }
    match frame(bytes, limits) {
        Frame::Incomplete => Ok(None),
        Frame::OddLength(b'E', _) => Err(old_error(&bytes[1..])),
        Frame::OddLength(..) => Err(invalid()),
        Frame::Whole(message) => Ok(Some(message)),
    }
}

/// The lengths that libpq takes.
fn limits(kind: u8) -> std::ops::RangeInclusive<u32> {
    match kind {
        b'R' => 8..=2000,
        b'E' | b'v' => 8..=30_000,
        _ => 4..=30_000,
    }
}

fn invalid() -> AuthReply {
    AuthReply::invalid_request()
}

/// A server older than 7.4 sends its message without a length.
fn old_error(bytes: &[u8]) -> AuthReply {
    AuthReply::Refused { text: crate::libpq::capture::error_text(bytes), authenticated: false }
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
        _ => Some(invalid()),
    }
}

fn asked(body: &[u8]) -> AuthReply {
    let Some(request) = AuthRequest::read(body) else { return invalid() };
    AuthReply::Invalid(match request {
        AuthRequest::Sasl(names) if !names.iter().any(|name| name.starts_with(SCRAM)) => NO_MECHANISM.into(),
        AuthRequest::Unknown(number) => format!("authentication method {number} not supported"),
        AuthRequest::SaslContinue(_) => "authentication method 11 not supported".into(),
        AuthRequest::SaslFinal(_) => "authentication method 12 not supported".into(),
        request => return request.method().map_or_else(invalid, AuthReply::Asked),
    })
}

const SCRAM: &[u8] = b"SCRAM-SHA-256";

/// SCRAM with channel binding.
pub(crate) const SCRAM_PLUS: &[u8] = b"SCRAM-SHA-256-PLUS";

/// libpq's error for mechanisms that it does not have.
pub(crate) const NO_MECHANISM: &str = "none of the server's SASL authentication mechanisms are supported";

/// A server's request for proof, or the end of such requests ("Message Formats", the messages `Authentication…`).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AuthRequest<'a> {
    Done,
    Cleartext,
    Md5([u8; 4]),
    Gss,
    Sspi,
    /// The names of the mechanisms.
    Sasl(Vec<&'a [u8]>),
    SaslContinue(&'a [u8]),
    SaslFinal(&'a [u8]),
    Unknown(u32),
}

impl<'a> AuthRequest<'a> {
    /// Reads the body of the message. None if it is malformed.
    pub(crate) fn read(body: &'a [u8]) -> Option<Self> {
        let (number, rest) = body.split_first_chunk::<4>()?;
        Some(match u32::from_be_bytes(*number) {
            0 if rest.is_empty() => Self::Done,
            0 => return None,
            3 => Self::Cleartext,
            // A salt that is cut off is none; libpq refuses the answer to it later.
            5 => Self::Md5(rest.try_into().ok()?),
            7 => Self::Gss,
            9 => Self::Sspi,
            10 => Self::Sasl(rest.split(|byte| *byte == 0).filter(|name| !name.is_empty()).collect()),
            11 => Self::SaslContinue(rest),
            12 => Self::SaslFinal(rest),
            other => Self::Unknown(other),
        })
    }

    /// How the server asks, if libpq knows that way. Each message of SASL is one of SCRAM.
    pub(crate) fn method(&self) -> Option<AuthMethod> {
        match self {
            Self::Cleartext => Some(AuthMethod::Cleartext),
            Self::Md5(_) => Some(AuthMethod::Md5),
            Self::Gss => Some(AuthMethod::Gss),
            Self::Sspi => Some(AuthMethod::Sspi),
            Self::Sasl(names) => Some(AuthMethod::Sasl { binds: names.contains(&SCRAM_PLUS) }),
            Self::SaslContinue(_) | Self::SaslFinal(_) => Some(AuthMethod::Sasl { binds: false }),
            Self::Done | Self::Unknown(_) => None,
        }
    }
}

/// libpq's text of an `ErrorResponse` (`pqBuildErrorMessage3` in `fe-protocol3.c`, default verbosity).
pub(crate) fn error_text(fields: &[u8]) -> String {
    let field = |code| error_field(fields, code);
    let mut text = field(b'S').map_or_else(String::new, |severity| format!("{severity}:  "));
    text.push_str(&field(b'M').unwrap_or_default());
    for (code, name) in [(b'D', "DETAIL"), (b'H', "HINT")] {
        if let Some(value) = field(code) {
            let _ = write!(text, "\n{name}:  {value}");
        }
    }
    text
}

/// A field of an `ErrorResponse`.
pub(crate) fn error_field(fields: &[u8], code: u8) -> Option<String> {
    let found = fields.split(|byte| *byte == 0).find_map(|field| field.strip_prefix(&[code]));
    found.map(|text| String::from_utf8_lossy(text).into_owned())
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
        messages.iter().find_map(|bytes| match next_message(&progress, bytes) {
            Err(reply) => Some(reply),
            Ok(message) => {
                let (kind, body, length) = message.expect("a message");
                assert_eq!(length, bytes.len());
                read(&mut progress, kind, body)
            }
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
        assert_eq!(reply(&[sasl]), Some(AuthReply::Asked(AuthMethod::Sasl { binds: false })));
        assert_eq!(reply(&[message(b'R', b"\0\0\0\x05salt")]), Some(AuthReply::Asked(AuthMethod::Md5)));
        assert_eq!(reply(&[message(b'R', &[0, 0, 0, 3])]), Some(AuthReply::Asked(AuthMethod::Cleartext)));
        let refused = |authenticated| Some(AuthReply::Refused { text: text.clone(), authenticated });
        assert_eq!(reply(std::slice::from_ref(&refusal)), refused(false));
        assert_eq!(reply(&[ok.clone(), message(b'S', b"a\0b\0"), refusal]), refused(true));
        assert_eq!(reply(std::slice::from_ref(&ok)), None);
        assert_eq!(reply(&[ok.clone(), message(b'Z', b"I")]), Some(AuthReply::Ready));
        for (odd, error) in [
            (message(b'Z', b"I"), "expected authentication request from server, but received Z"),
            (message(b'N', b""), "expected authentication request from server, but received N"),
            (message(b'R', b""), "received invalid authentication request"),
            (message(b'R', &[0, 0, 0, 0, 0]), "received invalid authentication request"),
            (message(b'R', &[0, 0, 0, 99]), "authentication method 99 not supported"),
            (
                message(b'R', b"\0\0\0\x0aFOO\0\0"),
                "none of the server's SASL authentication mechanisms are supported",
            ),
        ] {
            assert_eq!(reply(&[odd]), Some(AuthReply::Invalid(error.into())));
        }
        let old = AuthReply::Refused { text: "FATAL: too many".into(), authenticated: false };
        assert_eq!(reply(&[b"EFATAL: too many\n\0".to_vec()]), Some(old));
        assert_eq!(reply(&[ok.clone(), ok]), Some(invalid()));
    }

    #[test]
    fn a_message_that_is_cut_off_is_none_yet() {
        let whole = message(b'R', &[0, 0, 0, 0]);
        let next = |bytes| next_message(&Progress::default(), bytes);
        assert!((0..whole.len()).all(|length| next(&whole[..length]) == Ok(None)));
        assert_eq!(next(b"R\0\0\0\x01"), Err(invalid()));
    }
}
