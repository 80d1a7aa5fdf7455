//! Node, which checks chain and name of every TLS connection unless it is told not to.

use super::quote::javascript;

pub(super) fn node_postgres(path: &str) -> String {
    format!("{}\nconst pg = require('pg')\n\nconst client = new pg.Client({})", FS, options(path))
}

pub(super) fn postgres_js(path: &str) -> String {
    format!("{}\nconst postgres = require('postgres')\n\nconst sql = postgres({})", FS, options(path))
}

const FS: &str = "const fs = require('node:fs')";

fn options(path: &str) -> String {
    let path = javascript(path);
    format!(
        "{{
  host: 'YOUR_HOST',
  port: 5432,
  database: 'YOUR_DATABASE',
  user: 'YOUR_USER',
  ssl: {{ ca: fs.readFileSync({path}, 'utf8') }},
}}"
    )
}
