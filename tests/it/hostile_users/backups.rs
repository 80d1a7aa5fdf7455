//! What only has the name of a backup is not restored.

use std::os::unix::fs::{MetadataExt as _, symlink};

use super::{Machine, OTHER, mode, plant, plant_link, text};
use crate::support::authority::Authority;
use crate::support::store::backups;

const PAST: &str = "root.crt.20200101T000000.000Z.bak";
const FUTURE: &str = "root.crt.99980101T000000.000Z.bak";

#[test]
fn a_planted_backup_is_neither_published_nor_trusted() {
    let Some(machine) = Machine::new("planted backups") else { return };
    let folder = machine.make("folder", 0, 0o755);
    let file = folder.join("root.crt");
    machine.install(&file, &[]).exits(0);
    machine.install(&file, &["--set", "azure-all"]).exits(0);
    let before = std::fs::read(&file).expect("root.crt");
    let secret = machine.path("secret");
    std::fs::write(&secret, "only root reads this").expect("a file");
    mode(&secret, 0o600);
    let stranger = Authority::new("Stranger").pem();
    for name in [PAST, FUTURE] {
        let planted = folder.join(name);
        for kind in ["link of another", "link of root", "copy", "hard link"] {
            match kind {
                "copy" => plant(&planted, &stranger),
                "hard link" => std::fs::hard_link(&secret, &planted).expect("a link"),
                "link of root" => symlink(&secret, &planted).expect("a link"),
                _ => plant_link(&secret, &planted),
            }
            let answer = machine.rollback(&file, &["--to", text(&planted)]).exits(2);
            assert_eq!(answer.error_code(), "foreign-backup", "{kind}");
            assert_eq!(std::fs::read(&file).expect("root.crt"), before, "{kind}");
            let listed = machine.rollback(&file, &["--list"]).exits(0);
            assert_eq!(listed.warning_codes(), ["foreign-backup"], "{kind}");
            assert_eq!(listed.json()["backups"].as_array().expect("backups").len(), 1, "{kind}");
            // The real one is restored, and the next run makes another.
            machine.rollback(&file, &[]).exits(0);
            machine.install(&file, &["--set", "azure-all"]).exits(0);
            std::fs::remove_file(&planted).expect("its removal");
            for backup in backups(&folder).iter().skip(1) {
                std::fs::remove_file(backup).expect("its removal");
            }
        }
    }
}

#[test]
fn a_backup_of_the_files_owner_is_one_for_root() {
    let Some(machine) = Machine::new("a backup of the file's owner") else { return };
    let home = machine.make("home", OTHER, 0o755);
    machine.other(&home, &["install", "--offline"]).exits(0);
    machine.other(&home, &["install", "--offline", "--set", "azure-all"]).exits(0);
    let file = home.join(".postgresql/root.crt");
    let answer = machine.rollback(&file, &["--as-root"]).exits(0);
    assert!(answer.warning_codes().is_empty(), "{}", answer.stdout);
    assert_eq!(std::fs::metadata(&file).expect("root.crt").uid(), OTHER);
}

#[test]
fn a_certificate_that_comes_with_a_backup_is_a_warning_and_a_no_of_the_dry_run() {
    let Some(machine) = Machine::new("what a backup brings") else { return };
    let file = machine.make("folder", 0, 0o755).join("root.crt");
    machine.install(&file, &[]).exits(0);
    let stranger = Authority::new("Stranger");
    let backup = file.with_file_name(PAST);
    std::fs::write(&backup, stranger.pem()).expect("a file");
    let before = std::fs::read(&file).expect("root.crt");
    let answer = machine.rollback(&file, &["--dry-run"]).exits(1);
    assert_eq!(answer.warning_codes(), ["foreign-root"]);
    assert_eq!(std::fs::read(&file).expect("root.crt"), before);
    let json = answer.json();
    assert_eq!((&json["dry_run"], &json["changed"]), (&true.into(), &true.into()));
    assert_eq!(json["added"][0]["subject"], "Stranger");
    assert_eq!(json["removed"].as_array().expect("a list").len(), 3);
    // Whoever asks for silence hears of it all the same.
    let quiet = ["rollback", "-q", "--dry-run", "--dest", text(&file)];
    let quiet = machine.root(machine.folder.path(), &quiet).exits(1);
    assert!(quiet.stderr.contains("which is not a pinned root"), "{}", quiet.stderr);
    let answer = machine.rollback(&file, &[]).exits(0);
    assert_eq!(answer.warning_codes(), ["foreign-root"]);
    // The way back brings pinned roots alone, which nobody has to be warned of.
    let answer = machine.rollback(&file, &["--dry-run"]).exits(0);
    assert!(answer.warning_codes().is_empty(), "{}", answer.stdout);
}

#[test]
fn a_foreign_file_that_root_insists_on_does_not_make_its_owner_that_of_the_store() {
    let Some(machine) = Machine::new("a foreign file that root insists on") else { return };
    let file = machine.make("folder", 0, 0o755).join("root.crt");
    let planted = file.with_file_name(PAST);
    plant(&planted, Authority::new("Stranger").pem());
    mode(&planted, 0o666);
    let answer = machine.rollback(&file, &["--to", text(&planted), "--force"]).exits(0);
    assert_eq!(answer.warning_codes(), ["foreign-root"]);
    let metadata = std::fs::metadata(&file).expect("root.crt");
    assert_eq!((metadata.uid(), metadata.mode() & 0o777), (0, 0o644));
}
