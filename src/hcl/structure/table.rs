//! Terraform's own blocks as data: labels, arguments, nested blocks.
//!
//! The union of Terraform 1.5 to 1.14 and OpenTofu 1.6 to 1.11: what one of them accepts is accepted.

/// A block of the language itself, not of a provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockType {
    /// Its type, such as `resource`.
    pub(crate) name: &'static str,
    /// What each of its labels says.
    pub(crate) labels: &'static [&'static str],
    /// Its arguments.
    pub(crate) arguments: &'static [Argument],
    /// The blocks that stand in it.
    pub(crate) blocks: &'static [Nested],
    /// What else may stand in it.
    pub(crate) others: Others,
}

/// An argument of a block.
#[derive(Debug)]
pub(crate) struct Argument {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether the block makes no sense without it.
    pub(crate) required: bool,
    /// What its value may be.
    pub(crate) rule: Rule,
}

/// A block inside of another.
#[derive(Debug)]
pub(crate) struct Nested {
    /// The block.
    pub(crate) block: &'static BlockType,
    /// Whether at least one must be there.
    pub(crate) required: bool,
    /// Whether at most one may be there.
    pub(crate) single: bool,
}

/// What stands in a block beside the arguments and blocks of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    /// Nothing.
    Nothing,
    /// Any argument: the inputs of a module, the values of `locals`.
    Arguments,
    /// What the provider, backend or provisioner defines.
    Anything,
}

/// What the value of an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Any expression.
    Expression,
    /// A value that is known without evaluating anything.
    Constant,
    /// A value that OpenTofu, but not Terraform, evaluates early.
    EarlyConstant,
    /// `true` or `false`, written out.
    Flag,
    /// A plain string with a version constraint.
    Version,
    /// A type.
    Type,
    /// A list of resources and modules.
    Dependencies,
    /// `all` or a list of attributes of the resource itself.
    OwnAttributes,
    /// A list of references that may have instance keys.
    Triggers,
    /// The address of a resource or module.
    Address,
    /// A provider configuration, such as `aws.seoul`.
    Provider,
    /// Provider configurations by name.
    Providers,
    /// One of a few bare words.
    Keyword,
    /// A repetition's `count`.
    Count,
    /// A repetition's `for_each` that takes a map or a set.
    ForEach,
}

const fn optional(name: &'static str, rule: Rule) -> Argument {
    Argument {
        name,
        required: false,
        rule,
    }
}

const fn required(name: &'static str, rule: Rule) -> Argument {
    Argument {
        name,
        required: true,
        rule,
    }
}

const fn any(block: &'static BlockType) -> Nested {
    Nested {
        block,
        required: false,
        single: false,
    }
}

const fn single(block: &'static BlockType) -> Nested {
    Nested {
        block,
        required: false,
        single: true,
    }
}

/// A block whose inside is none of the language's business.
const fn open(name: &'static str, labels: &'static [&'static str]) -> BlockType {
    BlockType {
        name,
        labels,
        arguments: &[],
        blocks: &[],
        others: Others::Anything,
    }
}

/// A block that holds nothing but its own arguments.
const fn closed(name: &'static str, arguments: &'static [Argument]) -> BlockType {
    BlockType {
        name,
        labels: &[],
        arguments,
        blocks: &[],
        others: Others::Nothing,
    }
}

const ASSERTION: &[Argument] = &[
    required("condition", Rule::Expression),
    required("error_message", Rule::Expression),
];

/// What must hold for an input.
pub(crate) static VALIDATION: BlockType = closed("validation", ASSERTION);
/// What must hold before something is made.
pub(crate) static PRECONDITION: BlockType = closed("precondition", ASSERTION);
/// What must hold after something is made.
pub(crate) static POSTCONDITION: BlockType = closed("postcondition", ASSERTION);
static ASSERT: BlockType = closed("assert", ASSERTION);

/// How the instances of a resource come and go.
pub(crate) static LIFECYCLE: BlockType = BlockType {
    name: "lifecycle",
    labels: &[],
    arguments: &[
        optional("create_before_destroy", Rule::Flag),
        optional("prevent_destroy", Rule::EarlyConstant),
        optional("ignore_changes", Rule::OwnAttributes),
        optional("replace_triggered_by", Rule::Triggers),
        optional("enabled", Rule::Expression),
        optional("destroy", Rule::Flag),
    ],
    blocks: &[any(&PRECONDITION), any(&POSTCONDITION), any(&ACTION_TRIGGER)],
    others: Others::Nothing,
};

static ACTION_TRIGGER: BlockType = closed(
    "action_trigger",
    &[
        required("events", Rule::Keyword),
        required("actions", Rule::Keyword),
        optional("condition", Rule::Expression),
    ],
);

static MODULE_LIFECYCLE: BlockType = closed("lifecycle", &[optional("enabled", Rule::Expression)]);
static REMOVED_LIFECYCLE: BlockType = closed("lifecycle", &[optional("destroy", Rule::Flag)]);

/// How a provisioner reaches a machine.
pub(crate) static CONNECTION: BlockType = closed(
    "connection",
    &[
        optional("type", Rule::Expression),
        optional("user", Rule::Expression),
        optional("password", Rule::Expression),
        optional("host", Rule::Expression),
        optional("port", Rule::Expression),
        optional("timeout", Rule::Expression),
        optional("script_path", Rule::Expression),
        optional("target_platform", Rule::Expression),
        optional("private_key", Rule::Expression),
        optional("certificate", Rule::Expression),
        optional("host_key", Rule::Expression),
        optional("agent", Rule::Expression),
        optional("agent_identity", Rule::Expression),
        optional("proxy_scheme", Rule::Expression),
        optional("proxy_host", Rule::Expression),
        optional("proxy_port", Rule::Expression),
        optional("proxy_user_name", Rule::Expression),
        optional("proxy_user_password", Rule::Expression),
        optional("bastion_host", Rule::Expression),
        optional("bastion_host_key", Rule::Expression),
        optional("bastion_port", Rule::Expression),
        optional("bastion_user", Rule::Expression),
        optional("bastion_password", Rule::Expression),
        optional("bastion_private_key", Rule::Expression),
        optional("bastion_certificate", Rule::Expression),
        optional("https", Rule::Expression),
        optional("insecure", Rule::Expression),
        optional("use_ntlm", Rule::Expression),
        optional("cacert", Rule::Expression),
    ],
);
const WHEN: Argument = optional("when", Rule::Keyword);
const ON_FAILURE: Argument = optional("on_failure", Rule::Keyword);

/// What is run when a resource is made; see [`provisioner`] for those that Terraform brings along.
pub(crate) static PROVISIONER: BlockType = BlockType {
    name: "provisioner",
    labels: &["type"],
    arguments: &[WHEN, ON_FAILURE],
    blocks: &[single(&CONNECTION)],
    others: Others::Anything,
};
static LOCAL_EXEC: BlockType = BlockType {
    arguments: &[
        WHEN,
        ON_FAILURE,
        required("command", Rule::Expression),
        optional("working_dir", Rule::Expression),
        optional("interpreter", Rule::Expression),
        optional("environment", Rule::Expression),
        optional("quiet", Rule::Expression),
    ],
    others: Others::Nothing,
    ..PROVISIONER
};
static REMOTE_EXEC: BlockType = BlockType {
    arguments: &[
        WHEN,
        ON_FAILURE,
        optional("inline", Rule::Expression),
        optional("script", Rule::Expression),
        optional("scripts", Rule::Expression),
    ],
    others: Others::Nothing,
    ..PROVISIONER
};
static FILE: BlockType = BlockType {
    arguments: &[
        WHEN,
        ON_FAILURE,
        optional("source", Rule::Expression),
        optional("content", Rule::Expression),
        required("destination", Rule::Expression),
    ],
    others: Others::Nothing,
    ..PROVISIONER
};

/// The provisioner of a type.
pub(crate) fn provisioner(kind: &str) -> &'static BlockType {
    match kind {
        "local-exec" => &LOCAL_EXEC,
        "remote-exec" => &REMOTE_EXEC,
        "file" => &FILE,
        _ => &PROVISIONER,
    }
}

static CONTENT: BlockType = open("content", &[]);
/// A nested block made once for each element of a collection.
pub(crate) static DYNAMIC: BlockType = BlockType {
    name: "dynamic",
    labels: &["type of the blocks it makes"],
    arguments: &[
        required("for_each", Rule::Expression),
        optional("iterator", Rule::Keyword),
        optional("labels", Rule::Expression),
    ],
    blocks: &[Nested {
        block: &CONTENT,
        required: true,
        single: true,
    }],
    others: Others::Nothing,
};

/// Where the state is kept.
pub(crate) static BACKEND: BlockType = open("backend", &["type"]);
static WORKSPACES: BlockType = closed(
    "workspaces",
    &[
        optional("name", Rule::EarlyConstant),
        optional("tags", Rule::EarlyConstant),
        optional("project", Rule::EarlyConstant),
    ],
);
/// The connection to HCP Terraform.
pub(crate) static CLOUD: BlockType = BlockType {
    name: "cloud",
    labels: &[],
    arguments: &[
        optional("hostname", Rule::EarlyConstant),
        optional("organization", Rule::EarlyConstant),
        optional("token", Rule::EarlyConstant),
    ],
    blocks: &[single(&WORKSPACES)],
    others: Others::Nothing,
};
/// The providers a module needs.
pub(crate) static REQUIRED_PROVIDERS: BlockType = BlockType {
    name: "required_providers",
    labels: &[],
    arguments: &[],
    blocks: &[],
    others: Others::Arguments,
};
static PROVIDER_META: BlockType = open("provider_meta", &["provider"]);
static ENCRYPTION: BlockType = open("encryption", &[]);

static TERRAFORM: BlockType = BlockType {
    name: "terraform",
    labels: &[],
    arguments: &[
        optional("required_version", Rule::Version),
        optional("experiments", Rule::Keyword),
        optional("language", Rule::Keyword),
    ],
    blocks: &[
        single(&BACKEND),
        single(&CLOUD),
        single(&REQUIRED_PROVIDERS),
        any(&PROVIDER_META),
        single(&ENCRYPTION),
    ],
    others: Others::Nothing,
};

/// A provider's configuration.
pub(crate) static PROVIDER: BlockType = BlockType {
    name: "provider",
    labels: &["name"],
    arguments: &[
        optional("alias", Rule::Constant),
        optional("version", Rule::Version),
        optional("for_each", Rule::ForEach),
    ],
    blocks: &[],
    others: Others::Anything,
};

static RESOURCE: BlockType = BlockType {
    name: "resource",
    labels: &["type", "name"],
    arguments: &[
        optional("count", Rule::Count),
        optional("for_each", Rule::ForEach),
        optional("depends_on", Rule::Dependencies),
        optional("provider", Rule::Provider),
    ],
    blocks: &[single(&LIFECYCLE), single(&CONNECTION), any(&PROVISIONER)],
    others: Others::Anything,
};

static DATA: BlockType = BlockType {
    name: "data",
    labels: &["type", "name"],
    arguments: RESOURCE.arguments,
    blocks: &[single(&LIFECYCLE)],
    others: Others::Anything,
};

static EPHEMERAL: BlockType = BlockType {
    name: "ephemeral",
    labels: &["type", "name"],
    arguments: RESOURCE.arguments,
    blocks: &[single(&LIFECYCLE)],
    others: Others::Anything,
};

static ACTION: BlockType = BlockType {
    name: "action",
    labels: &["type", "name"],
    arguments: RESOURCE.arguments,
    blocks: &[],
    others: Others::Anything,
};

static LIST: BlockType = BlockType {
    name: "list",
    labels: &["type", "name"],
    arguments: RESOURCE.arguments,
    blocks: &[],
    others: Others::Anything,
};

static VARIABLE: BlockType = BlockType {
    name: "variable",
    labels: &["name"],
    arguments: &[
        optional("type", Rule::Type),
        optional("default", Rule::Constant),
        optional("description", Rule::Constant),
        optional("sensitive", Rule::Flag),
        optional("nullable", Rule::Flag),
        optional("ephemeral", Rule::Flag),
        optional("deprecated", Rule::Constant),
        optional("const", Rule::Constant),
    ],
    blocks: &[any(&VALIDATION)],
    others: Others::Nothing,
};

static OUTPUT: BlockType = BlockType {
    name: "output",
    labels: &["name"],
    arguments: &[
        required("value", Rule::Expression),
        optional("type", Rule::Type),
        optional("description", Rule::Constant),
        optional("sensitive", Rule::Flag),
        optional("ephemeral", Rule::Flag),
        optional("deprecated", Rule::Constant),
        optional("depends_on", Rule::Dependencies),
    ],
    blocks: &[any(&PRECONDITION)],
    others: Others::Nothing,
};

static LOCALS: BlockType = BlockType {
    name: "locals",
    labels: &[],
    arguments: &[],
    blocks: &[],
    others: Others::Arguments,
};

static MODULE: BlockType = BlockType {
    name: "module",
    labels: &["name"],
    arguments: &[
        required("source", Rule::EarlyConstant),
        optional("version", Rule::Version),
        optional("count", Rule::Count),
        optional("for_each", Rule::ForEach),
        optional("depends_on", Rule::Dependencies),
        optional("providers", Rule::Providers),
    ],
    blocks: &[single(&MODULE_LIFECYCLE)],
    others: Others::Arguments,
};

static MOVED: BlockType = closed(
    "moved",
    &[required("from", Rule::Address), required("to", Rule::Address)],
);

static IMPORT: BlockType = closed(
    "import",
    &[
        required("to", Rule::Address),
        optional("id", Rule::Expression),
        optional("identity", Rule::Expression),
        optional("provider", Rule::Provider),
        optional("for_each", Rule::Expression),
    ],
);

static REMOVED: BlockType = BlockType {
    name: "removed",
    labels: &[],
    arguments: &[required("from", Rule::Address)],
    blocks: &[single(&REMOVED_LIFECYCLE), single(&CONNECTION), any(&PROVISIONER)],
    others: Others::Nothing,
};

static CHECK: BlockType = BlockType {
    name: "check",
    labels: &["name"],
    arguments: &[],
    blocks: &[
        single(&DATA),
        Nested {
            block: &ASSERT,
            required: true,
            single: false,
        },
    ],
    others: Others::Nothing,
};

/// What stands at the top of a file.
pub(crate) static TOP: BlockType = BlockType {
    name: "",
    labels: &[],
    arguments: &[],
    blocks: &[
        any(&TERRAFORM),
        any(&PROVIDER),
        any(&RESOURCE),
        any(&DATA),
        any(&EPHEMERAL),
        any(&VARIABLE),
        any(&OUTPUT),
        any(&LOCALS),
        any(&MODULE),
        any(&MOVED),
        any(&IMPORT),
        any(&REMOVED),
        any(&CHECK),
        any(&ACTION),
        any(&LIST),
    ],
    others: Others::Nothing,
};

/// Blocks known by themselves when what they stand in is not shown.
pub(crate) static LOOSE: [&BlockType; 8] = [
    &VALIDATION,
    &PRECONDITION,
    &POSTCONDITION,
    &PROVISIONER,
    &DYNAMIC,
    &BACKEND,
    &CLOUD,
    &REQUIRED_PROVIDERS,
];

impl BlockType {
    /// The block of a type that stands in this one.
    pub(crate) fn nested(&self, kind: &str) -> Option<&'static Nested> {
        self.blocks.iter().find(|nested| nested.block.name == kind)
    }

    /// The argument of a name.
    pub(crate) fn argument(&self, name: &str) -> Option<&'static Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }

    /// Whether blocks of the provider stand in it, which `dynamic` may make.
    pub(crate) fn is_open(&self) -> bool {
        self.others == Others::Anything
    }
}
