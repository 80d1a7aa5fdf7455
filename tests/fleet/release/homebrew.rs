//! The formula of Homebrew, loaded and run by Ruby with a stand-in for Homebrew's own classes.

use std::process::Command;

use super::{downloads, sum_of};
use crate::support::tools::need;
use crate::support::user::{User, answer};
use crate::support::{packages, program, repository};

#[test]
fn the_formula_names_the_source_and_installs_and_tests_the_program() {
    let test = "the formula of Homebrew";
    let (Some(formula), Some(source)) = (packages::find(test, ".rb"), packages::find(test, "-source.tar.gz"))
    else {
        return;
    };
    let Some(ruby) = need(test, "ruby") else { return };
    answer(Command::new(&ruby).arg("-wc").arg(&formula)).exits(0);
    let user = User::new();
    let build = packages::unpack(&source, user.home());
    let mut command = user.command(ruby);
    command.current_dir(build).arg(repository("tests/fleet/release/homebrew.rb")).arg(&formula);
    let json = answer(command.arg(program()).arg(user.path("prefix"))).exits(0).json();

    let name = source.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    assert_eq!(json["url"], downloads() + name);
    assert_eq!(json["sha256"], sum_of(&source));
    assert_eq!(json["homepage"], env!("CARGO_PKG_REPOSITORY"));
    // `brew audit` asks for this.
    let desc = json["desc"].as_str().expect("a description");
    assert!(desc.len() <= 80 && !desc.ends_with('.'), "{desc}");
    assert_eq!(json["compiled"], serde_json::json!(["cargo", "install", "--locked", "--path", "."]));
    for file in ["bin/pgcerts", "man1/pgcerts.1", "man1/pgcerts-check.1", "completions/fish"] {
        assert!(user.path("prefix").join(file).metadata().is_ok_and(|file| file.len() > 0), "{file}");
    }
    assert_eq!(crate::support::certificates(&user.path("prefix/test/root.crt")).len(), 3);
}
