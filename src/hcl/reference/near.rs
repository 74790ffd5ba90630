//! Names that are nearly declared.

use super::Walker;
use crate::diagnostic::{catalogue, suggest};
use crate::hcl::module::{Address, Declarations, Kind};
use crate::source::Span;

impl<'m> Walker<'m, '_> {
    /// Reports a name that is nearly a declared one of the same kind.
    pub(super) fn near(&mut self, address: Address<'m>, span: Span) -> bool {
        let Some(near) = near_name(self.declarations, address) else {
            return false;
        };
        let known = Address {
            name: near,
            ..address
        };
        let message = format!("`{address}` is not declared, but `{known}` is");
        let declared = self
            .declarations
            .get(known)
            .last()
            .map(|declaration| declaration.place);
        let mut finding = self
            .report(&catalogue::HCL_NEAR_NAME, message, span, "not declared")
            .help(format!("did you mean `{near}`?"))
            .fix(format!("write `{near}`"), &[(span, near)]);
        if let Some(place) = declared {
            finding = finding.at(place, "declared here");
        }
        let _ = finding;
        true
    }
}

/// The declared name that was probably meant by one that is not declared.
pub(super) fn near_name<'c>(declarations: &'c Declarations<'c>, address: Address<'_>) -> Option<&'c str> {
    declarations
        .by_kind(address.kind)
        .take_while(|_| declarations.may_compare())
        .filter(|known| known.type_name == address.type_name && known.name != address.name)
        .filter(|known| !(known.kind == Kind::Provider && known.name.is_empty()))
        .filter_map(|known| Some((distance(address.name, known.name)?, known.name)))
        .min()
        .map(|(_, name)| name)
}

/// How far apart two names are, when one may be meant for the other: short names, and names that differ in a
/// number or a single letter at the end of a word (`a` and `b`, `1a` and `1c`), are told apart on purpose.
pub(super) fn distance(written: &str, known: &str) -> Option<usize> {
    let lengths = (written.chars().count(), known.chars().count());
    let length = lengths.0.min(lengths.1);
    let allowed = match length {
        0..=3 => 0,
        4 if same_letters(written, known) => 1,
        4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    if lengths.0.abs_diff(lengths.1) > allowed {
        return None;
    }
    let distance = suggest::distance(written, known);
    (distance <= allowed && !told_apart(written, known)).then_some(distance)
}

fn same_letters(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

/// Whether the words in which two names differ tell them apart on purpose.
fn told_apart(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> { text.split(['_', '-']).map(str::to_lowercase).collect() };
    let (a, b) = (words(a), words(b));
    if a.len() != b.len() {
        // A word more or less: `subnet_a` and `subnet`, but `sub_net` and `subnet` are one name.
        return a.concat() != b.concat();
    }
    let different = a.iter().zip(&b).filter(|(a, b)| a != b);
    let on_purpose = |(a, b): (&String, &String)| {
        let digit = |text: &str| text.contains(|character: char| character.is_ascii_digit());
        let short = a.chars().count().min(b.chars().count());
        let cut = short == 3 && (a.starts_with(b.as_str()) || b.starts_with(a.as_str()));
        digit(a) || digit(b) || short <= 3 && !cut && !same_letters(a, b)
    };
    different.into_iter().any(on_purpose)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn slips_are_near() {
        for (written, known) in [
            ("regoin", "region"),
            ("custom_networkin", "custom_networking"),
            ("Region", "region"),
            ("subnetids", "subnet_ids"),
            ("mian", "main"),
            ("clustername", "cluster_name"),
            ("cluster_nam", "cluster_name"),
            ("pod_cidrs", "pod_cidr"),
        ] {
            assert!(distance(written, known).is_some(), "{written} {known}");
        }
    }

    #[test]
    fn names_told_apart_are_not() {
        for (written, known) in [
            ("a", "b"),
            ("app", "api"),
            ("subnet_a", "subnet_b"),
            ("subnet1", "subnet2"),
            ("public_1a", "public_1c"),
            ("vpc", "vpcs"),
            ("main", "mail"),
            ("subnet", "subnet_a"),
            ("db_user", "db_users_x"),
            ("eks_node", "ecs_node"),
            ("private", "public"),
            ("subnet_id", "subnet_ids"),
        ] {
            assert_eq!(distance(written, known), None, "{written} {known}");
        }
    }
}
