//! The container images: read by skopeo and buildah, and their programs run as a container would run them.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::foreign::qemu;
use crate::support::cluster::Cluster;
use crate::support::tools::{need, need_success, need_that};
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, packages};

const USER: u32 = 65532;

/// An image layout as files.
struct Layout(TempDir);

impl Layout {
    fn new(test: &str, end: &str) -> Option<Self> {
        let archive = packages::find(test, end)?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        answer(Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(folder.path())).exits(0);
        Some(Self(folder))
    }

    fn json(&self, file: impl AsRef<Path>) -> Value {
        serde_json::from_slice(&std::fs::read(self.0.path().join(file)).expect("a file")).expect("JSON")
    }

    /// Where the content is that a descriptor names.
    fn blob(&self, descriptor: &Value) -> PathBuf {
        let digest = descriptor["digest"].as_str().expect("a digest");
        self.0.path().join("blobs").join(digest.replace(':', "/"))
    }

    /// The manifest for a kind of machine.
    fn manifest(&self, architecture: &str) -> Value {
        let index = self.json(self.blob(&self.json("index.json")["manifests"][0]));
        let manifests = index["manifests"].as_array().expect("manifests");
        let one = manifests.iter().find(|one| one["platform"]["architecture"] == architecture);
        self.json(self.blob(one.expect(architecture)))
    }

    fn unpack(&self, architecture: &str, folder: &Path) {
        let layer = self.blob(&self.manifest(architecture)["layers"][0]);
        answer(Command::new("tar").arg("-xpzf").arg(layer).arg("-C").arg(folder)).exits(0);
    }
}

/// What a container of the image runs in: its files, its user and its environment.
struct Container {
    root: TempDir,
    config: Value,
    before: Option<String>,
}

impl Container {
    fn new(test: &str, architecture: &str) -> Option<Self> {
        let layout = Layout::new(test, "-image.tar")?;
        if !need_success(test, "leave to change the root", Command::new("chroot").args(["/", "true"])) {
            return None;
        }
        let root = tempfile::Builder::new().permissions(mode(0o755)).tempdir().expect("a temporary folder");
        layout.unpack(architecture, root.path());
        let config = layout.json(layout.blob(&layout.manifest(architecture)["config"]));
        let mut before = None;
        if architecture != "amd64" {
            std::fs::copy(qemu(test)?, root.path().join("qemu")).expect("qemu");
            before = Some("/qemu".to_owned());
        }
        let volume = root.path().join("data");
        std::fs::create_dir(&volume).expect("a volume");
        chown(&volume, Some(USER), Some(USER)).expect("the volume's owner");
        Some(Self { root, config, before })
    }

    fn run(&self, words: &str) -> Answer {
        let config = &self.config["config"];
        let texts = |field: &str| -> Vec<String> {
            let texts = config[field].as_array().into_iter().flatten();
            texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
        };
        let user = config["User"].as_str().expect("a user");
        let mut command = Command::new("chroot");
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.envs(texts("Env").iter().filter_map(|pair| pair.split_once('=')));
        command.arg(format!("--userspec={user}")).arg(self.root.path());
        answer(command.args(&self.before).args(texts("Entrypoint")).args(words.split_whitespace()))
    }

    fn path(&self, place: &str) -> PathBuf {
        self.root.path().join(place)
    }
}

fn mode(mode: u32) -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(mode)
}

/// As one that fills a volume for others, and as one that checks servers.
fn serves(test: &str, architecture: &str) {
    let Some(container) = Container::new(test, architecture) else { return };
    let Some(cluster) = Cluster::shared(test) else { return };
    container.run("status").exits(0);
    container.run("install --offline --dest /data/root.crt").exits(0);
    let written = container.path("data/root.crt");
    assert_eq!(certificates(&written).len(), 3);
    assert_eq!(written.metadata().expect("the file").uid(), USER);
    std::fs::write(container.path("data/own.crt"), cluster.authority.pem()).expect("the server's root");
    let check = |store: &str| container.run(&format!("check 127.0.0.1:{} --json {store}", cluster.port));
    let yes = check("--sslrootcert /data/own.crt").exits(0).json();
    assert_eq!(yes["targets"][0]["verdicts"]["verify-full"]["verified"], "full");
    // By the image's own root.crt, which is not the server's.
    check("").exits(1);
}

#[test]
fn the_image_fills_a_volume_and_checks_a_server_as_its_user() {
    serves("the image", "amd64");
}

#[test]
fn the_image_for_arm64_fills_a_volume_and_checks_a_server_as_its_user() {
    serves("the image for arm64", "arm64");
}

#[test]
fn the_image_trusts_what_debian_trusts_and_names_its_version() {
    let test = "the authorities in the image";
    let Some(container) = Container::new(test, "amd64") else { return };
    let listed = answer(Command::new("dpkg").args(["-L", "ca-certificates"])).exits(0).stdout;
    let count = listed.lines().filter(|line| is_authority(line)).count();
    assert!(count > 100, "{listed}");
    assert_eq!(certificates(&container.path("etc/ssl/certs/ca-certificates.crt")).len(), count);
    let version =
        answer(Command::new("dpkg-query").args(["-Wf", "${Version}", "ca-certificates"])).exits(0).stdout;
    assert_eq!(container.config["config"]["Labels"]["pgcerts.ca-certificates"], version);
}

/// Whether a line of dpkg's names an authority.
fn is_authority(line: &str) -> bool {
    line.contains("usr/share/ca-certificates/") && Path::new(line).extension().is_some_and(|end| end == "crt")
}

/// What packaging/kinds/images.sh takes for Debian's authorities, with this database of dpkg.
fn authorities(database: &Path) -> Answer {
    let script = "set -euo pipefail; die() { echo \"$*\" >&2; exit 1; }; source packaging/kinds/images.sh; authorities";
    let mut bash = Command::new("bash");
    bash.args(["-c", script]).env("DPKG_ADMINDIR", database);
    answer(bash.current_dir(crate::support::repository("")))
}

#[test]
fn an_authority_that_debian_does_not_have_comes_into_no_image() {
    let system = Path::new("/var/lib/dpkg");
    if !need_that(
        "the authorities",
        "the database of dpkg",
        system.join("info/ca-certificates.list").is_file(),
    ) {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("info")).expect("a folder");
    for file in ["status", "info/ca-certificates.list", "info/ca-certificates.md5sums", "info/format"] {
        std::fs::copy(system.join(file), folder.path().join(file)).expect(file);
    }
    let all = authorities(folder.path()).exits(0).stdout;

    // As if one file had been added to the package's.
    let list = folder.path().join("info/ca-certificates.list");
    let text = std::fs::read_to_string(&list).expect("the list");
    let one = text.lines().find(|line| is_authority(line)).expect("an authority");
    std::fs::write(&list, text.replace(&format!("{one}\n"), "")).expect("a list without it");
    let known = authorities(folder.path()).exits(0).stdout;
    let added = std::fs::read_to_string(one).expect("the authority");
    assert!(all.contains(&added) && !known.contains(&added), "{one}");
    std::fs::write(&list, &text).expect("the whole list");

    // As if one file were another than the package's.
    let sums = folder.path().join("info/ca-certificates.md5sums");
    let text = std::fs::read_to_string(&sums).expect("the sums");
    let changed = text.lines().find(|line| is_authority(line)).expect("a sum");
    let other = format!("{}{}", "0".repeat(32), &changed[32..]);
    std::fs::write(&sums, text.replace(changed, &other)).expect("another sum");
    let refused = authorities(folder.path());
    assert!(refused.code == Some(1) && refused.stdout.is_empty(), "{}", refused.stderr);
    assert!(refused.stderr.contains(&changed[34..]), "{}", refused.stderr);
}

#[test]
fn the_image_of_the_roots_holds_root_crt_and_nothing_else() {
    let Some(layout) = Layout::new("the image of the roots", "-roots.tar") else { return };
    let user = User::new();
    user.run(["install", "--offline"]).exits(0);
    for architecture in ["amd64", "arm64"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        layout.unpack(architecture, folder.path());
        assert_eq!(packages::files(folder.path()), ["root.crt".to_owned()].into());
        let [packed, installed] = [folder.path().join("root.crt"), user.root_crt()].map(std::fs::read);
        assert_eq!(packed.expect("root.crt"), installed.expect("root.crt"));
    }
    let archive = packages::find("its size", "-roots.tar").expect("the image");
    let size = archive.metadata().expect("the image").len();
    assert!(size <= 20_480, "{size}");
}

/// Which checks each digest and size on the way.
#[test]
fn skopeo_copies_both_images_for_every_machine_and_keeps_their_digests() {
    let test = "the images and skopeo";
    let Some(skopeo) = need(test, "skopeo") else { return };
    for end in ["-image.tar", "-roots.tar"] {
        let Some(layout) = Layout::new(test, end) else { return };
        let copy = tempfile::tempdir().expect("a temporary folder");
        let from = format!("oci:{}", layout.0.path().display());
        let to = format!("oci:{}:copy", copy.path().display());
        answer(Command::new(&skopeo).args(["copy", "--all", "--quiet", &from, &to])).exits(0);
        let copied = std::fs::read(copy.path().join("index.json")).expect("the index");
        let copied: Value = serde_json::from_slice(&copied).expect("JSON");
        let digest = &layout.json("index.json")["manifests"][0]["digest"];
        assert_eq!(copied["manifests"][0]["digest"], *digest, "{end}");
        let answered = answer(Command::new(&skopeo).args(["inspect", &from])).exits(0).json();
        assert_eq!(answered["Labels"]["org.opencontainers.image.version"], env!("CARGO_PKG_VERSION"));
    }
}

#[test]
fn buildah_copies_the_program_and_the_roots_out_of_the_images() {
    let test = "the images and buildah";
    let Some(buildah) = need(test, "buildah") else { return };
    let user = User::new();
    let buildah = |arguments: &[&str]| {
        let mut command = user.command(&buildah);
        command.args(["--storage-driver", "vfs", "--root"]).arg(user.path("images"));
        answer(command.arg("--runroot").arg(user.path("state")).args(arguments)).exits(0)
    };
    for (end, file) in [("-roots.tar", "root.crt"), ("-image.tar", "pgcerts")] {
        let Some(image) = packages::find(test, end) else { return };
        let name =
            buildah(&["pull", "--quiet", "--policy", "always", &format!("oci-archive:{}", image.display())]);
        let container = buildah(&["from", "--pull-never", name.stdout.trim()]).stdout;
        let mounted = buildah(&["mount", container.trim()]).stdout;
        assert!(Path::new(mounted.trim()).join(file).is_file(), "{end}: {file}");
    }
}
