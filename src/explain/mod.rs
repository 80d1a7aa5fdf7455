//! What a code means, by the page of findings, and what an error text of a client means, by a table of such texts.
//! It imports the codes (`diagnostic`), `libpq` for what may
//! be a password, and `paste` for the commands that it names.
//! It reads no file and prints nothing: the command gives it the text, and `app/report` shows the answer.

mod causes;
mod code_name;
mod error_match;
mod error_text;
mod explanation;
mod lookup;
mod named_things;
mod other_programs;
mod plain_text;
mod texts;

pub(crate) use error_match::ErrorMatch;
pub use error_text::{ErrorText, TextCause};
pub(crate) use explanation::{Explanation, explanations};
pub(crate) use lookup::Lookup;
pub use texts::error_texts;
