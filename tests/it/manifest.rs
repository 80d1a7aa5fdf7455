//! `--pins FILE`: manifests that contradict themselves are refused with the place, and nothing is written.

use serde_json::{Value, json};

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::user::{Answer, User};

/// A manifest with two roots and their files, which `edit` spoils.
fn refused(edit: impl FnOnce(&mut Value)) -> String {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let pins = [first.pin("first", &["https://127.0.0.1/first.crt"]), second.pin("second", &[])];
    let mut json = manifest(&pins);
    edit(&mut json);
    let user = User::new();
    let files = [("first.crt", first.der()), ("second.crt", second.der())];
    write_manifest(user.home(), &json, &files);
    message(&install(&user), &user)
}

/// The same for the text of a manifest.
fn refused_text(edit: impl FnOnce(String) -> Vec<u8>) -> String {
    let authority = Authority::new("First");
    let user = User::new();
    let text = manifest(&[authority.pin("first", &[])]).to_string();
    std::fs::write(user.path("first.crt"), authority.der()).expect("the file");
    std::fs::write(user.path("pins.json"), edit(text)).expect("the manifest");
    message(&install(&user), &user)
}

fn install(user: &User) -> Answer {
    user.run(["install", "--json", "--offline", "--pins", "pins.json"])
}

#[track_caller]
fn message(answer: &Answer, user: &User) -> String {
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(!user.folder().exists());
    assert_eq!(answer.error_code(), "bad-manifest", "{answer:?}");
    answer.json()["error"]["message"].as_str().expect("a message").to_owned()
}

#[track_caller]
fn names(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no `{part}` in: {message}");
    }
}

#[test]
fn a_file_whose_fingerprint_is_not_the_pin() {
    let zeros = "0".repeat(64);
    names(
        &refused(|json| json["roots"][1]["sha256"] = zeros.clone().into()),
        &["roots[1].sha256", "second.crt", &zeros],
    );
}

#[test]
fn fields_that_are_not_what_the_certificate_says() {
    for (field, value) in [
        ("serial", "01"),
        ("subject", "Another"),
        ("not_before", "2001-01-01T00:00:00Z"),
        ("not_after", "9001-01-01T00:00:00Z"),
        ("sha1", "0000000000000000000000000000000000000000"),
    ] {
        names(
            &refused(|json| json["roots"][0][field] = value.into()),
            &[&format!("roots[0].{field}"), "first.crt"],
        );
    }
}

#[test]
fn host_patterns_that_are_none_fit_everybody_or_stand_twice() {
    for pattern in ["*", "*.*", "db.*", "", "a..b", "DB.example", "db.example:5432", "**.example"] {
        let spoil = |json: &mut Value| json["sets"][0]["hosts"] = json!(["a.example", pattern]);
        names(&refused(spoil), &["sets[0].hosts[1]"]);
    }
    let twice = |json: &mut Value| {
        let mut other = json["sets"][0].clone();
        other["id"] = "other".into();
        other["hosts"] = json!(["*.a.example"]);
        json["sets"][0]["hosts"] = json!(["*.a.example"]);
        json["sets"].as_array_mut().expect("a list").push(other);
    };
    names(&refused(twice), &["sets[1].hosts[0]", "`*.a.example` is there twice"]);
}

#[test]
fn a_root_of_a_single_source_in_a_set_that_is_chosen_without_its_name() {
    let single = |json: &mut Value| json["roots"][0]["single_source"] = true.into();
    names(&refused(single), &["sets[0].roots", "`first`", "single source"]);
}

#[test]
fn a_host_chooses_the_set_with_the_longest_pattern() {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let user = User::new();
    let mut json = manifest(&[first.pin("first", &[]), second.pin("second", &[])]);
    let set = |id: &str, root: &str, hosts: &[&str]| json!({"id": id, "hosts": hosts, "roots": [{"id": root, "role": "current"}]});
    json["default_set"] = "one".into();
    json["sets"] = json!([
        set("one", "first", &["*.db.example", "a*.twin.example"]),
        set("two", "second", &["*.proxy-*.db.example", "*z.twin.example"]),
    ]);
    write_manifest(user.home(), &json, &[("first.crt", first.der()), ("second.crt", second.der())]);
    let chosen = |host: &str| {
        let run = ["install", "--json", "--offline", "--dry-run", "--pins", "pins.json", "--for", host];
        let answer = user.run(run).json();
        let code = answer["error"]["code"].as_str().or(answer["set"].as_str());
        code.expect("a set or an error").to_owned()
    };
    for (host, expected) in [
        ("x.db.example", "one"),
        ("X.Y.DB.Example.", "one"),
        ("x.proxy-1.db.example", "two"),
        ("db.example", "unknown-set"),
        ("x.db.example.net", "unknown-set"),
        ("10.0.0.4", "unknown-set"),
        ("az.twin.example", "bad-manifest"),
        ("x.db.example:5432", "usage"),
        ("postgresql://x.db.example/", "usage"),
    ] {
        assert_eq!(chosen(host), expected, "{host}");
    }
    let both = ["install", "--json", "--set", "one", "--for", "x.db.example", "--pins", "pins.json"];
    assert_eq!(user.run(both).exits(2).error_code(), "usage");
}

#[test]
fn sets_that_name_no_root() {
    names(&refused(|json| json["sets"][0]["roots"] = json!([])), &["sets[0].roots", "`test`"]);
    let unknown = |json: &mut Value| json["sets"][0]["roots"][1]["id"] = "third".into();
    names(&refused(unknown), &["sets[0].roots[1].id", "`third`"]);
    names(&refused(|json| json["default_set"] = "other".into()), &["default_set", "`other`"]);
    let chain = json!([{"id": "c", "anchor": "third", "served": true}]);
    names(&refused(|json| json["chains"] = chain), &["chains[0].anchor", "`third`"]);
}

#[test]
fn a_day_that_no_calendar_has() {
    for day in ["20x6-11-24", "2026-02-30", "2026-11-24T00:00:00Z", "24.11.2026", ""] {
        names(&refused(|json| json["updated"] = day.into()), &["updated", &format!("`{day}`")]);
    }
}

#[test]
fn the_same_id_or_fingerprint_twice() {
    names(&refused(|json| json["roots"][1]["id"] = "first".into()), &["roots[1].id", "`first`"]);
    let copy = |json: &mut Value| json["roots"][1]["sha256"] = json["roots"][0]["sha256"].clone();
    names(&refused(copy), &["roots[1].sha256", "twice"]);
    let set = |json: &mut Value| json["sets"] = json!([json["sets"][0], json["sets"][0]]);
    names(&refused(set), &["sets[1].id"]);
    let member = |json: &mut Value| json["sets"][0]["roots"][1] = json["sets"][0]["roots"][0].clone();
    names(&refused(member), &["sets[0].roots[1].id"]);
}

#[test]
fn an_unknown_schema_is_named_before_the_fields_that_came_with_it() {
    let newer = |json: &mut Value| {
        json["schema"] = 2.into();
        json["new_field"] = true.into();
    };
    names(&refused(newer), &["schema", "unknown schema 2"]);
    names(&refused(|json| json["schema"] = "1".into()), &["unknown schema"]);
}

#[test]
fn addresses_and_file_names_that_lead_elsewhere() {
    names(
        &refused(|json| json["roots"][0]["urls"][0] = "x.crt".into()),
        &["roots[0].urls[0]", "not an address"],
    );
    for url in ["file:///etc/passwd", "ftp://host/x", "http://host/x"] {
        names(&refused(|json| json["roots"][0]["urls"][0] = url.into()), &["roots[0].urls[0]", url]);
    }
    for file in ["../first.crt", "/etc/passwd", "a/b.crt", "a\\b.crt", "..", "", "c:x"] {
        names(&refused(|json| json["roots"][0]["file"] = file.into()), &["roots[0].file"]);
    }
}

#[test]
fn a_pinned_intermediate_is_no_anchor() {
    let authority = Authority::new("First");
    let server = authority.server(&["localhost"]);
    let user = User::new();
    let pin = crate::support::authority::pin("first", "server", &server.certificate_der, &[]);
    write_manifest(user.home(), &manifest(&[pin]), &[("first.crt", &server.certificate_der)]);
    names(&message(&install(&user), &user), &["roots[0].sha256", "self-signed"]);
}

#[test]
fn text_that_is_no_manifest_is_refused_with_line_and_column() {
    names(&refused_text(|text| text.as_bytes()[..text.len() / 2].to_vec()), &["line 1 column", "EOF"]);
    names(&refused_text(|text| format!("// comment\n{text}").into_bytes()), &["line 1 column 1"]);
    names(&refused_text(|text| format!("\u{feff}{text}").into_bytes()), &["byte order mark"]);
    names(&refused_text(|_| Vec::new()), &["line 1", "it is empty"]);
    names(&refused_text(|_| Authority::new("First").pem().into_bytes()), &["line 1", "PEM, not JSON"]);
    names(&refused_text(|_| b"roots: []".to_vec()), &["line 1", "no JSON object"]);
    let unknown = |text: String| text.replacen("\"roots\"", "\"root\":[],\"roots\"", 1).into_bytes();
    names(&refused_text(unknown), &["unknown field `root`", "line 1 column"]);
    let twice = |text: String| text.replacen("\"schema\":1", "\"schema\":1,\"schema\":1", 1).into_bytes();
    names(&refused_text(twice), &["duplicate field `schema`"]);
    names(
        &refused_text(|text| text.replace("\"subject\":\"First\"", "\"subject\":1").into_bytes()),
        &["invalid type"],
    );
    let short = |text: String| text.replacen("\"sha256\":\"", "\"sha256\":\"0", 1).into_bytes();
    names(&refused_text(short), &["65 hex digits, expected 64", "line 1 column"]);
}

#[test]
fn a_manifest_of_50_mb_is_refused_unread() {
    let user = User::new();
    std::fs::write(user.path("pins.json"), vec![b' '; 50 << 20]).expect("the manifest");
    let answer = install(&user).exits(2);
    assert_eq!(answer.error_code(), "io");
    assert!(answer.stdout.contains("larger than 4 MiB"));
}

#[test]
fn colons_and_upper_case_in_fingerprints_are_accepted() {
    let authority = Authority::new("First");
    let mut pin = authority.pin("first", &[]);
    let plain = pin["sha256"].as_str().expect("a text").to_uppercase();
    let pairs: Vec<&str> = (0..32).map(|at| &plain[2 * at..2 * at + 2]).collect();
    pin["sha256"] = pairs.join(":").into();
    let user = User::new();
    write_manifest(user.home(), &manifest(&[pin]), &[("first.crt", authority.der())]);
    let json = install(&user).exits(0).json();
    assert_eq!(json["roots"][0]["sha256"], plain.to_lowercase());
}

#[test]
fn a_root_without_a_file_beside_the_manifest_is_missing_offline() {
    let authority = Authority::new("First");
    let user = User::new();
    write_manifest(user.home(), &manifest(&[authority.pin("first", &[])]), &[]);
    let answer = install(&user).exits(2);
    assert_eq!(answer.error_code(), "missing-root");
    assert!(!user.folder().exists());
}

#[test]
fn an_unknown_set_names_those_that_there_are() {
    let user = User::new();
    let answer = user.run(["install", "--offline", "--json", "--set", "azur"]).exits(2);
    assert_eq!(answer.error_code(), "unknown-set");
    assert_eq!(
        answer.json()["error"]["hint"],
        "it has these: azure, azure-minimum, azure-all, aws-rds-proxy, letsencrypt, aws-rds and 36 more, which `pgcerts pins list` shows"
    );
}

#[test]
fn times_with_another_offset_are_shown_in_utc() {
    let authority = Authority::new("First");
    let mut pin = authority.pin("first", &[]);
    assert_eq!(pin["not_after"], "4096-01-01T00:00:00Z");
    pin["not_after"] = "4096-01-01T14:00:00+14:00".into();
    let user = User::new();
    write_manifest(user.home(), &manifest(&[pin]), &[("first.crt", authority.der())]);
    assert_eq!(install(&user).exits(0).json()["roots"][0]["not_after"], "4096-01-01T00:00:00Z");
}

#[test]
fn a_self_issued_certificate_that_another_key_signed_is_no_anchor() {
    let forged = crate::support::authority::edited_signature(Authority::new("First").der());
    let user = User::new();
    let pin = crate::support::authority::pin("first", "First", &forged, &[]);
    write_manifest(user.home(), &manifest(&[pin]), &[("first.crt", &forged)]);
    names(&message(&install(&user), &user), &["roots[0].sha256", "self-signed"]);
}
