//! The commands for Nagios and Icinga 2.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machine::Machine;
use crate::running::{Running, operators};
use crate::support::cluster::{Cluster, HOST};
use crate::support::repository;
use crate::support::tools::test_tools;
use crate::support::user::answer;

/// The command lines of the file for Nagios, by their names.
fn nagios_commands() -> Vec<(String, String)> {
    let text = fs::read_to_string(repository("packaging/nagios/pgcerts.cfg")).expect("the commands");
    let values = |key: &str| {
        let lines = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix(key))
            .map(|value| value.trim().to_owned());
        lines.collect::<Vec<_>>()
    };
    values("command_name").into_iter().zip(values("command_line")).collect()
}

const NAGIOS_OBJECTS: &str = "
define timeperiod {
    timeperiod_name always
    alias           always
    sunday          00:00-24:00
}
define contact {
    contact_name                  operator
    host_notification_period      always
    service_notification_period   always
    host_notification_commands    check_pgcerts_host
    service_notification_commands check_pgcerts_host
}
define host {
    host_name          db
    address            127.0.0.1
    max_check_attempts 1
    check_interval     1
    check_period       always
    contacts           operator
    check_command      check_pgcerts_host
}
define service {
    host_name           db
    service_description server
    max_check_attempts  1
    contacts            operator
    check_command       check_pgcerts_server!db.example.com:5432!/etc/postgresql-roots/root.crt
}
define service {
    host_name           db
    service_description store
    max_check_attempts  1
    contacts            operator
    check_command       check_pgcerts_store!/etc/postgresql-roots/root.crt!azure
}
";

#[test]
fn nagios_takes_the_commands() {
    let Some(nagios) = operators("the commands of Nagios", "usr/sbin/nagios4") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("objects.cfg"), NAGIOS_OBJECTS).expect("objects");
    let own = ["log_file", "lock_file", "temp_file", "status_file", "object_cache_file", "command_file"];
    let own = own.into_iter().chain(["query_socket", "state_retention_file"]);
    let settings = own.map(|name| (name, path(name)));
    let commands = fs::read_to_string(repository("packaging/nagios/pgcerts.cfg")).expect("the commands");
    let stand_in = path("pgcerts");
    fs::write(path("pgcerts.cfg"), commands.replace("/usr/bin/pgcerts", &stand_in.display().to_string()))
        .expect("the commands");
    let objects = [path("pgcerts.cfg"), path("objects.cfg")].map(|objects| ("cfg_file", objects));
    let folders = ["check_result_path", "temp_path"].map(|name| (name, path("")));
    let settings = settings.chain(objects).chain(folders);
    let lines = settings.map(|(name, value)| format!("{name}={}", value.display()));
    let [(_, user), (_, group)] = account();
    let account = [format!("nagios_user={user}"), format!("nagios_group={group}")];
    let lines: Vec<String> = lines.chain(account).collect();
    fs::write(path("nagios.cfg"), lines.join("\n")).expect("the configuration");
    let verified = answer(Command::new(&nagios).arg("-v").arg(path("nagios.cfg"))).exits(0).stdout;
    assert!(verified.contains("Checked 3 commands.") && verified.contains("Total Errors:   0"), "{verified}");

    // What the daemon makes of the command for a host.
    let said = path("said");
    fs::write(&stand_in, format!("#!/bin/sh\nprintf '<%s>' \"$@\" >>'{}'\n", said.display()))
        .expect("a script");
    fs::set_permissions(&stand_in, Permissions::from_mode(0o755)).expect("a mode");
    let _running = Running::start(Command::new(nagios).arg(path("nagios.cfg")));
    let end = Instant::now() + Duration::from_secs(20);
    let expected = "<check><--format><nagios><--><host=db hostaddr=127.0.0.1>";
    while !fs::read_to_string(&said).is_ok_and(|said| said.contains(expected)) {
        assert!(Instant::now() < end, "{:?}", fs::read_to_string(&said));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_commands_of_nagios_answer_as_plugins_do() {
    let Some(cluster) = Cluster::shared("the commands of Nagios") else { return };
    let machine = Machine::new();
    machine.has("etc/root.crt", &cluster.authority.pem());
    let store = machine.path("etc/root.crt");
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}", cluster.port);
    let run = |name: &str, macros: &[(&str, &str)]| {
        let commands = nagios_commands();
        let (_, line) = commands.iter().find(|(other, _)| other == name).expect(name);
        let line = macros.iter().fold(line.clone(), |line, (name, value)| line.replace(name, value));
        let line = line.replace("/usr/bin/pgcerts", machine.path("bin/pgcerts").to_str().expect("UTF-8"));
        let mut command = machine.command("/bin/sh");
        answer(command.args(["-c", &line]).env("PGPORT", cluster.port.to_string()))
    };
    let store = store.to_str().expect("UTF-8");
    let fine = run("check_pgcerts_server", &[("$ARG1$", &target), ("$ARG2$", store)]).exits(0);
    assert!(fine.stdout.starts_with("PGCERTS OK"), "{fine:?}");
    let down = run("check_pgcerts_server", &[("$ARG1$", "127.0.0.1:1"), ("$ARG2$", store)]);
    assert!(down.code > Some(0) && down.stdout.starts_with("PGCERTS "), "{down:?}");
    let other = run("check_pgcerts_store", &[("$ARG1$", store), ("$ARG2$", "azure")]).exits(2);
    assert!(other.stdout.starts_with("PGCERTS CRITICAL"), "{other:?}");
    // A host, by its name at its address, in both systems.
    let icinga = fs::read_to_string(repository("packaging/icinga2/pgcerts.conf")).expect("the commands");
    let (_, target) = icinga.split_once("vars.pgcerts_target = \"").expect("a target");
    let target = target.split('"').next().expect("its end").replace("$address$", "127.0.0.1");
    for (name, code) in [(HOST, 0), ("another.example.com", 2)] {
        run("check_pgcerts_host", &[("$HOSTNAME$", name), ("$HOSTADDRESS$", "127.0.0.1")]).exits(code);
        let mut command = machine.command("pgcerts");
        command.args(["check", "--format", "nagios", "--", &target.replace("$host.name$", name)]);
        answer(command.env("PGPORT", cluster.port.to_string())).exits(code);
    }
    // An address that begins with a dash is no flag.
    let dash = run("check_pgcerts_host", &[("$HOSTNAME$", "--help"), ("$HOSTADDRESS$", "--help")]);
    assert!(dash.code > Some(0) && dash.stdout.starts_with("PGCERTS "), "{dash:?}");
}

const ICINGA_OBJECTS: &str = "
object Endpoint NodeName {}
object Zone ZoneName { endpoints = [ NodeName ] }
object Host \"db\" {
  check_command = \"pgcerts-check\"
  address = \"127.0.0.1\"
  vars.pgcerts_sslmode = \"verify-ca\"
}
object Service \"store\" {
  host_name = \"db\"
  check_command = \"pgcerts-status\"
  vars.pgcerts_set = \"azure\"
}
";

#[test]
fn icinga_takes_the_commands() {
    let test = "the commands of Icinga 2";
    let Some(icinga) = operators(test, "usr/lib/x86_64-linux-gnu/icinga2/sbin/icinga2") else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("icinga2.conf");
    let commands = repository("packaging/icinga2/pgcerts.conf");
    let settings = format!("include <itl>\ninclude \"{}\"\n{ICINGA_OBJECTS}", commands.display());
    fs::write(&file, settings).expect("the configuration");
    let include = test_tools("operators/usr/share/icinga2/include");
    let mut command = Command::new(icinga);
    command.args(["daemon", "-C", "-c"]).arg(&file).arg("-I").arg(&include);
    command.env("LD_LIBRARY_PATH", test_tools("operators/usr/lib/x86_64-linux-gnu"));
    command.arg(format!("-DIncludeConfDir={}", include.display()));
    for own in ["InitRunDir", "DataDir", "LogDir", "CacheDir", "ConfigDir"] {
        command.arg(format!("-D{own}={}", folder.path().display()));
    }
    for (name, value) in account() {
        command.arg(format!("-DRunAs{name}={value}"));
    }
    command.args(["-DNodeName=here", "-DZoneName=here"]);
    let verified = answer(&mut command).exits(0);
    let said = verified.stdout + &verified.stderr;
    assert!(said.contains("Finished validating") && !said.contains("critical"), "{said}");
}

/// The names of this process's own user and group.
fn account() -> [(&'static str, String); 2] {
    let id = |flag: &str| answer(Command::new("id").arg(flag)).exits(0).stdout.trim().to_owned();
    [("User", id("-un")), ("Group", id("-gn"))]
}
