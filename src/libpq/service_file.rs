//! `pg_service.conf`, as `parseServiceFile` in `fe-connect.c` reads it: sections in brackets, `key=value` lines,
//! `#` comments.

use std::collections::HashSet;

use crate::libpq::c_locale::is_space;
use crate::libpq::keywords::is_known;

/// A service file, section by section.
#[derive(Debug)]
pub(crate) struct ServiceFile<'a> {
    sections: Vec<ServiceSection<'a>>,
    /// The line that is too long. libpq finds no service from there on.
    too_long: Option<ServiceFileFault>,
}

/// Where libpq stops reading, by the number of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceFileFault {
    /// The line is longer than libpq's buffer.
    TooLong(usize),
    /// Not `key=value`, or a key that libpq does not know.
    Syntax(usize),
    /// A service in a service.
    Nested(usize),
}

/// A key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyValue<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
}

#[derive(Debug)]
struct ServiceSection<'a> {
    /// Everything behind the opening bracket.
    heading: &'a str,
    /// The lines of the section, up to the first fault.
    lines: Result<Vec<KeyValue<'a>>, ServiceFileFault>,
}

impl<'a> ServiceFile<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let mut sections: Vec<ServiceSection<'a>> = Vec::new();
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let Some(line) = content(line) else {
                let fault = ServiceFileFault::TooLong(number);
                sections.last_mut().into_iter().for_each(|section| section.fail(fault));
                return Self { sections, too_long: Some(fault) };
            };
            if let Some(heading) = line.strip_prefix('[') {
                sections.push(ServiceSection { heading, lines: Ok(Vec::new()) });
            } else if let Some(section) = sections.last_mut().filter(|_| !is_skipped(line)) {
                section.add(line, number);
            }
        }
        Self { sections, too_long: None }
    }

    /// The lines of the service: those of the first section with its name, if there is one. libpq does not look at what
    /// follows this section, and only at the length of the lines before it.
    pub(crate) fn section(&self, service: &str) -> Result<Option<&[KeyValue<'a>]>, ServiceFileFault> {
        match (self.sections.iter().find(|section| section.matches(service)), self.too_long) {
            (Some(section), _) => section.lines.as_deref().map(Some).map_err(|fault| *fault),
            (None, Some(fault)) => Err(fault),
            (None, None) => Ok(None),
        }
    }

    /// Every service that has a value for `key`, with this value, as `section` would give it.
    pub(crate) fn values(&self, key: &str) -> Vec<(&'a str, &'a str)> {
        let mut seen = HashSet::new();
        let first = self.sections.iter().filter_map(|section| Some((section.name()?, section)));
        let first = first.filter(|(name, _)| seen.insert(*name));
        first.filter_map(|(name, section)| Some((name, value(section.lines.as_ref().ok()?, key)?))).collect()
    }
}

impl<'a> ServiceSection<'a> {
    /// `parseServiceFile` compares as many characters as the service's name has, and wants the bracket behind them.
    fn matches(&self, service: &str) -> bool {
        self.heading.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'))
    }

    /// The shortest name of a service that this section is for.
    fn name(&self) -> Option<&'a str> {
        self.heading.split_once(']').map(|(name, _)| name)
    }

    fn add(&mut self, line: &'a str, number: usize) {
        match key_value(line, number) {
            Ok(pair) => self.lines.iter_mut().for_each(|lines| lines.push(pair)),
            Err(fault) => self.fail(fault),
        }
    }

    fn fail(&mut self, fault: ServiceFileFault) {
        if self.lines.is_ok() {
            self.lines = Err(fault);
        }
    }
}

/// The value that counts: libpq keeps the first one of a key.
fn value<'a>(lines: &[KeyValue<'a>], key: &str) -> Option<&'a str> {
    lines.iter().find(|line| line.key == key).map(|line| line.value)
}

/// A line without the blanks around it, up to a NUL; none if it does not fit into libpq's buffer.
fn content(line: &str) -> Option<&str> {
    const ROOM: usize = 1023;
    let line = line.split('\0').next().unwrap_or(line);
    (line.len() < ROOM).then(|| line.trim_matches(is_space))
}

/// Lines without a value. The answer of the directory server that an `ldap` line names is not known here.
fn is_skipped(line: &str) -> bool {
    line.is_empty() || line.starts_with('#') || line.starts_with("ldap")
}

fn key_value(line: &str, number: usize) -> Result<KeyValue<'_>, ServiceFileFault> {
    match line.split_once('=') {
        Some(("service", _)) => Err(ServiceFileFault::Nested(number)),
        Some((key, value)) if is_known(key) => Ok(KeyValue { key, value }),
        _ => Err(ServiceFileFault::Syntax(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_own_value() {
        let text = "# c\nsslrootcert=none\n[a]\nhost=x\nsslrootcert=/a.crt\n[b]\n#sslrootcert=/no\n  sslrootcert=/b c.crt  \n";
        let found = ServiceFile::parse(text).values("sslrootcert");
        assert_eq!(found, [("a", "/a.crt"), ("b", "/b c.crt")]);
    }

    fn shown(text: &str, service: &str) -> String {
        let file = ServiceFile::parse(text);
        let found = match file.section(service) {
            Ok(None) => "none".to_owned(),
            Ok(Some(lines)) => lines.iter().flat_map(|line| [line.key, "=", line.value, ";"]).collect(),
            Err(fault) => format!("{fault:?}"),
        };
        agree(&file);
        found
    }

    /// Both answers are the same for every service and every key of the tables.
    fn agree(file: &ServiceFile<'_>) {
        for key in ["host", "port", "sslrootcert"] {
            let listed = file.values(key);
            let names = file.sections.iter().filter_map(ServiceSection::name);
            for service in names.chain(["x", "", "a"]) {
                let lines = file.section(service).ok().flatten();
                let looked_up = lines.and_then(|lines| value(lines, key));
                let values: Vec<_> =
                    listed.iter().filter(|(name, _)| *name == service).map(|(_, value)| *value).collect();
                assert_eq!(values, Vec::from_iter(looked_up), "{service}, {key}: {file:?}");
            }
        }
    }

    #[test]
    fn a_section_is_read_as_libpq_reads_it() {
        let measured = [
            ("", "none"),
            ("[x]\nhost=a\nport=7\n", "host=a;port=7;"),
            ("[y]\nbogus\n[x]\nport=7\n[x]\nport=9\n", "port=7;"),
            ("[x]\nport=6\nport=7", "port=6;port=7;"),
            ("junk\n  [x]  \n  host=a \r\n\tport=7\u{b}\n#a\n\n", "host=a;port=7;"),
            ("[x]\nhost= a\nport=", "host= a;port=;"),
            ("[x]\nhost=a#c", "host=a#c;"),
            ("[x] trailing\nport=7", "port=7;"),
            ("[x]]\nport=7\n[\nbogus", "port=7;"),
            ("[x]\nldap://a/b?c?d?(e=f)\nport=7", "port=7;"),
            ("[x]\nhost=a\0z\nport=7", "host=a;port=7;"),
            ("\u{feff}\n[x]\nport=7", "port=7;"),
            ("\u{feff}[x]\nport=7", "none"),
            ("[ x ]\n", "none"),
            ("[x\n", "none"),
            ("[X]\n[xy]\n", "none"),
            ("[x]\nhost =a", "Syntax(2)"),
            ("[x]\nbogus\n", "Syntax(2)"),
            ("[x]\nbogus=1", "Syntax(2)"),
            ("[x]\nHOST=a", "Syntax(2)"),
            ("[x]\n=a", "Syntax(2)"),
            ("[x]\nservice\n", "Syntax(2)"),
            ("[x]\n\nservice=y\n", "Nested(3)"),
        ];
        for (text, found) in measured {
            assert_eq!(shown(text, "x"), found, "{text:?}");
        }
        assert_eq!(shown("[a]b]\nport=1", "a]b"), "port=1;");
        assert_eq!(shown("[]\nport=1", ""), "port=1;");
    }

    #[test]
    fn values_are_those_that_libpq_takes() {
        let measured: [(&str, &[(&str, &str)]); 12] = [
            ("[x]\nsslrootcert=/a\nsslrootcert=/b\n[x]\nsslrootcert=/c", &[("x", "/a")]),
            ("[x]\nport=1\n[x]\nsslrootcert=/c", &[]),
            ("[x]\nsslrootcert=/a\nbogus=1\n[y]\nsslrootcert=/b", &[("y", "/b")]),
            ("[x]\nsslrootcert=/a\nservice=y", &[]),
            ("[x]\nsslrootcert= /a \u{b}", &[("x", " /a")]),
            ("[x]\nsslrootcert=/a\u{a0}", &[("x", "/a\u{a0}")]),
            ("\u{a0}[x]\nsslrootcert=/a", &[]),
            ("[x]\nsslrootcert=/a\0b", &[("x", "/a")]),
            ("[x\nsslrootcert=/a", &[]),
            ("[w]\nsslrootcert=/w\n[x\nsslrootcert=/a", &[("w", "/w")]),
            ("[]\nsslrootcert=/a", &[("", "/a")]),
            ("[x]y\nsslrootcert=/a", &[("x", "/a")]),
        ];
        for (text, values) in measured {
            let file = ServiceFile::parse(text);
            agree(&file);
            assert_eq!(file.values("sslrootcert"), values, "{text:?}");
        }
        let long = format!("[x]\nsslrootcert=/a\n[y]\nsslrootcert=/b\n{}", "#".repeat(1023));
        assert_eq!(ServiceFile::parse(&long).values("sslrootcert"), [("x", "/a")]);
    }

    #[test]
    fn a_line_that_libpq_has_no_room_for_is_a_fault_until_the_section_ends() {
        let comment = |length: usize| "#".repeat(length);
        assert_eq!(shown(&format!("{}\n[x]", comment(1021)), "x"), "");
        assert_eq!(shown(&format!("{}\n[x]", comment(1022)), "x"), "TooLong(1)");
        assert_eq!(shown(&format!("[x]\n{}", comment(1022)), "x"), "");
        assert_eq!(shown(&format!("[x]\n{}", comment(1023)), "x"), "TooLong(2)");
        assert_eq!(shown(&format!("[x]\n[y]\n{}", comment(2000)), "x"), "");
    }
}
