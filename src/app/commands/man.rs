//! `pgcerts man`: a manual page for the program and for each of its commands.

use std::path::Path;

use clap::{Command, CommandFactory as _};

use crate::app::answer::Reply;
use crate::app::cli::notes_of_commands::notes;
use crate::app::cli::{Cli, Global, ManArgs};
use crate::app::failures::without_dest;
use crate::app::report::{json, manual, text};
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{FolderRule, LockedStore, StoreFailure, TargetFile, WriteMode};

pub(crate) fn run(args: &ManArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let pages = pages();
    let names: Vec<_> = pages.iter().map(|(name, _)| args.path.join(name)).collect();
    for (path, (_, page)) in names.iter().zip(&pages) {
        write(path, page, args, output).map_err(|failure| without_dest(&failure))?;
    }
    Ok(global.answer(|| json::man(&names), || text::files(&names)).into())
}

/// Writes a page in place of an older one. A page is nobody else's file, so a link with its name leads elsewhere.
fn write(path: &Path, page: &[u8], args: &ManArgs, output: &Output) -> Result<(), StoreFailure> {
    let target = TargetFile::find_without_link(path)?;
    let rule = FolderRule { command: "man", lifted: args.folder.as_root, home: None, is_public: true };
    let store = LockedStore::lock(target, rule, || output.waiting())?;
    let old = store.read()?;
    if old.as_ref().is_some_and(|old| old.bytes == page) {
        return Ok(());
    }
    store.replace(old.as_ref(), page, false, WriteMode::Replace, clock::now()).map(|_| ())
}

/// Every page by its file's name.
fn pages() -> Vec<(String, Vec<u8>)> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(command, "pgcerts", &mut pages);
    pages
}

/// The page of the command that is called `name`, and those of its commands.
fn add(command: Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) {
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    let page_name = |inner: &Command| inner.get_display_name().unwrap_or_default().to_owned();
    let parent = name.rsplit_once(' ').map(|(parent, _)| parent.replace(' ', "-"));
    let others: Vec<String> = parent.into_iter().chain(commands.iter().map(page_name)).collect();
    let notes = notes(name).expect("every command has notes");
    pages.push(manual::page(command, notes, &others));
    for inner in commands {
        let name = format!("{name} {}", inner.get_name());
        add(inner, &name, pages);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_that_names_its_flags() {
        let pages = pages();
        let page = |name: &str| {
            let page = pages.iter().find(|(file, _)| file == name).expect(name);
            String::from_utf8(page.1.clone()).expect("UTF-8")
        };
        for command in Cli::command().get_subcommands() {
            assert!(page(&format!("pgcerts-{}.1", command.get_name())).contains("SYNOPSIS"));
        }
        assert!(page("pgcerts.1").contains("pgcerts\\-install(1)"));
        assert!(page("pgcerts-install.1").contains("\\-\\-offline"));
    }
}
