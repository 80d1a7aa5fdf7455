//! Foreign text in what a build server logs: no command, nothing that a terminal obeys, nothing that hides.

use std::io::Write as _;
use std::sync::Arc;

use crate::support::SSL_REQUEST;
use crate::support::authority::{manifest, pin, write_manifest};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::listener::Listener;
use crate::support::responder::{Reply, Responder, packet};
use crate::support::user::{Answer, User, answer};

/// Names of certificates, sets and files that GitHub Actions, Azure Pipelines or another build server would obey.
const NAMES: [&str; 9] = [
    "##vso[task.setvariable variable=PATH]evil",
    "::set-output name=ok::true",
    "##[set-env name=PATH]evil",
    "##teamcity[setParameter name='PATH' value='evil']",
    " ::add-path::evil",
    "a long name that is broken where a line of the page ends and a command begins ::add-mask::a ##vso[b]c",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx::error::a##[b]c::d::e",
    "#\u{3164}#vso[a]:\u{200b}:b",
    "x:",
];

/// Characters that no output holds raw. A line break ends a line.
fn is_raw(c: char) -> bool {
    let control = c.is_control() && c != '\n';
    control
        || matches!(
            c,
            '\u{202e}' | '\u{200b}' | '\u{3164}' | '\u{115f}' | '\u{2800}' | '\u{ffa0}' | '\u{e0041}'
        )
}

#[track_caller]
fn gives_no_command(said: &Answer, what: &str) {
    for text in [&said.stdout, &said.stderr] {
        assert!(!text.contains("##"), "{what}: {text}");
        assert!(!text.contains(is_raw), "{what}: {text:?}");
        // JSON gives its lines no other beginning than a brace.
        if !text.starts_with('{') {
            // The address in our own advice is none.
            assert!(!text.replace("[2001:db8::1]", "").contains("::"), "{what}: {text}");
        }
    }
    assert!(!(said.stdout.is_empty() && said.stderr.is_empty()), "{what}");
}

const FORMS: [&[&str]; 3] = [&[], &["-v"], &["--json"]];

#[test]
fn what_a_server_sends_is_no_command() {
    for name in NAMES {
        let root = Party::root(name);
        let middle = root.ca(&format!("{name}{name}"));
        let leaf = middle.issue(Draft::server(name));
        let chain = [&leaf, &middle, &root].map(|party| party.der.clone()).to_vec();
        let server = Responder::new(Reply::Tls { chain, key: Arc::clone(&leaf.key) });
        let user = User::in_memory();
        let target = format!("host=db.test hostaddr=127.0.0.1 port={}", server.port());
        for store in ["", &root.pem(), &Party::root("Other").pem()] {
            user.write_root_crt(store);
            for form in [
                FORMS[0],
                FORMS[1],
                FORMS[2],
                &["--format", "prometheus"],
                &["--format", "nagios"],
                &["--format", "json-lines"],
                &["--format", "csv"],
                &["--format", "markdown"],
            ] {
                let said = user.run(["check", &target].iter().chain(form));
                gives_no_command(&said, &format!("{name} {form:?}"));
                let many = user.run(["check", &target, &target].iter().chain(form));
                gives_no_command(&many, &format!("{name} {form:?}, twice"));
            }
        }
        let place = format!("127.0.0.1:{}", server.port());
        for form in FORMS {
            gives_no_command(&user.run(["pins", "show", &place].iter().chain(form)), name);
        }
    }
}

#[test]
fn what_a_server_says_before_tls_is_no_command() {
    let said: [&'static [u8]; 3] = [
        b"E::error::no\n##vso[a]b\0",
        b"EFATAL\0C##vso[x]\0M::set-env name=x::y\n::debug::z\0\0",
        b"HTTP/1.1 ::x:: ##[y]",
    ];
    for bytes in said {
        let server = Listener::new(move |mut stream| {
            if packet(&mut stream).is_ok_and(|asked| asked == SSL_REQUEST) {
                let _ = stream.write_all(bytes);
            }
        });
        let target = format!("127.0.0.1:{}", server.address().port());
        for form in FORMS {
            let said = User::in_memory().run(["check", &target, "--timeout", "3"].iter().chain(form));
            gives_no_command(&said, &format!("{bytes:?} {form:?}"));
        }
    }
}

#[test]
fn what_a_store_and_a_manifest_hold_is_no_command() {
    for name in NAMES {
        let user = User::in_memory();
        let root = Party::root(name);
        let folder = name.replace('/', "_");
        let file = format!("{folder}/root.crt");
        std::fs::create_dir(user.path(&folder)).expect("a folder");
        std::fs::write(user.path(&file), format!("{}junk\n", root.pem())).expect("a store");
        let mut pinned = pin("first", name, &root.der, &[]);
        pinned["source"] = name.into();
        let mut pins = manifest(&[pinned]);
        pins["sets"][0]["title"] = name.into();
        write_manifest(user.home(), &pins, &[]);
        std::fs::write(user.path(&format!("{folder}.json")), format!("{{\"schema\":1,\"{name}\":1}}"))
            .expect("a file");
        let dest = ["--dest", file.as_str()];
        let commands: [Vec<&str>; 12] = [
            [&["status"], &dest[..]].concat(),
            [&["status", "--format", "prometheus"], &dest[..]].concat(),
            [&["status", "--format", "nagios"], &dest[..]].concat(),
            [&["install", "--offline"], &dest[..]].concat(),
            [&["install", "--offline", "--replace"], &dest[..]].concat(),
            [&["rollback"], &dest[..]].concat(),
            [&["rollback", "--list"], &dest[..]].concat(),
            vec!["pins", "show", &file],
            vec!["pins", "list", "--pins", "pins.json"],
            vec!["pins", "diff", "built-in", "pins.json"],
            vec!["pins", "list", "--pins", &folder],
            vec!["check", "--chain", &file, "--host", "db"],
        ];
        for command in commands {
            for form in if command.contains(&"--format") { &FORMS[..1] } else { &FORMS[..] } {
                let said = user.run(command.iter().chain(*form));
                gives_no_command(&said, &format!("{command:?} {form:?}"));
            }
        }
    }
}

#[test]
fn arguments_and_variables_are_no_command() {
    let user = User::in_memory();
    for name in NAMES {
        let commands: [&[&str]; 8] = [
            &["install", "--offline", "--set", name],
            &["install", "--from", name],
            &["status", "--pins", name],
            &["check", "--targets", name],
            &["check", name],
            &["pins", "show", name],
            &["env", "--shell", name],
            &[name],
        ];
        for command in commands {
            for form in FORMS {
                gives_no_command(&user.run(command.iter().chain(form)), &format!("{command:?} {form:?}"));
            }
        }
        let mut command = user.pgcerts();
        command.args(["env"]).env("SHELL", format!("/bin/{name}"));
        gives_no_command(&answer(&mut command), name);
    }
}

#[test]
fn a_fix_with_an_odd_path_is_pasted_as_it_is_shown() {
    let user = User::in_memory();
    for name in NAMES {
        let folder = user.path(name);
        std::fs::create_dir(&folder).expect("a folder");
        let file = folder.join("root.crt");
        std::fs::write(&file, Party::root("Any").pem()).expect("a store");
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o666)).expect("a mode");
        let said = user.run([std::ffi::OsStr::new("status"), "--dest".as_ref(), file.as_os_str()]);
        gives_no_command(&said, name);
        // Lines are broken at blanks, and not within a word that has none.
        let printed = said.stdout.replace("\n       ", " ");
        let fix =
            printed.split('`').find(|part| part.starts_with("chmod")).unwrap_or_else(|| panic!("{printed}"));
        let pasted = answer(user.command("sh").args(["-c", fix]));
        assert_eq!((pasted.code, pasted.stderr.as_str()), (Some(0), ""), "{fix}");
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("it").permissions());
        assert_eq!(mode & 0o777, 0o664, "{fix}");
    }
}

#[test]
fn an_ipv6_host_stays_readable() {
    let user = User::in_memory();
    for (target, shown) in [("[::1]:1", "[::1] port 1"), ("host=::1 port=1", "[::1] port 1")] {
        let said = user.run(["check", target, "--timeout", "3"]);
        assert!(said.stderr.contains(shown) || said.stderr.contains("[::1]"), "{said:?}");
        assert!(said.stderr.lines().all(|line| !line.trim_start().starts_with("::")), "{said:?}");
        let json = user.run(["check", "--json", target, "--timeout", "3"]).json();
        assert_eq!(
            (&json["targets"][0]["target"], &json["targets"][0]["host"]),
            (&"[::1]:1".into(), &"::1".into())
        );
    }
}
