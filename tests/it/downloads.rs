//! Downloads that succeed, fail, lie, stall, lead elsewhere or go through a proxy. Whatever comes, root.crt
//! holds pinned roots or stays as it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use pgcerts::testing::Sha256;
use serde_json::Value;

use crate::support::authority::{Authority, manifest, pin, write_manifest};
use crate::support::proxy::Proxy;
use crate::support::server::{Reply, Server};
use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, bundled, certificates, pem};

const ONCE: &[&str] = &["--retries", "0"];

/// A user with a root.crt, and a manifest of the default set's first roots under addresses of the test.
struct Scene {
    user: User,
    pins: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Scene {
    /// The manifest has one root for each address.
    fn new(urls: &[String]) -> Self {
        let user = User::new();
        user.write_root_crt(Authority::new("Old Root").pem());
        let old = SystemTime::UNIX_EPOCH + Duration::from_hours(400_000);
        let file = std::fs::File::options().write(true).open(user.root_crt()).expect("root.crt");
        file.set_modified(old).expect("an old date");
        let roots: Vec<Vec<u8>> = AZURE.iter().map(|(_, file)| bundled(file)).collect();
        let names = [
            "DigiCert Global Root G2",
            "Microsoft RSA Root Certificate Authority 2017",
            "DigiCert Global Root CA",
        ];
        let members: Vec<Value> =
            urls.iter().enumerate().map(|(i, url)| pin(AZURE[i].0, names[i], &roots[i], &[url])).collect();
        let files: Vec<String> = AZURE.iter().map(|(id, _)| format!("{id}.crt")).collect();
        let files: Vec<(&str, &[u8])> =
            (0..urls.len()).map(|i| (files[i].as_str(), roots[i].as_slice())).collect();
        let pins = write_manifest(user.home(), &manifest(&members), &files);
        Self { user, pins, environment: Vec::new() }
    }

    fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.environment.push((variable, value.into()));
        self
    }

    fn install(&self, arguments: &[&str]) -> Answer {
        let mut command = self.user.pgcerts();
        // A file that is named has no warnings of its own about homes.
        command.args(["install", "--json", "--dest", ".postgresql/root.crt", "--pins"]);
        command.arg(&self.pins).args(arguments);
        answer(command.envs(self.environment.iter().map(|(name, value)| (name, value))))
    }

    /// Everything downloaded, or the test ends.
    #[track_caller]
    fn downloads(&self, arguments: &[&str]) -> Value {
        let json = self.install(&[&["--source", "download"], arguments].concat()).exits(0).json();
        assert_eq!(json["action"], "append");
        json
    }

    /// With no other source, the run fails under this code and leaves the folder as it was.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], code: &str) -> Value {
        let before = contents(&self.user.folder());
        let answer = self.install(&[&["--source", "download"], arguments].concat()).exits(2);
        assert_eq!(answer.error_code(), code, "{}", answer.stdout);
        assert_eq!(contents(&self.user.folder()), before);
        answer.json()["error"].clone()
    }

    /// With the copy to fall back on, the run installs that and warns under this code.
    #[track_caller]
    fn falls_back(&self, arguments: &[&str], warning: &str) -> Value {
        let answer = self.install(&[&["--source", "auto"], arguments].concat()).exits(0);
        let json = answer.json();
        let bundled: Vec<&Value> = json["roots"]
            .as_array()
            .expect("roots")
            .iter()
            .filter(|root| root["source"] == "bundled")
            .collect();
        assert!(bundled.iter().all(|root| root["download_error"].is_string()), "{json}");
        assert_eq!(answer.warning_codes(), vec![warning; bundled.len()]);
        assert!(!bundled.is_empty(), "{json}");
        assert!(certificates(&self.user.root_crt()).contains(&first()));
        json
    }

    /// A passing or lasting fault of the network: `network` where there is no other source, else a warning.
    #[track_caller]
    fn fails_safely(&self, arguments: &[&str]) {
        self.refuses(arguments, "network");
        self.falls_back(arguments, "download-failed");
    }

    /// Other bytes at the first address: both runs say which, and which were expected.
    #[track_caller]
    fn finds_other_bytes(&self, url: &str, actual: &[u8]) {
        let error = self.refuses(ONCE, "pin-mismatch");
        let warning = self.falls_back(ONCE, "pin-mismatch")["warnings"][0].clone();
        for place in [error, warning] {
            assert_eq!(place["url"], url);
            assert_eq!(place["expected"], Sha256::hash(&first()).to_string());
            assert_eq!(place["actual"], Sha256::hash(actual).to_string());
        }
    }
}

/// The first root of the default set.
fn first() -> Vec<u8> {
    bundled(AZURE[0].1)
}

/// The names in a folder with bytes and dates.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>, SystemTime)> {
    let names = crate::support::names(folder);
    let entry = |name: String| {
        let path = folder.join(&name);
        let modified = path.metadata().and_then(|data| data.modified()).expect("a date");
        (name, std::fs::read(path).expect("a file"), modified)
    };
    names.into_iter().map(entry).collect()
}

/// An HTTP server with one reply at `/root.crt`, and a manifest that names it.
fn serving(reply: Reply) -> (Server, Scene) {
    let server = Server::http().at("/root.crt", reply);
    let scene = Scene::new(&[server.url("/root.crt")]);
    (server, scene)
}

/// An HTTPS server of an authority of its own, whose certificate lies in a file.
fn serving_tls(reply: Reply) -> (Server, Scene, Authority) {
    let authority = Authority::new("Download Root");
    let server = Server::https(&authority.server(&["127.0.0.1"])).at("/root.crt", reply);
    let scene = Scene::new(&[server.url("/root.crt")]);
    std::fs::write(scene.user.path("ca.pem"), authority.pem()).expect("a file");
    (server, scene, authority)
}

const CACERT: &[&str] = &["--cacert", "ca.pem"];

// What comes in place of the root.

#[test]
fn another_certificate_is_refused_with_both_fingerprints() {
    let other = Authority::new("DigiCert Global Root G2").der().to_vec();
    let (server, scene) = serving(Reply::Body(other.clone()));
    scene.finds_other_bytes(&server.url("/root.crt"), &other);
}

#[test]
fn the_actual_fingerprint_of_a_pem_body_is_that_of_its_der() {
    let other = Authority::new("Other Root");
    let (server, scene) = serving(Reply::Body(other.pem().into_bytes()));
    scene.finds_other_bytes(&server.url("/root.crt"), other.der());
}

#[test]
fn a_root_with_edited_dates_is_refused() {
    let mut edited = first();
    let not_after = b"380115120000Z";
    let at = edited.windows(not_after.len()).position(|bytes| bytes == not_after).expect("its notAfter");
    edited[at + 1] = b'9';
    let (server, scene) = serving(Reply::Body(edited.clone()));
    scene.finds_other_bytes(&server.url("/root.crt"), &edited);
}

#[test]
fn a_page_in_place_of_the_root_is_refused() {
    let page = b"<!DOCTYPE html><html><body>Please sign in</body></html>".to_vec();
    let (server, scene) = serving(Reply::Typed("text/html", page.clone()));
    scene.finds_other_bytes(&server.url("/root.crt"), &page);
}

#[test]
fn a_root_with_a_byte_too_many_is_refused() {
    let longer = [first(), b"\n".to_vec()].concat();
    let (server, scene) = serving(Reply::Body(longer.clone()));
    scene.finds_other_bytes(&server.url("/root.crt"), &longer);
}

#[test]
fn a_missing_file_is_a_failed_download_and_asked_for_once() {
    let (server, scene) = serving(Reply::Status(404));
    let error = scene.refuses(&[], "network");
    assert_eq!(error["url"], server.url("/root.crt"));
    assert!(error["message"].as_str().expect("text").contains("404"), "{error}");
    assert_eq!(server.requests(), ["/root.crt"]);
    scene.falls_back(&[], "download-failed");
}

#[test]
fn an_empty_body_is_a_failed_download() {
    let (_server, scene) = serving(Reply::Body(Vec::new()));
    scene.fails_safely(ONCE);
}

#[test]
fn a_status_of_success_without_content_is_a_failed_download() {
    let (_server, scene) = serving(Reply::Status(206));
    scene.fails_safely(ONCE);
}

#[test]
fn a_body_cut_short_is_a_failed_download() {
    let (_server, scene) = serving(Reply::Cut(first()));
    scene.fails_safely(ONCE);
}

#[test]
fn a_body_cut_short_is_asked_for_again() {
    let (server, scene) = serving(Reply::Cut(first()));
    scene.refuses(&["--retries", "1"], "network");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_reset_connection_is_a_failed_download_and_asked_for_again() {
    let (server, scene) = serving(Reply::Reset);
    scene.refuses(&["--retries", "1"], "network");
    assert_eq!(server.requests().len(), 2);
    scene.falls_back(ONCE, "download-failed");
}

/// 100 MB at the address are given up after a fraction.
#[track_caller]
fn is_not_read_to_its_end(announced: bool) {
    let (server, scene) = serving(Reply::Zeros { length: 100 << 20, announced });
    let start = Instant::now();
    scene.fails_safely(&[]);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    // Two runs, each with what the system buffers on the way.
    assert!(server.sent() < 50 << 20, "{} bytes", server.sent());
    assert_eq!(server.requests().len(), 2, "a second attempt would get as much");
}

#[test]
fn an_endless_body_is_not_read_to_its_end() {
    is_not_read_to_its_end(false);
}

#[test]
fn a_body_that_announces_too_much_is_not_read_to_its_end() {
    is_not_read_to_its_end(true);
}

#[test]
fn a_server_that_never_answers_meets_the_time_limit() {
    let (_server, scene) = serving(Reply::Silence);
    let start = Instant::now();
    scene.fails_safely(&["--timeout", "1", "--retries", "0"]);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_server_that_drips_meets_the_time_limit() {
    let (_server, scene) = serving(Reply::Drip(Duration::from_millis(200), first()));
    let start = Instant::now();
    scene.fails_safely(&["--timeout", "1", "--retries", "0"]);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_time_limit_is_met_once_an_attempt() {
    let (server, scene) = serving(Reply::Silence);
    scene.refuses(&["--timeout", "0.5", "--retries", "1"], "network");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn under_auto_the_time_limit_is_for_all_attempts_together() {
    let (server, scene) = serving(Reply::Silence);
    let start = Instant::now();
    scene.falls_back(&["--timeout", "1", "--retries", "20"], "download-failed");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(server.requests().len(), 1, "the first attempt took all the time");
}

#[test]
fn under_auto_a_silent_server_costs_ten_seconds() {
    let (_server, scene) = serving(Reply::Silence);
    let start = Instant::now();
    scene.falls_back(&[], "download-failed");
    let took = start.elapsed().as_secs();
    assert!((9..20).contains(&took), "{took} s");
}

#[test]
fn an_unknown_name_is_a_failed_download() {
    let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()]);
    scene.fails_safely(&["--timeout", "5", "--retries", "0"]);
}

#[test]
fn a_closed_port_is_a_failed_download() {
    // Bound to the other address, the port is nobody's here and stays so.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port();
    let scene = Scene::new(&[format!("http://127.0.0.2:{port}/root.crt")]);
    scene.fails_safely(ONCE);
}

#[test]
fn one_failure_of_three_fails_all_or_is_made_good() {
    let server = Server::http();
    let urls: Vec<String> = ["/0", "/1", "/2"].iter().map(|path| server.url(path)).collect();
    let server = server.at("/0", Reply::Body(first())).at("/2", Reply::Body(bundled(AZURE[2].1)));
    let scene = Scene::new(&urls);
    let error = scene.refuses(ONCE, "network");
    assert_eq!(error["url"], server.url("/1"));
    let json = scene.falls_back(ONCE, "download-failed");
    let sources: Vec<&Value> =
        json["roots"].as_array().expect("roots").iter().map(|root| &root["source"]).collect();
    assert_eq!(sources, ["download", "bundled", "download"]);
    assert_eq!(certificates(&scene.user.root_crt()).len(), 4);
}

#[test]
fn the_copy_in_the_program_makes_failed_downloads_good() {
    let server = Server::http();
    let user = User::new();
    let answer = user.run(["install", "--json", "--retries", "0", "--mirror", &server.url("")]).exits(0);
    let json = answer.json();
    for (i, (id, file)) in AZURE.iter().enumerate() {
        assert_eq!(json["roots"][i]["id"], *id);
        assert_eq!(json["roots"][i]["source"], "bundled");
        assert!(certificates(&user.root_crt()).contains(&bundled(file)));
    }
    assert_eq!(answer.warning_codes().iter().filter(|code| *code == "download-failed").count(), 3);
    assert_eq!(server.requests().len(), 3);
}

// Further attempts.

fn failing(times: usize, status: u16) -> Reply {
    Reply::Failing(times, status, Box::new(Reply::Body(first())))
}

#[test]
fn two_server_errors_are_overcome_by_the_third_attempt() {
    let (server, scene) = serving(failing(2, 500));
    scene.downloads(&[]);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn three_server_errors_are_a_failed_download() {
    let (server, scene) = serving(failing(3, 500));
    scene.refuses(&[], "network");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_server_that_asks_for_patience_is_asked_again() {
    let (server, scene) = serving(failing(1, 429));
    scene.downloads(&[]);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn other_statuses_are_asked_for_once() {
    for status in [204, 400, 401, 403, 410] {
        let (server, scene) = serving(Reply::Status(status));
        scene.refuses(&[], "network");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[test]
fn no_retries_means_one_attempt() {
    let (server, scene) = serving(failing(1, 503));
    scene.refuses(ONCE, "network");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn other_bytes_are_asked_for_once() {
    let (server, scene) = serving(Reply::Body(b"other".to_vec()));
    scene.refuses(&[], "pin-mismatch");
    assert_eq!(server.requests().len(), 1);
}

// What is accepted.

#[track_caller]
fn is_accepted(reply: Reply) {
    let (server, scene) = serving(reply);
    let root = scene.downloads(&[])["roots"][0].clone();
    assert_eq!(root["source"], "download");
    assert_eq!(root["url"], server.url("/root.crt"));
    assert_eq!(root["download_error"], Value::Null);
    let held = certificates(&scene.user.root_crt());
    assert_eq!((held.len(), held.last()), (2, Some(&first())));
}

#[test]
fn der_is_accepted_under_any_content_type() {
    is_accepted(Reply::Body(first()));
    is_accepted(Reply::Typed("text/html; charset=utf-8", first()));
    is_accepted(Reply::Typed("application/x-pem-file", first()));
}

#[test]
fn pem_is_accepted_under_any_content_type() {
    let block = pem("CERTIFICATE", &first()).into_bytes();
    is_accepted(Reply::Body(block.clone()));
    is_accepted(Reply::Typed("application/pkix-cert", block));
}

#[test]
fn pem_with_crlf_and_text_before_it_is_accepted() {
    let body = format!("The root:\nsubject=…\n\n{}", pem("CERTIFICATE", &first())).replace('\n', "\r\n");
    is_accepted(Reply::Body(body.into_bytes()));
}

#[test]
fn downloads_run_together() {
    let pause = Duration::from_millis(600);
    let mut server = Server::http();
    for (i, (_, file)) in AZURE.iter().enumerate() {
        server = server.at(&format!("/{i}"), Reply::Late(pause, Box::new(Reply::Body(bundled(file)))));
    }
    let urls: Vec<String> = (0..3).map(|i| server.url(&format!("/{i}"))).collect();
    let time = |urls: &[String]| {
        let scene = Scene::new(urls);
        let start = Instant::now();
        scene.downloads(&[]);
        start.elapsed().as_secs_f64()
    };
    // The machine may be busy for one measurement, not for three.
    let ratios: Vec<f64> =
        (0..3).map(|_| time(&urls) / time(&urls[..1])).take_while(|ratio| *ratio >= 1.6).collect();
    assert!(ratios.len() < 3, "three downloads took so many times one: {ratios:?}");
}

// Redirects.

#[test]
fn a_redirect_from_https_to_https_is_followed() {
    let (server, scene, _) = serving_tls(Reply::Redirect("/moved".into()));
    let _server = server.at("/moved", Reply::Body(first()));
    scene.downloads(CACERT);
}

#[test]
fn a_redirect_from_https_to_http_is_refused_even_on_this_machine() {
    let plain = Server::http().at("/root.crt", Reply::Body(first()));
    let (server, scene, _) = serving_tls(Reply::Redirect(plain.url("/root.crt")));
    let error = scene.refuses(CACERT, "network");
    assert!(error["message"].as_str().expect("text").contains("redirect"), "{error}");
    assert_eq!(server.requests().len(), 1, "a second attempt would lead there too");
    scene.falls_back(CACERT, "download-failed");
    assert_eq!(plain.connections(), 0);
}

#[test]
fn a_redirect_of_an_https_mirror_to_http_is_refused() {
    let plain = Server::http().at("/root.crt", Reply::Body(first()));
    let (server, scene, _) = serving_tls(Reply::Redirect(plain.url("/root.crt")));
    scene.refuses(&[CACERT, &["--mirror", &server.url("")]].concat(), "network");
    assert_eq!(plain.connections(), 0);
}

#[test]
fn a_redirect_on_this_machine_may_stay_http() {
    let target = Server::http().at("/root.crt", Reply::Body(first()));
    let (_server, scene) = serving(Reply::Redirect(target.url("/root.crt")));
    scene.downloads(&[]);
    assert_eq!(target.requests().len(), 1);
}

#[test]
fn a_redirect_from_http_to_https_is_followed() {
    let (target, scene, _) = serving_tls(Reply::Body(first()));
    let mirror = Server::http().at("/root.crt", Reply::Redirect(target.url("/root.crt")));
    scene.downloads(&[CACERT, &["--mirror", &mirror.url("")]].concat());
}

/// A server that redirects to plain http elsewhere, and a proxy that stands for all that is elsewhere.
fn leading_away() -> (Server, Proxy, Scene) {
    let (server, scene) = serving(Reply::Redirect("http://elsewhere.invalid/moved.crt".into()));
    let server = server.at("/moved.crt", Reply::Body(first()));
    let proxy = Proxy::before(server.address());
    let scene = scene.with("http_proxy", proxy.url()).with("NO_PROXY", "127.0.0.1");
    (server, proxy, scene)
}

#[test]
fn a_redirect_from_this_machine_to_http_elsewhere_is_refused_without_connecting() {
    let (_server, proxy, scene) = leading_away();
    scene.fails_safely(&[]);
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_redirect_of_an_http_mirror_may_stay_http() {
    let (server, proxy, scene) = leading_away();
    scene.downloads(&["--mirror", &server.url("")]);
    assert_eq!(proxy.requests(), ["GET http://elsewhere.invalid/moved.crt"]);
}

#[test]
fn a_redirect_to_another_scheme_is_refused() {
    let (server, scene) = serving(Reply::Redirect("file:///etc/hosts".into()));
    scene.refuses(&[], "network");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_redirect_loop_ends() {
    let (server, scene) = serving(Reply::Redirect("/root.crt".into()));
    scene.refuses(&[], "network");
    assert_eq!(server.requests().len(), 11, "the first request and ten redirects");
    scene.falls_back(&[], "download-failed");
}

// Whom the download trusts.

#[test]
fn an_untrusted_server_is_a_failed_download_and_asked_once() {
    let (server, scene, _) = serving_tls(Reply::Body(first()));
    let error = scene.refuses(&[], "network");
    assert!(error["message"].as_str().expect("text").contains("trusted"), "{error}");
    assert_eq!((server.connections(), server.requests().len()), (1, 0));
    scene.falls_back(&[], "download-failed");
}

#[test]
fn a_server_of_another_authority_is_a_failed_download_and_asked_once() {
    let (server, scene, _) = serving_tls(Reply::Body(first()));
    std::fs::write(scene.user.path("ca.pem"), Authority::new("Other Root").pem()).expect("a file");
    scene.refuses(CACERT, "network");
    assert_eq!((server.connections(), server.requests().len()), (1, 0));
    scene.falls_back(CACERT, "download-failed");
}

#[test]
fn a_server_under_another_name_is_a_failed_download() {
    let (server, scene, _) = serving_tls(Reply::Body(first()));
    let mirror = format!("https://localhost:{}", server.address().port());
    scene.refuses(&[CACERT, &["--mirror", &mirror]].concat(), "network");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn cacert_names_the_authority_in_pem() {
    let (server, scene, _) = serving_tls(Reply::Body(first()));
    scene.downloads(CACERT);
    assert_eq!(server.requests(), ["/root.crt"]);
}

#[test]
fn cacert_may_hold_several_authorities() {
    let (_server, scene, authority) = serving_tls(Reply::Body(first()));
    let bundle = format!("# trusted\n{}{}", Authority::new("Other Root").pem(), authority.pem());
    std::fs::write(scene.user.path("ca.pem"), bundle).expect("a file");
    scene.downloads(CACERT);
}

#[test]
fn cacert_names_the_authority_in_der() {
    let (server, scene, authority) = serving_tls(Reply::Body(first()));
    std::fs::write(scene.user.path("ca.pem"), authority.der()).expect("a file");
    scene.downloads(CACERT);
    assert_eq!(server.requests(), ["/root.crt"]);
}

#[test]
fn a_cacert_that_holds_no_certificate_is_an_error_whatever_the_source() {
    let (server, scene) = serving(Reply::Body(first()));
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for bytes in ["", "not a certificate", "\u{30}\u{3}abc", broken] {
        std::fs::write(scene.user.path("ca.pem"), bytes).expect("a file");
        is_no_cacert(&scene, "ca.pem");
    }
    is_no_cacert(&scene, "missing.pem");
    is_no_cacert(&scene, ".");
    assert_eq!(server.connections(), 0);
}

#[track_caller]
fn is_no_cacert(scene: &Scene, file: &str) {
    scene.refuses(&["--cacert", file], "io");
    let before = contents(&scene.user.folder());
    assert_eq!(scene.install(&["--cacert", file]).exits(2).error_code(), "io");
    assert_eq!(contents(&scene.user.folder()), before);
}

// Mirrors.

const AT_MIRROR: [&str; 3] = [
    "/certs/DigiCertGlobalRootG2.crt",
    "/certs/Microsoft%20RSA%20Root%20Certificate%20Authority%202017.crt",
    "/certs/DigiCertGlobalRootCA.crt",
];

fn mirroring(mut server: Server) -> Server {
    for (path, (_, file)) in AT_MIRROR.iter().zip(AZURE) {
        server = server.at(path, Reply::Body(bundled(file)));
    }
    server
}

/// The built-in roots come from this mirror, under their official names.
#[track_caller]
fn is_mirrored(server: &Server, user: &User, url: &str, more: &[&str]) {
    let arguments = ["install", "--json", "--source", "download", "--mirror", url];
    let json = user.run([&arguments, more].concat()).exits(0).json();
    let mut requests = server.requests();
    requests.sort_unstable();
    let mut expected = AT_MIRROR;
    expected.sort_unstable();
    assert_eq!(requests, expected);
    for (i, path) in AT_MIRROR.iter().enumerate() {
        assert_eq!(json["roots"][i]["source"], "mirror");
        assert_eq!(json["roots"][i]["url"], server.url(path));
    }
    assert_eq!(certificates(&user.root_crt()), AZURE.map(|(_, file)| bundled(file)));
}

#[test]
fn an_http_mirror_serves_the_official_names() {
    let server = mirroring(Server::http());
    is_mirrored(&server, &User::new(), &server.url("/certs"), &[]);
}

#[test]
fn a_mirror_may_end_in_a_slash() {
    let server = mirroring(Server::http());
    is_mirrored(&server, &User::new(), &server.url("/certs/"), &[]);
}

#[test]
fn an_https_mirror_serves_the_official_names() {
    let authority = Authority::new("Mirror Root");
    let server = mirroring(Server::https(&authority.server(&["127.0.0.1"])));
    let user = User::new();
    std::fs::write(user.path("ca.pem"), authority.pem()).expect("a file");
    is_mirrored(&server, &user, &server.url("/certs"), CACERT);
}

#[test]
fn an_http_mirror_needs_no_trusted_certificates_on_the_system() {
    let server = Server::http().at("/root.crt", Reply::Body(first()));
    let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()])
        .with("SSL_CERT_FILE", "/nonexistent/file")
        .with("SSL_CERT_DIR", "/nonexistent");
    scene.downloads(&["--mirror", &server.url("")]);
}

#[test]
fn the_pin_decides_at_a_mirror_too() {
    let mirror = Server::http().at("/root.crt", Reply::Body(b"other".to_vec()));
    let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()]);
    let error = scene.refuses(&["--mirror", &mirror.url("")], "pin-mismatch");
    assert_eq!(error["url"], mirror.url("/root.crt"));
}

// Proxies.

#[test]
fn http_goes_through_the_proxy_of_the_environment() {
    for variable in ["http_proxy", "HTTP_PROXY", "all_proxy"] {
        let server = Server::http().at("/root.crt", Reply::Body(first()));
        let proxy = Proxy::before(server.address());
        let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()]).with(variable, proxy.url());
        scene.downloads(&["--mirror", "http://mirror.invalid"]);
        assert_eq!(proxy.requests(), ["GET http://mirror.invalid/root.crt"], "{variable}");
    }
}

#[test]
fn https_goes_through_a_tunnel_of_the_proxy_of_the_environment() {
    for variable in ["HTTPS_PROXY", "https_proxy"] {
        let authority = Authority::new("Download Root");
        let server =
            Server::https(&authority.server(&["certs.invalid"])).at("/root.crt", Reply::Body(first()));
        let proxy = Proxy::before(server.address());
        let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()]).with(variable, proxy.url());
        std::fs::write(scene.user.path("ca.pem"), authority.pem()).expect("a file");
        scene.downloads(CACERT);
        assert_eq!(proxy.requests(), ["CONNECT certs.invalid:443"], "{variable}");
    }
}

#[test]
fn hosts_of_no_proxy_are_asked_directly() {
    let (server, scene, _) = serving_tls(Reply::Body(first()));
    let proxy = Proxy::before(server.address());
    let scene = scene.with("HTTPS_PROXY", proxy.url());
    scene.downloads(&[CACERT, &["--dry-run"]].concat());
    assert_eq!(proxy.connections(), 1);
    let scene = scene.with("NO_PROXY", "example.invalid,127.0.0.1");
    scene.downloads(CACERT);
    assert_eq!(proxy.connections(), 1);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_proxy_that_does_not_answer_is_a_failed_download() {
    let proxy = Server::http();
    let scene = Scene::new(&["https://certs.invalid/root.crt".to_owned()]).with("https_proxy", proxy.url(""));
    scene.fails_safely(ONCE);
    assert_eq!(proxy.requests(), ["certs.invalid:443"; 2]);
}

// No network, and arguments that make no sense.

#[test]
fn offline_asks_nobody() {
    for arguments in [&["--offline"][..], &["--source", "bundled"]] {
        let (server, scene) = serving(Reply::Body(first()));
        let json = scene.install(arguments).exits(0).json();
        assert_eq!(json["roots"][0]["source"], "bundled");
        assert_eq!(json["warnings"], Value::Array(Vec::new()));
        assert!(certificates(&scene.user.root_crt()).contains(&first()));
        assert_eq!(server.connections(), 0);
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused_before_anything_happens() {
    let (server, scene) = serving(Reply::Body(first()));
    let mirror = server.url("");
    let before = contents(&scene.user.folder());
    for arguments in [
        &["--offline", "--mirror", &mirror][..],
        &["--offline", "--from", "."],
        &["--offline", "--source", "download"],
        &["--source", "bundled", "--mirror", &mirror],
        &["--from", ".", "--mirror", &mirror],
        &["--mirror", "file:///certs"],
        &["--mirror", "ftp://127.0.0.1/certs"],
        &["--mirror", "certs"],
        &["--mirror", ""],
        &["--timeout", "0"],
        &["--timeout", "-1"],
        &["--timeout", "abc"],
        &["--timeout", "nan"],
        &["--timeout", "inf"],
        &["--retries", "-1"],
        &["--retries", "many"],
        &["--source", "elsewhere"],
    ] {
        let answer = scene.install(arguments).exits(2);
        assert_eq!(answer.error_code(), "usage", "{arguments:?}");
        assert_eq!(contents(&scene.user.folder()), before, "{arguments:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_mirrors_query_is_kept_and_neither_it_nor_a_password_is_shown() {
    let server = Server::http();
    let url = server.url("/certs").replacen("http://", "http://user:s3cret@", 1) + "?sig=k3y";
    let user = User::new();
    let answer = user.run(["install", "--json", "--mirror", &url]).exits(0);
    assert!(server.requests().contains(&format!("{}?sig=k3y", AT_MIRROR[0])), "{:?}", server.requests());
    let plain = user.run(["install", "-v", "--mirror", &url]).exits(0);
    for said in [answer.stdout, answer.stderr, plain.stdout, plain.stderr] {
        assert!(!said.contains("s3cret") && !said.contains("k3y"), "{said}");
    }
    let refused = user.run(["install", "--json", "--mirror", "ftp://user:s3cret@host/"]).exits(2);
    assert!(!refused.stdout.contains("s3cret"), "{}", refused.stdout);
}

#[test]
fn addresses_are_tried_in_turn_and_other_bytes_are_what_is_told() {
    let authority = Authority::new("First");
    let install = |server: &Server| {
        let user = User::new();
        let urls = [server.url("/first.crt"), server.url("/second.crt")];
        let pin = authority.pin("first", &[&urls[0], &urls[1]]);
        write_manifest(user.home(), &manifest(&[pin]), &[]);
        user.run(["install", "--json", "--source", "download", "--pins", "pins.json"])
    };
    let server = Server::http().at("/second.crt", Reply::Body(authority.der().to_vec()));
    let json = install(&server).exits(0).json();
    assert_eq!(json["roots"][0]["url"], server.url("/second.crt"));
    let server = Server::http().at("/first.crt", Reply::Body(b"<html>".to_vec()));
    let answer = install(&server).exits(2);
    assert_eq!(answer.error_code(), "pin-mismatch");
    assert_eq!(answer.json()["error"]["url"], server.url("/first.crt"));
}
