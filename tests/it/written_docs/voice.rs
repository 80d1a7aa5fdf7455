//! The pages are short, and so are their sentences.

use crate::support::pages;

/// Reference that grows with the program.
const UNCOUNTED: [&str; 4] = [
    "docs/reference/client-errors.md",
    "docs/reference/codes.md",
    "docs/reference/commands.md",
    "docs/reference/findings.md",
];

/// All other pages together, their tables too, without code and what is generated.
const MOST_WORDS: usize = 17_500;

/// A sentence has at most so many words, and half of all have fewer than `MEDIAN`.
const LONGEST: usize = 30;
const MEDIAN: usize = 15;

/// Words of another age, and of another language's order.
const AVOIDED: [&str; 17] = [
    "anew",
    "bear",
    "bears",
    "behold",
    "heed",
    "heeds",
    "kin",
    "mend",
    "mends",
    "mended",
    "shall",
    "stand",
    "stands",
    "tell",
    "tells",
    "told",
    "whatsoever",
];

/// A page without what the program or a test writes into it.
fn by_hand(page: &str) -> String {
    let text = pages::text(page);
    let mut kept = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("<!-- ") {
        kept += before;
        rest = after.split_once("<!-- end -->").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The lines outside of fenced blocks, each of which leaves an empty one.
fn uncoded(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter_map(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_fence { Some("") } else { (!is_code).then_some(line) }
    })
}

/// The sentences of prose: a heading, an item of a list and a paragraph end one too.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    let is_table = |line: &&str| line.starts_with('|');
    for line in uncoded(text).map(str::trim).filter(|line| !is_table(line)) {
        let is_item = line.starts_with("- ")
            || line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        if line.is_empty() || is_item || line.starts_with('#') {
            sentences.push(String::new());
        }
        for word in words(line) {
            let last = sentences.last_mut().expect("a sentence");
            last.push_str(&word);
            last.push(' ');
            if word.trim_end_matches(['*', ')', '"']).ends_with(['.', '?', '!']) {
                sentences.push(String::new());
            }
        }
    }
    sentences.retain(|sentence| sentence.split_whitespace().count() > 1);
    sentences
}

/// Code counts as one word, and a link as its text.
fn words(line: &str) -> Vec<String> {
    let mut text = String::new();
    for (index, span) in line.split('`').enumerate() {
        text += &span.replace(' ', if index % 2 == 1 { "_" } else { " " });
    }
    let mut parts = text.split("](");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept += part.split_once(')').map_or(part, |(_, after)| after);
    }
    kept.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).map(str::to_owned).collect()
}

#[test]
fn the_pages_stay_short() {
    let counted = pages::all().into_iter().filter(|page| !UNCOUNTED.contains(&page.as_str()));
    let counts: Vec<(usize, String)> = counted.map(|page| (count(&by_hand(&page)), page)).collect();
    let sum: usize = counts.iter().map(|(count, _)| count).sum();
    assert!((6_000..=MOST_WORDS).contains(&sum), "{sum} words: {counts:#?}");
}

/// The words outside of blocks of code.
fn count(text: &str) -> usize {
    uncoded(text).map(|line| words(line).len()).sum()
}

/// Every text for users in the repository, but the help of commands.
fn texts() -> Vec<String> {
    let others = ["CHANGELOG.md", "SECURITY.md", "certs/README.md"].map(str::to_owned);
    pages::all().into_iter().filter(|page| page != "docs/reference/commands.md").chain(others).collect()
}

#[test]
fn sentences_are_short() {
    let mut lengths = Vec::new();
    let mut long = Vec::new();
    for page in texts() {
        for sentence in sentences(&pages::text(&page)) {
            let length = sentence.split_whitespace().count();
            lengths.push(length);
            if length > LONGEST {
                long.push(format!("{page}: {length} words: {sentence}"));
            }
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(lengths.len() > 500 && median < MEDIAN, "{} sentences, median {median}", lengths.len());
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_page_uses_a_word_that_readers_must_look_up() {
    let mut found = Vec::new();
    for page in texts() {
        let text = pages::text(&page);
        for line in uncoded(&text) {
            let lower = line.to_lowercase();
            let mut words = lower.split(|c: char| !c.is_alphanumeric());
            if let Some(word) = words.find(|word| AVOIDED.contains(word)) {
                found.push(format!("{page}: {word}: {line}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn sentences_end_at_stops_items_headings_and_code() {
    let page = "# A title\n\nOne (so) two. `a b c` [three](x.md)\nfour?\n\n| a. b. | c |\n\n```sh\nfive. six.\n```\n- seven eight\n2. nine ten\n";
    let wanted = ["A title ", "One (so) two. ", "a_b_c [three four? ", "seven eight ", "nine ten "];
    assert_eq!(sentences(page), wanted);
}
