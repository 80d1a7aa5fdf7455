//! The value of a setting that is named in another place than its value: `name: PGSSLMODE`, `value: require`.

use crate::scan::nature::{TextKind, TextNature};

/// Of a longer line so much counts.
const LONGEST: usize = 2048;

/// Where the name of a setting stands.
pub(super) struct NamedValue<'a> {
    pub(super) before: &'a str,
    pub(super) behind: &'a str,
    pub(super) nature: TextNature,
}

impl<'a> NamedValue<'a> {
    /// What begins with the value.
    pub(super) fn find(&self, lines: &[&'a str], at: usize) -> Option<&'a str> {
        let before = self.before.trim_end_matches(['"', '\'', '\\', ' ']);
        if before.ends_with("variable") && self.before.ends_with('"') {
            return default(lines, at);
        }
        let is_element = self.nature.kind == TextKind::Xml && before.ends_with('>');
        let before =
            before.strip_suffix([':', '=']).or_else(|| before.strip_suffix('>').filter(|_| is_element))?;
        let before = before.trim_end_matches(['"', '\'', '\\', ' ']).to_ascii_lowercase();
        if !["name", "key", "variable"].iter().any(|word| before.ends_with(word)) {
            return None;
        }
        if let Some(rest) = self.same_line() {
            return Some(rest);
        }
        let near = [at + 1, at.wrapping_sub(1), at + 2];
        near.into_iter().filter_map(|at| lines.get(at)).find_map(|line| self.value_key(line))
    }

    fn same_line(&self) -> Option<&'a str> {
        if let Some(at) = self.behind.to_ascii_lowercase().find("value") {
            return self.value_key(&self.behind[at..]);
        }
        let at = self.before.rfind('<').filter(|_| self.nature.kind == TextKind::Xml)?;
        let value = self.before[at..].find(" value=")?;
        self.value_key(self.before[at + value..].trim_start())
    }

    /// What follows `value:` at the beginning of a line.
    fn value_key(&self, line: &'a str) -> Option<&'a str> {
        let is_xml = self.nature.kind == TextKind::Xml;
        let line = line_start(line).trim_start_matches([' ', '\t', '-', '"', '\'', '{', ',', '\\']);
        let line = line.strip_prefix('<').filter(|_| is_xml).unwrap_or(line);
        let rest = line.strip_prefix("value").or_else(|| line.strip_prefix("Value"))?;
        let rest = rest.trim_start_matches(['"', '\'', '\\', ' ']);
        rest.strip_prefix([':', '='])
            .or_else(|| rest.strip_prefix('>').filter(|_| is_xml))
            .map(str::trim_start)
    }
}

/// As much of a line as counts.
pub(super) fn line_start(line: &str) -> &str {
    &line[..line.floor_char_boundary(LONGEST)]
}

/// What follows `default =` in the block that begins here: a variable of Terraform.
fn default<'a>(lines: &[&'a str], at: usize) -> Option<&'a str> {
    const LONGEST: usize = 8;
    let mut block =
        lines.iter().copied().skip(at + 1).take(LONGEST).take_while(|line| !line.starts_with('}'));
    let value = |line: &'a str| {
        let rest = line_start(line).trim_start().strip_prefix("default")?.trim_start();
        rest.strip_prefix('=').map(str::trim_start)
    };
    block.find_map(value)
}
