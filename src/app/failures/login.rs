//! Failures of a login and of a query.

use crate::check::reply_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::postgres::{LoginFault, SessionFault};
use crate::libpq::authentication::AuthRefusalCause;
use crate::libpq::capture::AuthReply;
use crate::libpq::query::{AnswerFault, LONGEST_ROW, MOST_BYTES, MOST_ROWS};

const COMPARE: &str = "no PostgreSQL sends that: find out which server it is";

const LATE: &str = "give more time with `--timeout`, and see what is in between";

impl From<LoginFault> for Diagnostic {
    fn from(fault: LoginFault) -> Self {
        let failed = |text: String, fix: &str| Self::failure(Code::LoginFailed, text, fix);
        match fault {
            LoginFault::Refused(text, code) => failed(text, refusal_fix(&code)),
            LoginFault::NotAnswered(refusal) => failed(refusal.text, cause_fix(refusal.cause)),
            LoginFault::Scram(text) => failed(
                format!("SCRAM failed: {text}"),
                "the server does not prove that it knows the password: check the password, and which server it is",
            ),
            LoginFault::NoDigest => failed(
                "could not determine server certificate signature algorithm".into(),
                "the certificate's signature names no digest: use `channel_binding=disable`",
            ),
            LoginFault::Ended(AuthReply::Silent) => {
                Self::failure(Code::TimeLimit, "the login did not end within the time limit", LATE)
            }
            LoginFault::Ended(reply) => failed(
                reply_text(&reply).unwrap_or_default(),
                "read the server's log, and that of a pooler in between",
            ),
        }
    }
}

/// What to do about the server's error with this SQLSTATE.
fn refusal_fix(code: &str) -> &'static str {
    match code {
        "28P01" => "check the user and the password",
        "28000" => "compare user, database, address and encryption with pg_hba.conf",
        "3D000" => "name a database of the server with `dbname=…`",
        "53300" => "wait until a connection is free",
        _ => "read the server's log, and that of a pooler in between",
    }
}

fn cause_fix(cause: AuthRefusalCause) -> &'static str {
    match cause {
        AuthRefusalCause::Requirement => {
            "let the server ask for what `require_auth` and `channel_binding` name, or find out who is in between"
        }
        AuthRefusalCause::Unprotected => {
            "no password was sent: use `sslmode=verify-full`; `--insecure` sends it by SCRAM or MD5 all the same"
        }
        AuthRefusalCause::NoPassword => {
            "set PGPASSWORD, write a password file (~/.pgpass), or use `--password-stdin`"
        }
        AuthRefusalCause::TooCostly => {
            "lower `scram_iterations` at the server and set the password again, or use a client certificate"
        }
        AuthRefusalCause::Unsupported => {
            "let pg_hba.conf ask for scram-sha-256, for a certificate, or for a password"
        }
    }
}

impl From<SessionFault> for Diagnostic {
    fn from(fault: SessionFault) -> Self {
        let failed = |text: String, fix: &str| Self::failure(Code::QueryFailed, text, fix);
        match fault {
            SessionFault::Answer(AnswerFault::Refused(text)) => {
                failed(text, "PostgreSQL 12 and newer answer this query; `--print-sql` shows it")
            }
            SessionFault::Answer(AnswerFault::TooManyRows) => {
                failed(format!("the answer has more than {MOST_ROWS} rows"), COMPARE)
            }
            SessionFault::Answer(AnswerFault::LongRow(length)) => failed(
                format!("a row of the answer has {length} bytes, and {LONGEST_ROW} are taken"),
                COMPARE,
            ),
            SessionFault::Answer(AnswerFault::TooMuch) => {
                failed(format!("the answer has more than {} MiB", MOST_BYTES >> 20), COMPARE)
            }
            SessionFault::Answer(AnswerFault::Odd(kind)) => {
                failed(format!("the answer has a message of the kind {kind:?}, or a malformed one"), COMPARE)
            }
            SessionFault::Ended(AuthReply::Silent) => {
                Self::failure(Code::TimeLimit, "the answer did not come within the time limit", LATE)
            }
            SessionFault::Ended(reply) => {
                failed(reply_text(&reply).unwrap_or_default(), "read the server's log, then run it again")
            }
        }
    }
}
