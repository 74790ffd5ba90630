//! What the place of an expression lets it refer to.

use crate::hcl::ast::Block;
use crate::hcl::module::{Address, Kind, attribute, is_elided};

/// Whether something can be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Has {
    /// It can.
    Yes,
    /// It cannot.
    No,
    /// The text does not show.
    Unknown,
}

/// What can be referred to in one place beside what the module declares.
#[derive(Clone, Debug)]
pub(super) struct Scope<'m> {
    /// `each`
    pub(super) each: Has,
    /// `count`
    pub(super) count: Has,
    /// `self`
    pub(super) own: Has,
    /// Names of `dynamic` blocks.
    pub(super) iterators: Vec<&'m str>,
    /// What is declared here.
    pub(super) owner: Option<Address<'m>>,
    /// Whether names that are bound outside of the text may be missing.
    pub(super) open: bool,
    /// Whether a block around is one that may not be shown.
    pub(super) loose: bool,
}

impl<'m> Scope<'m> {
    fn new(has: Has) -> Self {
        Self {
            each: has,
            count: has,
            own: has,
            iterators: Vec::new(),
            owner: None,
            open: false,
            loose: false,
        }
    }

    /// Where none of them means anything.
    pub(super) fn top() -> Self {
        Self::new(Has::No)
    }

    /// The inside of a block that is not shown.
    pub(super) fn unknown() -> Self {
        Self {
            loose: true,
            ..Self::new(Has::Unknown)
        }
    }

    /// An expression alone.
    pub(super) fn bare() -> Self {
        Self {
            open: true,
            ..Self::unknown()
        }
    }

    /// The inside of a block at the top of a file.
    pub(super) fn of(block: &'m Block, text: &str) -> Self {
        let kind = block.kind.text.as_str();
        let repeats = match kind {
            "resource" | "data" | "ephemeral" | "module" | "action" | "list" | "provider" | "import" => true,
            "removed" => return Self::new(Has::Unknown),
            _ => false,
        };
        if !repeats {
            return Self::top();
        }
        let hidden = block.close.is_none() || is_elided(&block.body, text);
        let has = |name: &str| match attribute(block, name) {
            Some(_) => Has::Yes,
            None if hidden => Has::Unknown,
            None => Has::No,
        };
        Self {
            each: has("for_each"),
            count: has("count"),
            owner: owner(block),
            ..Self::top()
        }
    }

    pub(super) fn owned_by(self, owner: Address<'m>) -> Self {
        Self {
            owner: Some(owner),
            ..self
        }
    }

    /// The inside of a nested block.
    pub(super) fn inside(&self, kind: &str) -> Self {
        let mut inner = self.clone();
        match kind {
            "provisioner" | "connection" | "postcondition" => inner.own = Has::Yes,
            "action_trigger" => inner.own = Has::Unknown,
            _ => {}
        }
        inner
    }

    pub(super) fn with_iterator(&self, name: Option<&'m str>) -> Self {
        let mut inner = self.clone();
        inner.iterators.extend(name);
        inner
    }

    /// Where the instances are not known yet: in `count` and `for_each` themselves.
    pub(super) fn without_instance(&self) -> Self {
        let no = |has| if has == Has::Unknown { has } else { Has::No };
        Self {
            each: no(self.each),
            count: no(self.count),
            ..self.clone()
        }
    }
}

/// What a block declares that can refer to itself by mistake.
fn owner(block: &Block) -> Option<Address<'_>> {
    let kind = match block.kind.text.as_str() {
        "resource" => Kind::Resource,
        "data" => Kind::Data,
        "ephemeral" => Kind::Ephemeral,
        _ => return None,
    };
    let [type_name, name] = block.labels.as_slice() else {
        return None;
    };
    Some(Address {
        kind,
        type_name: &type_name.value,
        name: &name.value,
    })
}
