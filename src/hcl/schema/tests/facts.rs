#![expect(clippy::disallowed_methods, reason = "these tests read the repository")]

use std::fs;
use std::path::Path;

use ruzstd::decoding::StreamingDecoder;
use ruzstd::io::Read;

use crate::hcl::schema::embedded::{EMBEDDED, size};
use crate::hcl::schema::{
    Field, Kind, Nesting, ObjectKind, Presence, Requirement, Requirements, Schema, Schemas, Slice, Type,
};

/// The texts of `data/schemas/`.
fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas");
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        match path.extension().unwrap().to_str().unwrap() {
            "zst" => {
                let mut text = Vec::new();
                let mut decoder = StreamingDecoder::new(&*bytes).unwrap();
                decoder.read_to_end(&mut text).unwrap();
                texts.push(String::from_utf8(text).unwrap());
            }
            "schema" => texts.push(String::from_utf8(bytes).unwrap()),
            _ => {}
        }
    }
    texts
}

#[test]
fn what_is_embedded_is_what_the_files_say() {
    let texts = texts();
    assert_eq!(texts.len(), EMBEDDED.len());
    for text in texts {
        let file = Slice::parse(&text).unwrap_or_else(|error| panic!("{error:?}"));
        let embedded = EMBEDDED.iter().find(|it| it.source() == file.source());
        let embedded = embedded.unwrap_or_else(|| panic!("{} is lacking", file.source()));
        assert_eq!(embedded.version(), file.version());
        assert!(file.version().split('.').count() == 3, "{}", file.version());
        assert_eq!(embedded.get(Kind::Config, ""), file.get(Kind::Config, ""));
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            assert!(embedded.names(kind).eq(file.names(kind)), "{}", file.source());
            for name in file.names(kind) {
                assert_eq!(embedded.get(kind, name), file.get(kind, name), "{name}");
                assert!(name.starts_with(file.prefix()), "{name} of {}", file.source());
            }
        }
    }
}

#[test]
fn what_is_not_embedded_is_not_found() {
    let aws = EMBEDDED.iter().find(|it| it.source() == "hashicorp/aws").unwrap();
    for name in ["", "aws", "aws_vp", "aws_vpcs", "zzz", "vpc", "aws_vpc {"] {
        assert_eq!(aws.get(Kind::Resource, name), None, "{name}");
    }
    assert_eq!(aws.names(Kind::Ephemeral).count(), 0);
}

#[test]
fn the_embedded_data_stays_small() {
    assert!(size() < 1_500_000, "{} bytes", size());
}

/// Names of a type that are there, each as `name`, or `name!` when it must be given and `name=` when it cannot.
#[track_caller]
fn check(schema: Option<&Schema>, expected: &str) {
    let schema = schema.expect("the type is known");
    for word in expected.split_whitespace() {
        let name = word.trim_end_matches(['!', '=']);
        let field = schema
            .fields
            .items
            .get(name)
            .unwrap_or_else(|| panic!("`{name}` is missing"));
        assert_eq!(field.is_required(), word.ends_with('!'), "{word}");
        assert_eq!(!field.is_settable(), word.ends_with('='), "{word}");
    }
}

#[test]
fn well_known_types_have_their_well_known_arguments() {
    let known = Schemas::embedded();
    check(
        known.resource("aws_vpc"),
        "cidr_block enable_dns_hostnames tags arn= id main_route_table_id=",
    );
    check(
        known.resource("aws_subnet"),
        "vpc_id! cidr_block availability_zone map_public_ip_on_launch arn=",
    );
    check(
        known.resource("aws_eks_addon"),
        "addon_name! cluster_name! configuration_values timeouts",
    );
    check(
        known.resource("aws_eks_cluster"),
        "name! role_arn! vpc_config! version certificate_authority= endpoint=",
    );
    check(known.resource("aws_security_group"), "ingress egress vpc_id name");
    check(
        known.resource("kubernetes_manifest"),
        "manifest! object field_manager wait",
    );
    check(
        known.resource("helm_release"),
        "name! chart! repository set values",
    );
    check(
        known.resource("google_compute_instance"),
        "machine_type! boot_disk! network_interface! zone",
    );
    check(
        known.resource("azurerm_resource_group"),
        "name! location! tags id",
    );
    check(known.resource("random_id"), "byte_length! hex= keepers");
    check(
        known.resource("tls_private_key"),
        "algorithm! private_key_pem= rsa_bits",
    );
    check(known.resource("null_resource"), "triggers id=");
    check(
        known.data("aws_availability_zones"),
        "state filter names= zone_ids=",
    );
    check(known.data("http"), "url! status_code= response_body=");
    check(
        known.provider_config("aws"),
        "region profile default_tags assume_role",
    );
    check(known.provider_config("azurerm"), "features subscription_id");
    assert_eq!(known.resource("aws_vpcs"), None);
    assert_eq!(known.resource("example_thing"), None);
    assert_eq!(known.data("aws_security_group_rule"), None);
}

#[test]
fn blocks_and_attributes_are_told_apart() {
    let known = Schemas::embedded();
    let field = |name: &str, field: &str| known.resource(name).unwrap().fields.items[field].clone();
    let Field::Attribute(ingress) = field("aws_security_group", "ingress") else {
        panic!("an attribute that is written as blocks");
    };
    assert!(
        matches!(&ingress.value, Type::Set(element) if matches!(**element, Type::Object(ObjectKind::Plain, _)))
    );
    let Field::Attribute(set) = field("helm_release", "set") else {
        panic!("a nested attribute");
    };
    assert!(matches!(
        set.value.innermost(),
        Type::Object(ObjectKind::Nested, _)
    ));
    let Field::Block(boot_disk) = field("google_compute_instance", "boot_disk") else {
        panic!("a block");
    };
    assert_eq!(
        (boot_disk.min, boot_disk.max, boot_disk.nesting),
        (1, Some(1), Nesting::List)
    );
    let Field::Attribute(arn) = field("aws_vpc", "arn") else {
        panic!("an attribute");
    };
    assert_eq!(
        (arn.presence, arn.computed, arn.value),
        (Presence::Never, true, Type::String)
    );
}

#[test]
fn a_local_name_leads_to_a_provider() {
    let known = Schemas::embedded();
    let mut requirements = Requirements::default();
    let source = |name: &str, requirements: &Requirements| {
        known
            .provider_of(name, requirements)
            .map(|provider| provider.source().to_owned())
    };
    assert_eq!(source("aws_vpc", &requirements).as_deref(), Some("hashicorp/aws"));
    assert_eq!(
        source("cloudflare_dns_record", &requirements).as_deref(),
        Some("cloudflare/cloudflare")
    );
    assert_eq!(source("example_thing", &requirements), None);
    let mut require = |name: &str, source: Option<&str>, version: Option<&str>| {
        let requirement = Requirement {
            source: source.map(str::to_owned),
            version: version.map(str::to_owned),
        };
        requirements.set(name, requirement);
    };
    require("aws", Some("registry.opentofu.org/hashicorp/aws"), Some("~> 6.0"));
    require("google", Some("example.com/hashicorp/google"), None);
    require("helm", None, Some("~> 2.17"));
    require("tls", Some("someone/tls"), None);
    require("my", Some("hashicorp/random"), None);
    assert_eq!(source("aws_vpc", &requirements).as_deref(), Some("hashicorp/aws"));
    assert_eq!(
        source("google_project", &requirements),
        None,
        "a private registry"
    );
    assert_eq!(
        source("helm_release", &requirements),
        None,
        "another major version"
    );
    assert_eq!(
        source("tls_private_key", &requirements),
        None,
        "another namespace"
    );
    assert_eq!(
        source("my_thing", &requirements).as_deref(),
        Some("hashicorp/random")
    );
}

#[test]
fn a_constraint_agrees_when_it_admits_the_major_version() {
    let agrees = |constraint: &str| {
        let requirement = Requirement {
            source: None,
            version: Some(constraint.to_owned()),
        };
        requirement.agrees_with("6.25.0")
    };
    for constraint in [
        "~> 6.0",
        "6.1.0",
        ">= 5.0",
        ">= 5.0, < 7.0",
        "~> 6",
        "< 6.30",
        "!= 6.1.0",
        "~> 5",
        "<= 6.0",
        "v6.2.0",
        "what",
    ] {
        assert!(agrees(constraint), "{constraint}");
    }
    for constraint in [
        "~> 5.0",
        "5.31.0",
        ">= 5.0, < 6.0",
        "= 4",
        "> 7.0",
        "~>5.1.2",
        "<=5.9",
        "< 6.0.0",
    ] {
        assert!(!agrees(constraint), "{constraint}");
    }
}

#[test]
fn required_providers_are_read_from_the_code() {
    let text = r#"
terraform {
  required_providers {
    aws  = { source = "hashicorp/aws", version = "~> 6.0" }
    helm = "~> 2.0"
    odd  = { "source" = "a/${b}" }
  }
}
"#;
    let mut requirements = Requirements::default();
    requirements.read(text, &crate::hcl::parse(text).tree);
    let requirement = |source: Option<&str>, version: Option<&str>| Requirement {
        source: source.map(str::to_owned),
        version: version.map(str::to_owned),
    };
    assert_eq!(
        requirements.get("aws"),
        Some(&requirement(Some("hashicorp/aws"), Some("~> 6.0")))
    );
    assert_eq!(requirements.get("helm"), Some(&requirement(None, Some("~> 2.0"))));
    assert_eq!(requirements.get("odd"), Some(&requirement(None, None)));
    assert_eq!(requirements.get("tls"), None);
}
