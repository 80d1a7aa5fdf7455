//! YAML as JSON, read by `PyYAML`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::tools::{need_that, test_tools};
use crate::support::user::answer;

// `on` is a key of GitHub's, and no truth value.
const READ: &str = "
import json, sys, yaml
yaml.SafeLoader.yaml_implicit_resolvers.pop('o', None)
print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))
";

/// Whether `PyYAML` is there, after saying that `test` is left out if not.
#[track_caller]
pub(crate) fn is_there(test: &str) -> bool {
    need_that(test, "PyYAML", test_tools("exports/yaml").is_dir())
}

/// The documents of a file.
#[track_caller]
pub(crate) fn read(path: &Path) -> Vec<Value> {
    let mut command = Command::new(test_tools("python/bin/python"));
    command.args(["-c", READ]).arg(path).env("PYTHONPATH", test_tools("exports"));
    answer(&mut command).exits(0).json().as_array().expect("documents").clone()
}

/// The only document of a text.
#[track_caller]
pub(crate) fn parse(text: &str) -> Value {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), text).expect("a file");
    read(file.path()).remove(0)
}
