//! What the client asks of a login: `check_expected_areq` and `pg_SASL_init` in `fe-auth.c`.

use crate::libpq::capture::{AuthMethod, AuthReply};
use crate::libpq::channel_binding::ChannelBindingMode;
use crate::libpq::require_auth::RequireAuth;

/// `require_auth` and `channel_binding`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LoginRequirement {
    pub(crate) require_auth: RequireAuth,
    pub(crate) channel_binding: ChannelBindingMode,
}

/// How far the exchange has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuthProgress {
    /// SCRAM was begun.
    pub(crate) begun: bool,
    /// A password was sent, or the server has proven by SCRAM that it knows it.
    pub(crate) finished: bool,
    /// SCRAM was bound to the connection.
    pub(crate) bound: bool,
}

impl LoginRequirement {
    /// libpq's error for a server that asks in a way which does not meet it. None in place of a method: one that is not known.
    pub(crate) fn method_refusal(&self, method: Option<AuthMethod>) -> Option<String> {
        let (name, reason) = match method {
            Some(AuthMethod::Cleartext) => ("password", "server requested a cleartext password"),
            Some(AuthMethod::Md5) => ("md5", "server requested a hashed password"),
            Some(AuthMethod::Gss) => ("gss", "server requested GSSAPI authentication"),
            Some(AuthMethod::Sspi) => ("sspi", "server requested SSPI authentication"),
            Some(AuthMethod::Sasl { .. }) => ("scram-sha-256", "server requested SASL authentication"),
            None => ("", "server requested an unknown authentication type"),
        };
        if !self.require_auth.allows(name) {
            return Some(self.require_auth.refusal(reason));
        }
        let binds = matches!(method, Some(AuthMethod::Sasl { .. }));
        (self.must_bind() && !binds)
            .then(|| "channel binding required but not supported by server's authentication request".into())
    }

    /// libpq's error for mechanisms of SCRAM that do not meet it.
    pub(crate) fn mechanism_refusal(&self, offers_binding: bool, is_tls: bool) -> Option<&'static str> {
        match (is_tls, offers_binding) {
            (true, true) => None,
            _ if !self.must_bind() => None,
            (false, _) => Some("channel binding required, but SSL not in use"),
            (true, false) => Some(
                "channel binding is required, but server did not offer an authentication method that supports channel binding",
            ),
        }
    }

    /// libpq's error for a server that lets the client in after so much.
    pub(crate) fn end_refusal(&self, progress: AuthProgress) -> Option<String> {
        if !progress.finished && !self.require_auth.allows_none() {
            return Some(self.require_auth.refusal(INCOMPLETE));
        }
        (self.must_bind() && !progress.bound).then(|| {
            "channel binding required, but server authenticated client without channel binding".into()
        })
    }

    /// libpq's error for the answer to a startup message, if that does not meet it.
    pub(crate) fn reply_refusal(&self, reply: &AuthReply, is_tls: bool) -> Option<String> {
        match reply {
            AuthReply::Asked(method) => self.method_refusal(Some(*method)).or_else(|| {
                let AuthMethod::Sasl { binds } = method else { return None };
                self.mechanism_refusal(*binds, is_tls).map(str::to_owned)
            }),
            AuthReply::Ready | AuthReply::Refused { authenticated: true, .. } => {
                self.end_refusal(AuthProgress::default())
            }
            _ => None,
        }
    }

    fn must_bind(&self) -> bool {
        self.channel_binding == ChannelBindingMode::Require
    }
}

/// libpq's words for a server that does not prove that it knows the password.
pub(crate) const INCOMPLETE: &str = "server did not complete authentication";
