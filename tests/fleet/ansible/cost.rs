//! What a task of the collection costs beyond Ansible's own.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::controller::Controller;

const TASKS: usize = 50;

/// The time of day at the start of a line of Ansible's log, `2026-11-29 12:58:01,786`, in milliseconds.
fn time_of_day(line: &str) -> f64 {
    let fields = line[11..23].split([':', ',']).map(|field| field.parse::<u32>().expect("a time"));
    let [hours, minutes, seconds, milliseconds] = fields.collect::<Vec<_>>()[..] else { panic!("{line}") };
    f64::from(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
}

/// The milliseconds that the log of a play says for each task, by the task's name.
fn milliseconds(log: &str) -> BTreeMap<String, Vec<f64>> {
    let starts = log.lines().filter_map(|line| {
        let name = match line.split_once("TASK [") {
            Some((_, rest)) => rest.split_once(']')?.0,
            None => line.contains("PLAY RECAP").then_some("end")?,
        };
        Some((time_of_day(line), name.to_owned()))
    });
    let starts: Vec<(f64, String)> = starts.collect();
    let mut taken = BTreeMap::<String, Vec<f64>>::new();
    for pair in starts.windows(2) {
        taken.entry(pair[0].1.clone()).or_default().push(pair[1].0 - pair[0].0);
    }
    taken
}

/// A tenth is as fast: what else runs on the machine slows the others.
fn decile(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 10]
}

#[test]
fn a_task_costs_less_than_100_ms_beyond_ansibles_own() {
    let Some(controller) = Controller::new("the cost of a task") else { return };
    controller.has_machines(1, |_| String::new());
    let mut text = String::from("- hosts: all\n  gather_facts: false\n  tasks:\n");
    for _ in 0..TASKS {
        text += "    - name: ping\n      ansible.builtin.ping:\n    - name: root_crt\n      \
                 pgcerts.pgcerts.root_crt: {path: '{{ home }}/root.crt', offline: true}\n";
    }
    let log = controller.user.path("log");
    let mut command = controller.command("ansible-playbook");
    command.arg("-i").arg(controller.user.path("inventory.yml")).env("ANSIBLE_LOG_PATH", &log);
    crate::support::user::answer(command.arg(controller.playbook(&text))).exits(0);
    let mut taken = milliseconds(&std::fs::read_to_string(log).expect("a log"));
    let mut task = |name: &str| {
        let times = taken.get_mut(name).expect(name);
        assert_eq!(times.len(), TASKS);
        decile(times)
    };
    let (ping, root_crt) = (task("ping"), task("root_crt"));
    let _ = writeln!(std::io::stderr(), "a task of Ansible: ping {ping:.0} ms, root_crt {root_crt:.0} ms");
    assert!(root_crt - ping < 100.0, "{root_crt} - {ping}");
}
