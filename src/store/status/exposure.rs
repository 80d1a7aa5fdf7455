//! Findings about who else may change the file: one for each of them, with all the paths by which they may.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::paste::quote::posix_path;
use crate::store::surroundings::Exposure;
use crate::store::writer::{WriteRight, Writer};

pub(super) fn findings(exposures: &[Exposure], file: &Path) -> Vec<Diagnostic> {
    let mut by_writer: BTreeMap<&Writer, Vec<&Exposure>> = BTreeMap::new();
    for exposure in exposures {
        by_writer.entry(&exposure.writer).or_default().push(exposure);
    }
    by_writer.into_iter().map(|(writer, exposures)| finding(writer, &exposures, file)).collect()
}

fn finding(writer: &Writer, exposures: &[&Exposure], file: &Path) -> Diagnostic {
    let places: Vec<String> = exposures.iter().map(|exposure| place(exposure)).collect();
    let severity = if *writer == Writer::Everybody { Severity::Error } else { Severity::Warning };
    let message = format!(
        "{writer} can change `{}`, and so choose whom you trust: {}",
        file.display(),
        places.join(", ")
    );
    let commands: Vec<String> = exposures.iter().map(|exposure| command(exposure)).collect();
    let fix = format!("`{}`, unless that is meant", commands.join("; "));
    Diagnostic::new(Code::WritableByOthers, severity, message, fix)
}

fn place(exposure: &Exposure) -> String {
    let path = exposure.path.display();
    match exposure.right {
        WriteRight::Owner => format!("`{path}` is theirs"),
        WriteRight::Mode => format!("`{path}` is writable"),
        WriteRight::List => format!("the access control list of `{path}` lets them write"),
    }
}

/// What takes the right away.
fn command(exposure: &Exposure) -> String {
    let path = posix_path(&exposure.path);
    match (&exposure.writer, exposure.right) {
        (_, WriteRight::Owner) => format!("chown \"$(id -un)\" {path}"),
        (Writer::Group(group), WriteRight::List) => {
            format!("setfacl -x g:{} {path}", posix_path(Path::new(&group.label())))
        }
        (Writer::User(user), _) => format!("setfacl -x u:{} {path}", posix_path(Path::new(&user.label()))),
        (Writer::Group(_), _) => format!("chmod g-w {path}"),
        (Writer::Everybody, _) => format!("chmod o-w {path}"),
    }
}
