//! `pg_service.conf`, as `parseServiceFile` in `fe-connect.c` reads it: sections in brackets, `key=value` lines,
//! `#` comments.

use crate::libpq::c_locale::is_space;

/// The values that each service gives to `key`, in order, with the service's name.
pub(crate) fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut service = "";
    text.lines().map(str::trim).filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            service = name;
            return None;
        }
        let (found, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        (found == key && !service.is_empty()).then_some((service, value))
    })
}

/// Where libpq stops reading, by the number of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// More bytes than libpq has room for.
    TooLong(usize),
    /// Not `key=value`, or a key that is not known.
    Syntax(usize),
    /// A service in a service.
    Nested(usize),
}

/// A key and its value.
type Pair<'a> = (&'a str, &'a str);

/// The values of the first section that bears the service's name, if there is one. What follows the section is
/// not looked at; before it only the length of lines is.
pub(crate) fn section<'a>(
    text: &'a str,
    service: &str,
    is_known: fn(&str) -> bool,
) -> Result<Option<Vec<Pair<'a>>>, Fault> {
    let mut found: Option<Vec<Pair<'a>>> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let line = content(line).ok_or(Fault::TooLong(index + 1))?;
        let heads = line.strip_prefix('[').map(|rest| starts_section(rest, service));
        match (heads, &mut found) {
            (Some(_), Some(_)) => break,
            (Some(true), None) => found = Some(Vec::new()),
            (None, Some(values)) if !is_passed_over(line) => values.push(pair(line, index + 1, is_known)?),
            _ => {}
        }
    }
    Ok(found)
}

/// A line without the blanks around it, up to a NUL; none if libpq has no room for it.
fn content(line: &str) -> Option<&str> {
    const ROOM: usize = 1023;
    let line = line.split('\0').next().unwrap_or(line);
    (line.len() < ROOM).then(|| line.trim_matches(is_space))
}

fn starts_section(behind_bracket: &str, service: &str) -> bool {
    behind_bracket.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'))
}

/// Lines without a value; where a directory server is asked, its answer is not known here.
fn is_passed_over(line: &str) -> bool {
    line.is_empty() || line.starts_with('#') || line.starts_with("ldap")
}

fn pair(line: &str, number: usize, is_known: fn(&str) -> bool) -> Result<Pair<'_>, Fault> {
    match line.split_once('=') {
        Some(("service", _)) => Err(Fault::Nested(number)),
        Some((key, value)) if is_known(key) => Ok((key, value)),
        _ => Err(Fault::Syntax(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_own_value() {
        let text = "# c\nsslrootcert=none\n[a]\nhost=x\nsslrootcert=/a.crt\n[b]\n#sslrootcert=/no\n  sslrootcert=/b c.crt  \n";
        let found: Vec<_> = values(text, "sslrootcert").collect();
        assert_eq!(found, [("a", "/a.crt"), ("b", "/b c.crt")]);
    }

    fn shown(text: &str, service: &str) -> String {
        let is_known = |key: &str| ["host", "port", "service"].contains(&key);
        match section(text, service, is_known) {
            Ok(None) => "none".to_owned(),
            Ok(Some(values)) => values.iter().flat_map(|(key, value)| [key, "=", value, ";"]).collect(),
            Err(fault) => format!("{fault:?}"),
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
    fn a_line_that_libpq_has_no_room_for_is_a_fault_until_the_section_ends() {
        let comment = |length: usize| "#".repeat(length);
        assert_eq!(shown(&format!("{}\n[x]", comment(1021)), "x"), "");
        assert_eq!(shown(&format!("{}\n[x]", comment(1022)), "x"), "TooLong(1)");
        assert_eq!(shown(&format!("[x]\n{}", comment(1022)), "x"), "");
        assert_eq!(shown(&format!("[x]\n{}", comment(1023)), "x"), "TooLong(2)");
        assert_eq!(shown(&format!("[x]\n[y]\n{}", comment(2000)), "x"), "");
    }
}
