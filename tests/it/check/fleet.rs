//! Many servers at once.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::kit::{Site, shown, target};
use crate::support::listener::Listener;
use crate::support::tools::need;
use crate::support::user::answer;

/// A server that takes connections and says nothing.
fn silent() -> Listener {
    Listener::new(|mut stream| while stream.read(&mut [0; 64]).is_ok_and(|read| read > 0) {})
}

fn write(site: &Site, lines: &[String]) {
    std::fs::write(site.user.path("targets"), lines.join("\n")).expect("a file");
}

#[test]
fn the_dead_delay_nobody() {
    let site = Site::new();
    let (alive, dead) = (site.server(), silent());
    let lines: Vec<String> = (0..100)
        .map(|number| target(if number % 5 == 0 { dead.address().port() } else { alive.port() }))
        .collect();
    write(&site, &lines);
    let start = Instant::now();
    let answer = site.user.run(["check", "--targets", "targets", "--timeout", "2", "--json"]).exits(2);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    let json = answer.json();
    let targets = json["targets"].as_array().expect("targets");
    assert_eq!((targets.len(), &json["ok"]), (100, &Value::Null));
    for (number, one) in targets.iter().enumerate() {
        let expected = if number % 5 == 0 { Value::Null } else { true.into() };
        assert_eq!((&one["ok"], &one["target"]), (&expected, &shown(&lines[number]).into()), "{number}");
    }
}

#[test]
fn thousands_of_lines_with_few_or_many_jobs_are_all_answered() {
    let site = Site::new();
    let lines: Vec<String> = (0..3000).map(|number| format!("{} options=-c{number}", target(1))).collect();
    write(&site, &lines);
    for jobs in ["1", "64", "300"] {
        let answer = site.user.run(["check", "--targets", "targets", "--jobs", jobs, "--json"]).exits(2);
        let json = answer.json();
        let targets = json["targets"].as_array().expect("targets");
        assert_eq!(targets.len(), lines.len());
        for (one, line) in targets.iter().zip(&lines) {
            assert_eq!((&one["target"], &one["error"]["code"]), (&shown(line).into(), &"refused".into()));
        }
    }
    for wrong in ["0", "-1", "many", "65536"] {
        let arguments = ["check", "--targets", "targets", "--json", &format!("--jobs={wrong}")];
        assert_eq!(site.user.run(arguments).exits(2).error_code(), "usage", "{wrong}");
    }
}

#[test]
fn no_more_are_asked_at_once_than_there_are_jobs() {
    let site = Site::new();
    let dead = silent();
    write(&site, &vec![target(dead.address().port()); 6]);
    let start = Instant::now();
    let arguments = ["check", "--targets", "targets", "--timeout", "0.4", "--jobs", "2", "--json"];
    site.user.run(arguments).exits(2);
    assert!(start.elapsed() >= Duration::from_millis(1200), "three rounds of two: {:?}", start.elapsed());
    assert_eq!(dead.connections(), 6);
}

#[test]
fn lines_stream_while_others_still_wait() {
    let site = Site::new();
    let (alive, dead) = (site.server(), silent());
    write(&site, &[target(dead.address().port()), target(alive.port()), "host=x sslmode=bogus".into()]);
    let mut command = site.user.pgcerts();
    command.args(["check", "--targets", "targets", "--timeout", "4", "--format", "json-lines"]);
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("pgcerts");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let mut next = || -> Value {
        let line = lines.next().expect("a line").expect("UTF-8");
        let object: Value = serde_json::from_str(&line).expect("a JSON object");
        assert_eq!((&object["schema"], &object["command"]), (&1.into(), &"check".into()));
        object["targets"].as_array().expect("targets").first().expect("a target").clone()
    };
    assert_eq!(next()["error"]["code"], "usage");
    assert_eq!(next()["ok"], true);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    assert_eq!(next()["error"]["code"], "time-limit");
    assert_eq!(child.wait().expect("an end").code(), Some(2));
}

#[test]
fn a_reader_of_lines_who_leaves_ends_the_run() {
    let site = Site::new();
    let dead = silent();
    let mut lines = vec![target(1); 20];
    lines.extend(vec![target(dead.address().port()); 200]);
    write(&site, &lines);
    let mut command = site.user.pgcerts();
    command.args([
        "check",
        "--targets",
        "targets",
        "--timeout",
        "3",
        "--jobs",
        "10",
        "--format",
        "json-lines",
    ]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("pgcerts");
    let start = Instant::now();
    let mut reader = BufReader::new(child.stdout.take().expect("stdout"));
    reader.read_line(&mut String::new()).expect("a line");
    drop(reader);
    let status = child.wait().expect("an end");
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    let mut talk = String::new();
    child.stderr.take().expect("stderr").read_to_string(&mut talk).expect("UTF-8");
    assert_eq!((status.code(), talk.as_str()), (Some(2), ""), "the servers before were not reached");
}

#[test]
#[cfg(target_os = "linux")]
fn lines_that_cannot_be_written_end_the_run_with_an_error() {
    let site = Site::new();
    write(&site, &vec![target(1); 3]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let mut command = site.user.pgcerts();
    command.args(["check", "--targets", "targets", "--format", "json-lines"]).stdout(full);
    let output = command.output().expect("pgcerts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"), "{output:?}");
}

#[test]
fn memory_does_not_grow_with_the_number_of_streamed_targets() {
    let Some(time) = need("memory of many targets", "time") else { return };
    let site = Site::new();
    let server = site.server();
    let peak = |number: usize| {
        write(&site, &vec![target(server.port()); number]);
        let mut command = site.user.command(&time);
        command.current_dir(site.user.home()).args(["-f", "peak %M", "--"]).arg(crate::support::program());
        let said = answer(command.args(["check", "--targets", "targets", "--format", "json-lines"])).exits(0);
        assert_eq!(said.stdout.lines().count(), number);
        let (_, peak) = said.stderr.trim().rsplit_once("peak ").expect("the peak");
        peak.parse::<u64>().expect("a number")
    };
    let (few, many) = (peak(64), peak(1000));
    assert!(many < few + 8 * 1024 && many < 64 * 1024, "{few} and {many} KB");
}

/// A run on a terminal of its own, as `script` gives one; what the terminal got.
fn on_terminal(site: &Site, arguments: &str) -> Option<String> {
    let script = need("progress on a terminal", "script")?;
    let program = crate::support::program().display();
    let mut command = site.user.command(script);
    command.current_dir(site.user.home()).env("TERM", "xterm").args([
        "-qec",
        &format!("{program} check {arguments}"),
        "/dev/null",
    ]);
    Some(answer(command.stdin(Stdio::null())).stdout)
}

#[test]
fn progress_is_for_terminals_and_is_taken_away_at_the_end() {
    let site = Site::new();
    let server = site.server();
    write(&site, &vec![target(server.port()); 20]);
    let Some(shown) = on_terminal(&site, "--targets targets") else { return };
    assert!(shown.contains("20 of 20 servers"), "{shown:?}");
    // The text that stays begins behind the last erasure.
    let rest = shown.rsplit("\r\u{1b}[K").next().expect("the rest");
    assert!(rest.contains("20 servers: 20 ok") && !rest.contains(" of 20"), "{rest:?}");
    // A line that does not fit must not be wrapped: only its last row would be overwritten.
    let (off, on) = (shown.matches("\u{1b}[?7l").count(), shown.matches("\u{1b}[?7h").count());
    assert!(off > 0 && off == on, "{shown:?}");
    let quiet = on_terminal(&site, "--targets targets --quiet").expect("script");
    assert!(!quiet.contains("of 20"), "{quiet:?}");
    let one = on_terminal(&site, &format!("'{}'", target(server.port()))).expect("script");
    assert!(!one.contains("1 of 1"), "{one:?}");
    let said = site.user.run(["check", "--targets", "targets"]).exits(0);
    assert_eq!(said.stderr, "");
}

#[test]
fn an_interrupt_ends_the_run_at_once() {
    let site = Site::new();
    let dead = silent();
    let alive = site.server();
    let mut lines = vec![target(dead.address().port()); 5];
    lines.push(target(alive.port()));
    write(&site, &lines);
    let mut command = site.user.pgcerts();
    command.args(["check", "--targets", "targets", "--timeout", "60", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("pgcerts");
    let start = Instant::now();
    let all = || dead.connections() == 5 && alive.connections() == 1;
    while !all() && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(10));
    }
    // The handshake that has begun is a matter of milliseconds.
    std::thread::sleep(Duration::from_millis(500));
    let interrupted = Instant::now();
    interrupt(&child);
    let status = child.wait().expect("an end");
    assert!(interrupted.elapsed() < Duration::from_secs(20), "{:?}", interrupted.elapsed());
    assert_eq!(status.code(), Some(2), "{status}");
    let mut said = Vec::new();
    child.stdout.take().expect("stdout").read_to_end(&mut said).expect("stdout");
    let json: Value = serde_json::from_slice(&said).expect("a whole answer");
    let known: Vec<&Value> =
        json["targets"].as_array().expect("targets").iter().map(|one| &one["ok"]).collect();
    assert_eq!((known, &json["complete"]), (vec![&Value::Bool(true)], &false.into()));
}

fn interrupt(child: &std::process::Child) {
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
}

/// A run whose servers have all answered, and which waits for a reader: a pipe takes 64 KB of the answer.
fn unread(site: &Site) -> std::process::Child {
    write(site, &(0..1000).map(|number| format!("{} options=-c{number}", target(1))).collect::<Vec<_>>());
    let mut command = site.user.pgcerts();
    command.args(["check", "--targets", "targets", "--json"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("pgcerts");
    std::thread::sleep(Duration::from_millis(1500));
    child
}

#[test]
fn a_second_interrupt_ends_a_run_whose_answer_nobody_reads() {
    let site = Site::new();
    let mut child = unread(&site);
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("a state").is_none(), "the first one ends nothing that is known");
    interrupt(&child);
    let asked = Instant::now();
    while child.try_wait().expect("a state").is_none() && asked.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let ended = child.try_wait().expect("a state").and_then(|status| status.code());
    child.kill().expect("an end");
    assert_eq!(ended, Some(130));
}

#[test]
fn an_interrupt_after_the_last_answer_takes_nothing_away() {
    let site = Site::new();
    let mut child = unread(&site);
    interrupt(&child);
    let mut said = Vec::new();
    child.stdout.take().expect("stdout").read_to_end(&mut said).expect("stdout");
    let json: Value = serde_json::from_slice(&said).expect("a whole answer");
    assert_eq!((json["targets"].as_array().expect("targets").len(), &json["complete"]), (1000, &true.into()));
    assert_eq!(child.wait().expect("an end").code(), Some(2), "not reached");
}

#[test]
fn an_interrupt_prints_the_lines_that_are_none_where_one_server_is_left() {
    let site = Site::new();
    let dead = silent();
    write(&site, &[target(dead.address().port()), "host==x".into()]);
    let mut command = site.user.pgcerts();
    command.args(["check", "--targets", "targets", "--timeout", "60", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("pgcerts");
    let start = Instant::now();
    while dead.connections() == 0 && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(10));
    }
    interrupt(&child);
    let mut said = Vec::new();
    child.stdout.take().expect("stdout").read_to_end(&mut said).expect("stdout");
    let json: Value = serde_json::from_slice(&said).expect("a whole answer");
    assert_eq!((json["targets"].as_array().expect("targets").len(), &json["complete"]), (1, &false.into()));
    assert_eq!(child.wait().expect("an end").code(), Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_is_looked_up_once_however_many_databases_its_host_has() {
    let Some(strace) = need("look-ups of one name", "strace") else { return };
    let site = Site::new();
    let lines: Vec<String> = (0..100)
        .map(|number| {
            format!("host={} port=1 options=-c{number}", ["localhost", "no.such.name.invalid"][number % 2])
        })
        .collect();
    write(&site, &lines);
    let mut command = site.user.command(strace);
    command.current_dir(site.user.home()).args(["-f", "-qq", "-e", "trace=openat", "-o", "trace"]);
    command.arg(crate::support::program()).args(["check", "--targets", "targets", "--jobs", "8", "--json"]);
    let json = answer(&mut command).json();
    let targets = json["targets"].as_array().expect("targets");
    assert_eq!(targets.len(), lines.len());
    let refused = targets.iter().filter(|one| one["error"]["code"] == "refused").count();
    assert_eq!(refused, 50, "{json}");
    let trace = std::fs::read_to_string(site.user.path("trace")).expect("a trace");
    // Every look-up reads this file anew.
    let look_ups = trace.lines().filter(|line| line.contains("\"/etc/hosts\"")).count();
    assert!((1..=4).contains(&look_ups), "{look_ups}");
}

#[test]
fn a_reader_who_takes_his_time_costs_no_server_its_limit() {
    let site = Site::new();
    let server = site.server();
    let lines: Vec<String> =
        (0..60).map(|number| format!("{} options=-c{number}", target(server.port()))).collect();
    write(&site, &lines);
    let mut command = site.user.pgcerts();
    command.args([
        "check",
        "--targets",
        "targets",
        "--format",
        "json-lines",
        "--jobs",
        "4",
        "--timeout",
        "2",
    ]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program");
    // More than a pipe holds comes meanwhile.
    std::thread::sleep(Duration::from_secs(4));
    let mut text = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut text).expect("the answers");
    child.wait().expect("its end");
    assert!(text.len() > 65536 && text.lines().count() == lines.len(), "{}", text.len());
    for line in text.lines() {
        let json: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(json["targets"][0]["error"], Value::Null, "{line}");
    }
}
