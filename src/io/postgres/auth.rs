//! A startup message and the server's answer to it, up to the point where a client would prove who it is. Nothing is
//! proven: no password and no answer to a challenge is ever sent.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::alert;
use super::negotiation::system_text;
use crate::libpq::capture::AuthReply;
use crate::libpq::login::{Progress, StartupMessage, next_message, read};

/// `Terminate`, its length included.
const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// More than a server says before it is ready.
const LIMIT: usize = 64 << 10;

/// Sends the message, reads what follows, and ends the connection.
pub(super) async fn ask(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    startup: &StartupMessage,
) -> AuthReply {
    let reply = match stream.write_all(startup.bytes()).await {
        Ok(()) => answer(stream).await,
        Err(error) => broken(&error),
    };
    let _ = stream.write_all(&TERMINATE).await;
    reply
}

async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> AuthReply {
    let mut bytes = Vec::new();
    let mut progress = Progress::default();
    loop {
        while let Some((kind, body, length)) = next_message(&bytes) {
            if let Some(reply) = read(&mut progress, kind, body) {
                return reply;
            }
            bytes.drain(..length);
        }
        if bytes.len() > LIMIT {
            return AuthReply::Unreadable;
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) if bytes.is_empty() => return AuthReply::Closed,
            Ok(0) => return AuthReply::Unreadable,
            Ok(_) => {}
            Err(error) => return broken(&error),
        }
    }
}

fn broken(error: &io::Error) -> AuthReply {
    if let Some(alert) = alert::received(error) {
        return AuthReply::Alert(alert);
    }
    if error.kind() == io::ErrorKind::UnexpectedEof {
        AuthReply::Closed
    } else {
        AuthReply::Broken(system_text(error))
    }
}
