//! A component of kustomize: the `ConfigMap`, and patches that mount it and set PGSSLROOTCERT in one container.

use super::yaml::{indented, name};
use super::{FOLDER, KEY, ObjectNames, RootsText};

/// Kustomize appends a hyphen and ten characters.
pub(crate) const KUSTOMIZE_NAME_LIMIT: usize = 253 - 11;

/// The label of the workloads that the component sets up: others may have no such container.
const LABEL: &str = "postgresql-roots=mount";

/// The pods' name for it.
const VOLUME: &str = "postgresql-roots";

/// The files of the folder.
pub(crate) fn kustomize(
    roots: &RootsText,
    names: &ObjectNames,
    container: &str,
) -> [(&'static str, String); 4] {
    [
        (KEY, roots.annotated.clone()),
        ("pods.yaml", pods(names.name, container)),
        ("cronjobs.yaml", cron_jobs(names.name, container)),
        ("kustomization.yaml", kustomization(names)),
    ]
}

/// The generated name changes with the roots, so pods are made anew and see the new ones.
fn kustomization(names: &ObjectNames) -> String {
    let namespace = names.namespace.map(|namespace| format!("    {}\n", name("namespace", namespace)));
    format!(
        "# Sets up the workloads with the label `postgresql-roots: mount` in their own metadata.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
configMapGenerator:
  - {}
{}    files:
      - {KEY}
patches:
  - path: pods.yaml
    target:
      kind: Deployment|StatefulSet|DaemonSet|ReplicaSet|Job
      labelSelector: {LABEL}
  - path: cronjobs.yaml
    target:
      kind: CronJob
      labelSelector: {LABEL}
",
        name("name", names.name),
        namespace.unwrap_or_default()
    )
}

/// The name of the patch counts for nothing where `target` selects.
fn pods(config_map: &str, container: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\nspec:\n  template:\n    spec:\n{}",
        indented(6, &pod(config_map, container))
    )
}

fn cron_jobs(config_map: &str, container: &str) -> String {
    format!(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: any\nspec:\n  jobTemplate:\n    spec:\n      \
         template:\n        spec:\n{}",
        indented(10, &pod(config_map, container))
    )
}

fn pod(config_map: &str, container: &str) -> String {
    format!(
        "containers:
  - {}
    env:
      - name: PGSSLROOTCERT
        value: {FOLDER}/{KEY}
    volumeMounts:
      - name: {VOLUME}
        mountPath: {FOLDER}
        readOnly: true
volumes:
  - name: {VOLUME}
    configMap:
      {}
",
        name("name", container),
        name("name", config_map)
    )
}
