//! Every code is explained in the words of its page.

use std::collections::BTreeSet;

use pgcerts::testing::Speaker;
use serde_json::Value;

use super::{explain, explain_piped};
use crate::support::user::User;
use crate::support::{codes_of, pages};

const PAGE: &str = "docs/reference/findings.md";

const SPEAKERS: [Speaker; 7] = [
    Speaker::Status,
    Speaker::Check,
    Speaker::Sessions,
    Speaker::Scan,
    Speaker::Chain,
    Speaker::Warning,
    Speaker::Failure,
];

/// Text without marks of Markdown, line breaks and blanks, in which a page and a terminal differ.
fn bare(text: &str) -> String {
    let mut kept = String::new();
    for (index, part) in text.replace("**", "").split("](").enumerate() {
        kept += if index == 0 { part } else { part.split_once(')').expect("the end of a link").1 };
    }
    kept.chars().filter(|c| !c.is_whitespace() && !"[]".contains(*c)).collect()
}

/// The sections of the page in its order: title, and the paragraphs with their labels.
fn sections() -> Vec<(String, Vec<String>)> {
    let page = pages::text(PAGE);
    let sections = page.split("\n### ").skip(1).map(|section| section.split("\n## ").next().expect("a part"));
    let whole = |section: &str| {
        let (title, body) = section.split_once('\n').expect("a title");
        let start = body.find("**What you see:**").expect("what one sees");
        let body = body[start..].replace("**What you see:**", "\0").replace("**Cause:**", "\0");
        let parts = body.replace("**Fix:**", "\0").split('\0').skip(1).map(str::to_owned).collect();
        (title.to_owned(), parts)
    };
    sections.map(whole).collect()
}

#[test]
fn every_code_is_explained_in_the_words_of_its_page() {
    let codes: BTreeSet<String> = SPEAKERS.into_iter().flat_map(codes_of).collect();
    assert!(codes.len() > 100);
    let sections = sections();
    for code in &codes {
        let own: Vec<_> =
            sections.iter().filter(|(title, _)| title.split(", ").any(|one| one == code)).collect();
        let speakers = SPEAKERS.iter().filter(|speaker| codes_of(**speaker).contains(code)).count();
        assert_eq!(own.len(), speakers, "{code}");
        let text = bare(&explain(code).exits(0).stdout);
        let json = User::new().run(["explain", code, "--json"]).exits(0).json();
        let matches = json["matches"].as_array().expect("matches");
        assert_eq!((matches.len(), &json["input"]), (speakers, &Value::from(code.as_str())));
        for ((_, parts), found) in own.iter().zip(matches) {
            assert_eq!(&found["code"], code);
            let [symptom, cause, fix] =
                ["symptom", "why", "fix"].map(|field| found[field].as_str().expect(field));
            let scripts = found["commands"].as_array().expect("commands").iter();
            let scripts: Vec<&str> = scripts.map(|script| script.as_str().expect("a script")).collect();
            assert_eq!(bare(symptom), bare(&parts[0]), "{code}");
            assert_eq!(bare(cause), bare(&parts[1]), "{code}");
            let prose: String = parts[2].split("```").step_by(2).collect();
            assert_eq!(bare(fix), bare(&prose), "{code}");
            let blocks = pages::blocks_in(&parts[2], "sh");
            let blocks: Vec<&str> = blocks.iter().map(|block| block.trim_end()).collect();
            assert_eq!(scripts, blocks, "{code}");
            for part in [symptom, cause, fix].iter().chain(&scripts) {
                assert!(text.contains(&bare(part)), "{code}: {part}");
            }
        }
    }
}

#[test]
fn commands_of_a_fix_are_lines_that_can_be_pasted() {
    for (code, command) in [
        ("malformed-block", "pgcerts install --repair"),
        ("unreadable-file", "chmod u=rw,go=r ~/.postgresql/root.crt"),
    ] {
        let answer = explain(code).exits(0);
        assert!(answer.stdout.lines().any(|line| line.trim() == command), "{}", answer.stdout);
        assert!(!answer.stdout.contains("```") && !answer.stdout.contains("**"), "{}", answer.stdout);
    }
}

#[test]
fn the_address_of_a_section_is_the_one_that_its_heading_has() {
    let json = User::new().run(["explain", "missing-root", "--json"]).exits(0).json();
    let docs: Vec<&str> =
        json["matches"].as_array().expect("matches").iter().filter_map(|one| one["docs"].as_str()).collect();
    let anchors: Vec<&str> =
        docs.iter().filter_map(|one| one.split_once("findings.md#")).map(|(_, one)| one).collect();
    assert_eq!(anchors, ["missing-root", "missing-root-1", "missing-root-2"]);
}

#[test]
fn without_a_text_all_codes_are_listed_with_what_they_mean() {
    let answer = User::new().run(["explain"]).exits(0);
    let text = bare(&answer.stdout);
    for speaker in SPEAKERS {
        for entry in speaker.entries() {
            assert!(text.contains(&bare(&format!("{} {}", entry.code, entry.meaning))), "{}", entry.code);
        }
    }
    let json = User::new().run(["explain", "--json"]).exits(0).json();
    let rows: usize = SPEAKERS.iter().map(|speaker| speaker.entries().len()).sum();
    assert_eq!(json["matches"].as_array().expect("matches").len(), rows);
}

#[test]
fn a_code_is_taken_in_any_case_and_with_the_marks_around_it() {
    for text in ["MISSING-ROOT", "missing-root:", "[missing-root]", "error missing-root", "`Missing_Root`"] {
        let json = User::new().run(["explain", text, "--json"]).exits(0).json();
        assert_eq!(json["matches"][0]["code"], "missing-root", "{text}");
    }
}

#[test]
fn what_status_and_check_print_is_explained() {
    let user = User::new();
    user.write_root_crt("");
    for arguments in [&["status"][..], &["status", "--json"]] {
        let printed = user.run(arguments).exits(1).stdout;
        let json = explain_piped(&printed, &["--json"]).exits(0).json();
        assert_eq!(json["matches"][0]["code"], "empty-file", "{printed}");
    }
}

#[test]
fn a_near_miss_names_the_code_and_explains_nothing() {
    let answer = explain("mising-root").exits(1);
    assert!(answer.stdout.contains("did you mean `missing-root`?"), "{}", answer.stdout);
    let json = User::new().run(["explain", "mising-root", "--json"]).exits(1).json();
    assert_eq!(
        (&json["matches"], &json["suggestions"]),
        (&Value::Array(Vec::new()), &Value::from(vec!["missing-root"]))
    );
}

#[test]
fn an_empty_text_is_a_usage_error() {
    assert_eq!(explain_piped(" \n", &["--json"]).exits(2).error_code(), "usage");
    assert!(explain("").exits(2).stderr.contains("the text is empty"));
}
