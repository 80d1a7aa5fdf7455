//! The name of a set as an argument: those of the built-in manifest are completed, any other one is taken too.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

/// The sets of the built-in manifest, but for those of a single region.
const BUILT_IN: [&str; 6] =
    ["azure", "azure-minimum", "azure-all", "aws-rds-proxy", "letsencrypt", "aws-rds"];

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
        let ids = pins.manifest().sets.iter().map(|set| set.id.as_str());
        let ids: Vec<&str> = ids.filter(|id| !id.starts_with("aws-rds-") || *id == "aws-rds-proxy").collect();
        assert_eq!(ids, BUILT_IN);
    }
}
