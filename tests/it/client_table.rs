//! Real clients, a real PostgreSQL, a chain like Azure's, and the root.crt that `pgcerts install` wrote: what each
//! client does is the table of `docs/reference/clients.md`, and each snippet of that page is what the clients run.
//!
//! `tests/clients/write` writes the page anew.
#![cfg(unix)]

mod client;
mod dependencies;
mod npgsql;
mod outcome;
mod page;
mod program;
mod row;
mod runtime;
mod scenario;
mod stage;

use client::{CLIENTS, Client};
use program::Programs;
use row::Row;
use stage::Stage;

use crate::support::cluster::Cluster;

const TEST: &str = "the table of clients";

#[test]
fn the_page_shows_what_the_clients_do() {
    let clients: Vec<&Client> = CLIENTS.iter().filter(|client| client.is_there(TEST)).collect();
    let Some(cluster) = Cluster::own(TEST) else { return };
    let stage = Stage::new(cluster);
    let programs = Programs::build(&clients, &stage);
    let outcomes = scenario::play(&stage, &programs, &clients);
    let rows: Vec<Row> = clients.iter().map(|client| Row::of(client, &outcomes)).collect();
    page::table_is(&rows);
}
