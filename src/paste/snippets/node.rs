//! Node, which verifies chain and name of every TLS connection by default.

use super::target::SnippetTarget;
use crate::paste::quote::javascript;

pub(super) fn node_postgres(target: &SnippetTarget) -> String {
    let options = options("", target);
    format!("{FS}\nconst pg = require('pg')\n\nconst client = new pg.Client({options})")
}

/// The host is named twice: postgres.js passes only names to Node, not addresses, for which Node would check `localhost`.
pub(super) fn postgres_js(target: &SnippetTarget) -> String {
    let options = options(&format!("host: {}, ", javascript(&target.host)), target);
    format!("{FS}\nconst postgres = require('postgres')\n\nconst sql = postgres({options})")
}

/// Prisma's adapter gives these options to node-postgres.
pub(super) fn prisma(target: &SnippetTarget) -> String {
    let options = options("", target);
    format!(
        "{FS}
const {{ PrismaPg }} = require('@prisma/adapter-pg')
const {{ PrismaClient }} = require('@prisma/client')

const adapter = new PrismaPg({options})
const prisma = new PrismaClient({{ adapter }})"
    )
}

const FS: &str = "const fs = require('node:fs')";

fn options(tls: &str, target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(javascript);
    format!(
        "{{
  host: {host},
  port: {port},
  database: {database},
  user: {user},
  ssl: {{ {tls}ca: fs.readFileSync({path}, 'utf8') }},
}}"
    )
}
