//! What another process holds open, and runs at the same time.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{AZURE, Answer, Folder, bundled, holds, pem, pgcerts, run};

const FILE_SHARE_READ: u32 = 1;

/// Opens a file as a program does that lets others read it, or not even that.
fn hold(path: &Path, share: u32) -> File {
    OpenOptions::new().read(true).share_mode(share).open(path).expect("the file")
}

fn start(words: &str, dest: &Path) -> Child {
    let mut command = pgcerts(words.split_whitespace());
    command.arg("--dest").arg(dest).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program")
}

fn end(run: Child) -> Answer {
    Answer::of(run.wait_with_output().expect("its output"))
}

#[test]
fn a_file_that_is_held_for_a_moment_is_waited_for() {
    for share in [0, FILE_SHARE_READ] {
        let (_folder, file) = Folder::with(pem(&bundled(AZURE[0]), false));
        let held = hold(&file, share);
        let run = start("install --offline", &file);
        sleep(Duration::from_millis(400));
        drop(held);
        end(run).exits(0);
        holds(&file, &AZURE);
    }
}

/// A part that another program has locked cannot be read, though the file can be opened. Wine lets it be read.
#[test]
fn a_file_that_is_locked_for_a_moment_is_waited_for() {
    let (_folder, file) = Folder::with(pem(&bundled(AZURE[0]), false));
    let held = File::open(&file).expect("the file");
    held.lock().expect("a lock");
    let run = start("install --offline", &file);
    sleep(Duration::from_millis(400));
    drop(held);
    end(run).exits(0);
    holds(&file, &AZURE);
}

#[test]
fn a_file_that_stays_held_is_left_alone_and_the_error_says_what_to_do() {
    for share in [0, FILE_SHARE_READ] {
        let old = pem(&bundled(AZURE[0]), false);
        let (folder, file) = Folder::with(&old);
        let held = hold(&file, share);
        let error = run("install --offline --json", &file).exits(2).json();
        assert_eq!(error["error"]["code"], "io");
        assert!(error["error"]["hint"].as_str().expect("a hint").contains("holds the file open"), "{error}");
        drop(held);
        assert_eq!(std::fs::read_to_string(&file).expect("root.crt"), old);
        assert_eq!(folder.names(), ["root.crt"], "no backup of what was not replaced");
    }
}

/// Opens the file whose name ends so as soon as it can be opened, as a virus scanner does.
fn scan(folder: &Folder, ending: &str) -> File {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        let name = folder.names().into_iter().find(|name| name.ends_with(ending));
        let open = |name: String| {
            OpenOptions::new().read(true).share_mode(FILE_SHARE_READ).open(folder.path(&name)).ok()
        };
        if let Some(file) = name.and_then(open) {
            return file;
        }
    }
    panic!("no `{ending}` in {:?}", folder.names());
}

/// The run gives up after a second and removes what it wrote, which the scanner holds half a second longer.
#[test]
fn a_run_that_fails_leaves_nothing_though_a_scanner_looks_at_it() {
    for ending in [".bak", ".pgcerts.tmp"] {
        let (folder, file) = Folder::with(pem(&bundled(AZURE[0]), false));
        let _held = hold(&file, FILE_SHARE_READ);
        let run = start("install --offline", &file);
        // The temporary file is first the backup's, then that of the new root.crt.
        drop(scan(&folder, ".bak"));
        let scanned = scan(&folder, ending);
        sleep(Duration::from_millis(1500));
        drop(scanned);
        end(run).exits(2);
        assert_eq!(folder.names(), ["root.crt"], "held: {ending}");
    }
}

/// A folder of this name is denied as everything is in a folder where this user may not write.
#[test]
fn a_lock_file_that_is_denied_is_not_taken_for_another_run() {
    let (folder, file) = Folder::with(pem(&bundled(AZURE[0]), false));
    std::fs::create_dir(folder.path(".pgcerts.lock")).expect("a folder");
    let started = Instant::now();
    let error = run("install --offline --json", &file).exits(2).json();
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert_eq!(error["error"]["code"], "io");
    assert!(!error["error"]["message"].as_str().expect("a message").contains("another"), "{error}");
    assert!(error["error"]["hint"].as_str().expect("a hint").contains(".pgcerts.lock"), "{error}");
    holds(&file, &AZURE[..1]);
}

#[test]
fn a_run_waits_while_another_has_the_lock() {
    let (folder, file) = Folder::with(pem(&bundled(AZURE[0]), false));
    let lock = folder.path(".pgcerts.lock");
    let held = OpenOptions::new().write(true).create_new(true).share_mode(0).open(&lock).expect("a lock");
    let mut waiting = start("install --offline", &file);
    let mut talk = BufReader::new(waiting.stderr.take().expect("its stderr"));
    let mut line = String::new();
    talk.read_line(&mut line).expect("a line");
    assert!(line.starts_with("waiting for another process that has locked the folder"), "{line}");
    holds(&file, &AZURE[..1]);
    drop(held);
    end(waiting).exits(0);
    holds(&file, &AZURE);
    assert!(!lock.exists(), "the lock file goes with the lock");
}

#[test]
fn runs_at_the_same_time_lose_nothing_of_each_other() {
    let folder = Folder::new();
    let file = folder.path("root.crt");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("certs/pins.json");
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(manifest).expect("a manifest")).expect("JSON");
    let sets =
        manifest["sets"].as_array().expect("sets").iter().map(|set| set["id"].as_str().expect("an id"));
    let all: Vec<&str> = manifest["roots"]
        .as_array()
        .expect("roots")
        .iter()
        .map(|root| root["file"].as_str().expect("a file"))
        .collect();
    let runs: Vec<Child> =
        sets.cycle().take(6).map(|set| start(&format!("install --offline --set {set}"), &file)).collect();
    for run in runs {
        end(run).exits(0);
    }
    holds(&file, &all);
    let others = folder.names().into_iter().filter(|name| name != "root.crt");
    assert!(others.clone().all(|name| name.ends_with(".bak")), "{:?}", others.collect::<Vec<_>>());
}
