//! The page of Kubernetes and `deploy/kubernetes`, read by the programs that clusters are run with.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::running::{Running, fetched, free_address, operators};
use crate::support::cluster::{Cluster, HOST};
use crate::support::tools::{need_that, promtool, test_tools};
use crate::support::user::{Answer, User, answer};
use crate::support::{pages, program, repository};
use crate::yaml;

const PAGE: &str = "docs/tasks/kubernetes.md";
const FOLDER: &str = "deploy/kubernetes";

/// Validates the documents of each file as strictly as it can, in every version that has what is in them. Definitions of
/// resources are for others.
const VALIDATE: &str = "
import json, sys, yaml, kubernetes_validate
def first(document):
    text = json.dumps(document)
    if document['kind'] == 'ClusterTrustBundle': return 37
    if '\"image\": {\"' in text: return 31
    return 29 if 'clusterTrustBundle' in text else 25
for name in sys.argv[1:]:
    for document in yaml.safe_load_all(open(name)):
        for minor in range(first(document), 38):
            kubernetes_validate.validate(document, f'1.{minor}', strict=True)
        print(document['kind'], first(document))
";

/// Each document against the schema of its kind.
const TRUST_MANAGER: &str = "
import json, sys, yaml, jsonschema
schemas = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    document = yaml.safe_load(open(name))
    jsonschema.validate(document, schemas[document['kind']], cls=jsonschema.Draft202012Validator)
    print(document['kind'])
";

#[track_caller]
fn python(code: &str, files: &[PathBuf]) -> Answer {
    let mut command = Command::new(test_tools("python/bin/python"));
    command.args(["-c", code]).args(files).env("PYTHONPATH", test_tools("exports"));
    answer(&mut command)
}

#[track_caller]
fn kubectl(test: &str) -> Option<PathBuf> {
    let kubectl = test_tools("kubectl/kubectl");
    need_that(test, "kubectl", kubectl.is_file()).then_some(kubectl)
}

/// A copy of `deploy/kubernetes`, with the component if that is asked for.
fn copied(user: &User, with_pushgateway: bool) -> PathBuf {
    let folder = user.path("deploy");
    answer(Command::new("cp").arg("-r").arg(repository(FOLDER)).arg(&folder)).exits(0);
    if with_pushgateway {
        let file = folder.join("kustomization.yaml");
        let text = fs::read_to_string(&file).expect("a kustomization");
        let enabled = text.replace("# components:\n#   - pushgateway", "components:\n  - pushgateway");
        assert_ne!(text, enabled, "the lines to enable are there");
        fs::write(file, enabled).expect("a kustomization");
    }
    folder
}

/// What kustomize makes of a folder, in a file.
#[track_caller]
fn built(kubectl: &Path, user: &User, folder: &Path) -> PathBuf {
    let text = answer(user.command(kubectl).arg("kustomize").arg(folder)).exits(0);
    assert_eq!(text.stderr, "");
    let file = user.path(&format!("built-{}.yaml", text.stdout.len()));
    fs::write(&file, text.stdout).expect("a file");
    file
}

fn cron_job(file: &Path) -> Value {
    let documents = yaml::read(file);
    documents.into_iter().find(|document| document["kind"] == "CronJob").expect("a CronJob")
}

fn pod(cron_job: &Value) -> &Value {
    &cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
}

/// A block of the page as a manifest: parts of a pod's spec get a pod around them.
fn manifest(block: &str) -> Option<String> {
    if block.contains("kind: Kustomization") {
        return None;
    }
    let spec = block.lines().fold(String::new(), |text, line| text + "  " + line + "\n");
    let containers =
        if block.contains("\ncontainers:") { "" } else { "  containers: [{name: a, image: b}]\n" };
    Some(format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: page}}\nspec:\n{spec}{containers}"))
}

#[test]
fn every_version_of_kubernetes_takes_what_it_has_kinds_for() {
    let test = "the manifests for Kubernetes";
    let there = test_tools("exports/kubernetes_validate").is_dir();
    let Some(kubectl) = kubectl(test).filter(|_| need_that(test, "kubernetes-validate", there)) else {
        return;
    };
    let user = User::in_memory();
    let mut files = Vec::new();
    for with_pushgateway in [false, true] {
        let folder = copied(&user, with_pushgateway);
        files.push(built(&kubectl, &user, &folder));
        fs::remove_dir_all(folder).expect("its removal");
    }
    let blocks = pages::blocks(PAGE, "yaml");
    for (number, text) in blocks.iter().filter_map(|block| manifest(block)).enumerate() {
        let file = user.path(&format!("page-{number}.yaml"));
        fs::write(&file, text).expect("a file");
        files.push(file);
    }
    for form in ["configmap", "secret", "cluster-trust-bundle"] {
        let file = user.path(&format!("{form}.yaml"));
        user.run(["export", "--format", form, "--output", file.to_str().expect("UTF-8")]).exits(0);
        files.push(file);
    }
    let validated = python(VALIDATE, &files).exits(0).stdout;
    let count = |line: &str| validated.lines().filter(|one| *one == line).count();
    assert_eq!((count("CronJob 25"), count("CronJob 31")), (1, 1), "{validated}");
    assert_eq!((count("NetworkPolicy 25"), count("ServiceAccount 25")), (2, 2), "{validated}");
    assert_eq!((count("Pod 25"), count("Pod 29"), count("Pod 31")), (2, 1, 1), "{validated}");
    assert_eq!(count("ClusterTrustBundle 37"), 1, "{validated}");

    let wrong = fs::read_to_string(&files[0]).expect("a file").replace("restartPolicy", "restartPolicies");
    fs::write(&files[0], wrong).expect("a file");
    assert_ne!(python(VALIDATE, &files[..1]).code, Some(0), "it is strict");
}

#[test]
fn trust_manager_gets_fields_that_it_has() {
    let test = "trust-manager's forms";
    let there = test_tools("exports/yaml").is_dir() && test_tools("python/bin/python").is_file();
    if !need_that(test, "PyYAML and jsonschema", there) {
        return;
    }
    let user = User::in_memory();
    let schemas = repository("tests/fleet/trust-manager.json");
    for more in [&[][..], &["--namespace", "db"], &["--set", "azure-all"]] {
        let forms = ["trust-manager", "trust-manager-v1alpha2"].map(|form| {
            let file = user.path(&format!("{form}.yaml"));
            let run = ["export", "--no-backup", "--format", form, "--output", file.to_str().expect("UTF-8")];
            user.run(run.iter().chain(more)).exits(0);
            file
        });
        let [old, new] = forms;
        let said = python(TRUST_MANAGER, &[schemas.clone(), old, new.clone()]).exits(0).stdout;
        assert_eq!(said, "Bundle\nClusterBundle\n");
        let wrong = fs::read_to_string(&new).expect("a file").replace("inLineCAs", "inlineCAs");
        fs::write(&new, wrong).expect("a file");
        assert_ne!(python(TRUST_MANAGER, &[schemas.clone(), new]).code, Some(0), "it is strict");
    }
}

/// What the Pod Security level "restricted" asks of a pod for Linux, as far as its fields are used here.
fn violations(pod: &Value) -> Vec<String> {
    let mut violations = Vec::new();
    let mut unless = |holds: bool, text: String| violations.extend((!holds).then_some(text));
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        unless(pod[field].is_null(), field.into());
    }
    let kinds = ["configMap", "emptyDir", "secret", "projected", "image", "csi", "downwardAPI", "ephemeral"];
    for volume in pod["volumes"].as_array().into_iter().flatten() {
        let fields = volume.as_object().expect("a volume").keys();
        let known = fields.filter(|field| *field != "name").all(|field| kinds.contains(&field.as_str()));
        unless(known, format!("volume {volume}"));
    }
    let both = ["initContainers", "containers"].map(|list| pod[list].as_array().cloned().unwrap_or_default());
    for container in both.concat() {
        let (own, name) = (&container["securityContext"], &container["name"]);
        let setting = |field: &str| {
            if own[field].is_null() { pod["securityContext"][field].clone() } else { own[field].clone() }
        };
        unless(setting("runAsNonRoot") == true, format!("{name} runs as root"));
        unless(setting("runAsUser") != 0, format!("{name} is root"));
        unless(setting("seccompProfile")["type"] == "RuntimeDefault", format!("{name} has no seccomp"));
        unless(own["allowPrivilegeEscalation"] == false, format!("{name} escalates"));
        unless(own["capabilities"]["drop"] == json!(["ALL"]), format!("{name} has capabilities"));
        unless(own["capabilities"]["add"].is_null(), format!("{name} adds capabilities"));
        unless(own["privileged"].is_null(), format!("{name} is privileged"));
        let ports = container["ports"].as_array().cloned().unwrap_or_default();
        unless(ports.iter().all(|port| port["hostPort"].is_null()), format!("{name} has a port of the host"));
    }
    violations
}

#[test]
fn the_cron_job_is_restricted_and_has_no_rights_in_the_cluster() {
    let Some(kubectl) = kubectl("the rights of the CronJob") else { return };
    for with_pushgateway in [false, true] {
        let user = User::in_memory();
        let file = built(&kubectl, &user, &copied(&user, with_pushgateway));
        let job = cron_job(&file);
        let pod = pod(&job);
        assert_eq!(violations(pod), Vec::<String>::new());
        assert_eq!(pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"], true);
        assert_eq!(pod["automountServiceAccountToken"], false);
        let roots = pod["volumes"].as_array().expect("volumes").iter();
        let roots = roots.filter_map(|volume| volume["configMap"]["name"].as_str());
        assert!(roots.clone().any(|name| name == "pgcerts-check-roots"), "{roots:?}");
        // Until the next run, and hardly longer: the alert on a failed Job ends.
        let kept = job["spec"]["jobTemplate"]["spec"]["ttlSecondsAfterFinished"].as_u64();
        assert!(kept.is_some_and(|kept| (3600 + 900..7200).contains(&kept)), "{kept:?}");
        let kinds: Vec<Value> =
            yaml::read(&file).into_iter().map(|document| document["kind"].clone()).collect();
        assert!(!kinds.iter().any(|kind| kind.as_str().expect("a kind").contains("Role")), "{kinds:?}");
        // The rule sees what is missing.
        let text = pod.to_string();
        for (there, wrong) in [
            ("\"runAsNonRoot\":true", "\"runAsNonRoot\":false"),
            ("\"runAsUser\":65532", "\"runAsUser\":0"),
            ("RuntimeDefault", "Unconfined"),
            ("\"allowPrivilegeEscalation\":false", "\"allowPrivilegeEscalation\":true"),
            ("[\"ALL\"]", "[\"CHOWN\"]"),
            ("\"configMap\":", "\"hostPath\":"),
        ] {
            let mutant = text.replace(there, wrong);
            assert_ne!(text, mutant, "{there}");
            assert!(!violations(&serde_json::from_str(&mutant).expect("JSON")).is_empty(), "{wrong}");
        }
    }
}

#[test]
fn the_folder_has_the_roots_and_the_version_of_this_program() {
    let user = User::in_memory();
    // Another name than the page has applications mount: theirs is never replaced.
    let name = "pgcerts-check-roots";
    assert!(!pages::blocks(PAGE, "yaml").concat().contains(name));
    let printed = user.run(["export", "--format", "configmap", "--name", name]).exits(0).stdout;
    let there = fs::read_to_string(repository(FOLDER).join("postgresql-roots.yaml")).expect("the roots");
    assert!(
        printed == there,
        "pgcerts export --format configmap --name {name} >{FOLDER}/postgresql-roots.yaml"
    );
    let mut images = 0;
    let files = ["cron-job.yaml", "pushgateway/cron-job.yaml"].map(|file| format!("{FOLDER}/{file}"));
    for file in files.iter().map(String::as_str).chain([PAGE]) {
        let text = fs::read_to_string(repository(file)).expect(file);
        for rest in text.split("ghcr.io/pgcerts/").skip(1) {
            let tag = rest.split([' ', '\n', '`']).next().and_then(|image| image.split(':').nth(1));
            assert_eq!(tag, Some(env!("CARGO_PKG_VERSION")), "{file}");
            images += 1;
        }
    }
    assert_eq!(images, 4);
}

#[test]
fn the_arguments_of_the_cron_job_check_the_servers() {
    let test = "the CronJob's own command";
    let Some(cluster) = Cluster::shared(test).filter(|_| yaml::is_there(test)) else { return };
    let user = User::in_memory();
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}\n", cluster.port);
    fs::write(user.path("servers.txt"), &target).expect("a list");
    fs::write(user.path("root.crt"), cluster.authority.pem()).expect("a store");
    let job = cron_job(&repository(FOLDER).join("cron-job.yaml"));
    let container = &pod(&job)["containers"][0];
    let run = || {
        let arguments = container["args"].as_array().expect("arguments").iter();
        let arguments = arguments.map(|word| word.as_str().expect("a word").replace("/etc/pgcerts/", ""));
        let mut command = user.pgcerts();
        for variable in container["env"].as_array().expect("variables") {
            let value = variable["value"].as_str().expect("a value").replace("/etc/postgresql-roots/", "");
            command.env(variable["name"].as_str().expect("a name"), value);
        }
        answer(command.args(arguments))
    };
    assert!(run().exits(0).stdout.contains("ok"));
    fs::write(user.path("servers.txt"), target + "127.0.0.1:1\n").expect("a list");
    run().exits(2);
}

#[test]
fn the_component_sends_the_metrics_of_the_listed_servers_alone() {
    let test = "metrics on their way through a Pushgateway";
    let (Some(kubectl), Some(gateway), Some(cluster)) =
        (kubectl(test), operators(test, "usr/bin/prometheus-pushgateway"), Cluster::shared(test))
    else {
        return;
    };
    let user = User::in_memory();
    let job = cron_job(&built(&kubectl, &user, &copied(&user, true)));
    let container = &pod(&job)["containers"][0];
    assert_eq!(container["command"], json!(["sh", "-euc"]));
    let script = container["args"][0].as_str().expect("a script");
    let home = user.home().display();
    let script = script
        .replace("/tmp/", &format!("{home}/"))
        .replace("/etc/pgcerts/", &format!("{home}/"))
        .replace("/opt/pgcerts/pgcerts", program().to_str().expect("UTF-8"));
    fs::write(user.path("root.crt"), cluster.authority.pem()).expect("a store");
    let address = free_address();
    let mut command = Command::new(gateway);
    let _running = Running::start(command.arg(format!("--web.listen-address={address}")));
    fetched(&format!("http://{address}/-/ready"));
    let run_in = |namespace: &str, servers: Option<&str>| {
        let _ = fs::remove_file(user.path("servers.txt"));
        if let Some(servers) = servers {
            fs::write(user.path("servers.txt"), servers).expect("a list");
        }
        let mut command = user.command("sh");
        command.args(["-euc", &script]).env("PUSHGATEWAY", format!("http://{address}"));
        command.env("NO_PROXY", "127.0.0.1").env("PGSSLROOTCERT", user.path("root.crt"));
        let ended = answer(command.env("NAMESPACE", namespace));
        (ended.code, fetched(&format!("http://{address}/metrics")), ended.stderr)
    };
    let run = |servers: Option<&str>| run_in("db", servers);
    let target = format!("host={HOST} hostaddr=127.0.0.1 port={}\n", cluster.port);
    let (code, metrics, log) = run(Some(&(target.clone() + "127.0.0.1:1\n")));
    assert_eq!(code, Some(2), "not reached, so the Job fails");
    assert!(log.contains("127.0.0.1:1") && log.contains("connection refused"), "{log}");
    assert!(metrics.contains("127.0.0.1:1") && metrics.contains("pgcerts_check_ok{"), "{metrics}");
    let (_, metrics, _) = run(Some("127.0.0.1:1\n"));
    assert!(!metrics.contains("pgcerts_check_ok{"), "a verdict that is not known goes away: {metrics}");
    let (code, metrics, _) = run(Some(&target));
    assert_eq!(code, Some(0));
    assert!(!metrics.contains("127.0.0.1:1") && metrics.contains("pgcerts_check_ok{"), "{metrics}");
    let (code, kept, log) = run(None);
    assert!(code == Some(2) && log.contains("servers.txt"), "{log}");
    let of_ours = |text: &str| {
        text.lines().filter(|line| line.starts_with("pgcerts_")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of_ours(&kept), of_ours(&metrics), "no answer replaces none");
    let (_, both, _) = run_in("other", Some(&target));
    assert_eq!(both.matches("pgcerts_check_ok{").count(), 2, "each namespace has its own: {both}");
}

const CHART: &str = "apiVersion: v2\nname: app\nversion: 0.1.0\n";
const TEMPLATE: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  selector:
    matchLabels: {app: app}
  template:
    metadata:
      labels: {app: app}
    spec:
      containers:
        - name: app
          image: app:1
          env: {{- toYaml .Values.extraEnvVars | nindent 12 }}
          volumeMounts: {{- toYaml .Values.extraVolumeMounts | nindent 12 }}
      volumes: {{- toYaml .Values.extraVolumes | nindent 8 }}
";

#[test]
fn helm_renders_the_values_into_a_deployment_that_mounts_the_roots() {
    let test = "the values for Helm";
    let helm = test_tools("helm/helm");
    if !need_that(test, "helm", helm.is_file()) {
        return;
    }
    let user = User::in_memory();
    fs::create_dir_all(user.path("app/templates")).expect("a folder");
    fs::write(user.path("app/Chart.yaml"), CHART).expect("a chart");
    fs::write(user.path("app/templates/deployment.yaml"), TEMPLATE).expect("a template");
    let mut command = user.command(helm);
    command.args(["template", "app", "app", "--values"]).arg(repository(FOLDER).join("helm-values.yaml"));
    let rendered = answer(command.current_dir(user.home())).exits(0).stdout;
    let file = user.path("rendered.yaml");
    fs::write(&file, rendered).expect("a file");
    assert_eq!(python(VALIDATE, std::slice::from_ref(&file)).exits(0).stdout, "Deployment 25\n");
    let deployment = yaml::read(&file).remove(0);
    let pod = &deployment["spec"]["template"]["spec"];
    let (container, volume) = (&pod["containers"][0], &pod["volumes"][0]);
    assert_eq!(container["volumeMounts"][0]["name"], volume["name"]);
    let folder = container["volumeMounts"][0]["mountPath"].as_str().expect("a folder");
    assert_eq!(container["env"][0], json!({"name": "PGSSLROOTCERT", "value": format!("{folder}/root.crt")}));
}

#[test]
fn the_kustomization_on_the_page_sets_up_the_labeled_workload() {
    let Some(kubectl) = kubectl("the kustomization on the page") else { return };
    let user = User::in_memory();
    let command =
        pages::blocks(PAGE, "sh").into_iter().find(|block| block.contains("kustomize")).expect("a command");
    user.run(command.trim().split(' ').skip(1)).exits(0);
    let blocks = pages::blocks(PAGE, "yaml");
    let kustomization =
        blocks.iter().find(|block| block.contains("kind: Kustomization")).expect("a kustomization");
    fs::write(user.path("kustomization.yaml"), kustomization).expect("a file");
    let app = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, labels: {postgresql-roots: mount}}\nspec:\n  \
               selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      \
               containers: [{name: app, image: app}]\n";
    fs::write(user.path("app.yaml"), app).expect("a workload");
    let file = built(&kubectl, &user, user.home());
    python(VALIDATE, std::slice::from_ref(&file)).exits(0);
    let deployment =
        yaml::read(&file).into_iter().find(|one| one["kind"] == "Deployment").expect("the workload");
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["env"][0]["name"], "PGSSLROOTCERT", "{container}");
}

#[test]
fn prometheus_takes_the_alerts_on_the_page() {
    let test = "the alerts of Kubernetes";
    let Some(promtool) = promtool() else {
        need_that(test, "promtool", false);
        return;
    };
    let blocks = pages::blocks(PAGE, "text");
    let expressions = blocks.iter().find(|block| block.contains("kube_")).expect("the alerts");
    assert_eq!(expressions.lines().count(), 2);
    let rule = |(number, line)| json!({"alert": format!("rule{number}"), "expr": line});
    let rules: Vec<Value> = expressions.lines().enumerate().map(rule).collect();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let groups = json!({"groups": [{"name": "page", "rules": rules}]});
    fs::write(file.path(), groups.to_string()).expect("rules");
    let checked = answer(Command::new(promtool).args(["check", "rules"]).arg(file.path()));
    assert!(checked.stdout.contains("2 rules found"), "{checked:?}");
}

/// No registry has an API server that is new enough, so whoever has a cluster names it.
#[test]
fn an_api_server_takes_the_folder() {
    let test = "deploy/kubernetes in a cluster";
    let Some(kubectl) = kubectl(test) else { return };
    let Some(config) = std::env::var_os("PGCERTS_TEST_KUBECONFIG") else {
        let _ = writeln!(
            std::io::stderr(),
            "left out: {test}, unless PGCERTS_TEST_KUBECONFIG names its kubeconfig"
        );
        return;
    };
    let mut command = Command::new(kubectl);
    command.args(["apply", "--server-side", "--dry-run=server", "--validate=strict", "-k"]);
    answer(command.arg(repository(FOLDER)).arg("--kubeconfig").arg(config)).exits(0);
}
