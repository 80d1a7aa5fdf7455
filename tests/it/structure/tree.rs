//! The files of `src/` as a graph of imports. A path is followed to the file that defines its item, through re-exports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::source::Source;

/// A module's path from the crate's root, such as `libpq::conninfo`; the root itself is empty.
type Module = Vec<String>;

/// The files by their modules, the root's among them.
pub(super) struct Tree {
    pub(super) files: BTreeMap<Module, Source>,
}

/// What a path leads to.
pub(super) struct Target {
    /// The module whose file defines it.
    pub(super) module: Module,
    /// The item in it; none where the path names the module itself.
    item: Option<String>,
}

impl Tree {
    pub(super) fn read(src: &Path) -> Self {
        let mut files = BTreeMap::from([(Module::new(), Source::default())]);
        read_folder(src, &[], &mut files);
        Self { files }
    }

    /// All that a file imports or names by a path.
    pub(super) fn targets(&self, module: &Module) -> Vec<Target> {
        let source = &self.files[module];
        let imported = source.imports.iter().map(|import| &import.path);
        imported.chain(&source.paths).filter_map(|path| self.resolve(module, path)).collect()
    }

    /// The files that a file's own code needs. A name that it only passes on does not count, and neither does what is
    /// below a `mod.rs`: that is its own.
    pub(super) fn dependencies(&self, module: &Module) -> BTreeSet<Module> {
        let source = &self.files[module];
        let imports = source.imports.iter();
        let used = imports.filter(|import| !import.is_reexport || source.words.contains(&import.name));
        let paths = used.map(|import| &import.path).chain(&source.paths);
        let targets = paths.filter_map(|path| self.resolve(module, path));
        let items = targets.filter(|target| target.item.is_some() && !target.module.starts_with(module));
        items.map(|target| target.module).collect()
    }

    fn resolve(&self, from: &Module, path: &[String]) -> Option<Target> {
        let (head, rest) = path.split_first()?;
        match head.as_str() {
            "crate" => self.descend(Vec::new(), rest),
            "self" => self.descend(from.clone(), rest),
            "super" => {
                let ups = path.iter().take_while(|word| *word == "super").count();
                self.descend(from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..])
            }
            _ => self.resolve_name(from, head, rest),
        }
    }

    /// A name in a file's scope: a module below it, or an import. Others are its own items or foreign crates.
    fn resolve_name(&self, from: &Module, name: &str, rest: &[String]) -> Option<Target> {
        let child = [from.as_slice(), &[name.to_owned()]].concat();
        if self.files.contains_key(&child) {
            return self.descend(child, rest);
        }
        let import = self.files[from].imports.iter().find(|import| import.name == name)?;
        if import.path[0] == name {
            return None;
        }
        self.resolve(from, &[import.path.as_slice(), rest].concat())
    }

    fn descend(&self, module: Module, path: &[String]) -> Option<Target> {
        let Some((item, rest)) = path.split_first() else { return Some(Target { module, item: None }) };
        self.resolve_name(&module, item, rest).or_else(|| Some(Target { module, item: Some(item.clone()) }))
    }

    /// The groups of files that depend on each other.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let graph: BTreeMap<&Module, BTreeSet<Module>> =
            self.files.keys().map(|module| (module, self.dependencies(module))).collect();
        let reachable: BTreeMap<&Module, BTreeSet<Module>> =
            self.files.keys().map(|module| (module, reachable(&graph, module))).collect();
        let circle = |module: &Module| -> Vec<String> {
            let mutual = reachable[module].iter().filter(|other| reachable[other].contains(module));
            mutual.map(|module| module.join("::")).collect()
        };
        let circles: BTreeSet<Vec<String>> = self.files.keys().map(circle).collect();
        circles.into_iter().filter(|circle| !circle.is_empty()).collect()
    }
}

fn reachable(graph: &BTreeMap<&Module, BTreeSet<Module>>, module: &Module) -> BTreeSet<Module> {
    let mut found = BTreeSet::new();
    let mut open = vec![module];
    while let Some(module) = open.pop() {
        open.extend(graph[module].iter().filter(|next| found.insert((*next).clone())));
    }
    found
}

fn read_folder(folder: &Path, module: &[String], files: &mut BTreeMap<Module, Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let inner = [module, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            read_folder(&path, &inner, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = if ["mod", "lib"].contains(&name.as_str()) { module.to_vec() } else { inner };
            files.insert(module, Source::parse(&std::fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}
