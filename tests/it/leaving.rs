//! What leaves the program: downloads by no other way than was asked for, output without secrets and without commands
//! for whoever reads it.

mod log_commands;
mod proxies;
mod secrets;
