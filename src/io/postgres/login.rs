//! A login: the startup message, and the answers that the policy gives to what the server asks.

use std::io;

use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{
    ChannelBinding, SCRAM_SHA_256, SCRAM_SHA_256_PLUS, ScramSha256,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use super::auth;
use super::stream::ServerStream;
use crate::libpq::authentication::{AuthPolicy, AuthRefusal, AuthStep};
use crate::libpq::capture::AuthReply;
use crate::libpq::channel_binding::ChannelBindingMode;
use crate::libpq::login::{AuthRequest, Progress, StartupMessage, error_field, next_message, read};
use crate::libpq::login_requirement::AuthProgress;

/// Who logs in, with what.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) startup: StartupMessage,
    pub(crate) policy: AuthPolicy,
    /// The data of `tls-server-end-point`.
    pub(crate) end_point: Option<Vec<u8>>,
}

/// Why a login failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LoginFault {
    /// The server refused, with libpq's text of its error and the error's code.
    Refused(String, String),
    /// The client refused what the server asked.
    NotAnswered(AuthRefusal),
    /// SCRAM failed on the server's side, or its proof is wrong.
    Scram(String),
    /// The certificate's signature names no digest to bind SCRAM with.
    NoDigest,
    /// The connection ended, or the server sent something else.
    Ended(AuthReply),
}

impl LoginFault {
    pub(super) fn closed() -> Self {
        Self::Ended(AuthReply::Closed)
    }

    pub(super) fn silent() -> Self {
        Self::Ended(AuthReply::Silent)
    }

    pub(super) fn broken(error: &io::Error) -> Self {
        Self::Ended(auth::broken(error))
    }
}

/// What a login has come to.
struct Exchange<'a> {
    credentials: &'a Credentials,
    progress: AuthProgress,
    scram: Option<ScramSha256>,
}

/// A login that succeeded.
#[derive(Debug)]
pub(super) struct LoggedIn {
    /// The number of the server's process as the server announces it.
    pub(super) process: Option<i32>,
    /// What has come behind the login's messages.
    pub(super) rest: Vec<u8>,
}

/// Logs in before the deadline.
pub(super) async fn log_in(
    stream: &mut ServerStream,
    credentials: &Credentials,
    deadline: Instant,
) -> Result<LoggedIn, LoginFault> {
    let asked = exchange(stream, credentials);
    tokio::time::timeout_at(deadline, asked).await.unwrap_or(Err(LoginFault::silent()))
}

async fn exchange(stream: &mut ServerStream, credentials: &Credentials) -> Result<LoggedIn, LoginFault> {
    let mut exchange = Exchange { credentials, progress: AuthProgress::default(), scram: None };
    let mut progress = Progress::default();
    let (mut bytes, mut process) = (Vec::new(), None);
    send(stream, credentials.startup.bytes()).await?;
    loop {
        while let Some((kind, body, length)) = next_message(&progress, &bytes).map_err(LoginFault::Ended)? {
            if kind == b'R' && progress.is_unproven() {
                let request = AuthRequest::read(body);
                let request = request.ok_or_else(|| LoginFault::Ended(AuthReply::invalid_request()))?;
                if let Some(answer) = exchange.answer(request)? {
                    send(stream, &answer).await?;
                    bytes.drain(..length);
                    continue;
                }
            }
            if let (b'K', Some(number)) = (kind, body.first_chunk::<4>()) {
                process = Some(i32::from_be_bytes(*number));
            }
            match read(&mut progress, kind, body) {
                None => {}
                Some(AuthReply::Ready) => {
                    let rest = bytes.split_off(length);
                    return Ok(LoggedIn { process, rest });
                }
                Some(AuthReply::Refused { text, .. }) => {
                    return Err(LoginFault::Refused(text, error_field(body, b'C').unwrap_or_default()));
                }
                Some(reply) => return Err(LoginFault::Ended(reply)),
            }
            bytes.drain(..length);
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) => return Err(LoginFault::closed()),
            Ok(_) => {}
            Err(error) => return Err(LoginFault::broken(&error)),
        }
    }
}

async fn send(stream: &mut ServerStream, bytes: &[u8]) -> Result<(), LoginFault> {
    let sent = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    sent.await.map_err(|error| LoginFault::broken(&error))
}

impl Exchange<'_> {
    /// The message to send. None where the client is let in.
    fn answer(&mut self, request: AuthRequest) -> Result<Option<Vec<u8>>, LoginFault> {
        let credentials = self.credentials;
        let step = credentials.policy.step(request, self.progress).map_err(LoginFault::NotAnswered)?;
        Ok(Some(match step {
            AuthStep::Accept => return Ok(None),
            AuthStep::Cleartext(password) => {
                self.progress.finished = true;
                password_message(&[password.expose().as_bytes(), b"\0"])
            }
            AuthStep::Md5(password, salt) => {
                self.progress.finished = true;
                let hash = md5_hash(credentials.user.as_bytes(), password.expose().as_bytes(), salt);
                password_message(&[hash.as_bytes(), b"\0"])
            }
            AuthStep::Scram(password, is_bound) => {
                let scram = ScramSha256::new(password.expose().as_bytes(), self.binding(is_bound)?);
                let name = if is_bound { SCRAM_SHA_256_PLUS } else { SCRAM_SHA_256 };
                let length = u32::try_from(scram.message().len()).unwrap_or_default().to_be_bytes();
                let first = password_message(&[name.as_bytes(), b"\0", &length, scram.message()]);
                self.progress = AuthProgress { begun: true, finished: false, bound: is_bound };
                self.scram = Some(scram);
                first
            }
            AuthStep::Continue(message) => {
                let scram = self.scram.as_mut().ok_or_else(LoginFault::closed)?;
                scram.update(message).map_err(|error| LoginFault::Scram(error.to_string()))?;
                password_message(&[scram.message()])
            }
            AuthStep::Verify(message) => {
                let mut scram = self.scram.take().ok_or_else(LoginFault::closed)?;
                scram.finish(message).map_err(|error| LoginFault::Scram(error.to_string()))?;
                self.progress.finished = true;
                // Nothing is to be sent: the server goes on.
                Vec::new()
            }
        }))
    }

    /// The binding that SCRAM announces: that there is none, that the server has none, or the certificate's.
    fn binding(&self, is_bound: bool) -> Result<ChannelBinding, LoginFault> {
        let policy = &self.credentials.policy;
        if is_bound {
            let data = self.credentials.end_point.clone().ok_or(LoginFault::NoDigest)?;
            return Ok(ChannelBinding::tls_server_end_point(data));
        }
        let could = policy.is_tls && policy.requirement.channel_binding != ChannelBindingMode::Disable;
        Ok(if could { ChannelBinding::unrequested() } else { ChannelBinding::unsupported() })
    }
}

/// A message of the kind `p`, in which every proof is sent.
fn password_message(parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [b"p", &length.to_be_bytes()[..], &body].concat()
}
