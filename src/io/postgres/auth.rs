//! A startup message and the server's answer to it, up to the point where a client would prove who it is. Nothing is
//! proven: no password and no answer to a challenge is ever sent.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::Instant;

use super::alert;
use super::negotiation::system_text;
use crate::libpq::capture::AuthReply;
use crate::libpq::login::{Progress, StartupMessage, next_message, read};

/// The time for the farewell: nobody waits for its answer.
pub(super) const FAREWELL: Duration = Duration::from_millis(100);

/// `Terminate`, its length included.
pub(super) const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// Sends the message, reads what follows before the deadline, and ends the connection.
pub(super) async fn ask(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    startup: &StartupMessage,
    deadline: Instant,
) -> AuthReply {
    let asked = async {
        match stream.write_all(startup.bytes()).await {
            Ok(()) => answer(stream).await,
            Err(error) => broken(&error),
        }
    };
    let reply = tokio::time::timeout_at(deadline, asked).await.unwrap_or(AuthReply::Silent);
    let _ = tokio::time::timeout(FAREWELL, stream.write_all(&TERMINATE)).await;
    reply
}

async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> AuthReply {
    let mut bytes = Vec::new();
    let mut progress = Progress::default();
    loop {
        loop {
            let (kind, body, length) = match next_message(&progress, &bytes) {
                Ok(Some(message)) => message,
                Ok(None) => break,
                Err(reply) => return reply,
            };
            if let Some(reply) = read(&mut progress, kind, body) {
                return reply;
            }
            bytes.drain(..length);
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) => return AuthReply::Closed,
            Ok(_) => {}
            Err(error) => return broken(&error),
        }
    }
}

/// How a connection ended that broke with this error.
pub(super) fn broken(error: &io::Error) -> AuthReply {
    if let Some(alert) = alert::received(error) {
        return AuthReply::Alert(alert);
    }
    if error.kind() == io::ErrorKind::UnexpectedEof {
        AuthReply::Closed
    } else {
        AuthReply::Broken(system_text(error))
    }
}
