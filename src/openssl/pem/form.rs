//! What a file is in which OpenSSL finds no certificate, and the way out of it.

use memchr::memmem;

use super::search::{Disguise, Find, FindKind, SealedContainer};

/// The form of a file that is not PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileForm {
    /// Certificates in another form.
    Disguised(Disguise),
    /// A container that this program cannot open.
    Sealed(SealedContainer),
    /// The pointer to a large file.
    LfsPointer,
    /// A web page.
    Html,
    /// XML, often the error of a storage service.
    Xml,
    /// JSON, often the error of a web service.
    Json,
    /// YAML.
    Yaml,
    /// A compressed file or an archive.
    Archive,
    /// Text in UTF-16.
    Utf16,
    /// Anything else.
    Unknown,
}

impl FileForm {
    /// The form of a file in which this was found.
    pub(super) fn new(bytes: &[u8], finds: &[Find]) -> Self {
        finds.iter().find_map(hidden).unwrap_or_else(|| by_content(bytes))
    }

    /// What the form is called in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Disguised(disguise) => disguise.name(),
            Self::Sealed(sealed) => sealed.name(),
            Self::LfsPointer => "a Git LFS pointer",
            Self::Html => "an HTML page",
            Self::Xml => "XML, such as the error of a storage service",
            Self::Json => "JSON, such as the error of a web service",
            Self::Yaml => "YAML",
            Self::Archive => "a compressed file or an archive",
            Self::Utf16 => "UTF-16 text",
            Self::Unknown => "not PEM text",
        }
    }

    /// What to do about it, if `--repair` does not help.
    pub(super) fn way_out(self) -> Option<&'static str> {
        match self {
            Self::Sealed(sealed) => Some(sealed.way_out()),
            Self::LfsPointer => Some("fetch the file itself with `git lfs pull`"),
            Self::Archive => Some("unpack it and name the file of certificates in it"),
            _ => None,
        }
    }

    /// Whether the file is something else than text with blocks in it.
    pub(super) fn is_known(self) -> bool {
        !matches!(self, Self::Unknown | Self::Html)
    }
}

/// The form that hides certificates, if it is more than armor that is not exact.
fn hidden(find: &Find) -> Option<FileForm> {
    match find.kind {
        FindKind::Certificate(_, disguise) if !disguise.is_pem_text() => Some(FileForm::Disguised(disguise)),
        FindKind::Sealed(sealed) => Some(FileForm::Sealed(sealed)),
        _ => None,
    }
}

fn by_content(bytes: &[u8]) -> FileForm {
    let text = bytes.trim_ascii_start();
    let starts = |mark: &[u8]| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    let holds = |mark: &[u8]| memmem::find(text, mark).is_some();
    if starts(b"version https://git-lfs") {
        FileForm::LfsPointer
    } else if matches!(bytes, [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] | [b'B', b'Z', b'h', ..]) {
        FileForm::Archive
    } else if is_utf16(bytes) {
        FileForm::Utf16
    } else if is_html(text) {
        FileForm::Html
    } else if starts(b"<?xml") || (starts(b"<") && text.trim_ascii_end().ends_with(b">")) {
        FileForm::Xml
    } else if (starts(b"{") && holds(b"\"")) || starts(b"[{") || starts(b"[\"") {
        FileForm::Json
    } else if holds(b"apiVersion:") || starts(b"---\n") || starts(b"---\r\n") {
        FileForm::Yaml
    } else {
        FileForm::Unknown
    }
}

fn is_html(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    memmem::find(&text, b"<html").is_some() || memmem::find(&text, b"<!doc").is_some()
}

/// It has a byte order mark, or a NUL beside each of its first characters.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..]
    )
}
