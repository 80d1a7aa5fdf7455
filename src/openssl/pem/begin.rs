//! The BEGIN line of a block, and the errors that spoil the file.

/// Why OpenSSL refuses the file, and the line at which it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpoiledBlock {
    /// The line that is wrong, counted from 1.
    pub line: usize,
    /// The line of the BEGIN of its block.
    pub begin: usize,
    /// OpenSSL's own words, which libpq prints after `could not read root certificate file`. They are empty where they
    /// depend on the version, or on the first byte of the DER that is wrong.
    pub openssl: &'static str,
    /// What that means.
    pub reason: &'static str,
}

/// The BEGIN line of a block.
pub(super) struct BeginLine<'a> {
    pub(super) line: usize,
    /// A byte order mark directly precedes it.
    pub(super) marked: bool,
    pub(super) label: &'a [u8],
}

impl BeginLine<'_> {
    pub(super) fn spoiled(&self, line: usize, openssl: &'static str, reason: &'static str) -> SpoiledBlock {
        SpoiledBlock { line, begin: self.line, openssl, reason }
    }

    /// The END line has another label than the BEGIN line.
    pub(super) fn unmatched(&self, end: usize) -> SpoiledBlock {
        if self.label.ends_with(b"-") {
            let reason = "more than five dashes stand at the end of its BEGIN line";
            return self.spoiled(self.line, "bad end line", reason);
        }
        self.spoiled(end, "bad end line", "it has no matching END line, or its END line goes on")
    }

    /// OpenSSL names the innermost error in the DER, such as `wrong tag`. Those words are not known here.
    pub(super) fn malformed(&self, reason: &'static str) -> SpoiledBlock {
        self.spoiled(self.line, "", reason)
    }
}
