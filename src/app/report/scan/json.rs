//! What was found for scripts, as `docs/reference/json.md` lists it.

use serde::Serialize;
use time::OffsetDateTime;

use crate::app::report::certificate::ListedCertificateJson;
use crate::app::report::diagnostics::PlacedFindingJson;
use crate::app::report::json;
use crate::scan::{ConnectionSetting, FoundItem, NamedMode, RootSetting, ScanAnchor, ScanResult};

#[derive(Serialize)]
struct ScanJson<'a> {
    ok: bool,
    complete: bool,
    found: Vec<FoundJson<'a>>,
    left_out: Vec<LeftOutJson>,
}

#[derive(Serialize)]
struct FoundJson<'a> {
    path: String,
    kind: &'static str,
    certificates: Vec<ListedCertificateJson<'a>>,
    anchors: Vec<FoundAnchorJson<'a>>,
    settings: Vec<SettingJson<'a>>,
    findings: Vec<PlacedFindingJson<'a>>,
}

#[derive(Serialize)]
struct FoundAnchorJson<'a> {
    chain: &'a str,
    anchor: &'a str,
    #[serde(with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
}

#[derive(Serialize)]
struct SettingJson<'a> {
    line: usize,
    sslmode: Option<&'static str>,
    sslrootcert: Option<&'a str>,
    host: Option<&'a str>,
}

#[derive(Serialize)]
struct LeftOutJson {
    path: String,
    why: &'static str,
    reason: String,
}

pub(crate) fn render(result: &ScanResult) -> String {
    let left_out = result.left_out.iter().map(|(place, why)| LeftOutJson {
        path: place.shown(),
        why: why.word(),
        reason: why.reason(),
    });
    let content = ScanJson {
        ok: result.is_ok(),
        complete: result.left_out.is_empty(),
        found: result.found.iter().map(found).collect(),
        left_out: left_out.collect(),
    };
    json::object(Some("scan"), content)
}

fn found(item: &FoundItem) -> FoundJson<'_> {
    FoundJson {
        path: item.place.shown(),
        kind: item.kind.word(),
        certificates: item.certificates.iter().map(ListedCertificateJson::from).collect(),
        anchors: item.anchors.iter().map(anchor).collect(),
        settings: item.settings.iter().map(setting).collect(),
        findings: item.findings.iter().map(PlacedFindingJson::from).collect(),
    }
}

fn anchor(anchor: &ScanAnchor) -> FoundAnchorJson<'_> {
    FoundAnchorJson { chain: &anchor.chain, anchor: &anchor.anchor, until: anchor.until }
}

fn setting(setting: &ConnectionSetting) -> SettingJson<'_> {
    let sslmode = setting.mode.map(|mode| match mode {
        NamedMode::Mode(mode) => mode.name(),
        NamedMode::NoVerify => "no-verify",
    });
    let sslrootcert = setting.root.as_ref().and_then(|root| match root {
        RootSetting::File(path) => Some(path.as_str()),
        RootSetting::System => Some("system"),
        RootSetting::Unknown => None,
    });
    SettingJson { line: setting.line, sslmode, sslrootcert, host: setting.host.as_deref() }
}
