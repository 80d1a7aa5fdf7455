//! Manifests that are none: each command that reads one says where it is wrong and writes nothing.

use serde_json::{Value, json};

use super::{read, sha256};
use crate::support::authority::{Authority, manifest};
use crate::support::names;
use crate::support::user::{Answer, User};

/// A manifest's text, what is wrong with it, and words of the message.
fn bad(text: &str, json: &Value) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut json = json.clone();
        edit(&mut json);
        json.to_string().into_bytes()
    };
    let root =
        |name: &'static str, value: Value| edited(&|json: &mut Value| json["roots"][0][name] = value.clone());
    let digest = json["roots"][0]["sha256"].as_str().expect("a text");
    let twice = text.replacen("\"subject\":", "\"subject\":\"Another\",\"subject\":", 1);
    vec![
        ("truncated", text.as_bytes()[..text.len() - 2].to_vec(), "line 1 column"),
        ("empty", Vec::new(), "line 1"),
        ("a key twice", twice.into_bytes(), "duplicate field `subject`"),
        ("a comment", format!("{text} // more").into_bytes(), "line 1 column"),
        ("a byte order mark", format!("\u{feff}{text}").into_bytes(), "byte order mark"),
        ("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect(), "line 1 column"),
        ("a number for a text", root("subject", json!(1)), "invalid type"),
        ("a text for a list", root("urls", json!("https://a/")), "invalid type"),
        ("63 digits", root("sha256", json!(&digest[1..])), "63 hex digits, expected 64"),
        ("65 digits", root("sha256", json!(format!("{digest}0"))), "65 hex digits, expected 64"),
        ("no hex", root("sha256", json!("z".repeat(64))), "hex digits"),
        ("file:", root("urls", json!(["file:///etc/passwd"])), "roots[0].urls[0]"),
        ("ftp:", root("urls", json!(["ftp://host/x"])), "roots[0].urls[0]"),
        ("http:", root("urls", json!(["http://host/x"])), "roots[0].urls[0]"),
        ("a path", root("file", json!("../first.crt")), "roots[0].file"),
        ("a folder", root("file", json!("..")), "roots[0].file"),
        ("an absolute path", root("file", json!("/etc/passwd")), "roots[0].file"),
        ("a path of Windows", root("file", json!("..\\first.crt")), "roots[0].file"),
        ("a NUL", root("file", json!("first\u{0}.crt")), "roots[0].file"),
        (
            "a role",
            edited(&|json: &mut Value| json["sets"][0]["roots"][0]["role"] = json!("new")),
            "unknown variant",
        ),
        (
            "a list for an object",
            edited(&|json: &mut Value| json["sets"][0]["roots"][0] = json!(["first", "current"])),
            "sets[0].roots[0]: there is a list",
        ),
        ("an unknown field", edited(&|json: &mut Value| json["root"] = json!(1)), "unknown field `root`"),
        ("a newer schema", edited(&|json: &mut Value| json["schema"] = json!(2)), "unknown schema 2"),
    ]
}

/// Adds the second root; its fingerprint goes behind.
const ADD: [&str; 10] =
    ["pins", "add", "team/pins.json", "--from", "second.crt", "--id", "second", "--set", "test", "--sha256"];

struct Reader {
    user: User,
    digest: String,
    json: Value,
}

impl Reader {
    fn new() -> Self {
        let (first, second) = (Authority::new("First"), Authority::new("Second"));
        let user = User::new();
        std::fs::create_dir(user.path("team")).expect("a folder");
        std::fs::write(user.path("team/first.crt"), first.der()).expect("a file");
        std::fs::write(user.path("second.crt"), second.der()).expect("a file");
        Self { user, digest: sha256(second.der()), json: manifest(&[first.pin("first", &[])]) }
    }

    /// What every command says that reads a manifest.
    fn answers(&self) -> Vec<(&'static str, Answer)> {
        let pins = "team/pins.json";
        let add = [&ADD[..], &[&self.digest]].concat();
        let commands: [(&str, &[&str]); 8] = [
            ("list", &["pins", "list", "--pins", pins]),
            ("show", &["pins", "show", "first", "--pins", pins]),
            ("verify", &["pins", "verify", "--offline", "--pins", pins]),
            ("add", &add),
            ("remove", &["pins", "remove", pins, "first"]),
            ("diff", &["pins", "diff", "built-in", pins]),
            ("install", &["install", "--offline", "--pins", pins]),
            ("prune", &["install", "--offline", "--prune", pins]),
        ];
        commands.map(|(name, command)| (name, self.user.run(command.iter().chain(&["--json"])))).into()
    }
}

#[test]
fn every_command_names_the_place_and_writes_nothing() {
    let reader = Reader::new();
    let text = reader.json.to_string();
    let path = reader.user.path("team/pins.json");
    for (what, bytes, words) in bad(&text, &reader.json) {
        std::fs::write(&path, &bytes).expect("the manifest");
        for (command, answer) in reader.answers() {
            let answer = answer.exits(2);
            assert_eq!(answer.error_code(), "bad-manifest", "{what}, {command}: {answer:?}");
            let message = answer.json()["error"]["message"].as_str().expect("a message").to_owned();
            assert!(
                message.contains(words) && message.contains("team/pins.json"),
                "{what}, {command}: {message}"
            );
        }
        assert!(std::fs::read(&path).expect("the manifest") == bytes, "{what}");
        assert_eq!(names(&reader.user.path("team")), ["first.crt", "pins.json"], "{what}");
        assert!(!reader.user.folder().exists(), "{what}");
    }
}

#[test]
fn a_manifest_of_50_mb_is_refused_unread_by_every_command() {
    let reader = Reader::new();
    let path = reader.user.path("team/pins.json");
    let file = std::fs::File::create(&path).expect("the manifest");
    file.set_len(50 << 20).expect("its length");
    for (command, answer) in reader.answers() {
        let answer = answer.exits(2);
        assert_eq!(answer.error_code(), "io", "{command}");
        assert!(answer.stdout.contains("larger than 4 MiB"), "{command}");
    }
}

#[test]
fn colons_and_upper_case_are_accepted_by_every_command_and_kept_by_an_edit() {
    let mut reader = Reader::new();
    let digits = reader.json["roots"][0]["sha256"].as_str().expect("a text").to_uppercase();
    let pairs: Vec<&str> = (0..32).map(|at| &digits[2 * at..2 * at + 2]).collect();
    reader.json["roots"][0]["sha256"] = json!(pairs.join(":"));
    std::fs::write(reader.user.path("team/pins.json"), reader.json.to_string()).expect("the manifest");
    reader.user.run(ADD.iter().chain(&[reader.digest.as_str()])).exits(0);
    assert!(read(&reader.user.path("team/pins.json")).contains(&pairs.join(":")));
    reader.user.run(["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"]).exits(0);
    reader.user.run(["pins", "show", &pairs.join(":"), "--pins", "team/pins.json"]).exits(0);
}
