//! What a code means, by the page of findings, and what an error text of a client means, by a table of such texts.
//! It imports the codes (`diagnostic`), and `paste` for the commands that it names.
//! It reads no file and prints nothing: the command gives it the text, and `app/report` shows the answer.

mod code_name;
mod explanation;
mod lookup;

pub(crate) use explanation::{Explanation, explanations};
pub(crate) use lookup::Lookup;
