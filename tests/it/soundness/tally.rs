//! How often the library and OpenSSL agree.

use std::collections::BTreeMap;

/// What the chains of one kind came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    all: usize,
    pub(super) valid: usize,
    /// OpenSSL 3.0, which `check` follows, refuses what is accepted here.
    pub(super) false_ok: usize,
    /// OpenSSL 3.0 accepts it too, and 3.5 refuses it.
    pub(super) refused_by_newer: usize,
    pub(super) false_no: usize,
    pub(super) null: usize,
}

/// What the chains of all kinds came to.
#[derive(Default)]
pub(super) struct Tallies {
    kinds: BTreeMap<&'static str, Tally>,
    complaints: Vec<String>,
}

impl Tallies {
    /// Counts one case; `theirs` is what OpenSSL 3.0 says, and then 3.5.
    pub(super) fn add(
        &mut self,
        kind: &'static str,
        name: &str,
        ours: Option<bool>,
        theirs: &[(bool, String)],
    ) {
        let tally = self.kinds.entry(kind).or_default();
        tally.all += 1;
        let all_accept = theirs.iter().all(|(valid, _)| *valid);
        let all_refuse = theirs.iter().all(|(valid, _)| !*valid);
        tally.valid += usize::from(all_accept);
        // Where the two versions differ, neither a no nor a null is wrong.
        let open = all_accept == all_refuse;
        let false_ok = ours == Some(true) && !theirs[0].0;
        let refused_by_newer = ours == Some(true) && theirs[0].0 && !all_accept;
        let false_no = ours == Some(false) && all_accept;
        let null = ours.is_none() && !open;
        tally.null += usize::from(null);
        tally.false_ok += usize::from(false_ok);
        tally.refused_by_newer += usize::from(refused_by_newer);
        tally.false_no += usize::from(false_no);
        if false_ok || refused_by_newer || false_no || null {
            self.complaints.push(format!("{kind} {name}: {ours:?}, OpenSSL {theirs:?}"));
        }
    }

    /// How many cases the library and OpenSSL judge differently.
    pub(super) fn differing(&self) -> usize {
        self.sum(|tally| tally.false_ok + tally.refused_by_newer + tally.false_no + tally.null)
    }

    pub(super) fn sum(&self, figure: fn(&Tally) -> usize) -> usize {
        self.kinds.values().map(figure).sum()
    }

    /// The figures, and the first cases in which both differ.
    pub(super) fn report(&self) -> String {
        let complaints: Vec<&str> = self.complaints.iter().take(1000).map(String::as_str).collect();
        format!("{:#?}\n{}", self.kinds, complaints.join("\n"))
    }
}
