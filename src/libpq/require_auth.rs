//! Which ways to authenticate the client accepts (`require_auth`, PostgreSQL 16): `pqConnectOptions2` in `fe-connect.c`.

/// The value of `require_auth`, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequireAuth {
    /// The value as it was given. Empty if everything is accepted.
    text: String,
    /// The methods that are named.
    named: Vec<&'static str>,
    /// Whether all but the named ones are accepted.
    negated: bool,
}

/// A connection without a request for proof, as under `trust` and `cert`.
const NONE: &str = "none";

const METHODS: [&str; 7] = ["password", "md5", "gss", "sspi", "scram-sha-256", "oauth", NONE];

impl RequireAuth {
    /// Reads the value.
    ///
    /// # Errors
    /// libpq's words. A method that does not exist is not repeated.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut read = Self { text: text.to_owned(), ..Self::default() };
        if text.is_empty() {
            return Ok(read);
        }
        for (place, part) in text.split(',').enumerate() {
            let (negated, name) = part.strip_prefix('!').map_or((false, part), |name| (true, name));
            let Some(method) = METHODS.into_iter().find(|method| *method == name) else {
                return Err("invalid require_auth value".into());
            };
            if place == 0 {
                read.negated = negated;
            }
            match (read.negated, negated) {
                (false, true) => {
                    return Err(format!(
                        "negative require_auth method \"!{method}\" cannot be mixed with non-negative methods"
                    ));
                }
                (true, false) => {
                    return Err(format!(
                        "require_auth method \"{method}\" cannot be mixed with negative methods"
                    ));
                }
                _ if read.named.contains(&method) => {
                    return Err(format!("require_auth method \"{part}\" is specified more than once"));
                }
                _ => read.named.push(method),
            }
        }
        Ok(read)
    }

    /// Whether a server may ask in this way.
    pub(crate) fn allows(&self, method: &str) -> bool {
        self.text.is_empty() || self.named.contains(&method) != self.negated
    }

    /// Whether a server may let the client in without any request (`auth_required`).
    pub(crate) fn allows_none(&self) -> bool {
        self.allows(NONE)
    }

    /// libpq's error for what the server does instead.
    pub(crate) fn refusal(&self, reason: &str) -> String {
        format!("authentication method requirement \"{}\" failed: {reason}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_methods_are_accepted_or_all_but_those() {
        let cases = [
            ("", true, true, true),
            ("scram-sha-256", true, false, false),
            ("scram-sha-256,none", true, false, true),
            ("!md5", true, false, true),
            ("!none,!md5", true, false, false),
            ("none", false, false, true),
        ];
        for (text, scram, md5, none) in cases {
            let read = RequireAuth::read(text).expect(text);
            let accepted = (read.allows("scram-sha-256"), read.allows("md5"), read.allows_none());
            assert_eq!(accepted, (scram, md5, none), "{text}");
        }
    }

    #[test]
    fn what_libpq_refuses_is_refused_in_its_words() {
        let cases = [
            ("scram", "invalid require_auth value"),
            ("md5,", "invalid require_auth value"),
            ("md5,!none", "negative require_auth method \"!none\" cannot be mixed with non-negative methods"),
            ("!md5,none", "require_auth method \"none\" cannot be mixed with negative methods"),
            ("md5,md5", "require_auth method \"md5\" is specified more than once"),
            ("!none,!none", "require_auth method \"!none\" is specified more than once"),
        ];
        for (text, error) in cases {
            assert_eq!(RequireAuth::read(text), Err(error.to_owned()), "{text}");
        }
    }
}
