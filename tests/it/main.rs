//! The tests at the user's boundary: the program is run, files and servers are real. One crate, so that it
//! links once.

// Unix alone: Windows has tests/on_windows.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "the tests are the world around the program")]

mod support;

mod atomic;
mod capture;
mod check;
mod client_certificates;
mod client_table;
mod clients;
mod command_line;
mod completions;
mod concurrency;
mod containers;
mod descriptors;
mod downloads;
mod env_lines;
mod existing_files;
mod explain;
mod export;
mod graphs;
mod hostile_users;
mod input_files;
mod install;
mod java_stores;
mod judgments;
mod leaving;
mod manifest;
mod manual;
mod other_clients;
mod own_root;
mod packages;
mod pins;
mod pins_command;
mod pipes;
mod postgres;
mod reader;
mod resources;
mod rollback;
mod scan;
mod sessions;
mod snippet;
mod soundness;
mod static_binary;
mod status_files;
mod status_formats;
mod status_sets;
mod store_kit;
mod structure;
mod surroundings;
mod uninstall;
mod verdicts;
mod widths;
mod written_docs;
