//! Puts together what belongs to one connection: the mode and the roots of a line, or of the lines around it.

use crate::scan::nature::{TextKind, TextNature};

use super::hit::{HitValue, SettingHit};
use super::names::NamedMode;
use super::path_value::RootSetting;

/// Who reads a setting, as far as the form of its file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettingReader {
    /// A program on this machine.
    Here,
    /// A program that may run elsewhere.
    Anywhere,
    /// A container, whose files are not known here.
    Container,
}

/// The settings of one connection.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionSetting {
    /// The line, counted from 1.
    pub(crate) line: usize,
    pub(crate) mode: Option<NamedMode>,
    pub(crate) root: Option<RootSetting>,
    pub(crate) key: Option<String>,
    pub(crate) host: Option<String>,
    /// Verification is off, by this setting.
    pub(crate) unverified: Option<&'static str>,
    /// The client verifies nothing under `require`.
    pub(crate) never_verifies: bool,
    /// The line of the roots, which may be another one.
    pub(crate) root_line: usize,
    /// Where its paths are looked for.
    pub(crate) reader: SettingReader,
}

/// The connections of a text.
pub(super) fn join(
    hits: Vec<SettingHit>,
    lines: &[&str],
    text: &str,
    nature: TextNature,
) -> Vec<ConnectionSetting> {
    let is_postgres = mentions_postgres(text);
    let blocks = block_numbers(lines);
    let (roots, others): (Vec<_>, Vec<_>) =
        hits.into_iter().partition(|hit| matches!(hit.value, HitValue::Root(_)));
    let mut joined: Vec<(SettingHit, ConnectionSetting)> = others
        .into_iter()
        // Every client of Node takes this; only those of PostgreSQL are meant.
        .filter(|hit| is_postgres || !matches!(hit.value, HitValue::Unverified("rejectUnauthorized: false")))
        .map(|hit| (hit.clone(), connection(&hit, nature)))
        .collect();
    let mut pairs: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (root_at, root) in roots.iter().enumerate() {
        for (at, (hit, _)) in joined.iter().enumerate() {
            let is_near = blocks.get(hit.line - 1) == blocks.get(root.line - 1);
            if matches!(hit.value, HitValue::Mode(_)) && is_near {
                pairs.push((hit.line.abs_diff(root.line), hit.column.abs_diff(root.column), root_at, at));
            }
        }
    }
    pairs.sort_unstable();
    let mut is_used = vec![false; roots.len()];
    for (_, _, root_at, at) in pairs {
        let (root, own) = (&roots[root_at], &mut joined[at].1);
        // A variable holds for all connections.
        if own.root.is_none() && (root.is_variable || !is_used[root_at]) {
            if let HitValue::Root(value) = &root.value {
                own.root = Some(value.clone());
                own.root_line = root.line;
            }
            is_used[root_at] = true;
        }
    }
    let single =
        roots.iter().zip(is_used).filter(|(_, is_used)| !is_used).map(|(root, _)| connection(root, nature));
    let mut all: Vec<ConnectionSetting> = joined.into_iter().map(|(_, own)| own).chain(single).collect();
    all.retain(|setting| setting.root != Some(RootSetting::Unknown) || setting.mode.is_some());
    all.sort_by_key(|setting| setting.line);
    all
}

fn connection(hit: &SettingHit, nature: TextNature) -> ConnectionSetting {
    let mut setting = ConnectionSetting {
        line: hit.line,
        mode: None,
        root: None,
        key: None,
        host: hit.host.clone(),
        unverified: None,
        never_verifies: hit.never_verifies,
        root_line: hit.line,
        reader: reader(nature),
    };
    match &hit.value {
        HitValue::Mode(mode) => setting.mode = Some(*mode),
        HitValue::Root(root) => setting.root = Some(root.clone()),
        HitValue::Key(key) => setting.key = Some(key.clone()),
        HitValue::Unverified(by) => setting.unverified = Some(by),
    }
    setting
}

fn reader(nature: TextNature) -> SettingReader {
    match nature.kind {
        _ if nature.is_for_container => SettingReader::Container,
        TextKind::Lines | TextKind::Shell | TextKind::Unknown => SettingReader::Here,
        _ => SettingReader::Anywhere,
    }
}

fn mentions_postgres(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["postgres", "'pg'", "\"pg\"", "pg.pool", "pg.client", "pgsql"].iter().any(|word| lower.contains(word))
}

/// The block that each line belongs to. A blank line, a heading and a document's end begin the next one.
fn block_numbers(lines: &[&str]) -> Vec<usize> {
    let mut block = 0;
    let number = |line: &&str| {
        let line = line.trim();
        if line.is_empty() || line == "---" || (line.starts_with('[') && line.ends_with(']')) {
            block += 1;
        }
        block
    };
    lines.iter().map(number).collect()
}
