//! Where a file was found: on the disk, or in an archive.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A file on the disk, and the members of archives that lead from it to what was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScanPlace {
    pub(crate) file: PathBuf,
    pub(crate) members: Vec<String>,
}

impl ScanPlace {
    /// A file on the disk.
    pub(crate) fn on_disk(file: PathBuf) -> Self {
        Self { file, members: Vec::new() }
    }

    /// A member of the archive at this place.
    pub(crate) fn member(&self, name: &str) -> Self {
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let members = self.members.iter().cloned().chain([format!("/{}", parts.join("/"))]);
        Self { file: self.file.clone(), members: members.collect() }
    }

    /// Whether it is in an archive.
    pub(crate) fn is_in_archive(&self) -> bool {
        !self.members.is_empty()
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> &str {
        match self.members.last() {
            Some(member) => member.rsplit('/').next().unwrap_or_default(),
            None => self.file.file_name().and_then(|name| name.to_str()).unwrap_or_default(),
        }
    }

    /// The folder around it, as a place of its own.
    pub(crate) fn folder(&self) -> Self {
        match self.members.split_last() {
            Some((last, above)) => {
                let folder = last.rsplit_once('/').map_or("", |(folder, _)| folder);
                let members = above.iter().cloned().chain([folder.to_owned()]);
                Self { file: self.file.clone(), members: members.collect() }
            }
            None => Self::on_disk(self.file.parent().unwrap_or(Path::new("")).to_owned()),
        }
    }

    /// The place that a path means beside this file. In an archive, an absolute one begins at its top.
    pub(crate) fn resolve(&self, path: &str) -> Self {
        if !self.is_in_archive() {
            let folder = self.file.parent().unwrap_or(Path::new(""));
            return Self::on_disk(without_dots(&folder.join(path)));
        }
        let folder = self.folder();
        let top = folder.members.last().cloned().unwrap_or_default();
        let joined = if path.starts_with('/') { path.to_owned() } else { format!("{top}/{path}") };
        let members = self.members[..self.members.len() - 1].iter().cloned().chain([clean_member(&joined)]);
        Self { file: self.file.clone(), members: members.collect() }
    }

    /// The same place by its absolute path, by which places are compared.
    pub(super) fn absolute(&self, directory: &Path) -> Self {
        Self { file: without_dots(&directory.join(&self.file)), members: self.members.clone() }
    }

    /// The path that people and scripts see.
    pub(crate) fn shown(&self) -> String {
        let members: String = self.members.iter().flat_map(|member| ["!", member]).collect();
        format!("{}{members}", self.file.to_string_lossy())
    }
}

/// The path of a member from the top of its archive, whose separators are the same on every system.
fn clean_member(path: &str) -> String {
    format!("/{}", without_parents(path.split('/'), true).join("/"))
}

/// The path without `.` and without the names that `..` leaves. Nothing is looked up.
pub(super) fn without_dots(path: &Path) -> PathBuf {
    let is_top = |part: &Component<'_>| matches!(part, Component::Prefix(_) | Component::RootDir);
    let top = path.components().take_while(is_top);
    let below = path.components().skip_while(is_top).map(Component::as_os_str);
    top.map(Component::as_os_str).chain(without_parents(below, path.has_root())).collect()
}

/// The parts of a path without the dots. Above the top, if it begins there, is the top.
fn without_parents<T: AsRef<OsStr> + Copy>(parts: impl Iterator<Item = T>, begins_at_top: bool) -> Vec<T> {
    let is = |part: &T, dots: &str| part.as_ref() == dots;
    let mut clean: Vec<T> = Vec::new();
    for part in parts {
        if is(&part, "..") && clean.last().is_some_and(|last| !is(last, "..")) {
            clean.pop();
        } else if !(is(&part, "") || is(&part, ".") || (is(&part, "..") && begins_at_top)) {
            clean.push(part);
        }
    }
    clean
}

impl fmt::Display for ScanPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_beside_a_file_is_found_on_the_disk_and_in_an_archive() {
        let disk = ScanPlace::on_disk("/srv/app/.env".into());
        assert_eq!(disk.resolve("certs/../root.crt").file, Path::new("/srv/app/root.crt"));
        assert_eq!(disk.resolve("../../../x/root.crt").file, Path::new("/x/root.crt"));
        assert_eq!(without_dots(Path::new("./../../a/.././b")), Path::new("../../b"));
        assert_eq!(disk.resolve("/etc/root.crt").file, Path::new("/etc/root.crt"));
        let member = ScanPlace::on_disk("i.tar".into()).member("./a/layer.tar").member("app/.env");
        assert_eq!(member.shown(), "i.tar!/a/layer.tar!/app/.env");
        assert_eq!(member.resolve("/etc/root.crt").shown(), "i.tar!/a/layer.tar!/etc/root.crt");
        assert_eq!(member.resolve("../root.crt").shown(), "i.tar!/a/layer.tar!/root.crt");
        assert_eq!(member.folder().shown(), "i.tar!/a/layer.tar!/app");
        assert_eq!(member.name(), ".env");
    }
}
