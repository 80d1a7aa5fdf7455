//! `pg_service.conf`, as `parseServiceFile` in `fe-connect.c` reads it: sections in brackets, `key=value` lines,
//! `#` comments.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_own_value() {
        let text = "# c\nsslrootcert=none\n[a]\nhost=x\nsslrootcert=/a.crt\n[b]\n#sslrootcert=/no\n  sslrootcert=/b c.crt  \n";
        let found: Vec<_> = values(text, "sslrootcert").collect();
        assert_eq!(found, [("a", "/a.crt"), ("b", "/b c.crt")]);
    }
}
