//! What a client answers to a request for proof: `pg_SASL_init` and `pg_fe_sendauth` in `fe-auth.c`, and what this program
//! refuses besides.

use crate::libpq::channel_binding::ChannelBindingMode;
use crate::libpq::login::{AuthRequest, NO_MECHANISM, SCRAM_PLUS};
use crate::libpq::login_requirement::{AuthProgress, INCOMPLETE, LoginRequirement};
use crate::libpq::secret::Secret;

/// In which form a password may go over a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordRule {
    /// As the server asks: the server is verified, or it is a Unix socket.
    Any,
    /// Never as it is: nobody verified the server, and the user accepts that.
    Hashed,
    /// Not at all.
    Never,
}

/// What the client accepts and has.
#[derive(Clone, Debug)]
pub(crate) struct AuthPolicy {
    pub(crate) rule: PasswordRule,
    pub(crate) password: Option<Secret>,
    pub(crate) requirement: LoginRequirement,
    /// Whether the connection is under TLS.
    pub(crate) is_tls: bool,
}

/// What to answer.
#[derive(Debug)]
pub(crate) enum AuthStep<'a> {
    /// Nothing: the client is let in.
    Accept,
    /// This password as it is.
    Cleartext(&'a Secret),
    /// Its MD5 with the salt.
    Md5(&'a Secret, [u8; 4]),
    /// The first message of SCRAM, with channel binding or without.
    Scram(&'a Secret, bool),
    /// SCRAM's next message.
    Continue(&'a [u8]),
    /// The server's last message of SCRAM, to be verified.
    Verify(&'a [u8]),
}

/// Why the client does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthRefusal {
    pub(crate) text: String,
    pub(crate) cause: AuthRefusalCause,
}

/// Of what kind the reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthRefusalCause {
    /// `require_auth` or `channel_binding` asks for something else.
    Requirement,
    /// The connection is not one for a password.
    Unprotected,
    /// There is no password.
    NoPassword,
    /// What the server asks for costs too much.
    TooCostly,
    /// libpq or this program does not know the method, or not at this point.
    Unsupported,
}

/// The most iterations of SCRAM. Each costs time, and a server that nobody verified names the number.
const MOST_ITERATIONS: u32 = 100_000;

impl AuthPolicy {
    /// The answer to a request.
    ///
    /// # Errors
    /// What libpq refuses, in its words; and a password in a form that the connection is not good enough for.
    pub(crate) fn step<'a>(
        &'a self,
        request: AuthRequest<'a>,
        progress: AuthProgress,
    ) -> Result<AuthStep<'a>, AuthRefusal> {
        self.expect(&request, progress)?;
        match request {
            AuthRequest::Done => Ok(AuthStep::Accept),
            AuthRequest::Cleartext => Ok(AuthStep::Cleartext(self.password(false)?)),
            AuthRequest::Md5(salt) => Ok(AuthStep::Md5(self.password(true)?, salt)),
            AuthRequest::Sasl(_) if progress.begun => unsupported("duplicate SASL authentication request"),
            AuthRequest::Sasl(names) => {
                let bound = self.mechanism(&names)?;
                Ok(AuthStep::Scram(self.password(true)?, bound))
            }
            AuthRequest::SaslContinue(message) if progress.begun => bounded(message).map(AuthStep::Continue),
            AuthRequest::SaslFinal(message) if progress.begun => Ok(AuthStep::Verify(message)),
            AuthRequest::Gss => unsupported("GSSAPI authentication not supported"),
            AuthRequest::Sspi => unsupported("SSPI authentication not supported"),
            AuthRequest::SaslContinue(_) | AuthRequest::SaslFinal(_) => unsupported(
                "fe_sendauth: invalid authentication request from server: AUTH_REQ_SASL_CONT without AUTH_REQ_SASL",
            ),
            AuthRequest::Unknown(number) => {
                unsupported(&format!("authentication method {number} not supported"))
            }
        }
    }

    /// A server that breaks SCRAM off has not proven that it knows the password, so it is refused whatever `require_auth` says;
    /// libpq leaves that case open.
    fn expect(&self, request: &AuthRequest, progress: AuthProgress) -> Result<(), AuthRefusal> {
        let refusal = match request {
            AuthRequest::Done => self.requirement.end_refusal(progress),
            _ => self.requirement.method_refusal(request.method()),
        };
        match refusal {
            Some(text) => requirement(text),
            None if *request == AuthRequest::Done && progress.begun && !progress.finished => {
                unsupported(INCOMPLETE)
            }
            None => Ok(()),
        }
    }

    /// Whether SCRAM is bound to the connection.
    fn mechanism(&self, names: &[&[u8]]) -> Result<bool, AuthRefusal> {
        let offers = |name: &[u8]| names.contains(&name);
        if let Some(text) = self.requirement.mechanism_refusal(offers(SCRAM_PLUS), self.is_tls) {
            return requirement(text.into());
        }
        if offers(SCRAM_PLUS) && !self.is_tls {
            return unsupported("server offered SCRAM-SHA-256-PLUS authentication over a non-SSL connection");
        }
        if offers(SCRAM_PLUS) && self.requirement.channel_binding != ChannelBindingMode::Disable {
            return Ok(true);
        }
        if offers(b"SCRAM-SHA-256") { Ok(false) } else { unsupported(NO_MECHANISM) }
    }

    /// The password, in a form that may be sent here.
    fn password(&self, is_hashed: bool) -> Result<&Secret, AuthRefusal> {
        let unprotected = |text: &str| {
            let cause = AuthRefusalCause::Unprotected;
            Err(AuthRefusal { text: text.into(), cause })
        };
        match self.rule {
            PasswordRule::Never => {
                return unprotected("the server asks for a password, and it is not verified");
            }
            PasswordRule::Hashed if !is_hashed => {
                return unprotected("the server asks for the password as it is, and it is not verified");
            }
            PasswordRule::Any | PasswordRule::Hashed => {}
        }
        self.password.as_ref().filter(|password| !password.expose().is_empty()).ok_or_else(|| AuthRefusal {
            text: "fe_sendauth: no password supplied".into(),
            cause: AuthRefusalCause::NoPassword,
        })
    }
}

/// The server's first message of SCRAM, if it does not ask for too much (RFC 5802, 5.1: `i=`).
fn bounded(message: &[u8]) -> Result<&[u8], AuthRefusal> {
    let text = String::from_utf8_lossy(message);
    let count = text.split(',').find_map(|attribute| attribute.strip_prefix("i="));
    let is_too_high = |count: &str| count.parse::<u64>().is_ok_and(|count| count > MOST_ITERATIONS.into());
    match count.filter(|count| is_too_high(count)) {
        None => Ok(message),
        Some(count) => {
            let text = format!(
                "the server asks for {count} iterations of SCRAM, and at most {MOST_ITERATIONS} are done"
            );
            Err(AuthRefusal { text, cause: AuthRefusalCause::TooCostly })
        }
    }
}

fn requirement<T>(text: String) -> Result<T, AuthRefusal> {
    Err(AuthRefusal { text, cause: AuthRefusalCause::Requirement })
}

fn unsupported<T>(text: &str) -> Result<T, AuthRefusal> {
    Err(AuthRefusal { text: text.into(), cause: AuthRefusalCause::Unsupported })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libpq::require_auth::RequireAuth;
    use AuthRefusalCause::{NoPassword, Requirement, Unprotected, Unsupported};

    fn policy(require_auth: &str, binding: ChannelBindingMode, rule: PasswordRule) -> AuthPolicy {
        AuthPolicy {
            rule,
            password: Some(Secret::from("geheim".to_owned())),
            requirement: LoginRequirement {
                require_auth: RequireAuth::read(require_auth).expect(require_auth),
                channel_binding: binding,
            },
            is_tls: true,
        }
    }

    fn cause(policy: &AuthPolicy, request: AuthRequest, progress: AuthProgress) -> Option<AuthRefusalCause> {
        policy.step(request, progress).err().map(|refusal| refusal.cause)
    }

    #[test]
    fn a_password_goes_only_where_and_how_it_may() {
        let begin = AuthProgress::default();
        let plain = |rule| policy("", ChannelBindingMode::Prefer, rule);
        let asked = |rule, request| cause(&plain(rule), request, begin);
        let scram = || AuthRequest::Sasl(vec![b"SCRAM-SHA-256"]);
        assert_eq!(asked(PasswordRule::Any, AuthRequest::Cleartext), None);
        assert_eq!(asked(PasswordRule::Hashed, AuthRequest::Cleartext), Some(Unprotected));
        assert_eq!(asked(PasswordRule::Hashed, AuthRequest::Md5([0; 4])), None);
        assert_eq!(asked(PasswordRule::Hashed, scram()), None);
        for request in [AuthRequest::Cleartext, AuthRequest::Md5([0; 4]), scram()] {
            assert_eq!(asked(PasswordRule::Never, request), Some(Unprotected));
        }
        assert_eq!(asked(PasswordRule::Never, AuthRequest::Done), None, "trust needs no password");
        let none = AuthPolicy { password: None, ..plain(PasswordRule::Any) };
        assert_eq!(cause(&none, scram(), begin), Some(NoPassword));
    }

    #[test]
    fn a_downgrade_is_refused_where_a_requirement_says_so() {
        let begin = AuthProgress::default();
        let scram = policy("scram-sha-256", ChannelBindingMode::Prefer, PasswordRule::Any);
        let refusal = scram.step(AuthRequest::Md5([0; 4]), begin).expect_err("refused");
        assert_eq!(
            refusal.text,
            "authentication method requirement \"scram-sha-256\" failed: server requested a hashed password"
        );
        assert_eq!(cause(&scram, AuthRequest::Done, begin), Some(Requirement));
        let bound = policy("", ChannelBindingMode::Require, PasswordRule::Any);
        assert_eq!(cause(&bound, AuthRequest::Cleartext, begin), Some(Requirement));
        assert_eq!(cause(&bound, AuthRequest::Sasl(vec![b"SCRAM-SHA-256"]), begin), Some(Requirement));
        assert_eq!(cause(&bound, AuthRequest::Sasl(vec![SCRAM_PLUS]), begin), None);
        let finished = AuthProgress { begun: true, finished: true, bound: false };
        assert_eq!(cause(&bound, AuthRequest::Done, finished), Some(Requirement));
        let plain = AuthPolicy { is_tls: false, ..policy("", ChannelBindingMode::Prefer, PasswordRule::Any) };
        assert_eq!(cause(&plain, AuthRequest::Sasl(vec![SCRAM_PLUS]), begin), Some(Unsupported));
    }

    #[test]
    fn iterations_have_a_limit() {
        let open = policy("", ChannelBindingMode::Prefer, PasswordRule::Any);
        let begun = AuthProgress { begun: true, ..AuthProgress::default() };
        let asked = |message| cause(&open, AuthRequest::SaslContinue(message), begun);
        assert_eq!(asked(b"r=x,s=c2FsdA==,i=100000"), None);
        assert_eq!(asked(b"r=x,s=c2FsdA==,i=100001"), Some(AuthRefusalCause::TooCostly));
    }

    #[test]
    fn a_server_that_breaks_scram_off_is_refused() {
        let open = policy("", ChannelBindingMode::Prefer, PasswordRule::Any);
        let begun = AuthProgress { begun: true, ..AuthProgress::default() };
        assert_eq!(cause(&open, AuthRequest::Done, begun), Some(Unsupported));
        let again = open.step(AuthRequest::Sasl(vec![b"SCRAM-SHA-256"]), begun).expect_err("refused");
        assert_eq!(again.text, "duplicate SASL authentication request");
        assert_eq!(cause(&open, AuthRequest::SaslContinue(b""), AuthProgress::default()), Some(Unsupported));
        assert_eq!(cause(&open, AuthRequest::Unknown(99), AuthProgress::default()), Some(Unsupported));
    }
}
