//! One file of `src/`, as far as the rules of the house ask: what it imports, defines and how long its functions are.
//! Comments and strings are no tokens or literals, so they count for nothing. Code under `#[cfg(test)]` is left out.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A name that a `use` brings in.
pub(super) struct Import {
    /// The path behind it, from `crate`, `self`, `super` or a module or crate in scope.
    pub(super) path: Vec<String>,
    /// What the file calls it.
    pub(super) name: String,
    /// Whether others can import it from here.
    pub(super) is_reexport: bool,
}

/// A function, with the lines from `fn` to the closing brace.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) lines: usize,
}

#[derive(Default)]
pub(super) struct Source {
    pub(super) imports: Vec<Import>,
    /// Paths of two segments or more outside of `use`.
    pub(super) paths: Vec<Vec<String>>,
    /// Every word outside of `use`.
    pub(super) words: HashSet<String>,
    /// Structs, enums, traits and aliases; associated types are named by their trait.
    pub(super) types: Vec<String>,
    pub(super) functions: Vec<Function>,
    /// How often `match ()` is written.
    pub(super) unit_matches: usize,
    /// How many inline modules are around the current token.
    inline_modules: usize,
}

impl Source {
    pub(super) fn parse(text: &str) -> Self {
        let mut source = Self::default();
        source.walk(text.parse().expect("Rust"), false);
        source
    }

    fn walk(&mut self, tokens: TokenStream, in_impl: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        self.walk_all(&tokens, in_impl);
    }

    fn walk_all(&mut self, tokens: &[TokenTree], in_impl: bool) {
        let mut at = 0;
        while at < tokens.len() {
            at += self.step(tokens, at, in_impl);
        }
    }

    /// Reads what begins at a token, and says how many tokens that is.
    fn step(&mut self, tokens: &[TokenTree], at: usize, in_impl: bool) -> usize {
        let rest = &tokens[at..];
        let next = word(rest.get(1));
        match (word(rest.first()).as_deref(), next) {
            (None, _) if is_test_attribute(rest) => return end_of_item(rest),
            (None, _) => {
                if let TokenTree::Group(group) = &rest[0] {
                    self.walk(group.stream(), in_impl);
                }
            }
            (Some("use"), _) => return self.read_use(tokens, at),
            (Some("mod"), Some(_)) => {
                if let Some(TokenTree::Group(body)) = rest.get(2) {
                    self.inline_modules += 1;
                    self.walk(body.stream(), false);
                    self.inline_modules -= 1;
                    return 3;
                }
            }
            (Some("fn"), Some(name)) => return self.read_function(rest, name),
            (Some("impl"), _) => return self.read_members(rest),
            (Some("trait"), Some(name)) => {
                self.types.push(name);
                return self.read_members(rest);
            }
            (Some("struct" | "enum"), Some(name)) => self.types.push(name),
            (Some("type"), Some(name)) if !in_impl => self.types.push(name),
            (Some("match"), _) if is_unit(rest.get(1)) => self.unit_matches += 1,
            (Some(name), _) => {
                self.words.insert(name.to_owned());
                return self.read_path(rest);
            }
        }
        1
    }

    fn read_function(&mut self, rest: &[TokenTree], name: String) -> usize {
        let end = end_of_item(rest);
        self.walk_all(&rest[2..end - 1], false);
        if let Some(TokenTree::Group(body)) = rest.get(end - 1) {
            let lines = body.span_close().end().line + 1 - rest[0].span().start().line;
            self.functions.push(Function { name, lines });
            self.walk(body.stream(), false);
        }
        end
    }

    /// An `impl` or a trait with its members; of the `impl` in a type, only the word.
    fn read_members(&mut self, rest: &[TokenTree]) -> usize {
        let end = end_of_item(rest);
        let Some(body) = rest.get(end - 1).and_then(braces) else { return 1 };
        self.walk_all(&rest[1..end - 1], true);
        self.walk(body.stream(), true);
        end
    }

    fn read_path(&mut self, rest: &[TokenTree]) -> usize {
        let mut path: Vec<String> = word(rest.first()).into_iter().collect();
        while is_separator(&rest[path.len() * 3 - 2..]) {
            let Some(segment) = word(rest.get(path.len() * 3)) else { break };
            path.push(segment);
        }
        let length = path.len() * 3 - 2;
        if path.len() > 1 {
            self.paths.push(self.out_of_inline(path));
        }
        length
    }

    fn read_use(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let is_pub = |token: &TokenTree| word(Some(token)).as_deref() == Some("pub");
        let is_reexport = tokens[at.saturating_sub(2)..at].iter().any(is_pub);
        let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
        let length = tokens[at..].iter().position(is_end).expect("a `;` behind `use`");
        self.read_use_tree(&tokens[at + 1..at + length], &[], is_reexport);
        length + 1
    }

    fn read_use_tree(&mut self, tree: &[TokenTree], prefix: &[String], is_reexport: bool) {
        let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
        for branch in tree.split(is_comma).filter(|branch| !branch.is_empty()) {
            let mut words: Vec<String> = branch.iter().filter_map(|token| word(Some(token))).collect();
            let alias = words.iter().position(|word| word == "as").map(|at| words.split_off(at).remove(1));
            let path = [prefix, words.as_slice()].concat();
            if let Some(group) = branch.last().and_then(braces) {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                self.read_use_tree(&inner, &path, is_reexport);
                continue;
            }
            let mut path = self.out_of_inline(path);
            if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            let name = alias.unwrap_or_else(|| path.last().expect("a name").clone());
            self.imports.push(Import { path, name, is_reexport });
        }
    }

    /// The path as the file's own module would write it: a `super` leads out of an inline module first.
    fn out_of_inline(&self, path: Vec<String>) -> Vec<String> {
        let inner = path.iter().take(self.inline_modules).take_while(|word| *word == "super").count();
        let is_own = inner > 0 && path.get(inner).is_some_and(|next| next != "super");
        is_own.then(|| "self".to_owned()).into_iter().chain(path.into_iter().skip(inner)).collect()
    }
}

fn word(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn braces(token: &TokenTree) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    }
}

fn is_unit(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group))
        if group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty())
}

fn is_separator(rest: &[TokenTree]) -> bool {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    rest.len() > 1 && rest[..2].iter().all(is_colon)
}

/// `#[cfg(test)]`, or a `cfg` with more conditions of which `test` is one.
fn is_test_attribute(rest: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(attribute)) = rest.get(1) else { return false };
    let text = attribute.stream().to_string().replace(' ', "");
    rest[0].to_string() == "#" && (text.starts_with("cfg(test") || text.starts_with("cfg(all(test"))
}

/// How many tokens an item has: to its `;`, or to its braces.
fn end_of_item(rest: &[TokenTree]) -> usize {
    let is_end = |token: &TokenTree| braces(token).is_some() || token.to_string() == ";";
    rest.iter().position(is_end).map_or(rest.len(), |at| at + 1)
}
