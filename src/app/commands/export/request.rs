//! What was asked for, without contradictions.

use std::path::Path;

use crate::app::cli::{ExportArgs, ExportForm, Global};
use crate::app::commands::install::to_stdout::is_stdout;
use crate::diagnostic::Diagnostic;
use crate::paste::manifests::{KUSTOMIZE_NAME_LIMIT, ObjectNames};

/// The name of an object that is given none.
const NAME: &str = "postgresql-roots";

/// What was asked for.
pub(super) struct ExportRequest<'a> {
    pub(super) form: ExportForm,
    pub(super) names: ObjectNames<'a>,
    pub(super) container: Option<&'a str>,
    /// Where to; none for standard output.
    pub(super) path: Option<&'a Path>,
}

impl ExportRequest<'_> {
    /// Whether the report on what was written is JSON.
    pub(super) fn reports_json(&self, global: Global) -> Global {
        Global { json: global.json || self.form == ExportForm::Json, ..global }
    }
}

/// Reads the arguments.
///
/// # Errors
/// `usage`, where they contradict each other.
pub(super) fn read(args: &ExportArgs, global: Global) -> Result<ExportRequest<'_>, Diagnostic> {
    let path = args.output.as_deref().filter(|path| !is_stdout(path));
    let form = match (args.format, global.json) {
        (None, true) => ExportForm::Json,
        (Some(form), json) if !json || form == ExportForm::Json || path.is_some() => form,
        (Some(_), _) => {
            let fix = "leave one out; with `--output`, `--json` is the form of the report";
            return Err(Diagnostic::usage("`--json` and another `--format` contradict each other", fix));
        }
        (None, false) => {
            return Err(Diagnostic::usage("no form was named", "add one, such as `--format configmap`"));
        }
    };
    if form.is_folder() && path.is_none() {
        return Err(needs_folder());
    }
    refuse_meaningless(args, form)?;
    let name = args.name.as_deref().unwrap_or(NAME);
    Ok(ExportRequest {
        form,
        names: ObjectNames { name, namespace: args.namespace.as_deref() },
        container: args.container.as_deref(),
        path,
    })
}

/// The failure of a form with several files and no folder for them.
pub(super) fn needs_folder() -> Diagnostic {
    Diagnostic::usage("this form is a folder", "name the folder with `--output DIR`")
}

fn refuse_meaningless(args: &ExportArgs, form: ExportForm) -> Result<(), Diagnostic> {
    let has_password = args.password.storepass_file.is_some() || args.password.storepass_env.is_some();
    if has_password && args.from.is_none() {
        let message = "a password opens the store of `--from`, and `export` protects no store with one";
        let fix = "leave it out; `pgcerts install --dest FILE.p12` makes a store with a password";
        return Err(Diagnostic::usage(message, fix));
    }
    let is_kustomize = form == ExportForm::Kustomize;
    let flags = [
        ("--name", args.name.is_some(), form.is_object()),
        ("--namespace", args.namespace.is_some(), form.may_have_namespace()),
        ("--container", args.container.is_some(), is_kustomize),
    ];
    if let Some((flag, ..)) = flags.iter().find(|(_, given, has_meaning)| *given && !has_meaning) {
        let message = format!("`{flag}` has no meaning for `--format {}`", form.id());
        return Err(Diagnostic::usage(message, "leave it out"));
    }
    if is_kustomize && args.container.is_none() {
        let fix = "name it with `--container NAME`, as the pod does";
        return Err(Diagnostic::usage("kustomize needs the container that connects to PostgreSQL", fix));
    }
    if is_kustomize && args.name.as_ref().is_some_and(|name| name.len() > KUSTOMIZE_NAME_LIMIT) {
        let fix = format!("choose one of at most {KUSTOMIZE_NAME_LIMIT} characters");
        return Err(Diagnostic::usage("`--name` is too long: kustomize appends 11 characters to it", fix));
    }
    Ok(())
}
