//! The page of findings has a section for every code: its severity, what one sees, the cause and the fix.

use pgcerts::testing::{CatalogEntry, Speaker};

use crate::support::pages;

const PAGE: &str = "docs/reference/findings.md";

/// The parts of the page, and whose codes they explain. A failure and a warning have no severity.
const PARTS: [(&str, Speaker, bool); 7] = [
    ("Findings of `status`", Speaker::Status, true),
    ("Findings of `check`", Speaker::Check, true),
    ("Findings of `sessions`", Speaker::Sessions, true),
    ("Findings of `scan`", Speaker::Scan, true),
    ("Problems of a chain", Speaker::Chain, true),
    ("Warnings", Speaker::Warning, false),
    ("Errors", Speaker::Failure, false),
];

const LABELS: [&str; 3] = ["**What you see:**", "**Cause:**", "**Fix:**"];

#[test]
fn every_code_has_a_section_in_the_order_of_the_catalog() {
    let page = pages::text(PAGE);
    for (part, speaker, has_severity) in PARTS {
        let (_, text) = page.split_once(&format!("\n## {part}\n")).expect(part);
        let text = text.split("\n## ").next().unwrap_or(text);
        let sections: Vec<(&str, &str)> =
            text.split("\n### ").skip(1).filter_map(|section| section.split_once('\n')).collect();
        let titles: Vec<&str> = sections.iter().flat_map(|(title, _)| title.split(", ")).collect();
        let codes: Vec<String> = speaker.entries().iter().map(|entry| entry.code.to_string()).collect();
        assert_eq!(titles, codes, "{part}");
        for (title, section) in sections {
            has_its_paragraphs(title, section);
            for code in title.split(", ").filter(|_| has_severity) {
                let entry = speaker.entries().iter().find(|entry| entry.code.to_string() == code);
                let severity = format!("\nSeverity: {}\n", severity(entry.expect(code)));
                assert!(section.contains(&severity), "{code}: {severity}");
            }
        }
    }
}

fn has_its_paragraphs(title: &str, section: &str) {
    let paragraphs: Vec<&str> =
        section.split("\n\n").map(str::trim).filter(|text| text.starts_with("**")).collect();
    assert_eq!(paragraphs.len(), LABELS.len(), "{title}");
    for (paragraph, label) in paragraphs.iter().zip(LABELS) {
        let text = paragraph.strip_prefix(label).unwrap_or_else(|| panic!("{title}: {label}"));
        assert!(text.trim().len() > 5, "{title}: {label}");
    }
}

pub(super) fn severity(entry: &CatalogEntry) -> String {
    match entry.severities {
        [] => "not a finding".to_owned(),
        some => some.iter().map(|one| format!("{one:?}").to_lowercase()).collect::<Vec<_>>().join(" or "),
    }
}
