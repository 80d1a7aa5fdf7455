//! Node, which verifies chain and name of every TLS connection by default.

use crate::paste::quote::javascript;

pub(super) fn node_postgres(path: &str) -> String {
    let options = options("", path);
    format!("{FS}\nconst pg = require('pg')\n\nconst client = new pg.Client({options})")
}

/// The host is named twice: postgres.js passes only names to Node, not addresses, for which Node would check `localhost`.
pub(super) fn postgres_js(path: &str) -> String {
    let options = options("host: 'YOUR_HOST', ", path);
    format!("{FS}\nconst postgres = require('postgres')\n\nconst sql = postgres({options})")
}

const FS: &str = "const fs = require('node:fs')";

fn options(tls: &str, path: &str) -> String {
    let path = javascript(path);
    format!(
        "{{
  host: 'YOUR_HOST',
  port: 5432,
  database: 'YOUR_DATABASE',
  user: 'YOUR_USER',
  ssl: {{ {tls}ca: fs.readFileSync({path}, 'utf8') }},
}}"
    )
}
