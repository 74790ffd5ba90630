//! Slips that are certainly wrong, made by machine in posts that are right.

/// A post with one slip.
pub(super) struct Slip {
    /// What kind of slip it is.
    pub(super) family: &'static str,
    /// The post it was made in.
    pub(super) post: String,
    /// The post with it.
    pub(super) text: String,
    /// The lines, from 1, of which one must be named.
    pub(super) lines: Vec<usize>,
    /// The line as it was.
    pub(super) shown: String,
}

/// How many slips of a family are made in a post at most.
const EACH: usize = 2;

/// A line of code in a post.
struct Line<'t> {
    /// Its number, from 0.
    number: usize,
    /// The marks of quotes and lists before it, and the code.
    text: &'t str,
    /// The code without what is before it.
    code: &'t str,
    indent: usize,
    /// The line that opened the innermost braces or brackets it stands in; `None` on the outermost level.
    opener: Option<usize>,
    /// The first word of the outermost block.
    root: &'t str,
    /// Whether it is part of a heredoc or a comment.
    inert: bool,
}

/// The slips of a post: a few of each family, on lines that change from post to post.
pub(super) fn slips(post: &str, text: &str) -> Vec<Slip> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut slips = Vec::new();
    for (attributes, code) in fences(&lines) {
        let complete = attributes.contains("complete") || text.contains("complete: true");
        for family in FAMILIES {
            let mut made: Vec<Slip> = Vec::new();
            for line in code.iter().filter(|line| !line.inert) {
                let Some((replacement, wrong)) = (family.make)(line, &code) else {
                    continue;
                };
                if family.complete && !complete {
                    continue;
                }
                let mut after: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
                match replacement {
                    Some(code) => after[line.number] = line.text.replacen(line.code, &code, 1),
                    None => drop(after.remove(line.number)),
                }
                made.push(Slip {
                    family: family.name,
                    post: post.to_owned(),
                    text: after.join("\n"),
                    lines: wrong.into_iter().map(|line| line + 1).collect(),
                    shown: line.code.to_owned(),
                });
            }
            // Not always the first ones.
            let from = if made.len() > EACH {
                post.len() % (made.len() - EACH + 1)
            } else {
                0
            };
            slips.extend(made.into_iter().skip(from).take(EACH));
        }
    }
    slips
}

/// The blocks of code that are checked as they are: their attributes and lines.
fn fences<'t>(lines: &[&'t str]) -> Vec<(&'t str, Vec<Line<'t>>)> {
    let mut fences = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((before, info)) = ["```", "~~~"]
            .iter()
            .find_map(|fence| lines[at].split_once(fence))
        else {
            at += 1;
            continue;
        };
        let info = info.trim();
        let end =
            (at + 1..lines.len()).find(|&line| lines[line].contains("```") || lines[line].contains("~~~"));
        let end = end.unwrap_or(lines.len());
        let (language, attributes) = info.split_at(info.find([' ', ',']).unwrap_or(info.len()));
        let is_code = ["hcl", "tf", "terraform"].contains(&language.to_lowercase().as_str());
        let apart = ["ignore", "should_fail", "fragment", "expr", "tfvars", "allow"];
        if is_code && !apart.iter().any(|word| attributes.contains(word)) {
            let width = before
                .trim_end_matches(['-', '1', '.', ' '])
                .len()
                .max(before.len());
            fences.push((attributes, code(&lines[at + 1..end], at + 1, width)));
        }
        at = end + 1;
    }
    fences
}

fn code<'t>(lines: &[&'t str], first: usize, width: usize) -> Vec<Line<'t>> {
    let mut opened: Vec<usize> = Vec::new();
    let (mut heredoc, mut root, mut comment) = (None::<&str>, "", false);
    let mut read = Vec::new();
    for (index, &text) in lines.iter().enumerate() {
        let inner = text.get(width..).unwrap_or("").trim_end_matches('\r');
        let code = inner.trim();
        let number = first + index;
        let was_inert = heredoc.is_some() || comment;
        comment = (comment || code.starts_with("/*")) && !code.contains("*/");
        if heredoc.is_some_and(|end| code == end) {
            heredoc = None;
        }
        let closes = !was_inert && code.starts_with(['}', ']', ')']);
        if closes {
            opened.pop();
        }
        let opener = opened.last().copied();
        if opener.is_none() && !was_inert && !code.is_empty() {
            root = code.split(' ').next().unwrap_or("");
        }
        read.push(Line {
            number,
            text,
            code,
            indent: inner.len() - inner.trim_start().len(),
            opener,
            root,
            inert: was_inert || code.is_empty() || code.starts_with(['#', '/', '>']) || code.contains("#~"),
        });
        if !was_inert {
            let bare = code.split(" # ").next().unwrap_or("").trim_end();
            if let Some((_, end)) = bare.split_once("<<").filter(|_| !bare.contains("\"<<")) {
                heredoc = Some(end.trim_start_matches('-').trim());
            }
            if bare.ends_with(['{', '[', '(']) {
                opened.push(number);
            }
        }
    }
    read
}

/// The new code of a line, or none when it is taken out, and the lines of which one must be named.
type Made = Option<(Option<String>, Vec<usize>)>;

/// One kind of slip.
struct Family {
    name: &'static str,
    /// Whether it is only wrong in code that says to be complete.
    complete: bool,
    make: fn(&Line<'_>, &[Line<'_>]) -> Made,
}

const fn family(name: &'static str, make: fn(&Line<'_>, &[Line<'_>]) -> Made) -> Family {
    Family {
        name,
        complete: false,
        make,
    }
}

/// A line that is written in another way.
fn here(line: &Line<'_>, code: String) -> Made {
    Some((Some(code), vec![line.number]))
}

/// What stands first in `line` of some words, replaced.
fn word(line: &Line<'_>, words: &[(&str, &str)]) -> Made {
    let known = words
        .iter()
        .find(|(good, _)| starts_word(line.code, good).is_some());
    let &(good, bad) = known?;
    let at = starts_word(line.code, good)?;
    here(
        line,
        format!("{}{bad}{}", &line.code[..at], &line.code[at + good.len()..]),
    )
}

/// Where a word begins in code outside of plain text.
fn starts_word(code: &str, word: &str) -> Option<usize> {
    code.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = &code[..at];
        let free = before.is_empty() || before.ends_with([' ', '(', '[', '{', '!', '-']);
        let quotes = before.matches('"').count() - before.matches("\\\"").count();
        let opened = before
            .rfind("${")
            .is_some_and(|at| !before[at..].contains('}') && !before[..at].ends_with('$'));
        let bare = !before.contains(" #") && !before.contains("//");
        free && bare && (quotes % 2 == 0 || opened)
    })
}

/// An argument with a whole value on its line: its name and value.
fn argument<'t>(line: &Line<'t>) -> Option<(&'t str, &'t str)> {
    let (name, value) = line.code.split_once('=')?;
    let (name, value) = (
        name.trim(),
        value.split(" # ").next()?.split(" // ").next()?.trim(),
    );
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let balanced = |open, close| value.matches(open).count() == value.matches(close).count();
    let whole = balanced('(', ')') && balanced('[', ']') && balanced('{', '}') && !value.contains("<<");
    let plain = value.find("/*").is_none() && !value.starts_with('=') && !value.is_empty();
    (is_name && whole && plain && !line.code.contains('\u{b7}')).then_some((name, value))
}

/// The header of the block whose body the line stands in, when it is a block and not an object.
fn block<'l, 't>(line: &Line<'t>, code: &'l [Line<'t>]) -> Option<&'l Line<'t>> {
    let opener = code.iter().find(|it| Some(it.number) == line.opener)?;
    let header = opener.code.split(" #").next()?.strip_suffix('{')?;
    let words = header
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b" _-\".".contains(&byte));
    words.then_some(opener)
}

/// The line that closes what a line opens.
fn is_module(code: &[Line<'_>]) -> bool {
    let roots = [
        "resource",
        "data",
        "variable",
        "output",
        "module",
        "locals",
        "terraform",
        "provider",
    ];
    code.iter()
        .filter(|line| line.opener.is_none() && !line.inert && !line.code.starts_with('}'))
        .all(|line| roots.contains(&line.root) && line.code.ends_with(['{', '}']))
}

/// Every kind of slip.
const FAMILIES: &[Family] = &[
    family("closing brace gone", |line, code| {
        let opener = code.iter().rfind(|it| {
            it.number < line.number && it.indent == line.indent && it.code.ends_with('{') && !it.inert
        });
        (line.code == "}" && is_module(code)).then_some(())?;
        let opener = opener?;
        // Where it was missed may be told instead of where it was opened.
        let outer = code
            .iter()
            .find(|it| Some(it.number) == opener.opener)
            .map(|it| it.number);
        let missed = (line.number.saturating_sub(1)..=line.number + 1)
            .chain([opener.number])
            .chain(outer);
        Some((None, missed.collect()))
    }),
    family("opening brace gone", |line, code| {
        let header = line
            .code
            .strip_suffix(" {")
            .filter(|header| !header.contains(['=', ':', '(']))?;
        is_module(code).then_some(())?;
        here(line, header.to_owned())
    }),
    family("closing quote gone", |line, code| {
        let (_, value) = argument(line)?;
        block(line, code)?;
        (value.starts_with('"') && value.ends_with('"') && line.code.ends_with('"')).then_some(())?;
        here(line, line.code[..line.code.len() - 1].to_owned())
    }),
    family("opening quote gone", |line, code| {
        let (_, value) = argument(line)?;
        block(line, code)?;
        (value.starts_with('"') && value.matches('"').count() == 2 && line.code.ends_with(value))
            .then_some(())?;
        here(line, line.code.replacen('"', "", 1))
    }),
    family("equals sign gone", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        (!value.starts_with('{')).then_some(())?;
        here(line, format!("{name} {value}"))
    }),
    family("colon for equals", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        here(line, format!("{name}: {value}"))
    }),
    family("two equals signs", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        here(line, format!("{name} == {value}"))
    }),
    family("comma after argument", |line, code| {
        argument(line)?;
        block(line, code)?;
        (!line.code.contains('#') && !line.code.contains("//")).then_some(())?;
        here(line, format!("{},", line.code))
    }),
    family("single quotes", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains(['"', '\'', '$', '%'])).then_some(())?;
        here(line, format!("{name} = '{inner}'"))
    }),
    family("curly quotes", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains(['"', '$', '%'])).then_some(())?;
        here(line, format!("{name} = “{inner}”"))
    }),
    family("no-break space", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        here(line, format!("{name}\u{a0}= {value}"))
    }),
    family("interpolation unclosed", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        let at = value
            .rfind('}')
            .filter(|_| value.starts_with('"') && value.contains("${"))?;
        (!value.contains("$${") && value.matches('"').count() == 2).then_some(())?;
        here(line, format!("{name} = {}{}", &value[..at], &value[at + 1..]))
    }),
    family("bracket gone", |line, code| {
        let (_, value) = argument(line)?;
        block(line, code)?;
        let closes = value.ends_with([')', ']']) && line.code.ends_with(value);
        closes.then_some(())?;
        here(line, line.code[..line.code.len() - 1].to_owned())
    }),
    family("bracket too many", |line, code| {
        let (_, value) = argument(line)?;
        block(line, code)?;
        (value.ends_with([')', ']']) && line.code.ends_with(value)).then_some(())?;
        let last = &value[value.len() - 1..];
        here(line, format!("{}{last}", line.code))
    }),
    family("comma of list gone", |line, code| {
        let opener = code.iter().find(|it| Some(it.number) == line.opener)?;
        let item = line.code.strip_suffix("\",")?;
        let next = code.iter().find(|it| it.number == line.number + 1)?;
        (opener.code.ends_with('[') && next.code.starts_with('"')).then_some(())?;
        Some((Some(format!("{item}\"")), vec![line.number, line.number + 1]))
    }),
    family("repeated argument", |line, code| {
        let (name, value) = argument(line)?;
        block(line, code)?;
        Some((
            Some(format!(
                "{name} = {value}\n{}{name} = {value}",
                &line.text[..line.text.find(line.code)?]
            )),
            vec![line.number, line.number + 1],
        ))
    }),
    family("keyword", |line, code| {
        (line.opener.is_none() && is_module(code)).then_some(())?;
        let misspelt = [
            ("resource ", "resorce "),
            ("variable ", "varaible "),
            ("output ", "ouptut "),
            ("module ", "modul "),
            ("provider ", "providr "),
            ("locals ", "local "),
            ("terraform ", "terrafrom "),
            ("data ", "dta "),
        ];
        let (good, bad) = misspelt.iter().find(|(good, _)| line.code.starts_with(good))?;
        here(line, line.code.replacen(good, bad, 1))
    }),
    family("argument of the language", |line, code| {
        let header = block(line, code)?;
        let (name, _) = argument(line)?;
        let known: &[&str] = match header.code.split(' ').next()? {
            "variable" => &["description", "default", "sensitive", "nullable", "type"],
            "output" => &["description", "sensitive", "value"],
            "validation" | "precondition" | "postcondition" | "assert" => &["condition", "error_message"],
            "lifecycle" => &["prevent_destroy", "ignore_changes", "create_before_destroy"],
            "moved" | "removed" => &["from", "to"],
            _ => return None,
        };
        known.contains(&name).then_some(())?;
        here(line, line.code.replacen(name, &swapped(name), 1))
    }),
    family("required argument gone", |line, code| {
        let header = block(line, code)?;
        let (name, _) = argument(line)?;
        let required: &[&str] = match header.code.split(' ').next()? {
            "output" => &["value"],
            "validation" | "assert" => &["condition", "error_message"],
            "moved" => &["from", "to"],
            _ => return None,
        };
        required.contains(&name).then(|| (None, vec![header.number]))
    }),
    family("root of a reference", |line, _| {
        word(
            line,
            &[("local.", "locals."), ("var.", "vars."), ("each.", "eachs.")],
        )
    }),
    family("variable for var", |line, _| word(line, &[("var.", "variable.")])),
    Family {
        name: "undeclared",
        complete: true,
        make: |line, _| {
            word(
                line,
                &[
                    ("local.", "local.zz_"),
                    ("var.", "var.zz_"),
                    ("terraform_data.", "terraform_data.zz_"),
                ],
            )
        },
    },
    family("attribute of each or count", |line, _| {
        word(
            line,
            &[
                ("each.key", "each.name"),
                ("each.value", "each.val"),
                ("count.index", "count.idx"),
            ],
        )
    }),
    family("function", |line, _| {
        word(
            line,
            &[
                ("cidrsubnet(", "cidrsubnt("),
                ("length(", "lenght("),
                ("jsonencode(", "jsonencod("),
                ("merge(", "mrege("),
                ("toset(", "toSet("),
                ("file(", "flie("),
                ("templatefile(", "template_file("),
                ("join(", "jion("),
                ("lookup(", "lookpu("),
                ("yamldecode(", "yamlDecode("),
                ("flatten(", "flaten("),
                ("format(", "fromat("),
                ("base64encode(", "base64_encode("),
                ("base64decode(", "base64Decode("),
                ("upper(", "uppper("),
                ("try(", "tyr("),
            ],
        )
    }),
    family("too many arguments", |line, _| {
        word(
            line,
            &[
                ("length(", "length(1, "),
                ("jsonencode(", "jsonencode(1, "),
                ("toset(", "toset(1, "),
                ("keys(", "keys(1, "),
                ("yamldecode(", "yamldecode(1, "),
                ("file(", "file(1, "),
                ("upper(", "upper(1, "),
                ("flatten(", "flatten(1, "),
                ("base64encode(", "base64encode(1, "),
                ("base64decode(", "base64decode(1, "),
                ("values(", "values(1, "),
            ],
        )
    }),
    family("type constraint", |line, _| {
        let (name, value) = argument(line)?;
        (name == "type" && line.root == "variable").then_some(())?;
        let slips = [
            ("string", "str"),
            ("number", "int"),
            ("bool", "boolean"),
            ("any", "anything"),
        ];
        let (good, bad) = slips.iter().find(|(good, _)| value.contains(good))?;
        here(line, line.code.replacen(good, bad, 1))
    }),
    family("labels", |line, _| {
        line.opener.is_none().then_some(())?;
        let wanted = ["variable \"", "output \"", "module \"", "resource \"", "data \""];
        wanted.iter().find(|start| line.code.starts_with(*start))?;
        let last = line.code.strip_suffix(" {")?;
        let (before, _) = last.rsplit_once(' ')?;
        here(line, format!("{before} {{"))
    }),
    family("version constraint", |line, _| {
        line.code.contains("\"~> ").then_some(())?;
        ["terraform", "module"].contains(&line.root).then_some(())?;
        here(line, line.code.replacen("\"~> ", "\"^", 1))
    }),
    family("cidr", |line, _| {
        let (before, after) = line.code.split_once("cidrsubnet(\"")?;
        let (cidr, rest) = after.split_once('"')?;
        let (address, length) = cidr.split_once('/')?;
        (!before.starts_with('#')).then_some(())?;
        here(line, format!("{before}cidrsubnet(\"{address}.1/{length}\"{rest}"))
    }),
    family("regular expression", |line, _| {
        let (before, after) = line.code.split_once("regex(\"")?;
        here(line, format!("{before}regex(\"({after}"))
    }),
    family("conditional cut", |line, code| {
        let (_, value) = argument(line)?;
        block(line, code)?;
        (value.contains(" ? ") && value.matches(" : ").count() == 1 && !value.contains("for "))
            .then_some(())?;
        let (before, _) = line.code.split_once(" : ")?;
        (!before.contains('(') && !before.contains('[')).then_some(())?;
        here(line, before.to_owned())
    }),
    family("resource type", |line, _| {
        let rest = line.code.strip_prefix("resource \"aws_")?;
        let (name, _) = rest.split_once('"')?;
        (name.len() >= 6 && !name.contains("wafv2")).then_some(())?;
        here(line, line.code.replacen(name, &swapped(name), 1))
    }),
    family("value gone", |line, code| {
        let (name, _) = argument(line)?;
        block(line, code)?;
        here(line, format!("{name} ="))
    }),
];

/// A name with two neighbouring letters swapped.
fn swapped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len() - 1;
    let apart = |at: &usize| letters[*at] != letters[at + 1] && letters[*at] != '_' && letters[at + 1] != '_';
    let at = (1..last).find(apart).unwrap_or(0);
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}
