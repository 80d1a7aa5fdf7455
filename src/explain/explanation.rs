//! The page of findings, read as the explanations of all codes.

use crate::diagnostic::catalog::{CatalogEntry, Speaker};

/// The page itself. A test compares its sections with the catalog.
const PAGE: &str = include_str!("../../docs/reference/findings.md");

/// What one code means where one speaker uses it.
#[derive(Debug)]
pub(crate) struct Explanation {
    /// The code as text.
    pub(crate) name: String,
    /// The row of the catalog.
    pub(crate) entry: &'static CatalogEntry,
    /// Who uses the code.
    pub(crate) speaker: Speaker,
    /// What the user sees.
    pub(crate) symptom: String,
    /// Why it happens.
    pub(crate) cause: String,
    /// What to do.
    pub(crate) fix: String,
    /// The commands that do it, a script each.
    pub(crate) scripts: Vec<&'static str>,
    /// The section's place on the page, as GitHub and Pandoc name it.
    pub(crate) anchor: String,
}

/// Every explanation, in the order of the page.
pub(crate) fn explanations() -> Vec<Explanation> {
    let mut explanations: Vec<Explanation> = Vec::new();
    for (speaker, title, body) in parts().flat_map(|(speaker, text)| sections(speaker, text)) {
        for code in title.split(", ") {
            let entry = speaker.entries().iter().find(|entry| entry.code.to_string() == code);
            let before = explanations.iter().filter(|other| other.name == code).count();
            explanations.extend(entry.map(|entry| Explanation::new(entry, speaker, body, before)));
        }
    }
    explanations
}

fn parts() -> impl Iterator<Item = (Speaker, &'static str)> {
    let parts = PAGE.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'));
    let speaker = |title: &str| Speaker::ALL.into_iter().find(|speaker| speaker.heading() == title);
    parts.filter_map(move |(title, text)| Some((speaker(title)?, text)))
}

fn sections(
    speaker: Speaker,
    text: &'static str,
) -> impl Iterator<Item = (Speaker, &'static str, &'static str)> {
    let sections = text.split("\n### ").skip(1).filter_map(|section| section.split_once('\n'));
    sections.map(move |(title, body)| (speaker, title, body))
}

impl Explanation {
    /// `before` so many sections of the page have the same title, which their anchors count.
    fn new(entry: &'static CatalogEntry, speaker: Speaker, body: &'static str, before: usize) -> Self {
        let (rest, fix) = body.split_once("**Fix:** ").unwrap_or((body, ""));
        let (rest, cause) = rest.split_once("**Cause:** ").unwrap_or((rest, ""));
        let (_, symptom) = rest.split_once("**What you see:** ").unwrap_or((rest, ""));
        let number = if before == 0 { String::new() } else { format!("-{before}") };
        let name = entry.code.to_string();
        Self {
            anchor: format!("{name}{number}"),
            name,
            entry,
            speaker,
            symptom: plain(symptom),
            cause: plain(cause),
            fix: plain(&fix.split("```").step_by(2).collect::<String>()),
            scripts: scripts(fix),
        }
    }
}

/// The fenced blocks, without their fences.
fn scripts(text: &'static str) -> Vec<&'static str> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n')).map(|(_, script)| script.trim_end()).collect()
}

/// Markdown as one line of text: a link is its words, and what is code keeps its marks, as in every message.
fn plain(text: &str) -> String {
    let mut parts = text.split("](");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some(start) = kept.rfind('[') {
            kept.remove(start);
        }
        kept.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_catalog_has_its_explanation() {
        let explanations = explanations();
        for speaker in Speaker::ALL {
            let explained = explanations.iter().filter(|one| one.speaker == speaker);
            let explained: Vec<_> = explained.map(|one| one.entry.code).collect();
            let listed: Vec<_> = speaker.entries().iter().map(|entry| entry.code).collect();
            assert_eq!(explained, listed);
        }
        let is_whole = |one: &Explanation| {
            [&one.symptom, &one.cause, &one.fix].iter().all(|text| text.len() > 5 && !text.contains("**"))
        };
        assert!(explanations.iter().all(is_whole));
    }

    #[test]
    fn links_are_their_words() {
        assert_eq!(plain("On that day\nit becomes [expired](#expired)."), "On that day it becomes expired.");
        assert_eq!(plain("[The manifest](manifest.md) and `a[0]`"), "The manifest and `a[0]`");
    }
}
