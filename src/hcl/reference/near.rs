//! Names that are nearly declared.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

use super::Walker;
use crate::diagnostic::{catalogue, suggest};
use crate::hcl::module::{Address, Declarations, Kind};
use crate::hcl::schema::is_slip;
use crate::source::Span;

/// How much the comparisons of a module may cost together, in letters held against letters. Code with thousands
/// of names that are all alike comes from a machine; beyond this no name is near another.
const WORK: usize = 20_000_000;

/// What it costs to look at a name at all.
const LOOK: usize = 8;

/// The most letters, added and left out, by which names may differ.
const MOST: usize = 2;

/// Finds the declared names that were probably meant by those that are not declared.
pub(crate) struct NearNames<'c> {
    declarations: &'c Declarations<'c>,
    /// What is declared, by kind and type.
    by_type: OnceCell<BTreeMap<(Kind, &'c str), Vec<Address<'c>>>>,
    /// What is left of [`WORK`].
    left: Cell<usize>,
    /// What was found before: the same name is often missing in many places.
    known: RefCell<BTreeMap<(Kind, String), Option<Address<'c>>>>,
}

impl<'c> NearNames<'c> {
    /// A search through what a module declares.
    pub(crate) fn new(declarations: &'c Declarations<'c>) -> Self {
        Self {
            declarations,
            by_type: OnceCell::new(),
            left: Cell::new(WORK),
            known: RefCell::default(),
        }
    }

    /// What a module declares.
    pub(super) fn declarations(&self) -> &'c Declarations<'c> {
        self.declarations
    }

    /// The declared address that was probably meant by one that is not declared.
    pub(super) fn of(&self, written: Address<'_>) -> Option<Address<'c>> {
        let key = (written.kind, written.to_string());
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let near = self
            .of_this_type(written)
            .or_else(|| self.only_one(written))
            .or_else(|| self.of_near_type(written));
        self.known.borrow_mut().insert(key, near);
        near
    }

    fn of_type<'a>(&'a self, kind: Kind, type_name: &'a str) -> &'a [Address<'c>] {
        let by_type = self.by_type.get_or_init(|| {
            let mut by_type: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for (address, _) in self.declarations.iter() {
                by_type
                    .entry((address.kind, address.type_name))
                    .or_default()
                    .push(address);
            }
            by_type
        });
        by_type.get(&(kind, type_name)).map_or(&[], Vec::as_slice)
    }

    fn of_this_type(&self, written: Address<'_>) -> Option<Address<'c>> {
        let apart = |known: &Address<'c>| {
            let worth = written.name.len().abs_diff(known.name.len()) <= 4 * MOST;
            self.can_afford(if worth {
                written.name.len() * known.name.len()
            } else {
                0
            })?;
            let distance = worth.then(|| distance(written.name, known.name)).flatten()?;
            Some((distance, *known))
        };
        self.of_type(written.kind, written.type_name)
            .iter()
            .filter(|known| !(known.kind == Kind::Provider && known.name.is_empty()))
            .take_while(|_| self.left.get() > 0)
            .filter_map(apart)
            .min()
            .map(|(_, known)| known)
    }

    /// `aws_subnet.pods`, where `aws_subnet.pod` is the only one of its type: short names are told apart on purpose
    /// only where there are several.
    fn only_one(&self, written: Address<'_>) -> Option<Address<'c>> {
        if !is_typed(written.kind) && written.kind != Kind::Module {
            return None;
        }
        match self.of_type(written.kind, written.type_name) {
            [only] => is_slight(written.name, only.name).then_some(*only),
            _ => None,
        }
    }

    /// `aws_subnett.public`, where `aws_subnet.public` is declared.
    fn of_near_type(&self, written: Address<'_>) -> Option<Address<'c>> {
        if !is_typed(written.kind) {
            return None;
        }
        let near = |known: &Address<'c>| {
            self.can_afford(0).is_some()
                && known.name == written.name
                && is_slip(written.type_name, known.type_name)
        };
        self.declarations
            .by_kind(written.kind)
            .take_while(|_| self.left.get() > 0)
            .find(near)
    }

    /// Takes what a comparison costs from what is left; `None` when nothing is.
    fn can_afford(&self, cost: usize) -> Option<()> {
        let left = self.left.get().saturating_sub(cost.saturating_add(LOOK));
        self.left.set(left);
        (left > 0).then_some(())
    }
}

fn is_typed(kind: Kind) -> bool {
    matches!(kind, Kind::Resource | Kind::Data | Kind::Ephemeral)
}

impl<'m> Walker<'m, '_> {
    /// Reports a name that is nearly a declared one of the same kind, in code that says it is complete as an
    /// error. `whole` is the whole address, `span` its last name.
    pub(super) fn near(&mut self, address: Address<'m>, whole: Span, span: Span) -> bool {
        let Some(known) = self.near.of(address) else {
            return false;
        };
        let code = if self.unit.complete {
            &catalogue::HCL_UNDECLARED
        } else {
            &catalogue::HCL_NEAR_NAME
        };
        let message = format!("`{address}` is not declared, but `{known}` is");
        let declared = self.declarations.get(known).last().map(|it| it.place);
        let (written, near) = match known.type_name == address.type_name {
            true => (Some(span), known.name),
            false => (self.type_of(address, whole), known.type_name),
        };
        let mut finding = self
            .report(code, message, written.unwrap_or(whole), "not declared")
            .help(format!("did you mean `{near}`?"));
        if let Some(written) = written {
            finding = finding.fix(format!("write `{near}`"), &[(written, near)]);
        }
        if let Some(place) = declared {
            finding.at(place, "declared here");
        }
        true
    }

    /// Where the type of an address stands that is written without spaces.
    fn type_of(&self, address: Address<'_>, whole: Span) -> Option<Span> {
        let Address { type_name, name, .. } = address;
        let text = whole.of(self.unit.text);
        let before = text
            .strip_suffix(name)?
            .strip_suffix('.')?
            .strip_suffix(type_name)?;
        let start = whole.start as usize + before.len();
        Some(Span::new(start, start + type_name.len()))
    }
}

/// Whether two names differ by an `s` at the end, or, from three letters on, by one letter too many or a swap.
fn is_slight(written: &str, known: &str) -> bool {
    let plural = |one: &str, many: &str| many.strip_suffix('s') == Some(one);
    if plural(written, known) || plural(known, written) {
        return true;
    }
    let length = written.chars().count().min(known.chars().count());
    let letters = |name: &str| name.chars().all(char::is_alphabetic);
    let same_length = written.chars().count() == known.chars().count();
    (3..=8).contains(&length)
        && letters(written)
        && letters(known)
        && (!same_length || same_letters(written, known))
        && suggest::distance(written, known) == 1
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
    use super::{distance, is_slight};

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

    #[test]
    fn the_only_one_of_its_type_is_meant_sooner() {
        for (written, known) in [("pods", "pod"), ("vpc", "vpcs"), ("mai", "main"), ("pdo", "pod")] {
            assert!(is_slight(written, known), "{written} {known}");
        }
        for (written, known) in [
            ("app", "api"),
            ("a", "b"),
            ("web1", "web"),
            ("db", "dbx"),
            ("public_a", "public"),
        ] {
            assert!(!is_slight(written, known), "{written} {known}");
        }
    }
}
