//! `pgcerts pins verify`: each pin beside its copy, its addresses and other stores.

use std::collections::HashMap;
use std::path::Path;

use super::{certificates, downloader};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsVerifyArgs};
use crate::app::commands::read_pins_with;
use crate::app::report::layout::Page;
use crate::app::report::pins::verify::VerifyReport;
use crate::diagnostic::Diagnostic;
use crate::io::http::{self, Downloader};
use crate::io::output::Output;
use crate::io::system_store;
use crate::libpq::environment::Environment;
use crate::libpq::secret::Secret;
use crate::pins::addresses::addresses;
use crate::pins::comparison::{self, CompareOutcome, ComparedPlace, Comparison};
use crate::pins::url_rules;
use crate::pins::{Pin, Pins};
use crate::store::certificate_file;
use crate::store::keystore::Opening;
use crate::x509::certificate::Certificate;

/// The name of the system's own store.
const SYSTEM: &str = "system";

pub(super) fn run(
    args: &PinsVerifyArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    if let Some(mirror) = &args.mirror {
        url_rules::mirror(mirror.expose()).map_err(|why| {
            Diagnostic::usage(
                format!("`--mirror`: {why}"),
                "give the address of the folder that holds the files",
            )
        })?;
    }
    let (pins, spoiled) = read(args.pins.as_deref())?;
    let wanted = wanted(&pins, &spoiled, args.set.as_deref())?;
    let mut comparisons = copies(&pins, &spoiled, &wanted, args.pins.as_deref());
    if !args.offline {
        comparisons.extend(online(args, &wanted, environment, output)?);
    }
    for name in args.stores.iter().chain(&args.against) {
        comparisons.extend(store(name, &pins, &wanted, environment));
    }
    let report = VerifyReport { pins: &pins, wanted: &wanted, comparisons, strict: args.strict };
    let answer = global.answer(|| report.json(), || report.text(global.verbose, Page::for_answer(output)));
    Ok(Reply::new(answer, report.code()))
}

/// What is wrong with the files beside a manifest, by the id of the root.
type SpoiledFiles = HashMap<String, Diagnostic>;

/// The manifest, and the files that are not as it says: they are an answer here, and no reason to end.
fn read(path: Option<&Path>) -> Result<(Pins, SpoiledFiles), Diagnostic> {
    let mut spoiled = SpoiledFiles::new();
    let pins = read_pins_with(path, |pin, error| {
        spoiled.insert(pin.id.clone(), error);
        Ok(())
    })?;
    Ok((pins, spoiled))
}

/// The roots of the set, and those whose file is not the pinned one: no command takes a manifest with such a file,
/// whichever set it asks for.
fn wanted<'a>(pins: &'a Pins, spoiled: &SpoiledFiles, set: Option<&str>) -> Result<Vec<&'a Pin>, Diagnostic> {
    let all = pins.written_roots();
    let Some(set) = set else { return Ok(all.iter().collect()) };
    let mut wanted = pins.roots_of(pins.set(Some(set))?);
    let others = all.iter().filter(|pin| spoiled.contains_key(&pin.id));
    let others: Vec<&Pin> = others.filter(|pin| !wanted.contains(pin)).collect();
    wanted.extend(others);
    Ok(wanted)
}

fn copies(pins: &Pins, spoiled: &SpoiledFiles, wanted: &[&Pin], manifest: Option<&Path>) -> Vec<Comparison> {
    let beside = |file: &String| Some(manifest?.with_file_name(file).to_string_lossy().into_owned());
    let compare = |pin: &&Pin| Comparison {
        pin: pin.id.clone(),
        place: ComparedPlace::Copy,
        name: pin.file.as_ref().and_then(beside),
        outcome: comparison::compare_copy(pins, pin, spoiled.get(&pin.id)),
    };
    wanted.iter().map(compare).collect()
}

/// Every address of every root, all at once.
fn online(
    args: &PinsVerifyArgs,
    wanted: &[&Pin],
    environment: &Environment,
    output: &Output,
) -> Result<Vec<Comparison>, Diagnostic> {
    let downloader = downloader(&args.network, args.mirror.is_some(), environment)?;
    let each = wanted.iter().flat_map(|pin| {
        addresses(pin, args.mirror.as_ref().map(Secret::expose))
            .into_iter()
            .map(|url| ask(downloader.clone(), (*pin).clone(), url))
    });
    let tasks: Vec<_> = each.collect();
    let total = tasks.len();
    let compared =
        http::together(tasks, |done, _| output.progress(&format!("{done} of {total} addresses asked")));
    output.progress("");
    Ok(compared?)
}

async fn ask(downloader: Downloader, pin: Pin, url: String) -> Comparison {
    let outcome = match downloader.get(&url).await {
        Ok(body) => comparison::compare_body(&pin, &body),
        Err(failure) => CompareOutcome::Failed { reason: failure.to_string() },
    };
    Comparison { pin: pin.id, place: ComparedPlace::Address, name: Some(url_rules::redact(&url)), outcome }
}

/// A store that cannot be read leaves the others to be compared.
fn store(name: &str, pins: &Pins, wanted: &[&Pin], environment: &Environment) -> Vec<Comparison> {
    let outcomes = match read_store(name, environment) {
        Ok(store) => comparison::compare_store(pins, wanted, &store),
        Err(error) => wanted.iter().map(|_| CompareOutcome::failed(&error)).collect(),
    };
    let compare = |(pin, outcome): (&&Pin, CompareOutcome)| Comparison {
        pin: pin.id.clone(),
        place: ComparedPlace::Store,
        name: Some(name.to_owned()),
        outcome,
    };
    wanted.iter().zip(outcomes).map(compare).collect()
}

fn read_store(name: &str, environment: &Environment) -> Result<Vec<Certificate>, Diagnostic> {
    if name == SYSTEM {
        return Ok(system_store::read(environment)?);
    }
    Ok(certificates(Path::new(name), |bytes| certificate_file::read(bytes, Opening::Unsealed))?
        .into_iter()
        .map(|placed| placed.certificate)
        .collect())
}
