//! The status for scripts, as `docs/reference/json.md` lists it.

use serde::Serialize;
use time::OffsetDateTime;

use super::JudgedStore;
use crate::app::report::certificate::ListedCertificateJson;
use crate::app::report::diagnostics::PlacedFindingJson;
use crate::app::report::json;
use crate::libpq::location::PathSource;
use crate::store::status::{Coverage, JavaView, Libpq};

#[derive(Serialize)]
struct StatusJson<'a> {
    path: String,
    path_source: PathSource,
    ok: bool,
    sets: &'a [String],
    certificates: Vec<ListedCertificateJson<'a>>,
    findings: Vec<PlacedFindingJson<'a>>,
    coverage: Vec<CoverageJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    libpq: Option<&'a Libpq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    java: Option<&'a JavaView>,
}

#[derive(Serialize)]
struct CoverageJson<'a> {
    chain: &'a str,
    title: &'a str,
    anchor: &'a str,
    served: bool,
    covered: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
    ends_first: Option<&'a str>,
}

#[derive(Serialize)]
struct StoresJson<'a> {
    ok: bool,
    stores: Vec<StatusJson<'a>>,
}

/// One store is the object itself. Several are a list in it.
pub(crate) fn render(stores: &[JudgedStore]) -> String {
    if let [store] = stores {
        return json::object(Some("status"), content(store));
    }
    let ok = stores.iter().all(|store| store.status.is_ok());
    json::object(Some("status"), StoresJson { ok, stores: stores.iter().map(content).collect() })
}

fn content(store: &JudgedStore) -> StatusJson<'_> {
    let status = &store.status;
    StatusJson {
        path: status.path.to_string_lossy().into_owned(),
        path_source: store.location.source,
        ok: status.is_ok(),
        sets: &status.sets,
        certificates: status.certificates.iter().map(ListedCertificateJson::with_owner).collect(),
        findings: status.findings.iter().map(PlacedFindingJson::from).collect(),
        coverage: status.coverage.iter().map(coverage).collect(),
        libpq: status.reading.libpq(),
        java: status.reading.java(),
    }
}

fn coverage(coverage: &Coverage) -> CoverageJson<'_> {
    CoverageJson {
        chain: &coverage.chain,
        title: &coverage.title,
        anchor: &coverage.anchor,
        served: coverage.served,
        covered: coverage.covered,
        until: coverage.until,
        ends_first: coverage.ends_first.as_deref(),
    }
}
