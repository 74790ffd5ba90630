//! A second engine's opinion on posts: played by a script, and by Terraform where it is installed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::driver::{Run, Site};

/// A post with a block of HCL for each text.
fn post(blocks: &[&str]) -> String {
    let mut text = String::from("-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n");
    for block in blocks {
        text.push_str(&format!("글\n\n```hcl\n{block}```\n\n"));
    }
    text
}

/// `recto check --engine` with the folders of the search path.
fn check_with(site: &Site, path: &[PathBuf], args: &[&str]) -> Run {
    let mut command = site.command(["check", "--format", "short"].iter().chain(args).copied());
    command.env("PATH", std::env::join_paths(path).unwrap());
    Run::of(command)
}

/// Whether Terraform is installed; the tests with it say nothing where it is not.
fn has_terraform() -> bool {
    let mut command = Command::new("terraform");
    command.arg("version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn check(site: &Site) -> Run {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    check_with(site, &path, &["--engine", "terraform"])
}

/// What Terraform and Recto do not agree about.
#[track_caller]
fn differences(blocks: &[&str], expected: &[&str]) {
    if !has_terraform() {
        return;
    }
    let site = Site::configured(&post(blocks));
    let run = check(&site);
    let found: Vec<&str> = run
        .stdout()
        .lines()
        .filter(|line| line.contains("HCL903"))
        .map(|line| line.split(" (help: ").next().unwrap_or_default())
        .collect();
    assert_eq!(found.len(), expected.len(), "{}{}", run.stdout(), run.stderr());
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "no {expected:?} in {found}");
    }
    assert!(
        run.stderr().contains(" looked at 1 module: "),
        "{}{}",
        run.stdout(),
        run.stderr()
    );
}

// with Terraform

#[test]
fn parts_of_a_configuration_are_no_difference() {
    differences(
        &[
            "variable \"cidr\" {\n  type    = string\n  default = \"10.0.0.0/16\"\n}\n",
            "locals {\n  subnets = cidrsubnets(var.cidr, 8, 8)\n  vpc     = aws_vpc.main[0].id\n  region  = var.region\n}\n",
            "locals {\n  subnets = [for i in range(2) : cidrsubnet(var.cidr, 8, i)]\n}\n",
            "module \"vpc\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"~> 6.0\"\n  count   = 2\n  \
             cidr    = var.cidr\n}\n",
            "output \"ids\" {\n  value = \"${module.vpc[0].vpc_id}-${module.other.x}-${data.aws_ami.a.id}\"\n}\n",
            "resource \"terraform_data\" \"a\" {\n  input      = file(\"user-data.sh\")\n  depends_on = [aws_vpc.main, module.eks]\n}\n",
            "moved {\n  from = terraform_data.old\n  to   = terraform_data.a\n}\n",
            "import {\n  to = aws_vpc.main\n  id = \"vpc-1\"\n}\n",
            "cidr_block = \"10.0.0.0/16\"\n",
        ],
        &[],
    );
}

#[test]
fn both_reject_what_is_wrong() {
    for wrong in [
        "locals {\n  a = locals.b\n}\n",
        "variable \"a\" {\n  type = int\n}\n",
        "output \"a\" {\n}\n",
        "resorce \"terraform_data\" \"a\" {\n}\n",
        "locals {\n  a = local.b\n  b = local.a\n}\n",
        "locals {\n  a = \n}\n",
        "resource \"terraform_data\" \"a\" {\n  inptu = 1\n}\n",
    ] {
        if !has_terraform() {
            return;
        }
        let site = Site::configured(&post(&[wrong]));
        let run = check(&site);
        let codes = run.stdout();
        // Not every rule is Recto's; what counts is that nobody is alone without a note.
        let alone = codes.contains("HCL903") && codes.lines().count() > 1;
        assert!(!alone && !codes.is_empty(), "{wrong}{codes}{}", run.stderr());
    }
}

#[test]
fn what_terraform_alone_rejects_is_noted_at_its_bytes() {
    differences(
        &[
            "variable \"a\" {\n  default = 1\n}\n",
            "data \"terraform_remote_state\" \"b\" {\n  backend = \"s3\"\n\n  /* 각 👩‍💻 */ config = {}\n}\n",
        ],
        &["content/posts/a.md:19:24: note[HCL903]: terraform 1."],
    );
}

#[test]
fn providers_that_are_not_there_are_told() {
    if !has_terraform() {
        return;
    }
    let site = Site::configured(&post(&[
        "resource \"aws_vpc\" \"a\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
    ]));
    check(&site)
        .succeeds()
        .stderr_has("skipped `content/posts/a.md`: provider `hashicorp/aws` is not initialised\n")
        .stderr_has("name it with `--engine-dir`\n")
        .stderr_has(" looked at 0 modules, 1 skipped: 0 differences\n");
}

// with a script

#[cfg(unix)]
mod script {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A site with a program `terraform` that answers this to `validate` and notes how it was run.
    fn scripted(fixture: &str, answer: &str) -> Site {
        let site = Site::configured(fixture);
        site.write("bin/answer.json", answer);
        script(
            &site,
            "terraform",
            "#!/bin/sh\nhere=$(dirname \"$0\")\nif [ \"$1\" = version ]; then\n  echo '{\"terraform_version\": \
             \"9.9.9\"}'\n  exit 0\nfi\necho \"$* $CHECKPOINT_DISABLE $TF_IN_AUTOMATION $TF_DATA_DIR\" >> \"$here/ran\"\n\
             cat \"$here/answer.json\"\nexit 1\n",
        );
        site
    }

    fn script(site: &Site, name: &str, text: &str) {
        let path = format!("bin/{name}");
        site.write(&path, text);
        let file = std::fs::File::open(site.path(&path)).unwrap();
        file.set_permissions(std::fs::Permissions::from_mode(0o755))
            .unwrap();
    }

    fn ask(site: &Site, args: &[&str]) -> Run {
        let path = [site.path("bin"), PathBuf::from("/usr/bin"), PathBuf::from("/bin")];
        check_with(site, &path, args)
    }

    const GOOD: &str = "{\"format_version\": \"1.0\", \"valid\": true, \"diagnostics\": []}";

    const ENGINE: [&str; 2] = ["--engine", "terraform"];

    #[test]
    fn the_engine_is_asked_only_when_wanted_and_without_a_network() {
        let site = scripted(&post(&["variable \"a\" {}\n"]), GOOD);
        ask(&site, &[]).succeeds();
        assert!(!site.has(".recto") && !site.has("bin/ran"));
        ask(&site, &ENGINE)
            .succeeds()
            .stdout_is("")
            .stderr_has("terraform 9.9.9 looked at 1 module: 0 differences\n");
        assert_eq!(site.read("bin/ran"), "validate -json -no-color 1 1 \n");
        assert_eq!(site.read(".recto/engine/.gitignore"), "*\n");
        assert_eq!(
            site.read(".recto/engine/posts+a/block_000.tf"),
            "variable \"a\" {}\n"
        );
    }

    #[test]
    fn what_was_there_before_goes() {
        let site = scripted(&post(&["variable \"a\" {}\n", "variable \"b\" {}\n"]), GOOD);
        ask(&site, &ENGINE).succeeds();
        let shorter = post(&["variable \"c\" {}\n"]);
        site.write("content/posts/a.md", shorter.split_once("--\n").unwrap().1);
        ask(&site, &ENGINE).succeeds();
        assert!(!site.has(".recto/engine/posts+a/block_001.tf"));
    }

    #[test]
    fn what_the_engine_alone_accepts_is_noted() {
        let site = scripted(&post(&["variable \"a\" {\n  type = int\n}\n"]), GOOD);
        ask(&site, &ENGINE)
            .fails(1)
            .stdout_has("content/posts/a.md:9:10: error[HCL208]")
            .stdout_has("content/posts/a.md:9:10: note[HCL903]: terraform 9.9.9 accepts what Recto rejects with HCL208");
    }

    #[test]
    fn what_is_allowed_in_the_code_is_no_difference() {
        let answer = |line: usize, byte: usize| {
            format!(
                "{{\"format_version\": \"1.0\", \"valid\": false, \"diagnostics\": [{{\"severity\": \"error\", \
                 \"summary\": \"Odd\", \"range\": {{\"filename\": \"block_000.tf\", \
                 \"start\": {{\"line\": {line}, \"column\": 3, \"byte\": {byte}}}, \
                 \"end\": {{\"line\": {line}, \"column\": 7, \"byte\": {byte}}}}}}}]}}"
            )
        };
        let code = "locals {\n  a = 1 # recto:allow HCL403\n}\n\nlocals {\n  b = 2\n}\n";
        let site = scripted(&post(&[code]), &answer(2, 11));
        ask(&site, &ENGINE).stderr_has("looked at 1 module: 0 differences\n");
        site.write("bin/answer.json", answer(6, 52));
        ask(&site, &ENGINE).stderr_has("looked at 1 module: 1 difference\n");
    }

    #[test]
    fn a_place_in_a_quote_is_found_in_the_post() {
        let answer = "{\"format_version\": \"1.0\", \"valid\": false, \"diagnostics\": [{\"severity\": \"error\", \
                      \"summary\": \"Odd\", \"detail\": \"Why.\\nMore.\", \"range\": {\"filename\": \"block_000.tf\", \
                      \"start\": {\"line\": 2, \"column\": 3, \"byte\": 17}, \"end\": {\"line\": 2, \"column\": 7, \"byte\": 21}}}]}";
        let site = scripted(
            "-- content/posts/a.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n> ```hcl\n> variable \"a\" {\n>   type = any\n> }\n> ```\n",
            answer,
        );
        ask(&site, &ENGINE)
            .succeeds()
            .stdout_has("content/posts/a.md:7:5: note[HCL903]: terraform 9.9.9 rejects what Recto accepts");
        site.write(
            "recto.toml",
            "title = \"T\"\nbase_url = \"https://example.org\"\n[check.severity]\nHCL903 = \"off\"\n",
        );
        ask(&site, &ENGINE).succeeds().stdout_is("");
    }

    #[test]
    fn providers_come_from_an_initialised_folder() {
        let site = scripted(&post(&["variable \"a\" {}\n"]), GOOD);
        site.write("infra/.terraform.lock.hcl", "# versions\n");
        let with = ["--engine", "terraform", "--engine-dir", "infra"];
        ask(&site, &with)
            .fails(2)
            .stderr_has("error: `infra` has no initialised providers\nhelp: run `terraform init`");
        site.write("infra/.terraform/providers/x/y", "z");
        ask(&site, &with).succeeds();
        ask(&site, &with).succeeds();
        assert_eq!(site.read(".recto/engine/posts+a/.terraform/providers/x/y"), "z");
        assert_eq!(
            site.read(".recto/engine/posts+a/.terraform.lock.hcl"),
            "# versions\n"
        );
        assert_eq!(site.read("infra/.terraform/providers/x/y"), "z");
    }

    #[test]
    fn an_engine_that_fails_is_told() {
        let site = scripted(&post(&["variable \"a\" {}\n"]), "not json");
        ask(&site, &ENGINE)
            .fails(2)
            .stderr_has("error: cannot read what terraform 9.9.9 says of `content/posts/a.md`: ");
        site.write("bin/answer.json", "");
        ask(&site, &ENGINE)
            .fails(2)
            .stderr_has("terraform validate -json -no-color` failed: it says nothing\nhelp: run it by hand");
        ask(&site, &["--engine", "tofu"]).fails(2).stderr_is(
            "error: there is no program `tofu`\nhelp: install it and put it on the `PATH`, or check without `--engine`\n",
        );
        script(
            &site,
            "tofu",
            "#!/bin/sh\necho '{\"terraform_version\": \"1.9.0\"}'\n",
        );
        site.remove("bin/terraform");
        ask(&site, &["--engine-dir", "x"])
            .fails(2)
            .stderr_has("--engine <PROGRAM>");
    }

    #[test]
    fn opentofu_stands_in_for_terraform() {
        let site = scripted(&post(&["variable \"a\" {}\n"]), GOOD);
        let text = site.read("bin/terraform");
        script(&site, "tofu", &text);
        site.remove("bin/terraform");
        let path = [site.path("bin"), PathBuf::from("/bin")];
        check_with(&site, &path, &ENGINE)
            .succeeds()
            .stderr_has("tofu 9.9.9 looked at 1 module");
    }
}
