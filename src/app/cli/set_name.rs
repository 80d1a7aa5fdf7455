//! The name of a set as an argument: those of the built-in manifest are completed, any other one is taken too.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

/// The sets of the built-in manifest.
const BUILT_IN: [&str; 3] = ["azure", "azure-minimum", "azure-all"];

/// Takes any text.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetName;

impl TypedValueParser for SetName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(BUILT_IN.iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::Pins;

    #[test]
    fn they_are_those_of_the_manifest() {
        let pins = Pins::built_in();
        let ids: Vec<&str> = pins.manifest().sets.iter().map(|set| set.id.as_str()).collect();
        assert_eq!(ids, BUILT_IN);
    }
}
