//! The label of a target: its text without the secrets. A text that cannot be read has a label too, which rather hides
//! too much than too little.

use super::connection_string::{is_connection_string, items};
use super::secrets::{HIDDEN, is_secret, may_be_base64, without_user};
use super::{percent, plain, uri};
use crate::libpq::keywords::is_known;

/// The label of a target, readable or not.
pub(crate) fn redact(text: &str) -> String {
    if let Some(rest) = uri::after_scheme(text) {
        let scheme = &text[..text.len() - rest.len()];
        format!("{scheme}{}", redact_uri(rest))
    } else if is_connection_string(text) {
        redact_string(text)
    } else {
        redact_plain(text)
    }
}

/// What follows host and port may be the rest of a line of a password file. What cannot be a host may be any secret.
fn redact_plain(text: &str) -> String {
    let is_user = text.rsplit_once('@').is_some_and(|(user, _)| user.matches(':').count() == 1);
    if is_user {
        without_password(text)
    } else if let Some(shown) = plain::before_surplus(text) {
        format!("{shown}:{HIDDEN}")
    } else if plain::odd_character(text).is_some() {
        HIDDEN.to_owned()
    } else {
        text.to_owned()
    }
}

/// A stray `@` or `/` belongs to the password rather than to anything else.
fn redact_uri(text: &str) -> String {
    let user_end = text.len() - uri::split_user(text).1.len();
    let query = text[user_end..].find('?').map_or(text.len(), |at| user_end + at);
    let (address, query) = text.split_at(query);
    let shown = without_password(address) + query;
    // libpq reads a `?` before the `@` as part of the user, but its author may have meant a parameter.
    match shown.split_once('?') {
        Some((before, after)) => format!("{before}?{}", redact_query(after)),
        None => shown,
    }
}

/// The text with everything between its first `:` and its last `@` hidden.
fn without_password(text: &str) -> String {
    match (text.find(':'), text.rfind('@')) {
        (Some(colon), Some(at)) if colon < at => format!("{}:{HIDDEN}{}", &text[..colon], &text[at..]),
        _ => text.to_owned(),
    }
}

fn redact_query(query: &str) -> String {
    let mut behind_secret = false;
    let shown = query.split('&').map(|parameter| match parameter.split_once('=') {
        Some((key, _)) if is_secret_parameter(key) => {
            behind_secret = true;
            format!("{key}={HIDDEN}")
        }
        // The rest of a secret that contains `&`, unless it starts with a known key.
        _ if behind_secret && !is_known(parameter.split('=').next().unwrap_or_default()) => HIDDEN.to_owned(),
        _ => {
            behind_secret = false;
            parameter.to_owned()
        }
    });
    shown.collect::<Vec<_>>().join("&")
}

fn is_secret_parameter(key: &str) -> bool {
    percent::decode(key).map_or(true, |key| is_secret(&key))
}

/// What cannot be read may be the rest of a password with blanks, so it is not shown.
fn redact_string(text: &str) -> String {
    let mut shown = String::new();
    let mut end = 0;
    for item in items(text) {
        let item = item.ok().filter(|item| is_known(item.key) || end == 0);
        let item = item.filter(|item| !may_be_base64(item.key));
        let Some(item) = item else { return format!("{shown} {HIDDEN}").trim_start().to_owned() };
        shown.push_str(&without_user(&text[end..item.place.start]));
        let is_shown = is_known(item.key) && !is_secret(item.key);
        shown.push_str(if is_shown { &text[item.place.clone()] } else { HIDDEN });
        end = item.place.end;
    }
    shown + &text[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_nothing_else() {
        let labels = [
            ("db.test:5432", "db.test:5432"),
            ("user@host", "user@host"),
            ("@abstract:5", "@abstract:5"),
            ("a:1,[::1]:2,::1", "a:1,[::1]:2,::1"),
            ("postgresql://u:p@h:1/db?sslmode=require", "postgresql://u:…@h:1/db?sslmode=require"),
            ("postgresql://u@h:1/db", "postgresql://u@h:1/db"),
            ("postgres://h/?user=a@b&port=5", "postgres://h/?user=a@b&port=5"),
            ("postgresql://h:1/?application_name=a@b", "postgresql://h:1/?application_name=a@b"),
            ("postgresql://h/?password=a&port=5", "postgresql://h/?password=…&port=5"),
            ("postgresql://h/?pass%77ord=a", "postgresql://h/?pass%77ord=…"),
            ("host=h password=x port=5", "host=h password=… port=5"),
            (r"password = 'x\' y'port=5 ", "password = …port=5 "),
            ("host=h sslpassword=x", "host=h sslpassword=…"),
            ("host=h passfile=x", "host=h passfile=x"),
        ];
        for (text, label) in labels {
            assert_eq!(redact(text), label);
        }
    }

    #[test]
    fn what_cannot_be_read_keeps_its_secrets_too() {
        for text in [
            "u:geheim@h",
            "u:geheim@h:5432",
            "db:5432:app:u:geheim",
            "db:5432:app:u@server:geheim",
            "db:5432:app:u:p@geheim",
            "db:5432:app:u:p,geheim",
            "db:5432:app:u:p=geheim",
            "db:5432:app:u:geheim=",
            "a:1,db:*:*:u:geheim",
            "*:*:*:*:geheim",
            "[::1]:5432:app:u:geheim",
            r"\:\:1:5432:app:u:geheim",
            "u:geheim",
            "password: geheim",
            "u:geheim=",
            "u:ge=geheim",
            "{\"password\":\"geheim=x\"}",
            "[::1]é:geheim",
            "geheim+geheim",
            "geheim/geheim=",
            "geheim and more",
            "postgresql://u:p@geheim@h",
            "postgresql://u:geheim/x@h",
            "postgresql://u:p/geheim@h",
            "postgresql://u:p?geheim@h",
            "postgresql://h?password=geheim@c",
            "postgresql://h?password=a@geheim&geheim",
            "postgresql://h?password=a&geheim=b",
            "postgresql://h?%zz=geheim",
            "postgresql://h?pwd=geheim",
            "postgresql://h?a@c?password=geheim",
            "host=h password=a geheim",
            "host=h password='geheim",
            "host=h pwd=geheim",
            "host=h password=a geheim=b",
            "jdbc:postgresql://h/?user=u&password=geheim",
            "jdbc:postgresql://u:geheim@h/?ssl=true",
        ] {
            assert!(!redact(text).contains("geheim"), "{}", redact(text));
        }
    }

    #[test]
    fn every_short_text_has_a_label_and_is_read_or_refused() {
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer =
                |text: &String| "a1é:[]@,= ".chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                assert_ne!(redact(text), "", "{text:?}");
                let _ = crate::libpq::conninfo::plain::read(text);
            }
        }
    }
}
