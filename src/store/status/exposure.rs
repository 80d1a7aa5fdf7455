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
    Diagnostic::new(Code::WritableByOthers, severity, message, fix(exposures))
}

fn place(exposure: &Exposure) -> String {
    let path = exposure.path.display();
    match exposure.right {
        WriteRight::Owner => format!("`{path}` is theirs"),
        WriteRight::Mode => format!("`{path}` is writable"),
        WriteRight::List => format!("the access control list of `{path}` lets them write"),
    }
}

/// Nobody takes a home away from its owner for a file in it.
fn fix(exposures: &[&Exposure]) -> String {
    let commands: Vec<String> = exposures.iter().filter_map(|exposure| command(exposure)).collect();
    if commands.is_empty() {
        return "check the file as that user, or move it to a folder of your own".into();
    }
    format!("`{}`, unless that is meant", commands.join("; "))
}

/// What takes the right away, unless it is the owner's.
fn command(exposure: &Exposure) -> Option<String> {
    let path = posix_path(&exposure.path);
    Some(match (&exposure.writer, exposure.right) {
        (_, WriteRight::Owner) => return None,
        (Writer::Group(group), WriteRight::List) => {
            format!("setfacl -x g:{} {path}", posix_path(Path::new(&group.label())))
        }
        (Writer::User(user), _) => format!("setfacl -x u:{} {path}", posix_path(Path::new(&user.label()))),
        (Writer::Group(_), _) => format!("chmod g-w {path}"),
        (Writer::Everybody, _) => format!("chmod o-w {path}"),
    })
}
