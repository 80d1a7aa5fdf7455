//! Failures of downloads.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::fault::is_out_of_descriptors;
use crate::io::http::{
    BODY_LIMIT, CacertFailure, DownloadsFailure, HttpFailure, REDIRECT_LIMIT, RefusedRedirect, TransportStage,
};
use crate::io::proxies::{InvalidProxy, PROXY_SCHEMES, ProxyFault};
use crate::io::runtime::NoEventQueue;

use super::{RAISE_LIMIT, unread};

impl fmt::Display for HttpFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeLimit(limit) => write!(f, "no answer within {} s", limit.as_secs_f64()),
            Self::Status(status) => write!(f, "the server answered {status}"),
            Self::Redirect(RefusedRedirect::TooMany) => write!(f, "more than {REDIRECT_LIMIT} redirects"),
            Self::Redirect(RefusedRedirect::NotHttps(url)) => {
                write!(f, "a redirect to `{url}`, which is not https")
            }
            Self::TooLarge => write!(f, "more than {BODY_LIMIT} bytes"),
            Self::Empty => f.write_str("the body is empty"),
            Self::Transport { stage, reason, .. } => match stage {
                TransportStage::Trust => write!(f, "no trusted TLS connection: {reason}"),
                TransportStage::Connect => write!(f, "cannot connect: {reason}"),
                TransportStage::Body => write!(f, "the body was cut short: {reason}"),
                TransportStage::Other => f.write_str(reason),
            },
        }
    }
}

impl From<CacertFailure> for Diagnostic {
    fn from(failure: CacertFailure) -> Self {
        match failure {
            CacertFailure::Unread(failure) => unread("`--cacert`")(failure),
            CacertFailure::Unusable { path, reason } => Self::failure(
                Code::Io,
                format!("`--cacert` `{}` holds no certificates: {reason}", path.display()),
                "give a PEM file with the certificate of the authority that signed the server's",
            ),
        }
    }
}

impl From<InvalidProxy> for Diagnostic {
    fn from(InvalidProxy { variable, fault }: InvalidProxy) -> Self {
        let why = match fault {
            ProxyFault::Encoding => "it is not UTF-8".to_owned(),
            ProxyFault::Scheme => format!("its scheme is none of {}", PROXY_SCHEMES.join(", ")),
            ProxyFault::Host => "it has no valid host and port".to_owned(),
        };
        Self::usage(
            format!("the environment variable `{variable}` is not the address of a proxy: {why}"),
            format!(
                "correct `{variable}`, as in `http://proxy.example.com:3128`, or unset it; nothing was downloaded"
            ),
        )
    }
}

impl From<DownloadsFailure> for Diagnostic {
    fn from(failure: DownloadsFailure) -> Self {
        match failure {
            DownloadsFailure::NoEventQueue(failure) => failure.into(),
            DownloadsFailure::BrokenOff => {
                Self::failure(Code::Network, "a download broke off", "run again, or use `--offline`")
            }
        }
    }
}

impl From<NoEventQueue> for Diagnostic {
    fn from(NoEventQueue(error): NoEventQueue) -> Self {
        let fix = if is_out_of_descriptors(&error) {
            RAISE_LIMIT
        } else {
            "raise the limit of open files; `install --offline` needs no network"
        };
        Self::failure(Code::Io, format!("the system gives no event queue: {error}"), fix)
    }
}
