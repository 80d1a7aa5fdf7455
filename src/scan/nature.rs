//! What kind of text a file is, by its name and its beginning: how comments begin in it, and what may be a setting.

use memchr::memmem;

/// How a comment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommentStyle {
    Hash,
    /// Either, in Terraform.
    HashOrSlashes,
    Slashes,
    /// As `Slashes`, in files that have types too.
    TypeScript,
    Dashes,
    Lua,
    PowerShell,
    Semicolon,
    Batch,
    Markup,
    None,
}

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// Prose, which sets nothing.
    Document,
    /// Certificates, or what is meant to be some.
    Certificates,
    /// `key: value`, in which blocks of text are indented.
    Yaml,
    /// `key=value`, in which a value goes to the end of the line.
    Lines,
    Json,
    Shell,
    Dockerfile,
    Xml,
    Sql,
    /// A program: a bare word in it is a name, not a value.
    Source,
    /// Text of no known kind.
    Unknown,
}

/// What is known about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextNature {
    pub(super) kind: TextKind,
    pub(super) comment: CommentStyle,
    /// It describes a container, so that paths in it are not this machine's.
    pub(super) is_for_container: bool,
}

impl TextNature {
    pub(super) fn new(name: &str, text: &[u8]) -> Self {
        let name = name.to_ascii_lowercase();
        let (kind, comment) =
            by_name(&name).or_else(|| by_content(text)).unwrap_or((TextKind::Unknown, CommentStyle::Hash));
        let holds = |mark: &[u8]| memmem::find(text, mark).is_some();
        let is_manifest = matches!(kind, TextKind::Yaml | TextKind::Json)
            && (name.contains("compose")
                || name.contains("values")
                || holds(b"apiVersion")
                || holds(b"containerDefinitions")
                || holds(b"services:"));
        Self { kind, comment, is_for_container: kind == TextKind::Dockerfile || is_manifest }
    }
}

fn by_name(name: &str) -> Option<(TextKind, CommentStyle)> {
    use CommentStyle::{
        Batch, Dashes, Hash, HashOrSlashes, Lua, Markup, None as NoComment, PowerShell, Semicolon, Slashes,
        TypeScript,
    };
    use TextKind::{Certificates, Dockerfile, Document, Json, Lines, Shell, Source, Sql, Xml, Yaml};

    const PROSE: [&str; 9] =
        ["readme", "changelog", "changes", "license", "licence", "copying", "news", "authors", "copyright"];
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if name.starts_with("dockerfile") || name.starts_with("containerfile") || ending == "dockerfile" {
        return Some((Dockerfile, Hash));
    }
    if name == ".env" || name.starts_with(".env.") || ending == "env" || ending == "envrc" {
        return Some((Lines, Hash));
    }
    // Words of a password, and of nothing else.
    if name == ".pgpass" || name == "pgpass.conf" {
        return Some((Document, NoComment));
    }
    if matches!(name, "makefile" | "gnumakefile" | "justfile" | "crontab") {
        return Some((Shell, Hash));
    }
    if PROSE.contains(&stem) || PROSE.contains(&name) {
        return Some((Document, NoComment));
    }
    Some(match ending {
        "crt" | "pem" | "cer" | "cert" | "ca-bundle" | "bundle" | "p7b" | "p7c" | "der" => {
            (Certificates, NoComment)
        }
        "md" | "markdown" | "rst" | "adoc" | "asciidoc" | "txt" | "text" | "html" | "htm" | "tex" | "org"
        | "po" | "pot" | "log" | "csv" | "tsv" | "svg" | "diff" | "patch" | "eml" | "ipynb" | "map" | "1"
        | "2" | "3" | "4" | "5" | "6" | "7" | "8" => (Document, NoComment),
        "yaml" | "yml" => (Yaml, Hash),
        "json" | "jsonc" | "json5" => (Json, Slashes),
        "properties" | "conf" | "cnf" | "cfg" | "toml" | "service" | "desktop" => (Lines, Hash),
        "tf" | "tfvars" | "hcl" => (Lines, HashOrSlashes),
        "ini" | "inf" | "odbc" | "reg" => (Lines, Semicolon),
        "sh" | "bash" | "zsh" | "fish" | "ksh" | "profile" | "bashrc" | "bash_profile" | "zshrc"
        | "zshenv" | "zprofile" | "cshrc" | "mk" | "just" => (Shell, Hash),
        "ps1" | "psm1" => (Shell, PowerShell),
        "bat" | "cmd" => (Shell, Batch),
        "xml" | "config" | "csproj" | "props" => (Xml, Markup),
        "sql" => (Sql, Dashes),
        "py" | "rb" | "pl" | "pm" | "r" | "ex" | "exs" | "cr" | "tcl" | "erb" => (Source, Hash),
        "lua" => (Source, Lua),
        "clj" | "edn" => (Source, Semicolon),
        "ts" | "mts" | "cts" | "tsx" => (Source, TypeScript),
        "java" | "kt" | "kts" | "scala" | "groovy" | "gradle" | "js" | "mjs" | "cjs" | "jsx" | "go"
        | "cs" | "fs" | "vb" | "php" | "rs" | "c" | "h" | "cc" | "cpp" | "hpp" | "swift" | "dart"
        | "prisma" | "vue" => (Source, Slashes),
        _ => return None,
    })
}

fn by_content(text: &[u8]) -> Option<(TextKind, CommentStyle)> {
    let start = text.trim_ascii_start();
    if start.starts_with(b"#!") {
        let line = &start[..memchr::memchr(b'\n', start).unwrap_or(start.len())];
        let is_program =
            [&b"python"[..], b"ruby", b"perl"].iter().any(|name| memmem::find(line, name).is_some());
        let kind = if is_program { TextKind::Source } else { TextKind::Shell };
        return Some((kind, CommentStyle::Hash));
    }
    // Manual pages.
    if start.starts_with(b".\\\"") || start.starts_with(b".TH ") || start.starts_with(b"'\\\"") {
        return Some((TextKind::Document, CommentStyle::None));
    }
    if start.starts_with(b"apiVersion:") || start.starts_with(b"---\n") {
        return Some((TextKind::Yaml, CommentStyle::Hash));
    }
    if start.starts_with(b"<?xml") {
        return Some((TextKind::Xml, CommentStyle::Markup));
    }
    (start.starts_with(b"{") && start.trim_ascii_end().ends_with(b"}"))
        .then_some((TextKind::Json, CommentStyle::Slashes))
}
