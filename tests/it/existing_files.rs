//! What `install` does with a root.crt that is there already: refuse it and leave it alone, or serve it.

mod content;
mod copies;
mod kinds;
mod modes;
mod repair;
mod replace;
mod served;

use crate::support::authority::Authority;
use crate::support::names;
use crate::support::store::install;
use crate::support::user::User;
use serde_json::Value;

/// A certificate that is in no set.
fn stranger() -> Authority {
    Authority::new("Stranger")
}

/// The number of lines that end in `text`.
fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

/// A root.crt with this content is refused and left alone, and nothing else is in its folder afterwards.
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Value {
    let user = User::new();
    user.write_root_crt(&bytes);
    let error = install(&user, arguments).exits(2).json()["error"].clone();
    assert!(std::fs::read(user.root_crt()).expect("root.crt") == bytes.as_ref(), "the file was changed");
    assert_eq!(names(&user.folder()), ["root.crt"]);
    error
}

/// The content that `install` makes of `bytes`: they stay where they are, the roots come behind them.
#[track_caller]
fn appended(user: &User, bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Value {
    user.write_root_crt(&bytes);
    let json = install(user, arguments).exits(0).json();
    assert_eq!(json["action"], "append");
    assert!(
        std::fs::read(user.root_crt()).expect("root.crt").starts_with(bytes.as_ref()),
        "bytes of the old file were changed"
    );
    json
}
