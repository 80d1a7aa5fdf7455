//! `pgcerts env` and `install --print-env`: what reads the line gets the path back, whatever is in it.
// The paths here are those of Unix.
#![cfg(unix)]

use serde_json::Value;

use crate::support::user::{Answer, User};

/// Every form of the line.
const FORMS: [&str; 13] = [
    "sh",
    "bash",
    "zsh",
    "fish",
    "powershell",
    "cmd",
    "nushell",
    "dotenv",
    "env-file",
    "github",
    "azure-pipelines",
    "dockerfile",
    "systemd",
];

fn env(user: &User, shell: &str, dest: &str, more: &[&str]) -> Answer {
    let dest = format!("--dest={dest}");
    user.run(["env", "--shell", shell, &dest].iter().chain(more))
}

/// The line alone is on stdout.
#[track_caller]
fn line(answer: Answer) -> String {
    let line = answer.exits(0).stdout;
    assert_eq!(line.matches('\n').count(), 1, "{line:?}");
    line.trim_end_matches('\n').to_owned()
}

#[track_caller]
fn is_usage_error(answer: Answer) -> String {
    let answer = answer.exits(2);
    assert_eq!(answer.error_code(), "usage");
    answer.json()["error"]["message"].as_str().expect("a message").to_owned()
}

#[test]
fn an_ordinary_path_looks_as_each_form_is_usually_written() {
    let lines = [
        ("sh", "export PGSSLROOTCERT='/etc/pg/root.crt'"),
        ("bash", "export PGSSLROOTCERT='/etc/pg/root.crt'"),
        ("zsh", "export PGSSLROOTCERT='/etc/pg/root.crt'"),
        ("fish", "set -gx PGSSLROOTCERT '/etc/pg/root.crt'"),
        ("powershell", "$env:PGSSLROOTCERT = '/etc/pg/root.crt'"),
        ("cmd", "set \"PGSSLROOTCERT=/etc/pg/root.crt\""),
        ("nushell", "$env.PGSSLROOTCERT = \"/etc/pg/root.crt\""),
        ("dotenv", "PGSSLROOTCERT=/etc/pg/root.crt"),
        ("env-file", "PGSSLROOTCERT=/etc/pg/root.crt"),
        ("github", "PGSSLROOTCERT=/etc/pg/root.crt"),
        ("azure-pipelines", "##vso[task.setvariable variable=PGSSLROOTCERT]/etc/pg/root.crt"),
        ("dockerfile", "ENV PGSSLROOTCERT=\"/etc/pg/root.crt\""),
        ("systemd", "Environment=\"PGSSLROOTCERT=/etc/pg/root.crt\""),
    ];
    assert_eq!(lines.map(|(shell, _)| shell), FORMS);
    let user = User::new();
    for (shell, expected) in lines {
        assert_eq!(line(env(&user, shell, "/etc/pg/root.crt", &[])), expected);
    }
}

#[test]
fn forms_without_quotes_carry_the_path_as_it_is() {
    let user = User::new();
    let path = "/a b/'\"$X`id`\\é ;]%0A";
    assert_eq!(line(env(&user, "github", path, &[])), format!("PGSSLROOTCERT={path}"));
    let escaped = path.replace('%', "%AZP25");
    let expected = format!("##vso[task.setvariable variable=PGSSLROOTCERT]{escaped}");
    assert_eq!(line(env(&user, "azure-pipelines", path, &[])), expected);
}

/// As Docker's manual says: blanks at the start go, a line with `#` in front is a comment, and all behind the first
/// equals sign is the value.
fn docker_reads(line: &str) -> Option<(&str, &str)> {
    line.trim_start()
        .split_once('=')
        .filter(|(name, _)| !name.starts_with('#') && !name.contains(char::is_whitespace))
}

#[test]
fn docker_reads_the_path_back_and_what_needs_quotes_is_refused() {
    let user = User::new();
    for path in ["/etc/pg/root.crt", "/größe/證書", "/a-b_c+d@e,f:g%41=h"] {
        let line = line(env(&user, "env-file", path, &[]));
        assert_eq!(docker_reads(&line), Some(("PGSSLROOTCERT", path)));
        assert_eq!(line, self::line(env(&user, "dotenv", path, &[])), "both readers agree");
    }
    for path in ["/a b", "/it's", "/\"", "/$HOME", "/#x", "/a\\b", "/`id`", "/~"] {
        let message = is_usage_error(env(&user, "env-file", path, &["--json"]));
        assert!(message.contains("needs quotes"), "{message}");
        assert!(line(env(&user, "dotenv", path, &[])).contains('\''), "{path}");
    }
}

#[test]
fn a_dockerfile_escapes_what_docker_reads_in_double_quotes() {
    let path = r#"/a b/$HOME/${X}/'"\`#é\"#;
    let expected = r#"ENV PGSSLROOTCERT="/a b/\$HOME/\${X}/'\"\\`#é\\""#;
    assert_eq!(line(env(&User::new(), "dockerfile", path, &[])), expected);
}

#[test]
fn unset_takes_the_variable_away_where_the_form_can() {
    let user = User::new();
    let lines = [
        ("sh", "unset PGSSLROOTCERT"),
        ("bash", "unset PGSSLROOTCERT"),
        ("zsh", "unset PGSSLROOTCERT"),
        ("fish", "set -e PGSSLROOTCERT"),
        ("powershell", "Remove-Item Env:PGSSLROOTCERT -ErrorAction SilentlyContinue"),
        ("cmd", "set \"PGSSLROOTCERT=\""),
        ("nushell", "hide-env --ignore-errors PGSSLROOTCERT"),
        ("systemd", "UnsetEnvironment=PGSSLROOTCERT"),
    ];
    for (shell, expected) in lines {
        let answer = user.run(["env", "--shell", shell, "--unset"]);
        assert_eq!(answer.stderr, "");
        assert_eq!(line(answer), expected);
    }
    for shell in ["github", "dotenv", "env-file", "azure-pipelines", "dockerfile"] {
        let message = is_usage_error(user.run(["env", "--shell", shell, "--unset", "--json"]));
        assert!(message.contains(shell), "{message}");
    }
}

#[test]
fn a_client_is_for_another_command() {
    let user = User::new();
    for more in [&["--client"][..], &["--client", "jdbc"], &["--client=jdbc", "--shell", "sh"]] {
        let answer = user.run(["env", "--json"].iter().chain(more));
        assert!(answer.stdout.contains("write `pgcerts snippet NAME`"), "{answer:?}");
        is_usage_error(answer);
    }
}

#[test]
fn a_hint_on_a_missing_file_speaks_of_libpq() {
    let user = User::new();
    let libpq =
        "without it libpq refuses to connect with verify-ca and verify-full\n  fix: pgcerts install\n";
    assert!(user.run(["env", "--shell", "sh"]).exits(0).stderr.ends_with(libpq));
}

#[test]
fn a_line_break_in_the_path_is_refused_by_every_form() {
    let user = User::new();
    for shell in FORMS {
        for path in ["/a\nb", "/a\rb"] {
            is_usage_error(env(&user, shell, path, &["--json"]));
        }
    }
}

#[test]
fn no_line_shows_a_control_character_raw() {
    let user = User::new();
    let path = "/a\u{9b}\u{202e}\u{7f}\u{3164}\u{feff}b";
    for shell in FORMS {
        let said = env(&user, shell, path, &["--json"]);
        let raw = said.stdout.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{3164}', '\u{feff}']);
        assert!(!raw && !said.stderr.contains('\u{9b}'), "{shell}: {said:?}");
        if said.code == Some(0) {
            let plain = line(env(&user, shell, path, &[]));
            assert_eq!(said.json()["line"], plain.as_str());
            assert!(plain.is_ascii(), "{shell}: {plain:?}");
        } else {
            assert_eq!(said.error_code(), "usage", "{shell}");
        }
    }
}

#[test]
fn a_path_that_is_not_utf8_is_refused_before_anything_is_written() {
    use std::os::unix::ffi::OsStrExt as _;
    let user = User::new();
    let dest = std::ffi::OsStr::from_bytes(b"--dest=/a\xffb");
    for shell in FORMS {
        let shell = std::ffi::OsString::from(format!("--shell={shell}"));
        is_usage_error(user.run(["env".as_ref(), shell.as_os_str(), dest, "--json".as_ref()]));
    }
    let dest = std::ffi::OsStr::from_bytes(b"--dest=b\xff");
    let install: [&std::ffi::OsStr; 5] =
        ["install".as_ref(), "--offline".as_ref(), "--print-env=sh".as_ref(), "--json".as_ref(), dest];
    is_usage_error(user.run(install));
    assert_eq!(crate::support::names(user.home()), Vec::<String>::new());
}

#[test]
fn a_relative_path_becomes_absolute() {
    let user = User::new();
    for (dest, rest) in
        [("x/root.crt", "x/root.crt"), ("./-x", "-x"), ("-x/root.crt", "-x/root.crt"), ("~/x", "~/x")]
    {
        let expected = format!("export PGSSLROOTCERT='{}/{rest}'", user.home().display());
        assert_eq!(line(env(&user, "sh", dest, &[])), expected);
    }
}

#[test]
fn without_dest_it_is_the_default_file_of_libpq() {
    let user = User::new();
    let expected = format!("export PGSSLROOTCERT='{}'", user.root_crt().display());
    assert_eq!(line(user.run(["env", "--shell", "sh"])), expected);
}

#[test]
fn a_shell_that_it_does_not_know_is_a_usage_error() {
    let user = User::new();
    let message = is_usage_error(user.run(["env", "--shell", "tcsh", "--json"]));
    assert!(message.contains("--shell") && !message.contains("tcsh"), "{message}");
}

#[test]
fn the_environment_names_the_shell_when_no_flag_does() {
    let user = User::new();
    let shells = [
        (Some("/usr/bin/fish"), "fish"),
        (Some("/bin/zsh"), "zsh"),
        (Some("/opt/homebrew/bin/bash"), "bash"),
        (Some("/usr/bin/pwsh"), "powershell"),
        (Some("/usr/bin/nu"), "nushell"),
        (Some("/bin/dash"), "sh"),
        (Some(""), "sh"),
        (None, "sh"),
    ];
    for (variable, expected) in shells {
        let mut command = user.pgcerts();
        command.args(["env", "--json"]).envs(variable.map(|shell| ("SHELL", shell)));
        assert_eq!(crate::support::user::answer(&mut command).exits(0).json()["shell"], expected);
    }
    // nu leaves SHELL as it was.
    let mut command = user.pgcerts();
    command.args(["env", "--json"]).env("SHELL", "/bin/bash").env("NU_VERSION", "0.115.1");
    assert_eq!(crate::support::user::answer(&mut command).exits(0).json()["shell"], "nushell");
}

#[test]
fn json_has_shell_path_and_line() {
    let user = User::new();
    let json = env(&user, "fish", "/it's/root.crt", &["--json"]).exits(0).json();
    let expected = serde_json::json!({
        "schema": 1, "command": "env", "version": env!("CARGO_PKG_VERSION"), "shell": "fish",
        "path": "/it's/root.crt", "line": "set -gx PGSSLROOTCERT '/it\\'s/root.crt'",
    });
    assert_eq!(json, expected);
}

#[test]
fn a_file_that_is_not_there_is_told_on_stderr_and_the_line_is_printed_all_the_same() {
    let user = User::new();
    let before = user.run(["env", "--shell", "sh"]);
    assert!(
        before.stderr.contains("there is no file") && before.stderr.contains("pgcerts install"),
        "{}",
        before.stderr
    );
    let before = line(before);
    user.write_root_crt("");
    let after = user.run(["env", "--shell", "sh"]);
    assert_eq!(after.stderr, "");
    assert_eq!(line(after), before);
    std::fs::remove_file(user.root_crt()).expect("removed");
    assert_eq!(user.run(["env", "--shell", "sh", "--quiet"]).exits(0).stderr, "");
}

#[test]
fn install_prints_the_line_alone_on_stdout_and_reports_on_stderr() {
    let user = User::new();
    let dest = "--dest=it's here/root.crt";
    let answer = user.run(["install", "--offline", dest, "--print-env=fish"]);
    assert!(
        answer.stderr.contains("created") && answer.stderr.contains("DigiCert Global Root G2"),
        "{}",
        answer.stderr
    );
    assert_eq!(line(answer), line(user.run(["env", "--shell=fish", dest])));
    let quiet = user.run(["install", "--offline", dest, "--print-env=fish", "--quiet"]);
    assert_eq!(quiet.stderr, "");
    assert_eq!(line(quiet), line(user.run(["env", "--shell=fish", dest])));
}

#[test]
fn install_with_json_carries_the_line_as_env() {
    let user = User::new();
    let json = |more: &[&str]| -> Value {
        user.run(["install", "--offline", "--json"].iter().chain(more)).exits(0).json()
    };
    let expected = line(user.run(["env", "--shell=sh"]));
    assert_eq!(json(&["--print-env=sh"])["env"], expected.as_str());
    assert_eq!(json(&["--print-env"])["env"], expected.as_str());
    assert_eq!(json(&[]).get("env"), None);
}

#[test]
fn an_unknown_shell_or_a_path_that_no_line_carries_stops_install_before_it_writes() {
    let user = User::new();
    is_usage_error(user.run(["install", "--offline", "--json", "--print-env=tcsh"]));
    is_usage_error(user.run(["install", "--offline", "--json", "--print-env=sh", "--dest=a\nb"]));
    assert_eq!(crate::support::names(user.home()), Vec::<String>::new());
}

mod readers {
    //! The programs that read the line, each fed with every path of a table.

    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::{User, env, line};
    use crate::support::cluster::{hand_over, unprivileged};
    use crate::support::tools::{need, need_success, need_that, test_tools};
    use crate::support::user::{Answer, answer};

    /// Names with what one reader or another treats in its own way, each at a start, in the middle and at an end.
    const NASTY: [&str; 32] = [
        "with space",
        " spaces around ",
        "'",
        "it's",
        "''",
        "'quoted'",
        "\"",
        "\"quoted\"",
        "’typographic’",
        "$HOME",
        "${HOME}",
        "${HOME:-x}",
        "$",
        "$${HOME}",
        "$(id)",
        "`id`",
        "%",
        "%PATH%",
        "%%",
        "!!",
        "a&b|c;d<e>f",
        "(x)",
        "\\",
        "a\\b\\",
        "\\'",
        "\\\"",
        "#hash",
        "~",
        "*?[x]{a,b}^",
        "größe 證書 🔑",
        "-leading",
        "tab\there",
    ];

    fn paths() -> Vec<String> {
        NASTY.iter().map(|name| format!("/{name}/{name}.x/x{name}")).collect()
    }

    fn lines(user: &User, shell: &str, paths: &[String]) -> Vec<String> {
        paths.iter().map(|path| line(env(user, shell, path, &[]))).collect()
    }

    /// Runs a script that sets and prints every path, and asks what a child of it sees.
    fn shell_reads_back(shell: &str, arguments: &[&str]) {
        let Some(program) = need("the line in a shell", shell) else { return };
        let user = User::new();
        let mut paths = paths();
        paths.push("/\u{1b}[31mred\u{1b}[0m\u{7f}".to_owned());
        paths.push("/\u{9b}\u{202e}x\u{3164}\u{e0041}/'\u{2066}'/a##vso[x]y::z/###:::/\\u{1b}".to_owned());
        let mut script = lines(&user, shell, &paths).join("\nprintenv PGSSLROOTCERT\n");
        script += "\nprintenv PGSSLROOTCERT\n";
        script += &user.run(["env", "--unset", "--shell", shell]).exits(0).stdout;
        script += "printenv PGSSLROOTCERT || echo gone\n";
        let printed = answer(user.command(program).args(arguments).arg(&script)).exits(0);
        paths.push("gone".to_owned());
        assert_eq!(printed.stdout.lines().collect::<Vec<_>>(), paths);
        assert_eq!(printed.stderr, "");
    }

    #[test]
    fn sh_reads_the_path_back() {
        shell_reads_back("sh", &["-euc"]);
    }

    #[test]
    fn bash_reads_the_path_back() {
        shell_reads_back("bash", &["-euc"]);
    }

    #[test]
    fn zsh_reads_the_path_back() {
        shell_reads_back("zsh", &["-feuc"]);
        shell_reads_back("zsh", &["-feu", "-o", "rcquotes", "-c"]);
    }

    #[test]
    fn fish_reads_the_path_back() {
        shell_reads_back("fish", &["-c"]);
    }

    #[test]
    fn evaluating_what_the_program_prints_sets_the_variable() {
        let path = format!("/{}", NASTY.join(" ").replace('\t', " "));
        for shell in ["sh", "bash", "zsh", "fish"] {
            let Some(program) = need("evaluating the line", shell) else { continue };
            let user = User::new();
            let evaluate = format!("eval \"$(\"$PGCERTS\" -q env --shell {shell} --dest \"$DEST\")\"");
            let source = format!("$PGCERTS -q env --shell {shell} --dest $DEST | source");
            let script = if shell == "fish" { source } else { evaluate } + "\nprintenv PGSSLROOTCERT";
            let mut command = user.command(program);
            // fish decodes what it sources by the locale.
            command.env("LC_ALL", "C.UTF-8");
            command.env("PGCERTS", crate::support::program()).env("DEST", &path).args(["-c", &script]);
            assert_eq!(answer(&mut command).exits(0).stdout, format!("{path}\n"), "{shell}");
        }
    }

    #[test]
    fn nushell_reads_the_path_back() {
        let program = test_tools("node/node_modules/.bin/nu");
        let test = "the line in nushell";
        if need(test, "node").is_none()
            || !need_success(test, "nushell", Command::new(&program).arg("--version"))
        {
            return;
        }
        let user = User::new();
        let mut paths = paths();
        let unset = line(user.run(["env", "--unset", "--shell=nushell"]));
        let mut script = lines(&user, "nushell", &paths).join("\nprint $env.PGSSLROOTCERT\n");
        script += "\nprint $env.PGSSLROOTCERT\n";
        script += &[&unset, "print (\"PGSSLROOTCERT\" in $env)", &unset].join("\n");
        let file = user.path("lines.nu");
        std::fs::write(&file, script).expect("a script");
        let printed = answer(user.command(program).arg("--no-config-file").arg(file)).exits(0);
        paths.push("false".to_owned());
        assert_eq!(printed.stdout.lines().collect::<Vec<_>>(), paths);
    }

    #[test]
    fn python_dotenv_reads_the_path_back_and_the_line_after_it() {
        const SCRIPT: &str = "
import dotenv, io, json, sys
for line in json.load(sys.stdin):
    values = dotenv.dotenv_values(stream=io.StringIO(line + \"\\nNEXT='next'\\n\"))
    assert values['NEXT'] == 'next', (line, values)
    print(values['PGSSLROOTCERT'])
";
        let python = test_tools("python/bin/python");
        let user = User::new();
        let mut paths = paths();
        paths.extend(["/etc/größe/root-1.crt", "/a=b/@c:d,e+f/%41"].map(str::to_owned));
        let file = user.path("lines.json");
        let json = serde_json::to_string(&lines(&user, "dotenv", &paths)).expect("JSON");
        std::fs::write(&file, json).expect("a file");
        for (version, folder) in [("1.2", "python"), ("1.0", "older")] {
            let run = |script: &str| {
                let mut command = user.command(&python);
                command.env("PYTHONPATH", test_tools(folder)).env("PYTHONUTF8", "1").args(["-c", script]);
                command.stdin(Stdio::from(std::fs::File::open(&file).expect("the file")));
                command
            };
            let is_there =
                format!("import dotenv.version as v; assert v.__version__.startswith('{version}.')");
            if need_success("the line in a .env file", "python-dotenv of tests/tools", &mut run(&is_there)) {
                let printed = answer(&mut run(SCRIPT)).exits(0);
                assert_eq!(printed.stdout.lines().collect::<Vec<_>>(), paths);
            }
        }
    }

    #[test]
    fn systemd_reads_the_path_back() {
        let test = "the line in a unit";
        let systemd = Path::new("/lib/systemd/systemd");
        if !need_that(test, "systemd", systemd.is_file()) {
            return;
        }
        let (user, units) = (User::new(), User::new());
        let mut paths = paths();
        paths.push("/\u{9b}\u{202e}x\u{3164}\u{e0041}\u{feff}".to_owned());
        let unit = |name: &str, lines: &str| {
            let unit = format!("{lines}\n[Service]\nExecStart=/bin/true\n");
            std::fs::write(units.path(name), unit).expect("a unit");
            hand_over(&units.path(name), 0o600);
        };
        let mut wants = vec!["[Unit]".to_owned()];
        for (index, line) in lines(&user, "systemd", &paths).iter().enumerate() {
            unit(&format!("line{index}.service"), &format!("[Service]\n{line}"));
            wants.push(format!("Wants=line{index}.service"));
        }
        unit("all.service", &wants.join("\n"));
        hand_over(units.home(), 0o700);
        let printed = dump(&units, systemd);
        if !need_that(test, "systemd's dry run", printed.code == Some(0)) {
            return;
        }
        for (index, path) in paths.iter().enumerate() {
            let unit = format!("-> Unit line{index}.service:");
            let (_, rest) = printed.stdout.split_once(&unit).unwrap_or_else(|| panic!("{}", printed.stdout));
            let value = rest.split_once("Environment: PGSSLROOTCERT=").expect("a variable").1;
            assert_eq!(value.split('\n').next(), Some(path.as_str()));
        }
    }

    /// systemd's dry run: it reads the units, prints what it understood and ends.
    fn dump(units: &User, systemd: &Path) -> Answer {
        let mut command = units.command(systemd);
        command.args(["--test", "--user", "--unit=all.service"]).current_dir("/");
        command
            .env("XDG_RUNTIME_DIR", units.home())
            .env("SYSTEMD_UNIT_PATH", format!("{}:", units.home().display()));
        unprivileged(&mut command);
        answer(&mut command)
    }
}

#[test]
fn a_relative_path_without_a_working_directory_is_an_error_and_no_guess() {
    let user = User::new();
    let gone = user.path("gone");
    std::fs::create_dir(&gone).expect("a folder");
    let script = format!(
        "cd {0} && rmdir {0} && exec {1} env --json --dest rel",
        gone.display(),
        crate::support::program().display()
    );
    let answer = crate::support::user::answer(user.command("sh").args(["-c", &script])).exits(2);
    assert_eq!(answer.error_code(), "io");
    assert!(answer.stdout.contains("no working directory"), "{}", answer.stdout);
}

#[test]
fn a_shell_that_has_no_form_is_an_error_and_no_guess() {
    let user = User::new();
    let env = |shell: &str| {
        crate::support::user::answer(user.pgcerts().args(["env", "--json"]).env("SHELL", shell))
    };
    assert_eq!(env("/bin/tcsh").exits(2).error_code(), "usage");
    assert_eq!(env("/bin/ksh").exits(0).json()["shell"], "sh");
}

#[test]
fn a_tilde_that_no_shell_expanded_is_warned_of() {
    let user = User::new();
    let tilde = |dest: &str| user.run(["env", "--shell", "sh", "--dest", dest]).exits(0).stderr;
    assert!(tilde("~/root.crt").contains("no shell expanded it"));
    assert!(!tilde("./~/root.crt").contains("no shell expanded it"));
}
