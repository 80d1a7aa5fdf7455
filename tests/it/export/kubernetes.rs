//! The forms for Kubernetes: its schemas, and kustomize.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{installed, own_root, printed, python};
use crate::support::pem;
use crate::support::store::azure;
use crate::support::tools::{need_that, test_tools};
use crate::support::user::{User, answer};

/// Validates each file as strictly as kubernetes-validate can, and prints all documents as JSON.
const VALIDATE: &str = "
import json, sys, yaml, kubernetes_validate
documents = [yaml.safe_load(open(name)) for name in sys.argv[1:]]
for document in documents:
    new = document['kind'] == 'ClusterTrustBundle'
    for minor in range(37 if new else 25, 38):
        kubernetes_validate.validate(document, f'1.{minor}', strict=True)
print(json.dumps(documents))
";

const READ: &str = "
import json, sys, yaml
print(json.dumps([[d for d in yaml.safe_load_all(open(name))] for name in sys.argv[1:]]))
";

/// The documents, once they are valid in each version of Kubernetes that has their kind.
fn valid(user: &User, forms: &[(&str, &[&str])]) -> Option<Vec<Value>> {
    let there = test_tools("exports/kubernetes_validate").is_dir();
    if !need_that("the forms for Kubernetes", "kubernetes-validate", there) {
        return None;
    }
    let write = |(form, more): &(&str, &[&str])| {
        let path = user.path(&format!("{form}.yaml"));
        std::fs::write(&path, printed(user, form, more)).expect("a file");
        path
    };
    let paths: Vec<PathBuf> = forms.iter().map(write).collect();
    let arguments: Vec<_> = paths.iter().map(PathBuf::as_path).collect();
    let answer = python(VALIDATE, &arguments).exits(0);
    Some(answer.json().as_array().expect("documents").clone())
}

fn blocks() -> String {
    azure().iter().map(|der| pem("CERTIFICATE", der)).collect()
}

#[test]
fn each_version_takes_config_map_secret_and_cluster_trust_bundle() {
    let user = User::in_memory();
    let names: &[&str] = &["--name", "null", "--namespace", "1e3"];
    let forms = [("configmap", names), ("secret", &[]), ("cluster-trust-bundle", &["--name", "0x10.true"])];
    let Some(documents) = valid(&user, &forms) else { return };
    let root_crt = installed(&user);
    let config_map = json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "null", "namespace": "1e3"},
        "data": {"root.crt": root_crt},
    });
    assert_eq!(documents[0], config_map);
    let encoded = pem("X", root_crt.as_bytes());
    let encoded: String = encoded.lines().filter(|line| !line.starts_with('-')).collect();
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "postgresql-roots"}, "type": "Opaque",
        "data": {"root.crt": encoded},
    });
    assert_eq!(documents[1], secret);
    let bundle = json!({
        "apiVersion": "certificates.k8s.io/v1", "kind": "ClusterTrustBundle", "metadata": {"name": "0x10.true"},
        "spec": {"trustBundle": blocks()},
    });
    assert_eq!(documents[2], bundle);
}

/// The fields as the definitions of trust-manager 0.24 have them; no registry has those to validate with.
#[test]
fn trust_manager_gets_its_two_forms() {
    let user = User::in_memory();
    if !need_that("trust-manager's forms", "PyYAML", test_tools("exports/yaml").is_dir()) {
        return;
    }
    for (form, version, kind, sources) in [
        (
            "trust-manager",
            "trust.cert-manager.io/v1alpha1",
            "Bundle",
            json!({"sources": [{"inLine": blocks()}]}),
        ),
        (
            "trust-manager-v1alpha2",
            "trust-manager.io/v1alpha2",
            "ClusterBundle",
            json!({"inLineCAs": blocks()}),
        ),
    ] {
        let is_old = kind == "Bundle";
        let config_map =
            if is_old { json!({"key": "root.crt"}) } else { json!({"data": [{"key": "root.crt"}]}) };
        let selected = json!({"matchLabels": {"kubernetes.io/metadata.name": "db"}});
        for (more, selector) in
            [(&["--namespace", "db"][..], Some(selected)), (&[], (!is_old).then(|| json!({})))]
        {
            let path = user.path("bundle.yaml");
            std::fs::write(&path, printed(&user, form, more)).expect("a file");
            let mut target = json!({"configMap": config_map});
            if let Some(selector) = selector {
                target["namespaceSelector"] = selector;
            }
            let mut spec = sources.clone();
            spec["target"] = target;
            let expected = json!({
                "apiVersion": version, "kind": kind, "metadata": {"name": "postgresql-roots"}, "spec": spec,
            });
            assert_eq!(python(READ, &[&path]).exits(0).json()[0][0], expected);
        }
    }
}

/// Workloads of every kind with the container `app` and another one.
fn workloads(name: &str, labels: &str) -> String {
    let pod = "containers:\n- {name: other, image: x}\n- {name: app, image: y, env: [{name: A, value: b}]}\n";
    let under = |blanks: usize| {
        pod.lines().fold(String::new(), |text, line| text + &" ".repeat(blanks) + line + "\n")
    };
    let kinds = [
        ("apps/v1", "Deployment"),
        ("apps/v1", "StatefulSet"),
        ("apps/v1", "DaemonSet"),
        ("batch/v1", "Job"),
    ];
    let text: String = kinds
        .map(|(version, kind)| {
            format!(
                "---\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, labels: {labels}}}\nspec:\n  \
                 template:\n    spec:\n{}",
                under(6)
            )
        })
        .concat();
    let cron = format!(
        "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: {name}, labels: {labels}}}\nspec:\n  schedule: \
         '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n"
    );
    text + &cron + &under(10)
}

#[test]
fn kustomize_mounts_the_roots_in_the_container_of_labeled_workloads_alone() {
    let Some(kubectl) = kubectl("the component of kustomize") else { return };
    let user = User::in_memory();
    let component = ["export", "--format", "kustomize", "--container", "app", "--output", "roots"];
    user.run(component).exits(0);
    std::fs::create_dir(user.path("base")).expect("a folder");
    let both = workloads("w", "{postgresql-roots: mount}") + &workloads("other", "{app: other}");
    std::fs::write(user.path("base/workloads.yaml"), both).expect("a file");
    let base = "namespace: db\nresources: [workloads.yaml]\ncomponents: [../roots]\n";
    std::fs::write(user.path("base/kustomization.yaml"), base).expect("a file");
    let built = |user: &User| {
        answer(user.command(&kubectl).args(["kustomize", "base"]).current_dir(user.home())).exits(0)
    };
    let text = built(&user);
    assert_eq!(text.stderr, "");
    std::fs::write(user.path("built.yaml"), &text.stdout).expect("a file");
    let documents = python(READ, &[&user.path("built.yaml")]).exits(0).json()[0].clone();
    let documents = documents.as_array().expect("documents");
    let config_map = documents.iter().find(|document| document["kind"] == "ConfigMap").expect("a ConfigMap");
    let name = config_map["metadata"]["name"].as_str().expect("a name");
    assert!(name.starts_with("postgresql-roots-") && name.len() > 20, "{name}");
    assert_eq!(config_map["data"]["root.crt"], installed(&user));
    let (labeled, others): (Vec<&Value>, Vec<&Value>) =
        documents.iter().filter(|one| pod(one).is_some()).partition(|one| one["metadata"]["name"] == "w");
    assert_eq!((labeled.len(), others.len()), (5, 5));
    for pod in others.into_iter().filter_map(pod) {
        let app = json!({"name": "app", "image": "y", "env": [{"name": "A", "value": "b"}]});
        assert_eq!(pod, &json!({"containers": [{"name": "other", "image": "x"}, app]}));
    }
    for pod in labeled.into_iter().filter_map(pod) {
        assert_eq!(pod["volumes"], json!([{"name": "postgresql-roots", "configMap": {"name": name}}]));
        // Kustomize puts the patched one first.
        let containers = pod["containers"].as_array().expect("containers");
        let [app, other] = containers.as_slice() else { panic!("{pod}") };
        assert_eq!(other, &json!({"name": "other", "image": "x"}));
        assert_eq!((&app["name"], &app["image"]), (&json!("app"), &json!("y")));
        let mount =
            json!([{"name": "postgresql-roots", "mountPath": "/etc/postgresql-roots", "readOnly": true}]);
        assert_eq!(app["volumeMounts"], mount);
        let variable = json!({"name": "PGSSLROOTCERT", "value": "/etc/postgresql-roots/root.crt"});
        assert!(app["env"].as_array().expect("variables").contains(&variable), "{app}");
    }
    // With other roots the name is another one, so that the pods are made anew.
    user.run(component.iter().chain(&["--set", "azure-all"])).exits(0);
    assert!(!built(&user).stdout.contains(name));
}

#[test]
fn more_than_an_object_can_hold_is_refused() {
    let user = User::in_memory();
    let store: String = (0..40).map(|number| pem("CERTIFICATE", &own_root(number, 20_000))).collect();
    std::fs::write(user.path("store"), store).expect("a file");
    for form in ["configmap", "secret", "trust-manager", "trust-manager-v1alpha2"] {
        let answer = user.run(["export", "--format", form, "--from", "store", "--output", "out"]).exits(2);
        assert!(answer.stderr.contains("1 MiB"), "{}", answer.stderr);
    }
    assert_eq!(crate::support::names(user.home()), ["store"]);
    user.run(["export", "--format", "cloud-init", "--from", "store"]).exits(0);
}

/// The pod of a workload.
fn pod(document: &Value) -> Option<&Value> {
    let spec = &document["spec"];
    let template = if spec["jobTemplate"].is_null() { spec } else { &spec["jobTemplate"]["spec"] };
    Some(&template["template"]["spec"]).filter(|pod| !pod.is_null())
}

/// The one of `tests/tools`.
fn kubectl(test: &str) -> Option<PathBuf> {
    let kubectl = test_tools("kubectl/kubectl");
    need_that(test, "kubectl", kubectl.is_file()).then_some(kubectl)
}
