//! The answers on terminals of every width, and in a pipe, where nothing is cut.

use crate::support::authority::Authority;
use crate::support::pem;
use crate::support::terminal::on_terminal;
use crate::support::user::User;

/// Each with an answer of several lines.
const RUNS: [&str; 9] = [
    "install --offline --dry-run",
    "install --offline --repair",
    "install --offline -v",
    "status",
    "status -v",
    "pins list -v",
    "pins show root.crt .postgresql/root.crt",
    "uninstall --dry-run",
    "rollback --dry-run",
];

fn user_with_a_long_name() -> (User, String) {
    let user = User::new();
    let name = format!("Root of the {} department", "very long-winded ".repeat(8));
    let store = pem("CERTIFICATE", &Authority::long(&name));
    user.write_root_crt(&store);
    std::fs::write(user.path("root.crt"), store).expect("a file");
    user.run(["install", "--offline"]).exits(0);
    (user, name)
}

/// Paths, fingerprints, addresses and commands are there to be copied, so they stay whole.
fn is_copied(line: &str) -> bool {
    line.contains('/') || line.contains("pgcerts ") || line.split_whitespace().any(|word| word.len() > 30)
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let (user, _) = user_with_a_long_name();
    let mut complaints = Vec::new();
    for columns in [40, 57, 80, 120, 200] {
        for run in RUNS {
            let Some(text) = on_terminal(&user, columns, run) else { return };
            assert!(text.lines().count() > 2, "{run}: {text}");
            let long = text.lines().filter(|line| line.chars().count() > columns && !is_copied(line));
            complaints.extend(long.map(|line| format!("{run} on {columns}: {line}")));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn nothing_is_cut_in_a_pipe_or_on_a_wide_terminal() {
    let (user, name) = user_with_a_long_name();
    for run in ["install --offline", "status", "pins show root.crt", "uninstall --dry-run --root root.crt"] {
        let text = user.run(run.split(' ')).stdout;
        let whole = text.replace("\n  ", " ");
        assert!(!text.contains('…') && whole.contains(name.trim_end()), "{run}: {text}");
        let Some(wide) = on_terminal(&user, 200, run) else { return };
        assert!(!wide.contains('…'), "{run}: {wide}");
    }
}
