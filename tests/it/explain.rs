//! `pgcerts explain`: every code as its page has it, and the error texts of clients.

mod codes;
mod libpq;
mod openssl;
mod page;
mod texts;
mod unknown;

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{LazyLock, Mutex};

use crate::support::user::{Answer, User, answer};

/// Explains a text that stands on the command line.
fn explain(text: &str) -> Answer {
    User::new().run(["explain", text])
}

/// Explains a text that comes from standard input.
fn explain_piped(text: &str, arguments: &[&str]) -> Answer {
    let user = User::new();
    let file = user.path("text");
    std::fs::write(&file, text).expect("a text");
    let file = std::fs::File::open(&file).expect("the text");
    answer(user.pgcerts().args(["explain", "-"]).args(arguments).stdin(Stdio::from(file)))
}

/// The code of the one cause of a text.
pub(crate) fn cause(text: &str) -> Option<String> {
    let answer = explain_piped(text, &["--json"]);
    let json = answer.json();
    let matches = json["matches"].as_array().expect("matches");
    assert!(matches.len() < 2 && (answer.code == Some(0)) == (matches.len() == 1), "{json}");
    matches.first().map(|one| {
        assert!(one["next"].as_str().is_some_and(|next| next.starts_with("pgcerts ")), "{json}");
        one["code"].as_str().expect("a code").to_owned()
    })
}

/// The same for the texts that other tests collect, many of which differ in numbers alone.
pub(crate) fn cause_of_many(text: &str) -> Option<String> {
    static FOUND: LazyLock<Mutex<HashMap<String, Option<String>>>> = LazyLock::new(Mutex::default);
    let key: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if let Some(found) = FOUND.lock().expect("the causes").get(&key) {
        return found.clone();
    }
    let found = cause(text);
    FOUND.lock().expect("the causes").insert(key, found.clone());
    found
}
