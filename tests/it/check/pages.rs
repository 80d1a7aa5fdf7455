//! Tables and findings on terminals of every width, and where there is none.

use super::kit::{HOST, Site, server, shown, target};
use crate::status_formats::without_color;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{alt_names, dns};
use crate::support::terminal;

/// A run of `check` on a terminal of so many columns.
fn on_terminal(site: &Site, columns: usize, arguments: &str) -> Option<String> {
    terminal::on_terminal(&site.user, columns, &format!("check {arguments}"))
}

/// Servers whose names differ only at their end, and longer than a narrow column.
fn servers(site: &Site, port: u16) -> [String; 2] {
    let name =
        |number| format!("host=myproject-production-weu-0{number}.db.test hostaddr=127.0.0.1 port={port}");
    let names = [name(1), name(2)];
    std::fs::write(site.user.path("targets"), names.join("\n")).expect("a file");
    names
}

#[test]
fn a_target_is_never_cut() {
    let site = Site::new();
    let failing = server(&[&site.leaf]);
    let names = servers(&site, failing.port());
    for columns in [40, 80, 120, 200] {
        let Some(text) = on_terminal(&site, columns, "--targets targets") else { return };
        for name in &names {
            assert!(text.contains(&shown(name)), "{columns}: {text}");
        }
        let long = text.lines().filter(|line| line.chars().count() > columns);
        let long: Vec<&str> = long.filter(|line| !line.contains(".db.test:")).collect();
        assert!(long.is_empty(), "{columns}: {long:?}");
    }
}

#[test]
fn a_reason_is_cut_at_the_end_of_the_terminal_and_not_before() {
    let site = Site::new();
    // The reasons differ: one that all have in common is wrapped.
    let fine = site.server();
    servers(&site, fine.port());
    let reason = |text: &str| {
        let found =
            text.lines().find_map(|line| line.find("server certificate for").map(|at| line[at..].to_owned()));
        found.unwrap_or_else(|| panic!("{text}"))
    };
    let Some(narrow) = on_terminal(&site, 80, "--targets targets") else { return };
    let (narrow, wide) = (reason(&narrow), on_terminal(&site, 120, "--targets targets").expect("script"));
    let wide = reason(&wide);
    assert!(
        narrow.ends_with('…') && wide.ends_with('…') && wide.chars().count() > narrow.chars().count() + 20
    );
    let whole = site.user.run(["check", "--targets", "targets"]).exits(1).stdout;
    assert!(!whole.contains('…') && whole.contains("does not match host name"), "{whole}");
    assert_eq!(whole, site.user.run(["check", "-v", "--targets", "targets"]).stdout);
}

#[test]
fn short_targets_and_their_reasons_stand_in_columns() {
    let site = Site::new();
    let server = site.server();
    let short = format!("127.0.0.1:{}", server.port());
    std::fs::write(site.user.path("targets"), format!("{short}\n127.0.0.1:1\n")).expect("a file");
    let Some(text) = on_terminal(&site, 80, "--targets targets") else { return };
    let reasons = ["server certificate", "cannot connect"].map(|reason| {
        text.lines().find_map(|line| line.find(reason)).unwrap_or_else(|| panic!("{reason}: {text}"))
    });
    assert_eq!(reasons[0], reasons[1], "{text}");
}

#[test]
fn one_server_is_readable_on_a_narrow_terminal() {
    let site = Site::new();
    let (fine, failing) = (site.server(), server(&[&site.leaf]));
    for (port, mode) in
        [(fine.port(), "verify-full"), (failing.port(), "verify-full"), (failing.port(), "prefer")]
    {
        let asked = format!("--sslmode {mode} '{}'", target(port));
        let Some(text) = on_terminal(&site, 40, &asked) else { return };
        // The target, the path of the store and the hashes are there to be copied.
        let copied = |line: &&str| {
            line.contains("host=")
                || line.contains('/')
                || line.split_whitespace().any(|word| word.len() > 30)
        };
        let long: Vec<&str> =
            text.lines().filter(|line| line.chars().count() > 40 && !copied(line)).collect();
        let said = |line: &&str| !line.trim_start().starts_with("server") && !line.contains("SSL error");
        let long: Vec<&str> = long.into_iter().filter(said).collect();
        assert!(long.is_empty(), "{long:?} in {text}");
    }
}

#[test]
fn a_line_ends_where_the_next_word_has_no_room_and_colors_take_none() {
    let names: Vec<String> = (0..9).map(|number| format!("replica-{number}.db.kit.test")).collect();
    let alternatives: Vec<_> = names.iter().map(String::as_str).map(dns).collect();
    let site = Site::with(Draft::server(HOST).with(alt_names(&alternatives)));
    std::fs::write(site.user.path("chain"), site.chain().map(Party::pem).concat()).expect("a chain");
    let server = site.server();
    let elsewhere = format!("host=other.test hostaddr=127.0.0.1 port={}", server.port());
    let mut broken = 0;
    for arguments in [
        &["check", "--chain", "chain", "--host", "other.test"][..],
        &["check", "--chain", "chain", "--host", &names[0]],
        &["check", &elsewhere],
        &["check", &elsewhere, "--sslmode", "verify-ca"],
        &["status"],
        &["install", "--offline", "--dry-run"],
    ] {
        let run = |color| site.user.run(arguments.iter().chain(&["--color", color])).stdout;
        let (plain, colored) = (run("never"), run("always"));
        assert!(colored.contains('\u{1b}'), "{arguments:?}");
        assert_eq!(without_color(&colored), plain, "{arguments:?}");
        for (line, next) in plain.lines().zip(plain.lines().skip(1)) {
            let word = next.trim_start();
            // So far to the right go hints, the name, and what sslmodes do; nothing begins there.
            if ["  fix: ", "  name   ", "  require  "].map(str::len).contains(&(next.len() - word.len())) {
                let first = word.split(' ').next().unwrap_or_default();
                assert!(line.len() + 1 + first.len() > 80, "{line}\n{next}");
                broken += 1;
            }
        }
    }
    assert!(broken > 8, "{broken} lines go on");
}
