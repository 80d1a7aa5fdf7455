//! What `snippet` prints besides the snippet.

use clap::ValueEnum as _;
use serde::Serialize;

use super::json::object;
use crate::paste::snippets::{Client, Language, SnippetTarget};

/// The other clients of the language that was asked for.
pub(crate) fn others(printed: Client, others: &[Client]) -> String {
    let names: Vec<String> = others.iter().map(|client| format!("`{}`", client.name())).collect();
    format!("note: this is for `{}`; other names: {}", printed.name(), names.join(", "))
}

/// The answer in JSON.
pub(crate) fn json(client: Client, others: &[Client], target: &SnippetTarget, snippet: &str) -> String {
    #[derive(Serialize)]
    struct ForClient<'a> {
        client: &'a str,
        others: Vec<String>,
        path: &'a str,
        host: &'a str,
        port: u16,
        user: &'a str,
        database: &'a str,
        tested: bool,
        snippet: &'a str,
    }
    let SnippetTarget { path, host, port, user, database } = target;
    let others = others.iter().map(|client| client.name()).collect();
    let (client, tested) = (&client.name(), client.is_run());
    object(
        Some("snippet"),
        ForClient { client, others, path, host, port: *port, user, database, tested, snippet },
    )
}

/// A line for each client, and one for each language.
pub(crate) fn list(clients: &[Client]) -> String {
    let mut lines: Vec<(String, String)> =
        clients.iter().map(|client| (client.name(), client.summary())).collect();
    lines.extend(Language::value_variants().iter().copied().filter_map(language));
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines: Vec<String> = lines.iter().map(|(name, use_of)| format!("{name:width$}  {use_of}")).collect();
    lines.join("\n")
}

/// The language and its clients.
fn language(language: Language) -> Option<(String, String)> {
    let names: Vec<String> = language.clients().iter().map(|client| client.name()).collect();
    Some((language.to_possible_value()?.get_name().to_owned(), names.join(", ")))
}

/// The same in JSON.
pub(crate) fn list_json(clients: &[Client]) -> String {
    #[derive(Serialize)]
    struct ListedSnippet {
        name: String,
        summary: String,
        tested: bool,
    }
    #[derive(Serialize)]
    struct SnippetList {
        clients: Vec<ListedSnippet>,
    }
    let listed = |client: &Client| ListedSnippet {
        name: client.name(),
        summary: client.summary(),
        tested: client.is_run(),
    };
    object(Some("snippet"), SnippetList { clients: clients.iter().map(listed).collect() })
}
