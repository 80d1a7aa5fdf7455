//! The messages of a handshake (RFC 5246, 7.4).

/// The limit of a message with certificates (`SSL_MAX_CERT_LIST_DEFAULT`).
const GREATEST_LIST: usize = 100 * 1024;

/// OpenSSL's reason to end a handshake.
pub(crate) type Reason = &'static str;

pub(super) const SERVER_HELLO: u8 = 2;
pub(super) const CERTIFICATE: u8 = 11;
pub(super) const SERVER_KEY_EXCHANGE: u8 = 12;
pub(super) const CERTIFICATE_REQUEST: u8 = 13;
pub(super) const SERVER_HELLO_DONE: u8 = 14;

/// The next part of a handshake.
pub(super) enum NextMessage<'a> {
    /// Its kind, and its content.
    Whole(u8, &'a [u8]),
    /// Some of it is still to come.
    Cut,
    /// It is of this kind and longer than OpenSSL accepts (`ossl_statem_client_max_message_size`).
    TooLong(u8),
}

/// Takes the next message off `rest`.
pub(super) fn take<'a>(rest: &mut &'a [u8]) -> NextMessage<'a> {
    let [kind, first, second, third, following @ ..] = *rest else { return NextMessage::Cut };
    let length = u32::from_be_bytes([0, *first, *second, *third]) as usize;
    if length > greatest_length(*kind) {
        return NextMessage::TooLong(*kind);
    }
    let Some((content, further)) = following.split_at_checked(length) else { return NextMessage::Cut };
    *rest = further;
    NextMessage::Whole(*kind, content)
}

fn greatest_length(kind: u8) -> usize {
    match kind {
        SERVER_HELLO => 20_000,
        CERTIFICATE | SERVER_KEY_EXCHANGE | CERTIFICATE_REQUEST => GREATEST_LIST,
        SERVER_HELLO_DONE => 0,
        _ => 1 << 14,
    }
}

/// Splits off the content after a length in one byte.
pub(super) fn split_short(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

/// Splits off the content after a length in two bytes.
pub(super) fn split_list(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// Splits off the content after a length in three bytes.
pub(super) fn split_long(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [first, second, third, rest @ ..] = bytes else { return None };
    rest.split_at_checked(u32::from_be_bytes([0, *first, *second, *third]) as usize)
}

/// Splits off a number of two bytes.
pub(super) fn split_number(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u16::from_be_bytes(*number), rest))
}
